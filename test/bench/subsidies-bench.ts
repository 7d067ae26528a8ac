import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Actor, programActor, type RequestOrigin } from '../../src/access/actor.ts'
import { globalId } from '../../src/kernel/ids.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import type { Call } from '../../src/platform/command.ts'
import { connectDatabase, type Database } from '../../src/platform/database.ts'
import { runAudit } from '../../src/subsidies/audit.service.ts'
import { COMMITMENTS_MAX, commitSubsidies } from '../../src/subsidies/commitment.service.ts'
import type { CommitmentRecord } from '../../src/subsidies/subsidy.record.ts'
import { loadedDatabase } from './dataset.ts'
import { median, percentile, range, table } from './report.ts'

export interface SubsidiesBenchOptions {
  /** The owner's connection to a database that `subsidyDatabase` has made. */
  readonly databaseUrl: string
  /** How often each thing is measured. */
  readonly rounds: number
}

/** How many dwellings there are, and how many get a subsidy: as many of § 98 f as its frames allow, ten times as many of § 91 a. */
export const SUBSIDISED = {
  full: { dwellings: 600_000, SECTION_98_F: 1_379, SECTION_91_A_5: 13_790 },
  small: { dwellings: 30_000, SECTION_98_F: 138, SECTION_91_A_5: 1_379 },
} as const
export type SubsidisedSize = (typeof SUBSIDISED)[keyof typeof SUBSIDISED]

const PROGRAMMES = { SECTION_98_F: '98F', SECTION_91_A_5: '91A' } as const
const YEARS = { first: 2022, last: 2026 } as const
const AUDITED_YEAR = 2024

const ENTER_CHANGE_SQL = `with entered as (
    insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench') returning id)
  select set_config('app.change_id', id::text, false) from entered`

/**
 * Makes a migrated database with the country's dwellings and five years of subsidies: each commitment has a tenancy, a period
 * a year that was corrected once, and sixty payments; one in fifty months was paid twice.
 */
export function subsidyDatabase(url: string, name: string, size: SubsidisedSize): Promise<string> {
  return loadedDatabase(url, name, { file: fileURLToPath(import.meta.url), size }, (client) =>
    fill(client, size),
  )
}

async function fill(client: pg.Client, size: SubsidisedSize): Promise<void> {
  // What keys and triggers would check is so by construction; only the versions are kept as ever.
  await client.query('set synchronous_commit = off; set session_replication_role = replica')
  await client.query(ENTER_CHANGE_SQL)
  await client.query(`
    insert into public.housing_organisation (lbf_number, name) select lpad(n::text, 4, '0'), 'Forening ' || n from generate_series(1, 560) n;
    create temporary table weighed as
      select code, rank, sum(1 / rank ^ 0.8) over (order by rank) / sum(1 / rank ^ 0.8) over () as upto
        from (select code, row_number() over (order by code) as rank from public.municipality) m;
    insert into public.estate (organisation_id, municipality_code, number)
      select o.id, w.code, o.lbf_number from weighed w
        join (select *, row_number() over (order by lbf_number) as place from public.housing_organisation) o on o.place % 98 = w.rank - 1;
    insert into public.dwelling (organisation_id, municipality_code, estate_id, tenancy_number, dwelling_type, rooms, accessible,
        postal_code, source_sequence, source_time, source_hash)
      select e.organisation_id, e.municipality_code, e.id, n::text, 'FAMILY', 1 + n % 4, n % 3 = 0, '2630', 1, now(), gen_random_uuid()
        from (select n, (n - 0.5) / ${size.dwellings} as at from generate_series(1, ${size.dwellings}) n) n
       cross join lateral (select code from weighed where upto >= n.at order by upto limit 1) w
       cross join lateral (select * from public.estate e where e.municipality_code = w.code order by e.number offset n.n % 5 limit 1) e;
    insert into public.tenancy (organisation_id, municipality_code, dwelling_id, valid, allocated, rent_oere)
      select organisation_id, municipality_code, id, daterange('2022-01-01', null), true, 350000 from public.dwelling;
    analyze`)
  for (const instrument of ['SECTION_98_F', 'SECTION_91_A_5'] as const)
    await fillProgramme(client, instrument, size)
  await client.query('set session_replication_role = origin')
  // The frame of the municipality with the most dwellings, for commitments by the thousand.
  await client.query(`
    insert into public.subsidy_programme (code, instrument, name, source) values ('98E', 'SECTION_98_E', 'Ordning', 'Bench');
    insert into public.subsidy_term (programme_id, valid, payee, end_rule, indexation, partial_months, payment_calendar, rounding,
        rent_after_max_oere, source)
      select id, daterange('2022-01-01', null), 'ORGANISATION', 'WITH_COMMITMENT', 'NONE', 'STARTED', 'ONCE', 'OERE', 350000, 'Bench'
        from public.subsidy_programme where code = '98E';
    insert into public.subsidy_frame (programme_id, programme, instrument, municipality_code, dwellings_max, commit_window, lapses_on, source)
      select p.id, p.code, p.instrument, d.code, 1000000, daterange('2021-07-01', '2026-07-01'), '2027-01-01', 'Bench'
        from public.subsidy_programme p,
             (select municipality_code as code from public.dwelling group by 1 order by count(*) desc limit 1) d
       where p.code = '98E'`)
  // Another change, so that what was corrected is kept.
  await client.query(ENTER_CHANGE_SQL)
  for (const statement of [
    `update public.subsidy_period set source = source || ', rettet'`,
    'vacuum (analyze)',
    'checkpoint',
  ])
    await client.query(statement)
}

