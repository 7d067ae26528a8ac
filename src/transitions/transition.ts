import type { DayCount, NoticeEffect } from '../allocations/index.ts'
import type { Derogation } from '../households/index.ts'
import type { LocalDate } from '../kernel/period.ts'

export type { Derogation }

/** How a transitional dwelling came to be one no longer, save by going over to ordinary terms. */
export const TRANSITION_ENDINGS = [
  'RETURNED',
  'GIVEN_UP',
  'WITHDRAWN',
  'EXPIRED',
  'MOVED_OUT',
  'TERMINATED',
  'TERMINATED_AT_REQUEST',
  'CANCELLED',
  'EVICTED',
  'NEVER_BEGUN',
] as const
export type TransitionEnding = (typeof TRANSITION_ENDINGS)[number]

/** Where a transition stands on a day. */
export const TRANSITION_STATES = [
  'AT_DISPOSAL',
  'ALLOCATED',
  'LEASE_SIGNED',
  'IN_PERIOD',
  'ORDINARY_TERMS',
  ...TRANSITION_ENDINGS,
] as const
export type TransitionState = (typeof TRANSITION_STATES)[number]

/** The phase that each state lies in: disposal, allocation, lease, period with subsidy and support, exit. */
export const PHASES: Readonly<Record<TransitionState, 1 | 2 | 3 | 4 | 5>> = {
  AT_DISPOSAL: 1,
  ALLOCATED: 2,
  LEASE_SIGNED: 3,
  IN_PERIOD: 4,
  ORDINARY_TERMS: 5,
  RETURNED: 5,
  GIVEN_UP: 5,
  WITHDRAWN: 5,
  EXPIRED: 5,
  MOVED_OUT: 5,
  TERMINATED: 5,
  TERMINATED_AT_REQUEST: 5,
  CANCELLED: 5,
  EVICTED: 5,
  NEVER_BEGUN: 5,
}

/** How far a transition has come by what was recorded. */
export const TRANSITION_STAGES = ['AT_DISPOSAL', 'ALLOCATED', 'LET', 'ENDED'] as const
export type TransitionStage = (typeof TRANSITION_STAGES)[number]

/** Under which rule on the length of its derogations a lease stands. */
export const REGIMES = ['TWO_YEARS', 'FIVE_YEARS', 'TRIAL'] as const
export type Regime = (typeof REGIMES)[number]

/** What was recorded of a transition, as far as it says where it stands. */
export interface TransitionFacts {
  readonly disposedOn: LocalDate | null
  readonly allocatedOn: LocalDate | null
  readonly signedOn: LocalDate | null
  /** The tenancy's days. */
  readonly from: LocalDate | null
  /** First day on ordinary terms, as the lease states it. */
  readonly periodUntil: LocalDate | null
  readonly ending: TransitionEnding | null
  readonly endedOn: LocalDate | null
}

/** A municipality's trial with transitional dwellings. */
export interface TrialRecord {
  readonly municipalityCode: string
  /** Such as `FRIKOMMUNE`. */
  readonly code: string
  /** Leases signed from this day and before that. */
  readonly signedFrom: LocalDate
  readonly signedUntil: LocalDate | null
  readonly monthsMax: number
  readonly law: string
  readonly source: string
}

/** The municipality's approval of how a lease may derogate. */
export interface ApprovalRecord {
  /** Global id of the transition. */
  readonly transitionId: string
  readonly approvedOn: LocalDate
  readonly derogations: readonly Derogation[]
  /** For how many months at most. */
  readonly monthsMax: number
  readonly compositionAssessedOn: LocalDate | null
  readonly noGeneralDemand: boolean | null
  readonly youthConditionMet: boolean | null
  readonly reference: string
}

/** The terms of a transitional lease, as it states them. */
export interface TermsRecord {
  /** Global id of the transition. */
  readonly transitionId: string
  readonly regime: Regime
  /** Global id; only with `TRIAL`. */
  readonly trialId: string | null
  /** When the lease was signed; null: as the tenancy says. */
  readonly signedOn: LocalDate | null
  /** First day on ordinary terms. */
  readonly until: LocalDate
  readonly derogations: readonly Derogation[]
  readonly source: string
}

/** That the municipality asks the landlord to terminate. */
export interface TerminationRecord {
  /** Global id of the transition. */
  readonly transitionId: string
  readonly requestedOn: LocalDate
  /** When the tenant gets a place. */
  readonly effectiveOn: LocalDate
  readonly noticeMonths: number
  readonly noticeEffect: NoticeEffect
  readonly dayCount: DayCount
  readonly source: string
}
