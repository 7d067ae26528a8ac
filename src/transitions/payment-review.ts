import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'

/** What a review of a household's ability to pay found. */
export const REVIEW_OUTCOMES = ['CAN_PAY', 'CAN_PAY_BY_END', 'CANNOT_PAY'] as const
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number]

/** What a review found: the rent that the household can pay on ordinary terms, not what it lives off. */
export interface ReviewFinding {
  readonly heldOn: LocalDate
  /** Per month, without consumption. */
  readonly affordableRentOere: Oere
  readonly outcome: ReviewOutcome
}
