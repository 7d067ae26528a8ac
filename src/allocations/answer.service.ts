import type { RequestOrigin } from '../access/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { globalId, uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { AllocationState, Consequence, HouseholdAnswer } from './allocation.ts'
import {
  type AnswerEntry,
  answerOf,
  answerRefusal,
  consequenceOf,
  consequenceRefusal,
  isRefusal,
} from './answer.rules.ts'
import { holdOffer, lapseAt, moveOffer, type Offers } from './held-offer.service.ts'
import type { Show } from './offer.service.ts'
import type { DeclineReason, HeldOffer } from './offer.ts'

/**
 * Records what the household says. After a no the dwelling may go to another, as long as the time to answer lasts.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, DECLINE_NOT_MEANT,
 * DECLINE_REASON_MISSING, PARKED_UNTIL_MISSING, PARKED_UNTIL_OVER, PARKED_UNTIL_NOT_MEANT, ALLOCATION_NOT_FOUND,
 * ALLOCATION_ANSWERED.
 */
export function recordAnswer<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { allocationId, ...entry }: AnswerEntry & { readonly allocationId: string },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const given = answerOf(entry, clock.today())
    if (isRefusal(given)) throw new Refused(given)
    const { id, offerId } = await answerable(running, allocationId, given)
    const step = given.answer === 'ACCEPTED' ? 'ACCEPT' : 'DECLINE'
    const offer = await holdOffer(running, globalId('MunicipalOffer', offerId), step, clock)
    // Again, now that nobody else moves it.
    await answerable(running, allocationId, given)
    await answerAllocation(running, clock, { id, offer, given, on: clock.today() })
    return id
  }
  return change(database, origin, { action: 'allocation:decide', ...carrying }, work, show)
}

/** An answer that the rules have let through, to an allocation of a held offer. */
export interface Answered {
  readonly id: string
  readonly offer: HeldOffer
  readonly given: HouseholdAnswer
  readonly on: LocalDate
}

/** Writes what the household said, and moves the offer on. */
export async function answerAllocation(
  running: Change,
  clock: Clock,
  { id, offer, given, on }: Answered,
): Promise<void> {
  const at = clock.now()
  if (given.answer === 'ACCEPTED') {
    await running.sql(
      `update public.allocation set state = 'ACCEPTED', answered_on = $2::date where id = $1::uuid`,
      [id, on],
    )
    await moveOffer(running, offer, { state: 'ACCEPTED', kind: 'ACCEPTED', party: 'MUNICIPALITY', at })
    return
  }
  await running.sql(
    `update public.allocation set state = 'DECLINED', answered_on = $2::date, decline_reason = $3, consequence = $4,
            parked_until = $5::date where id = $1::uuid`,
    [id, on, given.reason, ...columnsOf(given.consequence)],
  )
  await moveOffer(running, offer, { state: 'OFFERED', kind: 'DECLINED', party: 'MUNICIPALITY', at })
  await lapseAt(running, clock, offer.id, offer.deadline)
}

/** What is to follow from declining; ids are global ids. */
export interface ConsequenceEntry {
  readonly allocationId: string
  readonly consequence: Consequence['kind']
  readonly parkedUntil: LocalDate | null
  /** Null: what is known of the reason stays. */
  readonly declineReason: DeclineReason | null
}

/**
 * Sets what follows from a household's no, also where the organisation reported it.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PARKED_UNTIL_MISSING,
 * PARKED_UNTIL_OVER, PARKED_UNTIL_NOT_MEANT, ALLOCATION_NOT_FOUND, ALLOCATION_NOT_DECLINED.
 */
export function setDeclineConsequence<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  { allocationId, consequence, parkedUntil, declineReason }: ConsequenceEntry,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const follows = consequenceOf(consequence, parkedUntil, clock.today())
    if (isRefusal(follows)) throw new Refused(follows)
    const { id, state } = await seenAllocation(running, allocationId)
    const refusal = consequenceRefusal(state)
    if (refusal !== null) throw new Refused(refusal)
    await running.sql(
      `update public.allocation set consequence = $2, parked_until = $3::date,
              decline_reason = coalesce($4, decline_reason) where id = $1::uuid`,
      [id, ...columnsOf(follows), declineReason],
    )
    return id
  }
  return change(database, origin, { action: 'allocation:decide', ...carrying }, work, show)
}

/** An allocation among the actor's cases. */
export interface SeenAllocation {
  readonly id: string
  readonly offerId: string
  readonly state: AllocationState
}

async function answerable(
  running: Change,
  allocationId: string,
  { answer }: HouseholdAnswer,
): Promise<SeenAllocation> {
  const allocation = await seenAllocation(running, allocationId)
  const refusal = answerRefusal(allocation.state, answer)
  if (refusal !== null) throw new Refused(refusal)
  return allocation
}

/** The allocation with this global id; **Refuses:** ALLOCATION_NOT_FOUND. */
export async function seenAllocation(running: Change, allocationId: string): Promise<SeenAllocation> {
  const [allocation] = await running.sql<SeenAllocation>(
    'select id, offer_id as "offerId", state from public.allocation where id = $1::uuid',
    [uuidOf(allocationId, 'Allocation')],
  )
  if (allocation === undefined) throw new Refused(allocationNotFound)
  return allocation
}

function columnsOf(consequence: Consequence | null): [string | null, string | null] {
  return [consequence?.kind ?? null, consequence?.kind === 'PARKED' ? consequence.until : null]
}

const allocationNotFound: Refusal = {
  code: 'ALLOCATION_NOT_FOUND',
  path: 'input.allocationId',
  text: {
    da: 'Der er ingen anvisning med dette id blandt dine sager.',
    en: 'There is no allocation with this id among your cases.',
  },
}
