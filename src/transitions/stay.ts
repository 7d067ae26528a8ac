import type { LocalDate } from '../kernel/period.ts'

/** Where a household stays while it has no dwelling of its own; the boformer by serviceloven's clauses. */
export const STAY_KINDS = [
  'STREET',
  'FAMILY_OR_FRIENDS',
  'SHELTER',
  'CRISIS_CENTRE',
  'TEMPORARY_PLACE',
  'LONG_TERM_PLACE',
  'HOSPITAL',
  'PRISON',
  'OTHER',
] as const
export type StayKind = (typeof STAY_KINDS)[number]

/** Whether the municipality runs the place, by itself or by agreement, or buys it. */
export const STAY_PROVIDERS = ['OWN', 'EXTERNAL'] as const
export type StayProvider = (typeof STAY_PROVIDERS)[number]

/** What a stay ended in; `LEFT`: by the household's own will. */
export const STAY_OUTCOMES = [
  'TRANSITIONAL_DWELLING',
  'ORDINARY_DWELLING',
  'TEMPORARY_PLACE',
  'LONG_TERM_PLACE',
  'OTHER_STAY',
  'LEFT',
] as const
export type StayOutcome = (typeof STAY_OUTCOMES)[number]

/** What has to be in place before the municipality discharges somebody from a shelter (serviceloven § 110 stk. 5). */
export const DISCHARGE_CONDITIONS = [
  'PLAN',
  'DWELLING_OR_PLACE',
  'SUPPORT_DECISION',
  'LEASE_AND_SUPPORT_READY',
  'PLACE_READY',
] as const
export type DischargeConditionKind = (typeof DISCHARGE_CONDITIONS)[number]

const ALWAYS = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION'] as const

/** Which of the conditions a discharge takes: to a dwelling, and to a place under serviceloven §§ 107–108. */
export const CONDITIONS_FOR = {
  DWELLING: [...ALWAYS, 'LEASE_AND_SUPPORT_READY'],
  PLACE: [...ALWAYS, 'PLACE_READY'],
} as const satisfies Record<string, readonly DischargeConditionKind[]>

/** A condition that is met, since when, and where that is written. */
export interface MetCondition {
  readonly kind: DischargeConditionKind
  readonly metOn: LocalDate
  readonly evidence: string
}

/** A stay as it is told; without an end while the household is there. */
export interface StayEntry {
  readonly kind: StayKind
  readonly provider: StayProvider | null
  readonly from: LocalDate
  /** First day on which the household is no longer there. */
  readonly until: LocalDate | null
  readonly outcome: StayOutcome | null
  readonly source: string
}
