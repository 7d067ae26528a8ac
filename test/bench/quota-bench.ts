import { randomBytes, randomUUID } from 'node:crypto'
import { getOperationAST, parse } from 'graphql'
import pg from 'pg'
import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import { connectDatabase, type Database } from '../../src/platform/database.ts'
import { reader } from '../../src/platform/read/reader.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { refreshLedgers } from '../../src/quota/index.ts'
import { buildHubSchema, READ_MODEL } from '../../src/schema.ts'
import { median, percentile, range, table } from './report.ts'

export interface QuotaBenchOptions {
  /** The owner's connection to a database that `countryDatabase` has made, and that is the bench's own. */
  readonly databaseUrl: string
  readonly rounds: number
}

const YEAR = 2025
const QUESTIONS_PER_ROUND = 20

/** A page of turns as a front end shows it, and the balances beside it. */
const LEDGER = `query ($code: MunicipalityCode!, $year: Int!, $after: Cursor) {
  quotaLedger(municipalityCode: $code, filter: { year: $year }, first: 50, after: $after) {
    nodes {
      id day period sequence channel rule owed actedOn entitled explanationDa
      vacancy { externalKey rent state }
      organisation { name }
    }
    pageInfo { hasNextPage endCursor }
  }
  quotaBalances(municipalityCode: $code, first: 100, orderBy: PERIOD_DESC) {
    nodes { id period level dwellingType counted entitledExact entitled delivered returned replaced owed organisation { name } }
  }
}`

/** Measures the ledgers of the whole country: how long they take to compute, and to read; answers Markdown. */
export async function quotaBench({ databaseUrl, rounds }: QuotaBenchOptions): Promise<string> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  const database = await connectDatabase({
    url: databaseUrl,
    entities: [],
    readConnections: 1,
    writeConnections: 2,
  })
  try {
    const all = await everyLedger(owner, database)
    const kept = await refreshes(owner, database, rounds)
    const read = await reads(owner, database, rounds)
    return [all, kept, read].join('\n\n')
  } finally {
    await owner.end()
    await database.close()
  }
}

/** Gives every municipality the right to every fourth dwelling of all its organisations, and computes what follows. */
async function everyLedger(owner: pg.Client, database: Database): Promise<string> {
  await owner.query(AGREEMENTS_SQL)
  const before = performance.now()
  while (await refreshLedgers(database, systemClock));
  const seconds = (performance.now() - before) / 1_000
  await owner.query('vacuum (analyze) public.quota_turn, public.quota_balance, history.quota_turn')
  const [counts] = (
    await owner.query<{ turns: number; balances: number; pairs: number }>(
      `select (select count(*)::int from quota_turn) as turns, (select count(*)::int from quota_balance) as balances,
              (select count(*)::int from (select distinct municipality_code, organisation_id from quota_turn) p) as pairs`,
    )
  ).rows
  return `${counts?.turns} turns and ${counts?.balances} balances of ${counts?.pairs} pairs; the refresh of what was marked took ${seconds.toFixed(1)} s.`
}

/** One decision by § 59 stk. 1 and 3 for each municipality that has none, with a term for all and one for youth dwellings. */
const AGREEMENTS_SQL = `
do $$
declare
  entered bigint;
begin
  insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'agreement:record', 'bench')
    returning id into entered;
  perform set_config('app.change_id', entered::text, false);
  insert into public.agreement (municipality_code, organisation_ids, name, legal_bases, valid, source)
  select municipality_code, (array_agg(distinct organisation_id))[1:250], 'Hver fjerde', '{SECTION_59_1,SECTION_59_3}',
         daterange('2020-01-01', null), 'Bench'
    from public.estate e where not exists (select from public.agreement a where a.municipality_code = e.municipality_code)
   group by municipality_code;
  insert into public.agreement_version (agreement_id, municipality_code, organisation_ids, unilateral, number, valid, source)
  select id, municipality_code, organisation_ids, unilateral, 1, valid, source from public.agreement a
   where not exists (select from public.agreement_version v where v.agreement_id = a.id);
  insert into public.agreement_term (version_id, agreement_id, municipality_code, organisation_ids, position, dwelling_type,
    level, share_numerator, share_denominator, quota_base, first_turn, settlement, remainder,
    answer_deadline_business_days, return_counts_as_delivered, replacement_owed)
  select v.id, v.agreement_id, v.municipality_code, v.organisation_ids, t.*, 1, 4, 'ALL', 'AT_END', s.*, 10, false, true
    from public.agreement_version v
   cross join (values (1::smallint, null, 'ORGANISATION'), (2::smallint, 'YOUTH', 'DWELLING_TYPE')) t(position, type, level)
   cross join lateral (values (case t.position when 1 then 'EVERY_NTH' else 'PER_YEAR' end,
                               case t.position when 2 then 'CARRIED' end)) s(settlement, remainder)
   where v.status = 'PROPOSED';
  update public.agreement_version set status = 'IN_FORCE' where status = 'PROPOSED';
end $$`

