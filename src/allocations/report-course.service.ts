import type { HeldHousehold } from '../households/index.ts'
import type { Clock, Instant } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import type { AllocationRecord, ReportedAnswer } from './allocation.record.ts'
import { type Decision, decide, factsBehind, householdAllocated } from './allocation.service.ts'
import type { AllocationState, NominationState } from './allocation.ts'
import { answerRefusal, withdrawalRefusal } from './answer.rules.ts'
import { answerAllocation } from './answer.service.ts'
import { lockedOffer, moveOffer } from './held-offer.service.ts'
import { enterNomination, nominationClosed } from './nomination.service.ts'
import { type OfferStep, stepRefusal } from './offer.rules.ts'
import type { HeldOffer } from './offer.ts'
import { endedOn } from './offer-step.service.ts'
import {
  decisionClosed,
  decisionDiffers,
  decisionReplaced,
  leaseDayDiffers,
  leaseNotReported,
  movingInDayDiffers,
  movingInNotReported,
} from './report-refusals.ts'
import { takeAllocationBack } from './withdrawal.service.ts'

/** A report while it is followed: where the hub stands, step by step. */
export interface Course {
  readonly running: Change
  readonly clock: Clock
  readonly feed: { readonly id: string; readonly code: string }
  readonly record: AllocationRecord
  readonly household: HeldHousehold | null
  /** What earlier reports of the same allocation have become. */
  readonly earlier: { readonly nominationId: string | null; readonly allocationId: string | null } | null
  offer: HeldOffer
  nominationId: string | null
  allocationId: string | null
  /** The member of the record that is being followed. */
  at: string
  changed: boolean
  readonly notes: Refusal[]
}

interface FoundAllocation {
  readonly id: string
  readonly state: AllocationState
  readonly householdId: string
  readonly decidedOn: LocalDate
  readonly answeredOn: LocalDate | null
  readonly declineReason: string | null
  readonly overrideReason: string | null
  /** Whether it was decided by a report of the same allocation. */
  readonly own: boolean
}

/**
 * Takes the steps that a report tells of and the hub has not taken, by the rules of the commands.
 * **Refuses:** whatever stands in the way of a step.
 */
export async function followCourse(course: Course): Promise<void> {
  const { record, household } = course
  const allocation = record.decidedOn === null ? null : await allocationFor(course)
  const replaced = allocation !== null && isToReplace(course, allocation)
  if (record.nominatedOn !== null && household !== null) {
    course.at = 'nominatedOn'
    await nominate(course, household, { day: record.nominatedOn, decided: allocation !== null, replaced })
  }
  if (record.decidedOn !== null && household !== null) {
    course.at = 'decidedOn'
    if (replaced && allocation !== null) await cancel(course, allocation)
    if (replaced || allocation === null) await allocate(course, household, record.decidedOn, replaced)
    else course.allocationId = allocation.id
  }
  if (record.answer !== null) {
    course.at = 'answer'
    await answer(course, record.answer)
  }
  if (record.leaseSignedOn !== null || record.movedInOn !== null) await compareHousing(course)
  if (record.ending !== null) {
    course.at = 'ending'
    await end(course, record.ending)
  }
}

function assertStep({ offer, clock }: Course, step: OfferStep): void {
  const refusal = stepRefusal(step, offer, clock.now())
  if (refusal !== null) throw new Refused(refusal)
}

/** The offer as it stands after a step. */
async function stepTaken(course: Course): Promise<void> {
  course.changed = true
  course.offer = (await lockedOffer(course.running, course.offer.id)) ?? course.offer
}

const ALLOCATION_SQL = `select a.id, a.state, a.household_id as "householdId", d.decided_on::text as "decidedOn",
    a.answered_on::text as "answeredOn", a.decline_reason as "declineReason", d.override_reason as "overrideReason",
    coalesce(d.feed_id = $1::uuid and d.source_id = $2, false) as own
  from public.allocation a join public.allocation_decision d on d.id = a.decision_id`

/** The allocation that the report is about: its own, else one that the hub made of the same household and offer. */
async function allocationFor(course: Course): Promise<FoundAllocation | null> {
  const { running, earlier, offer, household, record, feed } = course
  const [found] = await running.sql<FoundAllocation>(
    `${ALLOCATION_SQL} where a.id = $3::uuid or a.offer_id = $4::uuid and a.household_id = $5::uuid
        and (a.state not in ('DECLINED', 'CANCELLED') or d.decided_on = $6::date)
      order by coalesce(a.id = $3::uuid, false) desc, a.id desc limit 1`,
    [
      ...[feed.id, record.sourceId, earlier?.allocationId ?? null, offer.id, household?.id ?? null],
      record.decidedOn,
    ],
  )
  return found ?? null
}

