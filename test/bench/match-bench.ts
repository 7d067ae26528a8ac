import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { getOperationAST, parse } from 'graphql'
import pg from 'pg'
import { programActor } from '../../src/access/actor.ts'
import { connectDatabase } from '../../src/platform/database.ts'
import { reader } from '../../src/platform/read/reader.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema, READ_MODEL } from '../../src/schema.ts'
import { loadedDatabase } from './dataset.ts'
import { table } from './report.ts'

export interface MatchBenchOptions {
  /** The owner's connection to a database that `matchDatabase` has made. */
  readonly databaseUrl: string
  /** How often each question is asked; the first ten are dropped. */
  readonly rounds: number
}

/** Open cases of the municipality that asks, or a twentieth. */
export const OPEN_CASES = { full: 10_000, small: 500 } as const

const MUNICIPALITY = '0101'
/** Beside each open case there are this many that are housed, and as many open ones elsewhere. */
const HOUSED = 3
const VACANCIES = 400
const WARM_UP = 10

/**
 * Makes a migrated database with this many open cases in one municipality, three times as many that are housed and as
 * many open ones elsewhere, each with its need; half of the open ones are checked against § 59 stk. 6. There are 400
 * vacancies, every second in a vulnerable area.
 */
export function matchDatabase(url: string, name: string, cases: number): Promise<string> {
  return loadedDatabase(url, name, { file: fileURLToPath(import.meta.url), size: cases }, (client) =>
    fill(client, cases),
  )
}

async function fill(client: pg.Client, cases: number): Promise<void> {
  // Feeds and deliveries are left out, and nothing but the rows themselves is written.
  await client.query(`set synchronous_commit = off; set session_replication_role = replica`)
  await client.query(`with entered as (
      insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench') returning id)
    select set_config('app.change_id', id::text, false) from entered`)
  await client.query(`
    insert into public.housing_organisation (lbf_number, name) values ('0001', 'Prøve');
    insert into public.estate (organisation_id, municipality_code, number)
      select id, '${MUNICIPALITY}', lpad(n::text, 3, '0') from public.housing_organisation, generate_series(1, 40) n;
    insert into public.dwelling (organisation_id, municipality_code, estate_id, tenancy_number, dwelling_type, rooms, accessible,
        postal_code, source_sequence, source_time, source_hash)
      select e.organisation_id, e.municipality_code, e.id, n::text,
             (array['FAMILY', 'FAMILY', 'FAMILY', 'YOUTH', 'ELDERLY'])[1 + n % 5], 1 + n % 4, n % 3 = 0,
             (2100 + n % 20)::text, 1, now(), gen_random_uuid()
        from generate_series(1, ${VACANCIES}) n
        join public.estate e on e.number = lpad((1 + n % 40)::text, 3, '0');
    insert into public.vacancy (organisation_id, municipality_code, dwelling_id, feed_id, delivery_id, state, reported_state,
        rent_oere, available_from, source_sequence, source_time, source_hash, seen_at)
      select d.organisation_id, d.municipality_code, d.id, gen_random_uuid(), gen_random_uuid(), 'ANNOUNCED', 'ANNOUNCED',
             300000 + 1000 * d.tenancy_number::int, current_date, 1, now(), gen_random_uuid(), now() from public.dwelling d;
    insert into public.area (municipality_code, name) values ('${MUNICIPALITY}', 'Området');
    insert into public.area_estate (area_id, organisation_lbf_number, estate_number, valid)
      select a.id, '0001', e.number, '[2020-01-01,)' from public.area a, public.estate e where e.number::int % 2 = 0;
    insert into public.area_status (area_id, kind, valid, source) select id, 'VULNERABLE', '[2020-01-01,)', 'Prøve' from public.area;
    insert into public.matching_parameter (municipality_code, name, value, valid, source) values
      ('${MUNICIPALITY}', 'YOUTH_AGE_BELOW', 30, '[2020-01-01,)', 'Prøve'), ('${MUNICIPALITY}', 'ROOMS_BEYOND_PERSONS_MAX', 2, '[2020-01-01,)', 'Prøve')`)
  await client.query(
    `insert into public.household (municipality_code, case_reference, kle_number, adults, children, ages, status)
     select case when n % ${HOUSED + 2} = 1 then '0147' else '${MUNICIPALITY}' end, 'B-' || n, '27.35', 1, n % 3,
            array['AGE_18_24'] || array_fill('AGE_6_12'::text, array[n % 3]),
            case when n % ${HOUSED + 2} < 2 then 'OPEN' else 'HOUSED' end
       from generate_series(0, $1::int * ${HOUSED + 2} - 1) n`,
    [cases],
  )
  await client.query(`
    insert into public.household_need (household_id, municipality_code, case_scope, need_class, origin, rent_max_oere,
        wanted_dwelling_types, wanted_postal_codes, education)
      select id, municipality_code, case_scope, 'HOMELESS', 'STREET', 300000 + (substr(case_reference, 3)::int % 50) * 10000,
             case when substr(case_reference, 3)::int % 4 = 0 then array['FAMILY'] else '{}' end,
             case when substr(case_reference, 3)::int % 7 = 0 then array['2100', '2101', '2102'] else '{}' end, 'IN_EDUCATION'
        from public.household;
    insert into public.area_check (household_id, municipality_code, case_scope, rule, excluded, valid)
      select id, municipality_code, case_scope, 'SECTION_59_6', substr(case_reference, 3)::int % 20 = 0, '[2020-01-01,2100-01-01)'
        from public.household where status = 'OPEN' and substr(case_reference, 3)::int % 2 = 0;
    analyze`)
}

