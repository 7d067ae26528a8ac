import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { connectDatabase } from '../../src/platform/database.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { remindAll } from '../../src/transitions/index.ts'
import { loadedDatabase } from './dataset.ts'
import { range, table } from './report.ts'

export interface RemindersBenchOptions {
  /** The owner's connection to a database that `remindersDatabase` has made. */
  readonly databaseUrl: string
  readonly rounds: number
}

/** Transitional tenancies in the whole country, or a tenth. */
export const TRANSITIONS = { full: 60_000, small: 6_000 } as const

const MUNICIPALITIES = 98

/**
 * Makes a migrated database with this many transitional tenancies of as many households, spread over the last five years and
 * all municipalities: nine of ten with terms, one of five with a review appointed, one of five in arrears or with a claim,
 * and as many stays in shelters as a fifth of them.
 */
export function remindersDatabase(url: string, name: string, timelines: number): Promise<string> {
  return loadedDatabase(url, name, { file: fileURLToPath(import.meta.url), size: timelines }, (client) =>
    fill(client, timelines),
  )
}

async function fill(client: pg.Client, timelines: number): Promise<void> {
  // Nothing but the rows themselves is written.
  await client.query('set synchronous_commit = off; set session_replication_role = replica')
  await client.query(`with entered as (
      insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench') returning id)
    select set_config('app.change_id', id::text, false) from entered`)
  await client.query(`
    create temporary table place as
      select code, row_number() over (order by code) - 1 as number from (select code from public.municipality order by code limit ${MUNICIPALITIES}) m;
    insert into public.housing_organisation (lbf_number, name) values ('0001', 'Prøve');
    insert into public.estate (organisation_id, municipality_code, number)
      select o.id, p.code, lpad((1 + p.number)::text, 3, '0') from public.housing_organisation o, place p;
    insert into public.dwelling (organisation_id, municipality_code, estate_id, tenancy_number, dwelling_type, rooms, postal_code,
        source_sequence, source_time, source_hash)
      select e.organisation_id, e.municipality_code, e.id, n::text, 'FAMILY', 2, '2100', 1, now(), gen_random_uuid()
        from generate_series(0, ${timelines} - 1) n
        join public.estate e on e.number = lpad((1 + n % ${MUNICIPALITIES})::text, 3, '0');
    insert into public.household (municipality_code, case_reference, kle_number, adults, children, ages, status)
      select p.code, 'B-' || n, '27.35', 1, 0, '{AGE_25_29}', 'HOUSED'
        from generate_series(0, ${timelines} - 1) n join place p on p.number = n % ${MUNICIPALITIES};
    insert into public.tenancy (organisation_id, municipality_code, dwelling_id, valid, allocated, transitional, rent_oere)
      select organisation_id, municipality_code, id, daterange(current_date - (tenancy_number::int * 7 % 1826), null), true, true, 500000
        from public.dwelling;
    insert into public.transition (organisation_id, municipality_code, dwelling_id, tenancy_id, stage, valid, period)
      select t.organisation_id, t.municipality_code, t.dwelling_id, t.id, 'LET', t.valid,
             case when d.tenancy_number::int % 10 > 0 then daterange(lower(t.valid), (lower(t.valid) + interval '60 months')::date) end
        from public.tenancy t join public.dwelling d on d.id = t.dwelling_id;
    insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
      select t.id, t.organisation_id, t.dwelling_id, h.id, h.municipality_code, '-|27.35'
        from public.transition t join public.dwelling d on d.id = t.dwelling_id
        join public.household h on h.case_reference = 'B-' || d.tenancy_number;
    insert into public.payment_review (transition_id, household_id, municipality_code, case_scope, due_on)
      select c.transition_id, c.household_id, c.municipality_code, c.case_scope, current_date - 30 + d.tenancy_number::int % 60
        from public.transition_case c join public.dwelling d on d.id = c.dwelling_id where d.tenancy_number::int % 5 = 1;
    insert into public.arrears_step (tenancy_id, organisation_id, municipality_code, dwelling_id, kind, happened_on, reference, act_by)
      select t.id, t.organisation_id, t.municipality_code, t.dwelling_id, 'NOTICE_TO_MUNICIPALITY', current_date - 5, d.tenancy_number, current_date + 9
        from public.tenancy t join public.dwelling d on d.id = t.dwelling_id where d.tenancy_number::int % 10 = 2;
    insert into public.guarantee_claim (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, claimed_on,
        amount_oere, documentation_reference)
      select t.id, t.tenancy_id, t.organisation_id, t.municipality_code, t.dwelling_id, current_date - 20, 100, 'Prøve'
        from public.transition t join public.dwelling d on d.id = t.dwelling_id where d.tenancy_number::int % 10 = 3;
    insert into public.stay (household_id, municipality_code, case_scope, kind, valid, source)
      select c.household_id, c.municipality_code, c.case_scope, 'SHELTER', daterange(current_date - d.tenancy_number::int % 200, null), 'Prøve'
        from public.transition_case c join public.dwelling d on d.id = c.dwelling_id where d.tenancy_number::int % 5 = 4;
    insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
      select code, name, amounts, '[2020-01-01,)', 'Prøve'
        from place, (values ('WARNING_MONTHS', '{9,4}'::int[]), ('REVIEW_MONTHS', '{12}')) n(name, amounts) where number % 2 = 0`)
}

/** Measures the nightly run over all of them: the first, which enters everything, and those after; answers Markdown. */
export async function remindersBench({ databaseUrl, rounds }: RemindersBenchOptions): Promise<string> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  const database = await connectDatabase({
    url: databaseUrl,
    entities: [],
    readConnections: 1,
    writeConnections: 1,
  })
  const seconds = async () => {
    const before = performance.now()
    await remindAll({ database, clock: systemClock })
    return (performance.now() - before) / 1_000
  }
  try {
    // The database may have been measured before.
    await owner.query(`set session_replication_role = replica; delete from public.outbox_event; delete from public.reminder;
      set session_replication_role = origin`)
    await owner.query('vacuum (analyze) public.reminder, public.outbox_event')
    const first = await seconds()
    const kinds = await owner.query<{ kind: string; reminders: number; open: number }>(
      `select kind, count(*)::int as reminders, count(*) filter (where settled_on is null)::int as open
         from public.reminder group by kind order by kind`,
    )
    await owner.query('vacuum (analyze) public.reminder, public.outbox_event')
    const later: number[] = []
    for (let round = 0; round < rounds; round++) later.push(await seconds())
    const total = kinds.rows.reduce((sum, { reminders }) => sum + reminders, 0)
    return [
      table(
        ['kind', 'reminders', 'open'],
        kinds.rows.map(({ kind, reminders, open }) => [kind, String(reminders), String(open)]),
      ),
      table(
        ['nightly run', 'seconds'],
        [
          [`the first, ${total} reminders`, first.toFixed(1)],
          ['with nothing new', range(later, 1)],
        ],
      ),
    ].join('\n\n')
  } finally {
    await owner.end()
    await database.close()
  }
}