/** What it takes to bring the largest ledger up to date. */
async function refreshes(owner: pg.Client, database: Database, rounds: number): Promise<string> {
  const [largest] = (
    await owner.query<{ code: string; organisationId: string; turns: number }>(
      `select municipality_code as code, organisation_id as "organisationId", count(*)::int as turns
         from quota_turn group by 1, 2 order by 3 desc limit 1`,
    )
  ).rows
  if (largest === undefined) throw new Error('There is no ledger')
  const parties = [largest.code, largest.organisationId]
  const vacant = (day: string) =>
    owner.query(
      `insert into public.vacancy select (jsonb_populate_record(v, jsonb_build_object('id', uuidv7(), 'source_id', $3::text,
           'available_from', $4::text, 'state', 'ANNOUNCED', 'reported_state', 'ANNOUNCED', 'withdrawal_reason', null))).*
         from public.vacancy v where municipality_code = $1 and organisation_id = $2 and dwelling_type = 'FAMILY' limit 1`,
      [...parties, randomUUID(), day],
    )
  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['nothing differs', () => owner.query('insert into public.quota_stale values ($1, $2)', parties)],
    ['one more vacancy, the newest', () => vacant('2027-12-31')],
    ['one more vacancy, the oldest: every later turn moves', () => vacant('2020-06-01')],
  ]
  const lines: string[][] = []
  for (const [name, change] of cases) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      await change()
      const before = performance.now()
      await refreshLedgers(database, systemClock)
      times.push(performance.now() - before)
    }
    lines.push([name, median(times).toFixed(0), range(times, 0)])
  }
  return table([`refresh of the largest ledger, ${largest.turns} turns`, 'ms, median', 'range'], lines)
}

/** A municipality's year: a page of turns and its balances, through the hub's reader under row-level security. */
async function reads(owner: pg.Client, database: Database, rounds: number): Promise<string> {
  const hub = reader({
    schema: buildHubSchema(),
    model: READ_MODEL,
    pool: database.reads,
    cursorSecret: randomBytes(32),
    clock: systemClock,
    unseal: async (values) => values.map(() => null),
  })
  const document = parse(LEDGER)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('The bench asks nothing')
  const ask = async (code: string, after: string | null) =>
    JSON.parse(
      await hub.read({ document, operation, variables: { code, year: YEAR, after } }, municipality(code)),
    ) as {
      quotaLedger: { nodes: unknown[]; pageInfo: { endCursor: string } }
      quotaBalances: { nodes: unknown[] }
    }
  const { rows } = await owner.query<{ code: string; turns: number }>(
    `select municipality_code as code, count(*)::int as turns from quota_turn
      where day >= make_date($1, 1, 1) and day < make_date($1 + 1, 1, 1) group by 1 order by 2 desc`,
    [YEAR],
  )
  const lines: string[][] = []
  for (const [name, place] of [
    ['largest', 0],
    ['middle', Math.floor(rows.length / 2)],
    ['smallest', rows.length - 1],
  ] as const) {
    const { code = '', turns = 0 } = rows[place] ?? {}
    let after: string | null = null
    for (let page = 0; page < 4 && turns > 300; page++)
      after = (await ask(code, after)).quotaLedger.pageInfo.endCursor
    for (const [at, cursor] of [
      ['first page', null],
      ['fifth page', after],
    ] as const) {
      if (at === 'fifth page' && cursor === null) continue
      const times: number[] = []
      const answer = await ask(code, cursor)
      for (let round = 0; round < rounds * QUESTIONS_PER_ROUND; round++) {
        const before = performance.now()
        await ask(code, cursor)
        times.push(performance.now() - before)
      }
      lines.push([
        `${name} municipality, ${turns} turns in ${YEAR}, ${at}`,
        String(answer.quotaLedger.nodes.length),
        String(answer.quotaBalances.nodes.length),
        median(times).toFixed(2),
        percentile(times, 99).toFixed(2),
      ])
    }
  }
  return table(['ledger page and balances', 'turns', 'balances', 'ms, p50', 'p99'], lines)
}

function municipality(code: string): RequestOrigin {
  return {
    requestId: 'bench',
    actor: programActor('bench', {
      roles: ['municipal_allocator'],
      purpose: 'municipal-allocation',
      municipalityCodes: [code],
    }),
  }
}