async function fillProgramme(
  client: pg.Client,
  instrument: keyof typeof PROGRAMMES,
  size: SubsidisedSize,
): Promise<void> {
  const programme = PROGRAMMES[instrument]
  const every = Math.floor(size.dwellings / size[instrument])
  const place = instrument === 'SECTION_98_F' ? 0 : 1
  await client.query(`
    insert into public.subsidy_programme (code, instrument, name, source) values ('${programme}', '${instrument}', 'Ordning', 'Bench');
    insert into public.subsidy_term (programme_id, valid, payee, end_rule, indexation, partial_months, payment_calendar, rounding,
        months_max, rent_before_min_oere, rent_before_max_oere, source)
      select id, daterange('2022-01-01', null), 'ORGANISATION', 'WITH_TENANCY', 'YEARLY', 'STARTED', 'MONTHLY_IN_ARREARS', 'OERE',
             72, 450000, 650000, 'Bench' from public.subsidy_programme where code = '${programme}';
    insert into public.subsidy_rate (programme_id, kind, valid, amount_oere, source)
      select id, 'YEARLY_PER_DWELLING', daterange('2022-01-01', null), 1500000, 'Bench' from public.subsidy_programme where code = '${programme}';
    insert into public.subsidy_frame (programme_id, programme, instrument, municipality_code, dwellings_max, commit_window, lapses_on, source)
      select p.id, p.code, p.instrument, m.code, 1000000, daterange('2021-07-01', '2026-07-01'), '2027-01-01', 'Bench'
        from public.subsidy_programme p, public.municipality m where p.code = '${programme}';
    insert into public.subsidy_frame_use (frame_id, programme, instrument, municipality_code, valid, dwellings_cap)
      select id, programme, instrument, municipality_code, valid, dwellings_max from public.subsidy_frame where programme = '${programme}';
    insert into public.subsidy_condition (frame_id, programme, instrument, municipality_code, kind, valid, source)
      select f.id, f.programme, f.instrument, f.municipality_code, k, daterange('2020-01-01', null), 'Bench'
        from public.subsidy_frame f, unnest(array['HOMELESSNESS_PLAN', 'LETTING_AGREEMENT']) k where f.programme = '${programme}';
    insert into public.subsidy_commitment (frame_id, programme, instrument, municipality_code, organisation_id, dwelling_id, committed_on,
        valid, granted_oere, rent_before_oere, allocation_decided_on, target_group_recorded_on, target_group_basis, source)
      select f.id, f.programme, f.instrument, f.municipality_code, d.organisation_id, d.id, '2022-01-01',
             daterange('2022-01-01', '2028-01-01'), 9000000, 475000, '2021-12-20', '2021-12-20',
             '{ACUTE_HOUSING_NEED,LOW_ABILITY_TO_PAY}', 'Bench'
        from (select *, row_number() over (order by id) as n from public.dwelling) d
        join public.subsidy_frame f on f.municipality_code = d.municipality_code and f.programme = '${programme}'
       where d.n % ${every} = ${place};
    insert into public.subsidy_period (commitment_id, programme, instrument, municipality_code, organisation_id, dwelling_id, tenancy_id,
        valid, monthly_oere, base_oere, index_factor, rent_before_oere, rent_after_oere, partial_months, source)
      select c.id, c.programme, c.instrument, c.municipality_code, c.organisation_id, c.dwelling_id, t.id,
             daterange(make_date(y, 1, 1), make_date(y + 1, 1, 1)), 125000, 125000, 1, 475000, 350000, 'STARTED', 'Bench'
        from public.subsidy_commitment c join public.tenancy t on t.dwelling_id = c.dwelling_id,
             generate_series(${YEARS.first}, ${YEARS.last}) y where c.programme = '${programme}';
    insert into public.subsidy_payment (commitment_id, programme, instrument, municipality_code, organisation_id, dwelling_id, month,
        amount_oere, paid_on, reference)
      select c.id, c.programme, c.instrument, c.municipality_code, c.organisation_id, c.dwelling_id, m::date, 125000,
             (m + interval '1 month')::date, c.id || '-' || m::date || '-' || twice
        from public.subsidy_commitment c,
             generate_series('${YEARS.first}-01-01'::timestamp, '${YEARS.last}-10-01'::timestamp, interval '1 month') with ordinality m(m, place),
             generate_series(1, 2) twice
       where c.programme = '${programme}' and (twice = 1 or hashtext(c.id::text || m::text) % 50 = 0)`)
}

