import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { getOperationAST, parse } from 'graphql'
import pg from 'pg'
import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import type { Purpose } from '../../src/access/grant.ts'
import { connectDatabase } from '../../src/platform/database.ts'
import { LOG_LOOK, lookParameters } from '../../src/platform/read/personal.ts'
import { type Reader, reader } from '../../src/platform/read/reader.ts'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema, READ_MODEL } from '../../src/schema.ts'
import { loadedDatabase } from './dataset.ts'
import { median, range, table } from './report.ts'

export interface LogBenchOptions {
  /** The owner's connection to a database that `logDatabase` has made. */
  readonly databaseUrl: string
  readonly rounds: number
}

/** How many looks there are: five years of the whole country, or a twentieth. */
export const LOOKS = { full: 5_000_000, small: 250_000 } as const

const HOUSEHOLDS = 25_000
/** The largest municipality, with an eighth of the looks. */
const MUNICIPALITY = '0101'

/** Makes a migrated database with this many looks in its log, or leaves the one that is there; as `countryDatabase` does. */
export function logDatabase(url: string, name: string, looks: number): Promise<string> {
  const made = { file: fileURLToPath(import.meta.url), size: looks }
  return loadedDatabase(url, name, made, (client) => fillLog(client, looks))
}

/**
 * Fills the log with this many looks over five years: nine in ten at one household with its persons, one at twenty, in
 * municipalities with a long tail. Household 100 is looked at 5,000 times, evenly; household 1 never.
 */
async function fillLog(client: pg.Client, rows: number): Promise<void> {
  const sql = (text: string) => client.query(text)
  const [index] = (
    await client.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
        where indrelid = 'public.access_log'::regclass and pg_get_indexdef(indexrelid) like '%USING gin%'`,
    )
  ).rows
  if (index === undefined) throw new Error('The access log has no index by subject')
  await sql(`set synchronous_commit = off; set work_mem = '128MB'; set maintenance_work_mem = '512MB'`)
  await sql(`alter table public.access_log disable trigger user; alter table public.household disable trigger user;
    alter table public.person disable trigger user; drop index ${index.name}`)
  await sql(
    `insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench')`,
  )
  await sql(`create temporary table place as select code, row_number() over (order by (code = '${MUNICIPALITY}') desc, code) as rank
    from public.municipality`)
  await sql(`create temporary table home as
    select n, uuidv7(make_interval(hours => n - ${HOUSEHOLDS})) as id, 1 + floor(98 * power(n / ${HOUSEHOLDS + 1}::float8, 2.2))::int as rank
      from generate_series(1, ${HOUSEHOLDS}) n`)
  await sql(`insert into public.household (id, municipality_code, case_reference, adults, children, change_id)
    select h.id, p.code, 'B-' || h.n, 1, 1, (select max(id) from public.change) from home h join place p using (rank)`)
  await sql(`insert into public.person (household_id, municipality_code, case_scope, lease_party, address_protected, change_id)
    select h.id, p.code, '-|-', true, false, (select max(id) from public.change)
      from home h join place p using (rank) cross join generate_series(1, 1 + h.n % 4)`)
  await sql(`create temporary table alone as
    select h.n, p.code, h.id || array(select m.id from public.person m where m.household_id = h.id) as subjects
      from home h join place p using (rank)`)
  await sql(`create temporary table twenty as
    select a.n, array(select s from alone b cross join unnest(b.subjects) s where b.n between a.n - 19 and a.n and b.code = a.code and b.n > 1) as subjects
      from alone a`)
  await sql(
    `create index on alone (n); create index on twenty (n); analyze alone; analyze twenty; analyze public.person`,
  )
  await sql(`insert into public.access_log (id, at, subject, client_id, acting_for, municipality_code, roles, purpose, request_id,
      operation, fields, subjects)
    select uuidv7(at - now()), at, 'caseworker-' || i % 2999, 'client-' || a.code, '29189' || a.code, a.code, '{municipal_allocator}',
           case when i % 3 = 0 then 'municipal-allocation' else 'case-handling' end, gen_random_uuid(), 'Household',
           array['Household.adults,Household.caseReference,Household.id,Person.id'], case when i % 10 = 3 then t.subjects else a.subjects end
      from (select i, now() - make_interval(secs => (${rows} - i) * (5 * 365.25 * 86400 / ${rows})) as at,
                   case when i % ${Math.max(1, rows / 5_000)} = 0 then 100 else 2 + floor(random() * ${HOUSEHOLDS - 1})::int end as n
              from generate_series(1, ${rows}) i offset 0) look
      join alone a using (n) join twenty t using (n) where cardinality(t.subjects) > 0`)
  await sql(`${index.definition}; alter table public.access_log enable trigger user; alter table public.household enable trigger user;
    alter table public.person enable trigger user`)
  await sql('vacuum analyze public.access_log')
}

