import { setTimeout as delay } from 'node:timers/promises'
import { lapseOffer } from '../../src/allocations/index.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import {
  householdsFor,
  LIABILITY,
  letOrganisationAgree,
  offered,
  take,
  taken,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { BEARERS } from '../support/story.ts'

/** Monday 30 November 2026 at noon; five business days later the offers of these tests lapse. */
const MONDAY = '2026-11-30T11:00:00Z'
const OVER = '2026-12-07T23:00:00Z'
const { organisation, allocator } = BEARERS
const clock = testClock(MONDAY)
const JOBS = { env: { JOBS_POLL_MS: '40' }, clock }

let hub: TestHub
let other: TestHub
beforeAll(async () => {
  hub = await startHub(JOBS)
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
  other = await startHub({ ...JOBS, database: hub.database, sampleData: false })
}, 120_000)
afterAll(async () => {
  await other?.pause()
  await hub?.stop()
})
beforeEach(() => clock.set(MONDAY))

async function newOffer(): Promise<{ id: string; deadline: string }> {
  const [vacancyId] = await vacanciesFor(hub, 1)
  return offered(hub, vacancyId ?? '')
}

const keyOf = (id: string) => id.split(':')[1] ?? ''

/** Lets the database's time come to where the job is due. */
const wake = (id: string) =>
  hub.asOwner(`update graphile_worker._private_jobs set run_at = now() where key = $1`, [
    `lapse-offer:${keyOf(id)}`,
  ])

const jobsOf = async (id: string) =>
  hub.asOwner<{ due: string; attempts: number }>(
    `select to_char(run_at - now(), 'DD') as due, attempts from graphile_worker._private_jobs where payload ->> 'offerId' = $1`,
    [keyOf(id)],
  )

async function stateOf(id: string): Promise<{ state: string; lapses: number }> {
  const [row] = await hub.asOwner<{ state: string; lapses: number }>(
    `select state, (select count(*)::int from offer_event e where e.offer_id = o.id and e.kind = 'EXPIRED') as lapses
       from municipal_offer o where id = $1`,
    [keyOf(id)],
  )
  if (row === undefined) throw new Error('There is no such offer')
  return row
}

async function until(met: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await met()); waited += 20) {
    if (waited > 15_000) throw new Error('It did not come to that')
    await delay(20)
  }
}
const lapsed = (id: string) => until(async () => (await stateOf(id)).state === 'EXPIRED')
const idle = (id: string) => until(async () => (await jobsOf(id)).length === 0)

test('an offer lapses when its time is over, once, though two processes look', async () => {
  const offer = await newOffer()
  clock.set(OVER)
  await Promise.all([wake(offer.id), lapseOffer({ database: hub.app.database, clock }, keyOf(offer.id))])
  await Promise.all(
    [hub, other, hub, other].map(({ app }) => lapseOffer({ database: app.database, clock }, keyOf(offer.id))),
  )
  await idle(offer.id)
  expect(await stateOf(offer.id)).toEqual({ state: 'EXPIRED', lapses: 1 })
  const seen = await hub.fields<{ offer: object }>(
    await hub.token(organisation),
    `query($id: ID!) { offer(id: $id) { endedOn liability { until } events(first: 9) { nodes { kind party at } } } }`,
    { id: offer.id },
  )
  expect(seen.offer).toMatchObject({
    // It was over at midnight in Denmark; three months' notice, to the first of a month.
    ...{ endedOn: '2026-12-08', liability: { until: '2027-04-01' } },
    events: { nodes: [{ kind: 'OFFERED' }, { kind: 'EXPIRED', party: 'HUB' }] },
  })
})

test('twenty offers that are due at once lapse once each', async () => {
  const vacancies = await vacanciesFor(hub, 20)
  const ids: string[] = []
  for (const vacancyId of vacancies) ids.push((await offered(hub, vacancyId)).id)
  clock.set(OVER)
  await Promise.all(ids.map(wake))
  for (const id of ids) await lapsed(id)
  for (const id of ids) await idle(id)
  expect(await Promise.all(ids.map(stateOf))).toEqual(ids.map(() => ({ state: 'EXPIRED', lapses: 1 })))
})

test('the look at an offer is appointed in the transaction that makes it', async () => {
  const offer = await newOffer()
  expect(await jobsOf(offer.id)).toEqual([{ due: '07', attempts: 0 }])
  const [vacancyId] = await vacanciesFor(hub, 1)
  const [before] = await hub.asOwner('select count(*)::int as jobs from graphile_worker._private_jobs')
  const { shown } = await take(
    hub,
    organisation,
    'offerVacancy',
    { vacancyId, legalBasis: 'SECTION_59_2', liability: LIABILITY },
    { dryRun: true },
  )
  expect(shown.state).toBe('OFFERED')
  expect(await hub.asOwner('select count(*)::int as jobs from graphile_worker._private_jobs')).toEqual([
    before,
  ])
})

test('an extended offer is looked at again at its new deadline, and stands until then', async () => {
  const offer = await newOffer()
  const extended = await taken(hub, organisation, 'extendOffer', {
    ...{ offerId: offer.id, businessDays: 2, reason: 'Fremvisning flyttet' },
  })
  expect(extended).toMatchObject({ deadline: '2026-12-09T23:00:00.000000Z', daysLeft: 7 })
  expect(await jobsOf(offer.id)).toEqual([{ due: '09', attempts: 0 }])
  clock.set(OVER)
  await wake(offer.id)
  // Woken too early, it appoints itself anew.
  await until(async () => (await jobsOf(offer.id))[0]?.due === '01')
  expect((await stateOf(offer.id)).state).toBe('OFFERED')
  clock.set('2026-12-09T23:00:00Z')
  await wake(offer.id)
  await lapsed(offer.id)
})