/** Measures the audit of a municipality's year, that of all municipalities, and commitments in batches; answers Markdown. */
export async function subsidiesBench({ databaseUrl, rounds }: SubsidiesBenchOptions): Promise<string> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  const database = await connectDatabase({
    url: databaseUrl,
    entities: [],
    readConnections: 1,
    writeConnections: COMMITTERS,
  })
  try {
    const years = await auditsOfAYear(owner, database, rounds)
    const all = await auditsOfAll(owner, database, Math.max(1, Math.floor(rounds / 20)))
    const commitments = await commitmentsInBatches(owner, database)
    return [years, all, commitments].join('\n\n')
  } finally {
    await owner.end()
    await database.close()
  }
}

interface Place {
  readonly code: string
  readonly commitments: number
}

async function auditsOfAYear(owner: pg.Client, database: Database, rounds: number): Promise<string> {
  const lines: string[][] = []
  for (const programme of Object.values(PROGRAMMES)) {
    const { rows } = await owner.query<Place>(
      `select municipality_code as code, count(*)::int as commitments from public.subsidy_commitment
        where programme = $1 group by 1 order by 2 desc, 1`,
      [programme],
    )
    for (const [name, at] of [
      ['largest', 0],
      ['middle', Math.floor(rows.length / 2)],
    ] as const) {
      const { code = '', commitments = 0 } = rows[at] ?? {}
      const times: number[] = []
      for (let round = 0; round < rounds; round++) times.push(await auditOf(database, code, programme))
      lines.push([
        `${programme}, ${name} municipality, ${commitments} commitments`,
        median(times).toFixed(1),
        percentile(times, 99).toFixed(1),
      ])
    }
  }
  return table([`audit of ${AUDITED_YEAR}`, 'ms, p50', 'p99'], lines)
}

