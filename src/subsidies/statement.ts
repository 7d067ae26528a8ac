import type { LocalDate } from '../kernel/period.ts'
import type { StatementKind } from './instrument.ts'

/**
 * What a feed states, by the names of its schema: days, numbers, amounts in øre as texts. A name that is absent or null is not
 * stated.
 */
export type StatedContent = Readonly<Record<string, string | number | readonly string[] | null>>

/** What of a statement the books can contradict. Where it is written is each side's own. */
export const COMPARED: Readonly<Record<StatementKind, readonly string[]>> = {
  FRAME: ['dwellingsMax', 'amountMax', 'windowFrom', 'windowUntil', 'lapsesOn'],
  CONDITION: ['frame', 'condition', 'organisation', 'from', 'until'],
  COMMITMENT: ['frame', 'dwelling', 'committedOn', 'from', 'until', 'granted', 'rentBefore'],
  PERIOD: ['commitment', 'from', 'until', 'monthly', 'base', 'indexFactor', 'rentBefore', 'rentAfter'],
  PAYMENT: ['commitment', 'month', 'amount', 'paidOn'],
}

/** The amount that a statement is about: of a period by month, of a condition none. */
export const AMOUNT: Readonly<Record<StatementKind, string | null>> = {
  FRAME: 'amountMax',
  CONDITION: null,
  COMMITMENT: 'granted',
  PERIOD: 'monthly',
  PAYMENT: 'amount',
}

/** The names whose values are amounts in øre. */
export const AMOUNTS: ReadonlySet<string> = new Set([
  ...Object.values(AMOUNT).filter((name) => name !== null),
  ...['base', 'rentBefore', 'rentAfter'],
])

/** What one side says and the books say otherwise. */
export interface Difference {
  readonly name: string
  readonly stated: string
  readonly books: string | null
}

/**
 * Where a statement and the books differ, in the order of the schema. A dwelling or an organisation is the same by either of the
 * organisation's numbers; where `books` gives none, nobody can tell.
 */
export function differencesFrom(
  kind: StatementKind,
  stated: StatedContent,
  books: StatedContent,
): readonly Difference[] {
  return COMPARED[kind].flatMap((name) => {
    const said = stated[name] ?? null
    const known = books[name] ?? null
    if (said === null) return []
    if (Array.isArray(known)) {
      if (known.length === 0 || known.includes(String(said))) return []
      return [{ name, stated: String(said), books: String(known[0]) }]
    }
    if (String(said) === String(known)) return []
    return [{ name, stated: String(said), books: known === null ? null : String(known) }]
  })
}

/** A part of a grant, or a payment, as a feed states it. */
export interface SubsidyRecord {
  readonly kind: StatementKind
  readonly municipalityCode: string
  readonly programme: string
  readonly reference: string
  readonly sourceSequence: bigint | null
  readonly sourceTime: string | null
  /** The first of the days that it matters to, and the day after the last. */
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly content: StatedContent
}