test('a paused offer does not lapse, and goes on with the business days it had left', async () => {
  const offer = await newOffer()
  clock.set('2026-12-02T11:00:00Z')
  const paused = await taken(hub, organisation, 'pauseOffer', {
    ...{ offerId: offer.id, reason: 'Nøglen mangler' },
  })
  expect(paused).toMatchObject({ state: 'PAUSED', deadline: null, daysLeft: 3 })
  clock.set('2026-12-21T11:00:00Z')
  await wake(offer.id)
  await idle(offer.id)
  expect((await stateOf(offer.id)).state).toBe('PAUSED')
  const extended = await taken(hub, organisation, 'extendOffer', {
    ...{ offerId: offer.id, businessDays: 1, reason: 'Jul' },
  })
  expect(extended).toMatchObject({ state: 'PAUSED', daysLeft: 4 })
  const resumed = await taken(hub, organisation, 'resumeOffer', {
    ...{ offerId: offer.id, reason: 'Nøglen er fundet' },
  })
  // 22, 23, 24 and 28 December: the 25th is a holiday, the 26th too, and the 27th is a Sunday.
  expect(resumed).toMatchObject({ state: 'OFFERED', deadline: '2026-12-28T23:00:00.000000Z', daysLeft: 4 })
})

test('an offer paused on its last day goes on until the end of the day it is resumed', async () => {
  const offer = await newOffer()
  clock.set('2026-12-07T11:00:00Z')
  const step = { offerId: offer.id, reason: 'Syn' }
  expect(await taken(hub, organisation, 'pauseOffer', step)).toMatchObject({ daysLeft: 0 })
  clock.set('2026-12-10T11:00:00Z')
  expect(await taken(hub, organisation, 'resumeOffer', step)).toMatchObject({
    ...{ deadline: '2026-12-10T23:00:00.000000Z', daysLeft: 0 },
  })
})

test.each([
  ['household declines', 'recordAnswer', { answer: 'DECLINED', declineReason: 'SIZE' }],
  ['allocation is taken back', 'withdrawAllocation', { reason: 'Anvist ved en fejl' }],
] as const)(
  'an allocated offer does not lapse; one whose %s after the deadline does',
  async (_, step, what) => {
    const offer = await newOffer()
    const [householdId] = await householdsFor(hub, 1)
    const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
    clock.set('2026-12-14T11:00:00Z')
    await wake(offer.id)
    await idle(offer.id)
    expect((await stateOf(offer.id)).state).toBe('ALLOCATED')
    await taken(hub, allocator, step, { allocationId: allocation.id, ...what })
    await lapsed(offer.id)
    await idle(offer.id)
    expect(await stateOf(offer.id)).toEqual({ state: 'EXPIRED', lapses: 1 })
  },
)

test('a lease that comes to nothing after the deadline leaves an offer that lapses', async () => {
  const offer = await newOffer()
  const [householdId] = await householdsFor(hub, 1)
  const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
  await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
  await taken(hub, organisation, 'recordLease', {
    ...{ offerId: offer.id, signedOn: '2026-12-02', from: '2027-01-01', rent: '5100.00' },
  })
  clock.set('2026-12-14T11:00:00Z')
  await wake(offer.id)
  await idle(offer.id)
  expect((await stateOf(offer.id)).state).toBe('LEASE_SIGNED')
  await taken(hub, organisation, 'cancelLease', { offerId: offer.id, reason: 'Lejeren har fortrudt' })
  await lapsed(offer.id)
  await idle(offer.id)
  expect(await stateOf(offer.id)).toEqual({ state: 'EXPIRED', lapses: 1 })
})

test('a look that fails is taken again, and leaves nothing half done', async () => {
  const offer = await newOffer()
  clock.set(OVER)
  await hub.asOwner(`create function public.fail() returns trigger language plpgsql as
    $$ begin if new.kind = 'EXPIRED' then raise exception 'no'; end if; return new; end $$`)
  await hub.asOwner(
    'create trigger fail before insert on public.offer_event for each row execute function public.fail()',
  )
  await wake(offer.id)
  await until(async () => ((await jobsOf(offer.id))[0]?.attempts ?? 0) > 0)
  expect(await stateOf(offer.id)).toEqual({ state: 'OFFERED', lapses: 0 })
  await hub.asOwner('drop trigger fail on public.offer_event')
  await hub.asOwner('drop function public.fail')
  await wake(offer.id)
  await idle(offer.id)
  expect(await stateOf(offer.id)).toEqual({ state: 'EXPIRED', lapses: 1 })
})

test('an offer that came due while no process ran, or whose look was left locked, lapses at the next start', async () => {
  const [late, locked, done] = [await newOffer(), await newOffer(), await newOffer()]
  await other.pause()
  await hub.pause()
  const quiet = await startHub({ clock, database: hub.database, sampleData: false })
  clock.set(OVER)
  // One process ended before its change was committed, the other after it.
  await quiet.asOwner(
    `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone', attempts = 1, run_at = now()
      where payload ->> 'offerId' = any ($1)`,
    [[keyOf(locked.id), keyOf(done.id)]],
  )
  await lapseOffer({ database: quiet.app.database, clock }, keyOf(done.id))
  await quiet.pause()
  hub = await startHub({ ...JOBS, database: hub.database, sampleData: false })
  other = await startHub({ ...JOBS, database: hub.database, sampleData: false })
  for (const { id } of [late, locked, done]) {
    await lapsed(id)
    expect(await stateOf(id)).toEqual({ state: 'EXPIRED', lapses: 1 })
  }
  await idle(late.id)
}, 60_000)
