import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'

/** How a tenancy ended. The hub's own list, after almenlejeloven's ways. */
export const TENANCY_ENDINGS = [
  'MOVED_OUT',
  'TERMINATED_BY_LANDLORD',
  'TERMINATED_AT_MUNICIPAL_REQUEST',
  'CANCELLED',
  'EVICTED',
] as const
export type TenancyEnding = (typeof TENANCY_ENDINGS)[number]

/** What became of a tenancy: it ended, or its lease came to nothing before anybody moved in. */
export const TENANCY_OUTCOMES = [...TENANCY_ENDINGS, 'NEVER_BEGUN'] as const
export type TenancyOutcome = (typeof TENANCY_OUTCOMES)[number]

/** A tenancy of a dwelling; who the tenant is, it does not say. */
export interface TenancyEntry {
  /** The part of a shared dwelling; empty for a whole one. */
  readonly part: string
  readonly from: LocalDate
  /** First day on which it no longer holds; null: no end is known. */
  readonly until: LocalDate | null
  /** Whether the municipality allocated it, and whether as a transitional dwelling (udslusningsbolig). */
  readonly allocated: boolean
  readonly transitional: boolean
  readonly leaseSignedOn: LocalDate | null
  /** Per month, without consumption. */
  readonly rentOere: Oere
}
