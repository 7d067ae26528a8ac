import type { LocalDate } from '../kernel/period.ts'
import type { DeclineReason } from './offer.ts'

/** The household is to answer. */
interface Awaiting {
  readonly state: 'AWAITING_ANSWER'
}

/** It has said yes; the lease is signed; it has moved in. */
interface Agreed {
  readonly state: 'ACCEPTED' | 'LEASE_SIGNED' | 'MOVED_IN'
}

/** It has said no. What follows is the municipality's to say; null until it does. */
interface Declined {
  readonly state: 'DECLINED'
  readonly declineReason: DeclineReason | null
  readonly consequence: Consequence | null
}

/** The offer was taken back or given up, or the municipality took the allocation back and says why. */
interface Cancelled {
  readonly state: 'CANCELLED'
  readonly withdrawalReason: string | null
}

/** What became of a decision to allocate. */
export type AllocationStanding = Awaiting | Agreed | Declined | Cancelled
export type AllocationState = AllocationStanding['state']

export const ALLOCATION_STATES = [
  'AWAITING_ANSWER',
  'ACCEPTED',
  'LEASE_SIGNED',
  'MOVED_IN',
  'DECLINED',
  'CANCELLED',
] as const satisfies readonly AllocationState[]

/** What the municipality lets follow from declining: nothing, a wait until a day, or a new assessment. */
export const CONSEQUENCE_KINDS = ['NONE', 'PARKED', 'REASSESS'] as const
export type Consequence =
  | { readonly kind: 'NONE' | 'REASSESS' }
  | { readonly kind: 'PARKED'; readonly until: LocalDate }

/** What a household says to the dwelling that it was allocated. */
export type HouseholdAnswer =
  | { readonly answer: 'ACCEPTED' }
  | {
      readonly answer: 'DECLINED'
      readonly reason: DeclineReason
      readonly consequence: Consequence | null
    }

export const NOMINATION_STATES = ['PROPOSED', 'CHOSEN', 'WITHDRAWN', 'CLOSED'] as const
export type NominationState = (typeof NOMINATION_STATES)[number]

/** What the allocator of a case is told. */
export const NOTICE_KINDS = ['LATE_DECLINE', 'OFFER_WITHDRAWN'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]
