import type { ReturnReason } from '../agreements/index.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { actOnTurn, enterQuotaEvent, type Letting } from '../quota/index.ts'
import type { HeldOffer, OfferEventKind } from './offer.ts'

/** An offer that was just made, as the quota ledger takes it. */
export interface OfferMade extends Letting {
  readonly on: LocalDate
  /** The letting was offered before, and that came to nothing. */
  readonly again: boolean
  /** It is given in the place of a dwelling that was returned. */
  readonly replacing: boolean
}

/**
 * Keeps an offer in the quota ledger: the letting's turn is acted upon as the municipality's, whatever the rules had it
 * go, and an earlier ending of it no longer holds.
 */
export async function enterOfferInLedger(running: Change, offer: OfferMade): Promise<void> {
  const { vacancyId, letting, on, again, replacing } = offer
  const event = { vacancyId, letting, day: on, reason: null }
  if (again) await enterQuotaEvent(running, { ...event, kind: 'OFFERED_AGAIN' })
  if (replacing) await enterQuotaEvent(running, { ...event, kind: 'REPLACED' })
  await actOnTurn(running, { vacancyId, letting, channel: 'MUNICIPAL', on })
}

/** What the quota ledger asks of a step of an offer. */
interface StepTaken {
  readonly kind: OfferEventKind
  readonly reasonCode?: string | undefined
  readonly ended?: { readonly on: LocalDate }
  readonly lease?: { readonly from: LocalDate }
  readonly unletOn?: LocalDate
}

/** Tells the quota ledger what a step of an offer means for it; most mean nothing. */
export async function enterStepInLedger(
  running: Change,
  { vacancyId, letting, legalBasis }: Pick<HeldOffer, 'vacancyId' | 'letting' | 'legalBasis'>,
  { kind, ended, lease, unletOn, reasonCode }: StepTaken,
): Promise<void> {
  const of = { vacancyId, letting }
  if (lease !== undefined && legalBasis === 'SECTION_63') {
    await enterQuotaEvent(running, { ...of, kind: 'USED_AS_TRANSITIONAL', day: lease.from, reason: null })
  }
  if (unletOn !== undefined && legalBasis === 'SECTION_63') {
    await enterQuotaEvent(running, { ...of, kind: 'OFFERED_AGAIN', day: unletOn, reason: null })
  }
  if (ended === undefined) return
  const reason = kind === 'EXPIRED' ? 'DEADLINE_PASSED' : (reasonCode ?? '')
  await enterQuotaEvent(
    running,
    kind === 'WITHDRAWN'
      ? { ...of, kind, day: ended.on, reason }
      : { ...of, kind: 'RETURNED', day: ended.on, reason: reason as ReturnReason },
  )
}
