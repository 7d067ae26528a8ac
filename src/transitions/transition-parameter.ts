import type { LocalDate } from '../kernel/period.ts'

/** Numbers that no law gives and a municipality sets for its transitions. */
export const TRANSITION_PARAMETERS = [
  'WARNING_MONTHS',
  'REVIEW_MONTHS',
  'SHELTER_DAYS',
  'SHELTER_WARNING_DAYS',
  'ARREARS_DAYS',
  'ARREARS_DAYS_WITH_CHILDREN',
  'CLAIM_DAYS',
] as const
export type TransitionParameterName = (typeof TRANSITION_PARAMETERS)[number]

/** A number that a municipality sets: months or days, as its name says; arrears are counted in business days. */
export interface TransitionParameterEntry {
  readonly municipalityCode: string
  readonly name: TransitionParameterName
  /** Several for the warnings before a period ends; else one. */
  readonly amounts: readonly number[]
  readonly from: LocalDate
  readonly source: string
}
