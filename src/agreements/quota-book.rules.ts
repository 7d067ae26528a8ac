import type { ActedTurn } from './quota.ts'
import { type Placed, RUNNING } from './quota-place.rules.ts'

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

/** The books of each sequence, in the order of their periods. */
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
    .map(([, books]) => [...books.values()].sort((a, b) => (beginOf(a) < beginOf(b) ? -1 : 1)))
}

/** Sorts periods by their beginning; the running sequence comes first, a year before its first quarter. */
function beginOf({ period }: Book): string {
  if (period === RUNNING) return ''
  return period.includes('Q') ? period.replace(/Q(\d)/, '$1') : `${period}-0`
}

/** The acted turns keep their numbers; the open ones take the free numbers by day and id. */
export function numbered(book: Book): Entry[] {
  const open = [...book.open].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  const taken = new Set(book.acted.map(({ sequence }) => sequence))
  let next = 0
  const entries = open.map((placed): Entry => {
    do next += 1
    while (taken.has(next))
    return { placed, acted: null, sequence: next }
  })
  return [...book.acted, ...entries].sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
}

const orderOf = ({ vacancy }: Placed) => `${vacancy.day} ${vacancy.id}`
