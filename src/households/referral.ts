import type { NeedClass } from './need.ts'

/** How far a referral has come. */
export const REFERRAL_STATES = ['SENT', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'] as const
export type ReferralState = (typeof REFERRAL_STATES)[number]

/** Why a municipality does not take a household that another refers to it. The hub's own list. */
export const REFERRAL_DECLINE_REASONS = ['CRITERIA_NOT_MET', 'NO_SUITABLE_DWELLING', 'OTHER'] as const
export type ReferralDeclineReason = (typeof REFERRAL_DECLINE_REASONS)[number]

/** The case that the receiving municipality makes of a referral; the household's size it takes from there. */
export interface ReceivedCase {
  /** Global id. */
  readonly referralId: string
  readonly caseReference: string
  readonly organisationUnitId: string | null
  readonly kleNumber: string | null
  readonly needClass: NeedClass
}