function isToReplace({ record, household }: Course, allocation: FoundAllocation): boolean {
  const same =
    allocation.householdId === household?.id &&
    allocation.decidedOn === record.decidedOn &&
    (allocation.overrideReason === record.overrideReason || !allocation.own)
  if (same) return false
  if (!allocation.own) throw new Refused(decisionDiffers)
  if (allocation.state !== 'AWAITING_ANSWER' && allocation.state !== 'ACCEPTED')
    throw new Refused(decisionClosed)
  return true
}

interface FoundNomination {
  readonly id: string
  readonly state: NominationState
  readonly householdId: string
  readonly nominatedOn: LocalDate
}

async function nominate(
  course: Course,
  household: HeldHousehold,
  {
    day,
    decided,
    replaced,
  }: { readonly day: LocalDate; readonly decided: boolean; readonly replaced: boolean },
): Promise<void> {
  const { running, earlier, offer, feed, record } = course
  const found = await running.sql<FoundNomination>(
    `select id, state, household_id as "householdId",
            (nominated_at at time zone 'Europe/Copenhagen')::date::text as "nominatedOn"
       from public.nomination where id = $1::uuid
         or offer_id = $2::uuid and household_id = $3::uuid and state in ('PROPOSED', 'CHOSEN')
      order by coalesce(id = $1::uuid, false) desc, id desc`,
    [earlier?.nominationId ?? null, offer.id, household.id],
  )
  const of = found.find(({ householdId }) => householdId === household.id)
  const other = found.find(
    ({ id, householdId }) => id === earlier?.nominationId && householdId !== household.id,
  )
  if (other !== undefined) await withdraw(course, other.id)
  if (of !== undefined) {
    course.nominationId = of.id
    if (of.id === earlier?.nominationId && of.nominatedOn !== day) {
      course.changed = true
      await running.sql('update public.nomination set nominated_at = $2::timestamptz where id = $1::uuid', [
        of.id,
        startOf(day),
      ])
    }
    return
  }
  if (decided && !replaced) return
  if (!replaced && !isOver(record)) assertStep(course, 'NOMINATE')
  course.nominationId = await enterNomination(running, offer, household, {
    reason: `Indstillet i kommunens fagsystem (${feed.code}).`,
    at: startOf(day),
  })
  course.changed = true
}

/** The first moment of a day in Denmark, as the database reads it. */
function startOf(day: LocalDate): Instant {
  return `${day} 00:00 Europe/Copenhagen` as Instant
}

async function withdraw(course: Course, nominationId: string): Promise<void> {
  course.changed = true
  await course.running.sql(`update public.nomination set state = 'WITHDRAWN' where id = $1::uuid`, [
    nominationId,
  ])
}

async function cancel(course: Course, allocation: FoundAllocation): Promise<void> {
  course.notes.push(decisionReplaced)
  await course.running.sql(`update public.allocation set state = 'CANCELLED' where id = $1::uuid`, [
    allocation.id,
  ])
}

async function allocate(
  course: Course,
  household: HeldHousehold,
  decidedOn: LocalDate,
  replaced: boolean,
): Promise<void> {
  const { running, record, feed, offer, clock } = course
  const decision = {
    ...{ decidedOn, reason: null, overrideReason: record.overrideReason },
    source: { feedId: feed.id, sourceId: record.sourceId },
    disclosureKey: null,
  }
  // It was decided elsewhere: what the rules say of it is frozen with it, and stops nothing.
  const facts = await factsBehind(running, offer, household.id, decidedOn)
  const refusal = replaced ? null : stepRefusal('ALLOCATE', offer, clock.now())
  const over = overIn(course)
  if (refusal !== null) {
    if (over === null) throw new Refused(refusal)
    course.changed = true
    // The offer has ended since and has closed the nomination; the decision chose it.
    await running.sql(
      `update public.nomination set state = 'PROPOSED' where id = $1::uuid and state = 'CLOSED'`,
      [course.nominationId],
    )
    course.allocationId = await decide(running, offer, household, facts, { ...decision, over })
    return
  }
  // The household is held, so that none is added meanwhile.
  const [open] = await running.sql(
    `select 1 from public.allocation where household_id = $1::uuid and state in ('AWAITING_ANSWER', 'ACCEPTED')`,
    [household.id],
  )
  if (open !== undefined) throw new Refused(householdAllocated)
  course.allocationId = await decide(running, offer, household, facts, { ...decision, over: null })
  if (offer.state !== 'ALLOCATED') {
    await moveOffer(running, offer, {
      ...{ state: 'ALLOCATED', kind: 'ALLOCATED', party: 'MUNICIPALITY', at: clock.now() },
    })
  }
  await stepTaken(course)
}

/**
 * How a decision was over by what is reported with it: declined, or taken back. Such a decision does not move the offer: it
 * is taken down although the dwelling has gone to another since, or the offer has ended.
 */