const EXTRACT = `query Extract($personId: ID!) { accessLogExtract(personId: $personId) { looks(first: 50) {
  totalCount nodes { at purpose { code textDa } fieldKinds { code textDa } municipality { name } organisation { name } } pageInfo { endCursor } } } }`
const LIST = `query List($filter: AccessLogFilter) { accessLog(first: 50, filter: $filter) {
  nodes { at subject operation subjectCount purpose { code } review { verdict } } pageInfo { endCursor } } }`

/** Measures how fast the log answers and what a look costs; answers a table in Markdown. */
export async function logBench({ databaseUrl, rounds }: LogBenchOptions): Promise<string> {
  const database = await connectDatabase({
    url: databaseUrl,
    entities: [],
    readConnections: 1,
    writeConnections: 1,
  })
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    const personOf = async (n: number) =>
      (
        await owner.query<{ id: string }>(
          `select p.id from public.person p join public.household h on h.id = p.household_id where h.case_reference = 'B-${n}' order by p.id limit 1`,
        )
      ).rows[0]?.id ?? ''
    const reads = reader({
      schema: buildHubSchema(),
      model: READ_MODEL,
      pool: database.reads,
      cursorSecret: randomBytes(32),
      clock: systemClock,
      unseal: async (values) => values.map(() => null),
    })
    const ask = asking(reads)
    const [often, seldom, never] = [await personOf(100), await personOf(101), await personOf(1)]
    const found = async (id: string) => {
      const answer = JSON.parse(await ask('citizen-access', EXTRACT, { personId: `Person:${id}` }))
      return answer.accessLogExtract.looks.totalCount as number
    }
    const questions: [string, () => Promise<unknown>][] = []
    for (const id of [often, seldom, never]) {
      const looks = await found(id)
      questions.push([
        `extract, ${looks} looks`,
        () => ask('citizen-access', EXTRACT, { personId: `Person:${id}` }),
      ])
    }
    questions.push(
      ['list, newest 50', () => ask('data-protection', LIST, {})],
      ['list of one person', () => ask('data-protection', LIST, { filter: { personId: `Person:${often}` } })],
      ['list of one caseworker', () => ask('data-protection', LIST, { filter: { subject: 'caseworker-7' } })],
      ['list of a request unheard of', () => ask('data-protection', LIST, { filter: { requestId: 'none' } })],
    )
    const lines: string[][] = []
    for (const [name, question] of questions) lines.push([name, ...(await measured(question, rounds))])
    for (const households of [1, 20]) {
      const { rows } = await owner.query<{ id: string }>(
        `select u.id from (select id from public.household where municipality_code = '${MUNICIPALITY}' order by id limit ${households}) h
           cross join lateral (select h.id union all select p.id from public.person p where p.household_id = h.id) u`,
      )
      const subjects = rows.map(({ id }) => id)
      const shown = [{ fields: ['Household.id', 'Person.id'], subjects }]
      const look = { municipalityCode: MUNICIPALITY, shown }
      await owner.query('begin')
      await owner.query(SET_ACTOR_SQL, actorParameters(officer('data-protection')))
      const log = () => owner.query({ ...LOG_LOOK, values: lookParameters('bench', look) })
      lines.push([
        `look at ${subjects.length} subjects, one row inserted`,
        ...(await measured(log, rounds * 20)),
      ])
      await owner.query('rollback')
    }
    return table(['', 'ms, median', 'range'], lines)
  } finally {
    await owner.end()
    await database.close()
  }
}

function officer(purpose: Purpose): RequestOrigin {
  return {
    requestId: 'bench',
    actor: programActor('bench', {
      roles: ['data_protection_officer'],
      purpose,
      municipalityCodes: [MUNICIPALITY],
    }),
  }
}

function asking(reads: Reader) {
  const documents = new Map<string, ReturnType<typeof parse>>()
  return (purpose: Purpose, text: string, variables: Record<string, unknown>): Promise<string> => {
    const document = documents.get(text) ?? parse(text)
    documents.set(text, document)
    const operation = getOperationAST(document)
    if (!operation) throw new Error('The bench asks nothing')
    return reads.read({ document, operation, variables }, officer(purpose))
  }
}

/** Median and range in milliseconds; the first run, which compiles and plans, is dropped. */
async function measured(question: () => Promise<unknown>, rounds: number): Promise<[string, string]> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const before = performance.now()
    await question()
    times.push(performance.now() - before)
  }
  const kept = times.slice(1)
  return [median(kept).toFixed(2), range(kept, 2)]
}
