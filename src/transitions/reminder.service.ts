import { programActor, type RequestOrigin } from '../access/actor.ts'
import { endOfDay } from '../agreements/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { addJob, type Tasks } from '../platform/jobs.ts'
import { REMINDER_DEFAULTS } from './reminder.parameters.ts'
import { REMINDER_KINDS, type ReminderKind } from './reminder.ts'

/** What reminding works with. */
export interface Reminders {
  readonly database: Database
  readonly clock: Clock
}

const HUB = programActor('reminders', { roles: ['hub'], purpose: 'operations' })
const NIGHTLY = 'remind'
/** Entered by triggers, in the transaction of the fact. */
const AT_FACTS = 'remind-of'

/** The jobs of this context, for the hub's runner. */
export function reminderTasks(reminders: Reminders): Tasks {
  return {
    [NIGHTLY]: () => remindAll(reminders),
    [AT_FACTS]: ({ municipalityCode = '', kinds = '' }) =>
      remindOf(reminders, municipalityCode, kinds.split(',') as ReminderKind[]),
  }
}

/**
 * Enters everything that is due by the clock's day and not entered yet, each once, however often it is called and wherever
 * an earlier call ended; settles what facts or time have settled, and appoints itself for the next midnight in Denmark.
 * Each kind is a change of its own.
 */
export async function remindAll(reminders: Reminders): Promise<void> {
  const { clock } = reminders
  const day = clock.today()
  const requestId = `reminders ${day}`
  for (const kind of REMINDER_KINDS) {
    await asHub(reminders, requestId, (running) => raise(running, clock, kind, null))
  }
  await asHub(reminders, requestId, async (running) => {
    await running.sql('select access.settle_reminders($1::date)', [day])
    await addJob(running, clock, { task: NIGHTLY, key: NIGHTLY, payload: {}, at: endOfDay(day) })
  })
}

/** Enters what is due of some kinds in one municipality, each once. */
export async function remindOf(
  reminders: Reminders,
  municipalityCode: string,
  kinds: readonly ReminderKind[],
): Promise<void> {
  await asHub(reminders, `reminders ${municipalityCode}`, async (running) => {
    for (const kind of kinds) await raise(running, reminders.clock, kind, [municipalityCode])
  })
}

/**
 * Appoints a look at everything now.
 * @why What fell due while no process ran is caught up with, and a process that ended in the midst of a job leaves it locked
 * for hours.
 */
export function appointReminders(reminders: Reminders): Promise<void> {
  const { clock } = reminders
  return asHub(reminders, 'reminders appointed', (running) =>
    addJob(running, clock, { task: NIGHTLY, key: NIGHTLY, payload: {}, at: clock.now() }),
  )
}

function asHub(
  { database }: Reminders,
  requestId: string,
  work: (running: Change) => Promise<void>,
): Promise<void> {
  const origin: RequestOrigin = { actor: HUB, requestId }
  return change(database, origin, { action: 'todo:raise' }, work, async () => undefined)
}

async function raise(
  running: Change,
  clock: Clock,
  kind: ReminderKind,
  municipalityCodes: readonly string[] | null,
): Promise<void> {
  const { WARNING_MONTHS, SHELTER_DAYS } = REMINDER_DEFAULTS
  await running.sql(
    'select access.raise_reminders($1, $2::text[], $3::date, $4::timestamptz, $5::int[], $6::int)',
    [kind, municipalityCodes, clock.today(), clock.now(), WARNING_MONTHS, SHELTER_DAYS],
  )
}
