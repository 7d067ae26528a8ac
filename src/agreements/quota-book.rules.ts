import type { ActedTurn } from './quota.ts'
import { orderOf, type Placed } from './quota-place.rules.ts'
import { beginOfPeriod } from './quota-sequence.rules.ts'

/** A vacancy on its way into a book; `acted` fixes its turn, and a vacancy that nobody knows any more is null. */
export interface Entry {
  readonly placed: Placed | null
  readonly acted: ActedTurn | null
  readonly sequence: number | null
}

/** One sequence in one period. */
export interface Book {
  readonly key: string
  readonly period: string
  readonly acted: Entry[]
  readonly open: Placed[]
  /** They count here, and their turn was acted upon elsewhere. */
  readonly elsewhere: Placed[]
}

/** True for a turn that was acted upon without entering a base, and that no balance knows of. */
export function isOutside({ sequence, channel }: ActedTurn): boolean {
  return sequence === null && channel !== 'MUNICIPAL'
}

/** The books of each sequence, in the order of the days from which they run, so that each takes over what the one before leaves. */
export function booksOf(placed: readonly Placed[], acted: ReadonlyMap<string, ActedTurn>): Book[][] {
  const sequences = new Map<string, Map<string, Book>>()
  const bookAt = (key: string, period: string): Book => {
    const books = sequences.get(key) ?? new Map<string, Book>()
    sequences.set(key, books)
    const book = books.get(period) ?? { key, period, acted: [], open: [], elsewhere: [] }
    books.set(period, book)
    return book
  }
  const byId = new Map(placed.map((one) => [one.vacancy.id, one]))
  for (const turn of acted.values()) {
    if (isOutside(turn)) continue
    const entry = { placed: byId.get(turn.vacancyId) ?? null, acted: turn, sequence: turn.sequence }
    bookAt(turn.key, turn.period).acted.push(entry)
  }
  for (const one of placed) {
    if (one.excluded !== null || one.withdrawn) continue
    const turn = acted.get(one.vacancy.id)
    if (turn === undefined) bookAt(one.key, one.period).open.push(one)
    else if (turn.key !== one.key || turn.period !== one.period || turn.sequence === null) {
      bookAt(one.key, one.period).elsewhere.push(one)
    }
  }
  return [...sequences]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, books]) => byBeginning([...books.values()]))
}

function byBeginning(books: readonly Book[]): Book[] {
  const begun = books.map((book) => ({
    book,
    begin: `${beginOf(book)} ${beginOfPeriod(book.period)} ${book.period}`,
  }))
  return begun.sort((a, b) => (a.begin < b.begin ? -1 : 1)).map(({ book }) => book)
}

/**
 * The day from which a book runs: its period's first or, where a version settles otherwise in the middle of a period,
 * that version's. Where no vacancy counts in it any more it is the period's first.
 */
function beginOf({ key, period, acted, open, elsewhere }: Book): string {
  const first = beginOfPeriod(period)
  const members = [...acted.flatMap(({ placed }) => placed ?? []), ...open, ...elsewhere]
  const begins = members.flatMap(({ found, ...placed }) => {
    if (found === null || placed.key !== key || placed.period !== period) return []
    return [first, found.version.valid.from].sort().slice(-1)
  })
  return begins.sort()[0] ?? first
}

/** The acted turns keep their numbers; the open ones take the free numbers by day and id. */
export function numbered(book: Book): Entry[] {
  const open = [...book.open].sort((a, b) => (orderOf(a.vacancy) < orderOf(b.vacancy) ? -1 : 1))
  const taken = new Set(book.acted.map(({ sequence }) => sequence))
  let next = 0
  const entries = open.map((placed): Entry => {
    do next += 1
    while (taken.has(next))
    return { placed, acted: null, sequence: next }
  })
  return [...book.acted, ...entries].sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
}
