import type { RequestOrigin } from '../access/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import { withdrawalRefusal } from './answer.rules.ts'
import { type SeenAllocation, seenAllocation } from './answer.service.ts'
import { holdOffer, lapseAt, moveOffer, type Offers } from './held-offer.service.ts'
import type { Show } from './offer.service.ts'
import type { HeldOffer } from './offer.ts'

/** An allocation to take back; the id is a global id. */
export interface AllocationWithdrawal {
  readonly allocationId: string
  /** Kept with the allocation alone: it may say something about the household, and the organisation reads the offer. */
  readonly reason: string
}

/**
 * Takes the municipality's own allocation back, as long as no lease is signed. The dwelling may go to another, and the
 * household to another dwelling; the offer keeps its deadline, and lapses at once where that is over.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, ALLOCATION_NOT_FOUND,
 * ALLOCATION_NOT_OPEN; OFFER_NOT_ALLOCATED, OFFER_LEASE_SIGNED, OFFER_ENDED where the offer moved meanwhile.
 */
export function withdrawAllocation<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { allocationId, reason }: AllocationWithdrawal,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const { id, offerId } = await openAllocation(running, allocationId)
    const offer = await holdOffer(running, globalId('MunicipalOffer', offerId), 'WITHDRAW_ALLOCATION', clock)
    // Again, now that nobody else moves it.
    await openAllocation(running, allocationId)
    await takeAllocationBack(running, clock, { id, offer, reason })
    return id
  }
  return change(database, origin, { action: 'allocation:decide', ...carrying }, work, show)
}

/** Takes an open allocation of a held offer back; the reason is null where a case system did not give it. */
export async function takeAllocationBack(
  running: Change,
  clock: Clock,
  { id, offer, reason }: { readonly id: string; readonly offer: HeldOffer; readonly reason: string | null },
): Promise<void> {
  await running.sql(
    `update public.allocation set state = 'CANCELLED', withdrawal_reason = $2 where id = $1::uuid`,
    [id, reason],
  )
  await moveOffer(running, offer, {
    ...{ state: 'OFFERED', kind: 'ALLOCATION_WITHDRAWN', party: 'MUNICIPALITY', at: clock.now() },
  })
  await lapseAt(running, clock, offer.id, offer.deadline)
}

async function openAllocation(running: Change, allocationId: string): Promise<SeenAllocation> {
  const allocation = await seenAllocation(running, allocationId)
  const refusal = withdrawalRefusal(allocation.state)
  if (refusal !== null) throw new Refused(refusal)
  return allocation
}
