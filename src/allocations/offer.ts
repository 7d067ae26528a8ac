import type { Instant } from '../kernel/clock.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'

/**
 * On what basis a dwelling is at the municipality's disposal.
 * @law almenboligloven §§ 59, 63
 */
export const OFFER_BASES = [
  'SECTION_59_1',
  'SECTION_59_2',
  'SECTION_59_3',
  'SECTION_59_4',
  'SECTION_63',
] as const
export type OfferBasis = (typeof OFFER_BASES)[number]

/** An offer that the municipality is to answer. */
interface Offered {
  readonly state: 'OFFERED'
}

/** The time to answer stands still; so many business days are left when it goes on. */
interface Paused {
  readonly state: 'PAUSED'
  readonly pausedDays: number
}

/** A household is chosen; then it has said yes. */
interface Taken {
  readonly state: 'ALLOCATED' | 'ACCEPTED'
}

/** The lease is signed; then the household has moved in. */
interface Leased {
  readonly state: 'LEASE_SIGNED' | 'MOVED_IN'
  readonly letFrom: LocalDate
  readonly tenancyId: string
}

/** It came to nothing: given back, given up, taken back by the organisation, or not answered. */
interface Ended {
  readonly state: 'RETURNED' | 'GIVEN_UP' | 'WITHDRAWN' | 'EXPIRED'
  readonly endedOn: LocalDate
  /** First day on which the municipality pays no more. */
  readonly liableUntil: LocalDate
}

/** Where an offer stands, with what belongs to it. */
export type OfferStanding = Offered | Paused | Taken | Leased | Ended
export type OfferState = OfferStanding['state']

export const OFFER_STATES = [
  'OFFERED',
  'PAUSED',
  'ALLOCATED',
  'ACCEPTED',
  'LEASE_SIGNED',
  'MOVED_IN',
  'RETURNED',
  'GIVEN_UP',
  'WITHDRAWN',
  'EXPIRED',
] as const satisfies readonly OfferState[]

/** When a notice takes effect: on the day its months are over, or on the first of a month from then. */
export const NOTICE_EFFECTS = ['ANY_DAY', 'FIRST_OF_MONTH'] as const
export type NoticeEffect = (typeof NOTICE_EFFECTS)[number]

/** When the liability for rent ends: with the step itself, or when a notice given with it would take effect. */
export const LIABILITY_ENDS = ['ON_THE_DAY', 'AT_NOTICE_EFFECT'] as const
export type LiabilityEnd = (typeof LIABILITY_ENDS)[number]

/** What a day's rent is: the month's over the days of its month, or twelve months' over 365. */
export const DAY_COUNTS = ['ACTUAL_MONTH', 'YEAR_OF_365'] as const
export type DayCount = (typeof DAY_COUNTS)[number]

/** What the parties agreed on of the municipality's liability for rent, and where it is written. */
export interface LiabilityTerms {
  readonly noticeMonths: number
  readonly noticeEffect: NoticeEffect
  readonly afterReturn: LiabilityEnd
  readonly afterExpiry: LiabilityEnd
  readonly dayCount: DayCount
  readonly source: string
}

/** An offer as a command finds it, its row held until the change ends. */
export type HeldOffer = OfferStanding & {
  readonly id: string
  readonly vacancyId: string
  readonly letting: number
  readonly dwellingId: string
  readonly organisationId: string
  readonly municipalityCode: string
  readonly legalBasis: OfferBasis
  readonly agreementVersionId: string
  readonly agreementTermId: string
  readonly answerDays: readonly LocalDate[]
  readonly deadline: Instant
  readonly atDisposalFrom: LocalDate
  readonly rentOere: Oere
  readonly offeredOn: LocalDate
  readonly liability: LiabilityTerms
}

/** SQL of the day in Denmark on which the offer `o` was made. */
export const offeredOnSql = (o: string) => `(${o}.offered_at at time zone 'Europe/Copenhagen')::date`

/** Why an organisation takes an offer back. The hub's own list. */
export const WITHDRAWAL_REASONS = [
  'OFFERED_BY_MISTAKE',
  'NOT_HABITABLE',
  'REHOUSING',
  'INTERNAL_TRANSFER',
  'SALE_OR_DEMOLITION',
  'OTHER',
] as const
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number]

/** Why a household declines a dwelling. The hub's own list. */
export const DECLINE_REASONS = [
  'RENT_TOO_HIGH',
  'DEPOSIT_TOO_HIGH',
  'SIZE',
  'LOCATION',
  'ACCESSIBILITY',
  'CONDITION',
  'OTHER_DWELLING',
  'PERSONAL_CIRCUMSTANCES',
  'NO_LONGER_INTERESTED',
  'NO_ANSWER',
  'OTHER',
] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** Who took a step. */
export const PARTIES = ['ORGANISATION', 'MUNICIPALITY', 'HUB'] as const
export type Party = (typeof PARTIES)[number]

/** The steps of an offer as its events name them. */
export const OFFER_EVENTS = [
  'OFFERED',
  'PAUSED',
  'RESUMED',
  'EXTENDED',
  'ALLOCATED',
  'ACCEPTED',
  'DECLINED',
  'ALLOCATION_WITHDRAWN',
  'LEASE_SIGNED',
  'LEASE_CANCELLED',
  'MOVED_IN',
  'RETURNED',
  'GIVEN_UP',
  'WITHDRAWN',
  'EXPIRED',
] as const
export type OfferEventKind = (typeof OFFER_EVENTS)[number]
