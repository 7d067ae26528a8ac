import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import { enterTenancy, undoTenancy } from '../tenancies/index.ts'
import { holdOffer, lapseAt, moveOffer, type Offers } from './held-offer.service.ts'
import type { Show } from './offer.service.ts'
import type { ReasonedStep } from './offer-step.service.ts'

/** A lease as the organisation signed it with the household. */
export interface SignedLease {
  /** Global id. */
  readonly offerId: string
  readonly signedOn: LocalDate
  readonly from: LocalDate
  readonly rentOere: Oere
  /** The part of a shared dwelling; empty for a whole one. */
  readonly part: string
}

/**
 * Records that the lease is signed: the tenancy begins with it, and the municipality's liability for rent ends.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED, OFFER_PAUSED,
 * OFFER_NOT_ALLOCATED, OFFER_NOT_ACCEPTED, LEASE_BEFORE_DISPOSAL, and what `enterTenancy` refuses.
 */
export function recordLease<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { offerId, signedOn, from, rentOere, part }: SignedLease,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const offer = await holdOffer(running, offerId, 'SIGN_LEASE', clock)
    if (from < offer.atDisposalFrom) throw new Refused(leaseBeforeDisposal)
    const tenancyId = await enterTenancy(running, offer.dwellingId, {
      ...{ part, from, until: null, leaseSignedOn: signedOn, rentOere },
      ...{ allocated: true, transitional: offer.legalBasis === 'SECTION_63' },
    })
    await moveOffer(running, offer, {
      ...{ state: 'LEASE_SIGNED', kind: 'LEASE_SIGNED', party: 'ORGANISATION', at: clock.now() },
      lease: { from, tenancyId },
    })
    return offer.id
  }
  return change(database, origin, { action: 'offer:make', ...carrying }, work, show)
}

/**
 * Records the day on which the household moved in.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED, OFFER_PAUSED,
 * OFFER_NOT_ALLOCATED, OFFER_LEASE_NOT_SIGNED, MOVED_IN_BEFORE_LEASE.
 */
export function recordMovingIn<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { offerId, on }: { readonly offerId: string; readonly on: LocalDate },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const offer = await holdOffer(running, offerId, 'MOVE_IN', clock)
    if (offer.state === 'LEASE_SIGNED' && on < offer.letFrom) throw new Refused(movedInBeforeLease)
    await moveOffer(running, offer, {
      ...{ state: 'MOVED_IN', kind: 'MOVED_IN', party: 'ORGANISATION', at: clock.now(), movedInOn: on },
    })
    return offer.id
  }
  return change(database, origin, { action: 'offer:make', ...carrying }, work, show)
}

/**
 * Tells that a signed lease came to nothing before the household moved in. For the household that is a late no, of which its
 * allocator is told; the offer is the municipality's to answer again, and lapses at once where its deadline is over.
 *
 * **Refuses:** NOT_ALLOWED, OFFER_NOT_FOUND, OFFER_DEADLINE_PASSED, OFFER_ENDED, OFFER_LEASE_SIGNED, OFFER_PAUSED,
 * OFFER_NOT_ALLOCATED, OFFER_LEASE_NOT_SIGNED, and what `undoTenancy` refuses.
 */
export function cancelLease<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { offerId, reason }: ReasonedStep,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const offer = await holdOffer(running, offerId, 'CANCEL_LEASE', clock)
    // The offer lets go of the tenancy first: under § 63 the transition of the lease ends with it, and another begins.
    await moveOffer(running, offer, {
      ...{ state: 'OFFERED', kind: 'LEASE_CANCELLED', party: 'ORGANISATION', at: clock.now() },
      ...{ reason, unletOn: clock.today() },
    })
    if (offer.state === 'LEASE_SIGNED') await undoTenancy(running, offer.tenancyId)
    await lapseAt(running, clock, offer.id, offer.deadline)
    return offer.id
  }
  return change(database, origin, { action: 'offer:make', ...carrying }, work, show)
}

const leaseBeforeDisposal: Refusal = {
  code: 'LEASE_BEFORE_DISPOSAL',
  path: 'input.from',
  text: {
    da: 'Lejemålet kan ikke begynde, før boligen er til kommunens rådighed.',
    en: 'The tenancy cannot begin before the dwelling is at the municipality’s disposal.',
  },
}

const movedInBeforeLease: Refusal = {
  code: 'MOVED_IN_BEFORE_LEASE',
  path: 'input.on',
  text: {
    da: 'Husstanden kan ikke være flyttet ind før lejemålets første dag.',
    en: 'The household cannot have moved in before the tenancy’s first day.',
  },
}