async function auditsOfAll(owner: pg.Client, database: Database, rounds: number): Promise<string> {
  const { rows } = await owner.query<{ code: string }>('select code from public.municipality order by code')
  const lines: string[][] = []
  for (const programme of Object.values(PROGRAMMES)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = performance.now()
      for (const { code } of rows) await auditOf(database, code, programme)
      times.push((performance.now() - before) / 1_000)
    }
    lines.push([programme, median(times).toFixed(2), range(times, 2)])
  }
  return table([`audits of ${rows.length} municipalities, one after another`, 's, median', 'range'], lines)
}

/** How long one run took, in milliseconds. */
async function auditOf(database: Database, municipalityCode: string, programme: string): Promise<number> {
  const days = { from: `${AUDITED_YEAR}-01-01` as LocalDate, until: `${AUDITED_YEAR + 1}-01-01` as LocalDate }
  const engagement = { municipalityCode, programme, ...days, expires: '2099-01-01' as LocalDate }
  const call = callOf(database, {
    ...programActor('auditor', { roles: ['auditor'], purpose: 'subsidy-audit' }),
    engagements: [engagement],
  })
  const before = performance.now()
  await runAudit(call, { municipalityCode, programme, ...days, knownAt: null })
  return performance.now() - before
}

const COMMITTERS = 4
const COMMITTED = 20_000

/** Commitments within one frame, as many in a command as it takes, by several at once. */
async function commitmentsInBatches(owner: pg.Client, database: Database): Promise<string> {
  const { rows } = await owner.query<{ id: string; code: string; frame: string }>(
    `select d.id, d.municipality_code as code, f.id as frame
       from public.dwelling d join public.subsidy_frame f on f.municipality_code = d.municipality_code
      where f.programme = '98E' and not exists (select from public.subsidy_commitment c
              where c.dwelling_id = d.id and c.frame_id = f.id)
      order by d.id limit ${COMMITTED}`,
  )
  if (rows.length === 0) throw new Error('No dwellings are left to commit to; give another folder with --dir')
  const batches = Array.from({ length: Math.ceil(rows.length / COMMITMENTS_MAX) }, (_, at) =>
    rows.slice(at * COMMITMENTS_MAX, (at + 1) * COMMITMENTS_MAX),
  )
  const { code = '', frame = '' } = rows[0] ?? {}
  const actor = programActor('economist', {
    roles: ['municipal_economist'],
    purpose: null,
    municipalityCodes: [code],
  })
  const before = performance.now()
  await Promise.all(
    Array.from({ length: COMMITTERS }, async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        await commitSubsidies(
          callOf(database, actor),
          globalId('SubsidyFrame', frame),
          batch.map(({ id }) => commitmentOf(globalId('Dwelling', id))),
        )
      }
    }),
  )
  const seconds = (performance.now() - before) / 1_000
  return `${rows.length} commitments in one frame, ${COMMITMENTS_MAX} a command, ${COMMITTERS} at once: ${(rows.length / seconds).toFixed(0)} a second.`
}

function commitmentOf(dwellingId: string): CommitmentRecord {
  return {
    dwellingId,
    committedOn: '2024-01-01' as LocalDate,
    from: '2024-01-01' as LocalDate,
    until: '2026-01-01' as LocalDate,
    granted: 3_000_000n,
    rentBefore: 475_000n,
    allocationDecidedOn: null,
    targetGroupRecordedOn: null,
    targetGroupBasis: [],
    reference: null,
    source: 'Bench, nye tilsagn',
  }
}

function callOf(database: Database, actor: Actor): Call<string> {
  const origin: RequestOrigin = { requestId: 'bench', actor }
  return {
    database,
    origin,
    carrying: { dryRun: false, idempotency: { key: randomUUID(), input: {} } },
    show: async (_, key) => key,
  }
}