function overIn({ record: { answer, ending }, offer }: Course): Decision['over'] {
  const end = 'endedOn' in offer ? offer.endedOn : null
  const inTime = (on: LocalDate) => end === null || on <= end
  if (answer?.answer === 'DECLINED')
    return inTime(answer.on) ? { state: 'DECLINED', answeredOn: answer.on, reason: answer.reason } : null
  return ending?.kind === 'ALLOCATION_WITHDRAWN' && inTime(ending.on)
    ? { state: 'CANCELLED', answeredOn: answer?.on ?? null, reason: null }
    : null
}

function isOver({ answer, ending }: AllocationRecord): boolean {
  return (
    answer?.answer === 'DECLINED' || ending?.kind === 'WITHDRAWN' || ending?.kind === 'ALLOCATION_WITHDRAWN'
  )
}

async function answer(course: Course, reported: ReportedAnswer): Promise<void> {
  const { running, clock, feed, record, allocationId } = course
  const [found] = await running.sql<FoundAllocation>(`${ALLOCATION_SQL} where a.id = $3::uuid`, [
    ...[feed.id, record.sourceId, allocationId],
  ])
  if (found === undefined) return
  const accepted =
    ['ACCEPTED', 'LEASE_SIGNED', 'MOVED_IN'].includes(found.state) ||
    (found.state === 'CANCELLED' && record.ending?.kind === 'ALLOCATION_WITHDRAWN')
  const reason = reported.answer === 'DECLINED' ? reported.reason : null
  if (reported.answer === 'ACCEPTED' ? accepted : found.state === 'DECLINED') {
    if (found.own && (found.answeredOn !== reported.on || found.declineReason !== reason)) {
      course.changed = true
      await running.sql(
        'update public.allocation set answered_on = $2::date, decline_reason = $3 where id = $1::uuid',
        [found.id, reported.on, reason],
      )
    }
    return
  }
  const refusal = answerRefusal(found.state, reported.answer)
  if (refusal !== null) throw new Refused(refusal)
  assertStep(course, reported.answer === 'ACCEPTED' ? 'ACCEPT' : 'DECLINE')
  const given = reported.answer === 'ACCEPTED' ? reported : { ...reported, consequence: null }
  await answerAllocation(running, clock, { id: found.id, offer: course.offer, given, on: reported.on })
  await stepTaken(course)
}

/** The lease and the moving in are the organisation's to record; what the municipality says differently is told. */
async function compareHousing({ running, offer, record, notes }: Course): Promise<void> {
  const [known] = await running.sql<{ signedOn: LocalDate | null; movedInOn: LocalDate | null }>(
    `select t.lease_signed_on::text as "signedOn", o.moved_in_on::text as "movedInOn"
       from public.municipal_offer o left join public.tenancy t on t.id = o.tenancy_id where o.id = $1::uuid`,
    [offer.id],
  )
  const { signedOn = null, movedInOn = null } = known ?? {}
  const leased = offer.state === 'LEASE_SIGNED' || offer.state === 'MOVED_IN'
  if (record.leaseSignedOn !== null) {
    if (!leased) notes.push(leaseNotReported)
    else if (signedOn !== null && signedOn !== record.leaseSignedOn) notes.push(leaseDayDiffers)
  }
  if (record.movedInOn !== null) {
    if (movedInOn === null) notes.push(movingInNotReported)
    else if (movedInOn !== record.movedInOn) notes.push(movingInDayDiffers)
  }
}

async function end(course: Course, ending: NonNullable<AllocationRecord['ending']>): Promise<void> {
  const { running, offer, clock } = course
  if (!('reason' in ending)) {
    return ending.kind === 'WITHDRAWN' ? takeNominationBack(course) : takeBack(course)
  }
  if (offer.state === ending.kind) return
  assertStep(course, ending.kind === 'RETURNED' ? 'RETURN' : 'GIVE_UP')
  await moveOffer(running, offer, {
    ...{ state: ending.kind, kind: ending.kind, party: 'MUNICIPALITY', at: clock.now() },
    ...{ reasonCode: ending.reason, reason: null },
    ended: endedOn(offer, ending.kind, ending.on),
  })
  await stepTaken(course)
}

async function takeBack(course: Course): Promise<void> {
  const { running, clock, offer, allocationId: id } = course
  const [found] = await running.sql<{ state: AllocationState }>(
    'select state from public.allocation where id = $1::uuid',
    [id],
  )
  if (id === null || found === undefined || found.state === 'CANCELLED') return
  const refusal = withdrawalRefusal(found.state)
  if (refusal !== null) throw new Refused(refusal)
  assertStep(course, 'WITHDRAW_ALLOCATION')
  await takeAllocationBack(running, clock, { id, offer, reason: null })
  await stepTaken(course)
}

async function takeNominationBack(course: Course): Promise<void> {
  const [nomination] = await course.running.sql<{ id: string; state: NominationState }>(
    'select id, state from public.nomination where id = $1::uuid for update',
    [course.nominationId],
  )
  if (nomination?.state === 'CHOSEN') throw new Refused(nominationClosed)
  if (nomination?.state === 'PROPOSED') await withdraw(course, nomination.id)
}
