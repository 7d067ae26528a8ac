import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { remindAll } from '../../src/transitions/index.ts'
import { dwellingsOf } from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, testClock } from '../support/offers.ts'
import { CASEWORKER, shelterStay, stayed, transitionOf } from '../support/stays.ts'
import { asChange, moveOut } from '../support/subsidies.ts'
import { setParameter, termsOf } from '../support/todo.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Monday 30 November 2026 at noon. */
const NOON = '2026-11-30T11:00:00Z'
const clock = testClock(NOON)

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ clock })
  await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
  const dwellings = await dwellingsOf(hub)
  const households = (await householdsFor(hub, 4)) as string[]
  const next = (from: string, householdId?: string) =>
    transitionOf(hub, dwellings.shift() as string, from, householdId === undefined ? {} : { householdId })
  const ending = await next('2025-12-01', households[0] as string)
  await termsOf(hub, ending.transitionId, '2025-01-01', '2027-01-01')
  await stayed(hub, CASEWORKER, 'appointPaymentReview', {
    ...{ transitionId: ending.transitionId, dueOn: '2026-11-15' },
  })
  await next('2026-11-01')
  await next('2026-11-02')
  await stayed(hub, CASEWORKER, 'recordStay', shelterStay(households[1] as string, '2026-08-01'))
  await stayed(hub, CASEWORKER, 'recordStay', shelterStay(households[2] as string, '2026-11-20'))
  const over = await next('2024-01-01')
  await moveOut(hub, over.tenancyId, '2026-10-01')
  await asChange(
    hub,
    `insert into public.guarantee_claim (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, claimed_on,
       amount_oere, documentation_reference)
     select id, tenancy_id, organisation_id, municipality_code, dwelling_id, '2026-11-01', 100, 'Bilag' from public.transition
      where tenancy_id = $1::uuid`,
    [over.tenancyId.slice('Tenancy:'.length)],
  )
  await asChange(
    hub,
    `insert into public.arrears_step (tenancy_id, organisation_id, municipality_code, dwelling_id, kind, happened_on, reference, act_by)
     select tenancy_id, organisation_id, municipality_code, dwelling_id, 'NOTICE_TO_MUNICIPALITY', '2026-11-20', 'r', '2026-12-05'
       from public.transition where id = $1::uuid`,
    [ending.transitionId.slice('TransitionTimeline:'.length)],
  )
}, 120_000)
afterAll(() => hub?.stop())

/** Reminds in a process of its own, which is killed at a commit; tells by which signal it ended. */
async function killedAt(number: number, when: 'before' | 'after'): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/support/remind-process.ts', hub.database.url, NOON, String(number), when],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (signal === null && code !== 0) throw new Error(said)
  return signal
}

interface State {
  readonly reminders: readonly string[]
  readonly events: readonly string[]
}

/** What is entered, and the events of it, by key. */
async function entered(): Promise<State> {
  const [row] = await hub.asOwner<State>(
    `select array(select reminder_key from reminder order by 1) as reminders,
            array(select r.reminder_key from outbox_event e left join reminder r on r.id = e.subject_id order by 1) as events`,
  )
  return row as State
}

const openTransactions = async () =>
  (
    await hub.asOwner(
      `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%' or
         datname = current_database() and state = 'active' and pid <> pg_backend_pid()`,
    )
  ).length

test('a run that is killed before or after any of its commits loses nothing and doubles nothing', async () => {
  await remindAll({ database: hub.app.database, clock })
  const whole = await entered()
  expect(new Set(whole.reminders.map((key) => key.split('/')[0])).size).toBe(7)
  expect(whole.events).toEqual(whole.reminders)

  let ended: NodeJS.Signals | null = 'SIGKILL'
  let kills = 0
  for (let place = 2; ended !== null; place++) {
    await asChange(hub, 'delete from public.reminder', [])
    await asChange(hub, 'delete from public.outbox_event', [])
    ended = await killedAt(Math.floor(place / 2), place % 2 === 0 ? 'before' : 'after')
    while ((await openTransactions()) > 0) await delay(20)
    const half = await entered()
    // Whatever is there is there with its event, and belongs to what a whole run enters.
    expect(half.events).toEqual(half.reminders)
    expect(whole.reminders).toEqual(expect.arrayContaining([...half.reminders]))
    if (ended === null) expect(half).toEqual(whole)
    else kills += 1
    await remindAll({ database: hub.app.database, clock })
    expect(await entered()).toEqual(whole)
  }
  // Before and after the commit of each kind, and of what settles and appoints.
  expect(kills).toBe(16)
}, 600_000)

describe('A hub whose jobs run', () => {
  let working: TestHub
  beforeAll(async () => {
    working = await startHub({
      clock,
      database: hub.database,
      sampleData: false,
      env: { JOBS_POLL_MS: '40' },
    })
  }, 120_000)
  afterAll(() => working?.pause())

  const until = async (met: () => Promise<boolean>) => {
    for (let waited = 0; !(await met()); waited += 20) {
      if (waited > 15_000) throw new Error('It did not come to that')
      await delay(20)
    }
  }
  const jobs = () =>
    hub.asOwner<{ hours: number }>(
      `select (extract(epoch from run_at - now()) / 3600)::float as hours from graphile_worker._private_jobs where key = 'remind'`,
    )
  const remindedOf = async (id: string) =>
    (
      await hub.asOwner<{ kind: string }>(
        'select kind from reminder where subject_id = $1::uuid order by kind',
        [id.split(':')[1]],
      )
    ).map(({ kind }) => kind)

  test('catches up when it starts, and looks again at midnight in Denmark', async () => {
    await until(async () => ((await jobs())[0]?.hours ?? 0) > 10)
    // It is noon; Denmark is an hour ahead.
    expect((await jobs()).map(({ hours }) => Math.round(hours))).toEqual([12])
  })

  test('reminds at once of what a fact makes due, without waiting for the night', async () => {
    const [householdId] = (await householdsFor(working, 1)) as string[]
    const { id } = await stayed(
      working,
      CASEWORKER,
      'recordStay',
      shelterStay(householdId as string, '2026-08-01'),
    )
    await until(async () => (await remindedOf(id)).length === 2)
    expect(await remindedOf(id)).toEqual(['DISCHARGE_CONDITION', 'SHELTER_LIMIT'])
  })

  test('reminds on the day when the night’s job wakes', async () => {
    const [householdId] = (await householdsFor(working, 1)) as string[]
    const { id } = await stayed(
      working,
      CASEWORKER,
      'recordStay',
      shelterStay(householdId as string, '2026-11-30'),
    )
    clock.set('2027-02-27T23:30:00Z')
    await hub.asOwner(`update graphile_worker._private_jobs set run_at = now() where key = 'remind'`)
    await until(async () => (await remindedOf(id)).length === 2)
    expect(await remindedOf(id)).toEqual(['DISCHARGE_CONDITION', 'SHELTER_LIMIT'])
  })
})