const RULES = 'fits rules { code law passed undecided figures { name value } textDa textEn }'
const CASES = `query Cases($id: ID!) { vacancy(id: $id) { fittingCases(first: 20) { nodes { household { caseReference } ${RULES} } } } }`
const COUNT = `query Count($id: ID!) { vacancy(id: $id) { fittingCases(first: 20) { totalCount nodes { household { caseReference } ${RULES} } } } }`
const VACANCIES_FOR = `query Vacancies($id: ID!) { household(id: $id) { fittingVacancies(first: 20) { nodes { vacancy { rent } ${RULES} } } } }`
const WHY_NOT = `query WhyNot($id: ID!, $householdId: ID!) { whyNot(vacancyId: $id, householdId: $householdId) { ${RULES} } }`

/** Measures how fast matching answers, as an allocator through the hub's own reader; answers a table in Markdown. */
export async function matchBench({ databaseUrl, rounds }: MatchBenchOptions): Promise<string> {
  const database = await connectDatabase({
    url: databaseUrl,
    entities: [],
    readConnections: 1,
    writeConnections: 1,
  })
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    const idOf = async (sql: string) => (await owner.query<{ id: string }>(sql)).rows[0]?.id ?? ''
    const vacancyIn = (estate: number) =>
      idOf(`select 'Vacancy:' || v.id as id from public.vacancy v join public.dwelling d on d.id = v.dwelling_id
        join public.estate e on e.id = d.estate_id where e.number::int % 2 = ${estate} and v.rent_oere > 400000
         and d.dwelling_type = 'FAMILY' order by v.id limit 1`)
    const [free, listed] = [await vacancyIn(1), await vacancyIn(0)]
    const householdId = await idOf(
      `select 'Household:' || id as id from public.household where status = 'OPEN' and municipality_code = '${MUNICIPALITY}' order by id desc limit 1`,
    )
    const reads = reader({
      schema: buildHubSchema(),
      model: READ_MODEL,
      pool: database.reads,
      cursorSecret: randomBytes(32),
      clock: systemClock,
      unseal: async (values) => values.map(() => null),
    })
    const origin = {
      requestId: 'bench',
      actor: programActor('bench', {
        roles: ['municipal_allocator'],
        municipalityCodes: [MUNICIPALITY],
        purpose: 'municipal-allocation',
      }),
    }
    const asked = (text: string, variables: Record<string, unknown>) => {
      const document = parse(text)
      const operation = getOperationAST(document)
      if (operation == null) throw new Error('No operation')
      return async () => JSON.parse(await reads.read({ document, operation, variables }, origin)) as Answer
    }
    const questions: [string, () => Promise<Answer>][] = [
      ['cases for a vacancy', asked(CASES, { id: free })],
      ['cases for a vacancy in a vulnerable area', asked(CASES, { id: listed })],
      ['the same with their total count', asked(COUNT, { id: listed })],
      ['vacancies for a case', asked(VACANCIES_FOR, { id: householdId })],
      ['whyNot', asked(WHY_NOT, { id: listed, householdId })],
    ]
    const lines: string[][] = []
    for (const [name, question] of questions) {
      const shown = shownIn(await question())
      if (shown === 0) throw new Error(`${name}: nothing fits`)
      lines.push([name, String(shown), ...(await measured(question, rounds))])
    }
    return table(['', 'shown', 'ms, p50', 'ms, p99'], lines)
  } finally {
    await owner.end()
    await database.close()
  }
}

interface Answer {
  readonly vacancy?: { readonly fittingCases: { readonly nodes: readonly unknown[] } } | null
  readonly household?: { readonly fittingVacancies: { readonly nodes: readonly unknown[] } } | null
  readonly whyNot?: object | null
}

function shownIn({ vacancy, household, whyNot }: Answer): number {
  if (whyNot != null) return 1
  return (vacancy?.fittingCases ?? household?.fittingVacancies)?.nodes.length ?? 0
}

/** Asks so often, after a warm-up; answers the median and the 99th percentile in ms. */
export async function measured(question: () => Promise<unknown>, rounds: number): Promise<string[]> {
  const times: number[] = []
  for (let round = 0; round < rounds + WARM_UP; round++) {
    const before = performance.now()
    await question()
    if (round >= WARM_UP) times.push(performance.now() - before)
  }
  times.sort((a, b) => a - b)
  const at = (part: number) =>
    (times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN).toFixed(1)
  return [at(0.5), at(0.99)]
}
