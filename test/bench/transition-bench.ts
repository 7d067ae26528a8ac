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
import { measured } from './match-bench.ts'
import { table } from './report.ts'

export interface TransitionBenchOptions {
  /** The owner's connection to a database that `transitionDatabase` has made. */
  readonly databaseUrl: string
  /** How often each question is asked; the first ten are dropped. */
  readonly rounds: number
}

/** Timelines of the country, or a twentieth; every tenth is the largest municipality's. */
export const TIMELINES = { full: 60_000, small: 3_000 } as const

const MUNICIPALITY = '0101'
/** Every so many timelines there is a tenant's subsidy with two years of months. */
const SUBSIDISED = 3

/**
 * Makes a migrated database with this many timelines, each with its offer, tenancy, terms and case: let over the last six
 * years for five, half of those whose period is over by going over to ordinary terms.
 */
export function transitionDatabase(url: string, name: string, timelines: number): Promise<string> {
  return loadedDatabase(url, name, { file: fileURLToPath(import.meta.url), size: timelines }, (client) =>
    fill(client, timelines),
  )
}

async function fill(client: pg.Client, timelines: number): Promise<void> {
  // The triggers that keep timelines, and what the rows refer to, are left out: nothing but the rows themselves is written.
  await client.query(`set synchronous_commit = off; set session_replication_role = replica`)
  await client.query(`with entered as (
      insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench') returning id)
    select set_config('app.change_id', id::text, false) from entered`)
  await client.query(
    `create temporary table life as
     select uuidv7() as transition_id, uuidv7() as offer_id, uuidv7() as tenancy_id, uuidv7() as household_id, uuidv7() as dwelling_id,
            n, (current_date - (n * 7919) % 2190) as let_on, m.code
       from generate_series(1, $1::int) n
       join lateral (select code from public.municipality where code <> '${MUNICIPALITY}' order by code
                      offset n % ((select count(*) from public.municipality) - 1) limit 1) other on true
       cross join lateral (select case when n % 10 = 0 then '${MUNICIPALITY}' else other.code end as code) m`,
    [timelines],
  )
  await client.query(`
    insert into public.housing_organisation (lbf_number, name) values ('0001', 'Prøve');
    insert into public.estate (organisation_id, municipality_code, number)
      select o.id, m.code, m.code from public.housing_organisation o, public.municipality m;
    insert into public.dwelling (id, organisation_id, municipality_code, estate_id, tenancy_number, dwelling_type, source_sequence,
        source_time, source_hash)
      select l.dwelling_id, e.organisation_id, l.code, e.id, l.n::text, 'FAMILY', 1, now(), gen_random_uuid()
        from life l join public.estate e on e.municipality_code = l.code;
    insert into public.tenancy (id, organisation_id, municipality_code, dwelling_id, valid, allocated, transitional, lease_signed_on, rent_oere)
      select l.tenancy_id, d.organisation_id, l.code, d.id, daterange(let_on, null), true, true, let_on - 5, 450000
        from life l join public.dwelling d on d.id = l.dwelling_id;
    insert into public.municipal_offer (id, organisation_id, municipality_code, dwelling_id, vacancy_id, letting, state, legal_basis,
        agreement_version_id, agreement_term_id, offered_at, answer_days, deadline, at_disposal_from, rent_oere, notice_months,
        notice_effect, after_return, after_expiry, day_count, liability_source, let_from, moved_in_on, tenancy_id)
      select l.offer_id, d.organisation_id, l.code, d.id, gen_random_uuid(), 1, 'MOVED_IN', 'SECTION_63', gen_random_uuid(),
             gen_random_uuid(), let_on - 20, array[let_on - 10], let_on - 9, let_on - 20, 450000, 3, 'FIRST_OF_MONTH', 'ON_THE_DAY',
             'ON_THE_DAY', 'ACTUAL_MONTH', 'Prøve', let_on, let_on, l.tenancy_id
        from life l join public.dwelling d on d.id = l.dwelling_id;
    insert into public.offer_event (offer_id, vacancy_id, letting, organisation_id, municipality_code, kind, party, at, deadline)
      select l.offer_id, gen_random_uuid(), 1, d.organisation_id, l.code, step.kind, 'MUNICIPALITY', let_on - 20 + step.place::int, let_on - 9
        from life l join public.dwelling d on d.id = l.dwelling_id,
             unnest(array['OFFERED', 'ALLOCATED', 'ACCEPTED', 'LEASE_SIGNED', 'MOVED_IN']) with ordinality step(kind, place);
    insert into public.transition (id, organisation_id, municipality_code, dwelling_id, offer_id, tenancy_id, stage, disposed_on, valid, period)
      select l.transition_id, d.organisation_id, l.code, d.id, l.offer_id, l.tenancy_id, 'LET', let_on - 20, daterange(let_on, null),
             daterange(let_on, (let_on + interval '5 years')::date)
        from life l join public.dwelling d on d.id = l.dwelling_id;
    insert into public.transition_terms (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, approval_id, regime,
        months_max, law, signed_on, valid, derogations, source)
      select l.transition_id, l.tenancy_id, d.organisation_id, l.code, d.id, gen_random_uuid(), 'FIVE_YEARS', 60, 'Prøve', let_on - 5,
             daterange(let_on, (let_on + interval '5 years')::date), '{SECTION_85}', 'Prøve'
        from life l join public.dwelling d on d.id = l.dwelling_id;
    insert into public.household (id, municipality_code, case_reference, kle_number, adults, children)
      select household_id, code, 'B-' || n, '27.35', 1, 0 from life;
    insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
      select l.transition_id, d.organisation_id, d.id, h.id, l.code, h.case_scope
        from life l join public.dwelling d on d.id = l.dwelling_id join public.household h on h.id = l.household_id;
    insert into public.stay (household_id, municipality_code, case_scope, kind, valid, outcome, source)
      select h.id, l.code, h.case_scope, 'SHELTER', daterange(let_on - 80, let_on), 'TRANSITIONAL_DWELLING', 'Prøve'
        from life l join public.household h on h.id = l.household_id;
    insert into public.support_course (household_id, municipality_code, case_scope, method, paragraph, provider, valid, source)
      select h.id, l.code, h.case_scope, 'CTI', 'SECTION_85', 'Prøve', daterange(let_on, let_on + 270), 'Prøve'
        from life l join public.household h on h.id = l.household_id;
    insert into public.tenant_subsidy (household_id, municipality_code, case_scope, programme_id, programme, instrument, organisation_id,
        dwelling_id, tenancy_id, committed_on, valid, previous_situation, housing_benefit_applied_on, partial_months, rounding, month_days,
        source)
      select h.id, l.code, h.case_scope, gen_random_uuid(), '163A', 'SECTION_163_A', d.organisation_id, d.id, l.tenancy_id, let_on,
             daterange(let_on, let_on + 720), 'OTHER', let_on, 'STARTED', 'OERE', 'THIRTY', 'Prøve'
        from life l join public.dwelling d on d.id = l.dwelling_id join public.household h on h.id = l.household_id
       where l.n / 10 % ${SUBSIDISED} = 0;
    insert into public.tenant_subsidy_calculation (tenant_subsidy_id, household_id, municipality_code, case_scope, programme, instrument,
        month, number, inputs, amount_oere, difference_oere, reason)
      select s.id, s.household_id, s.municipality_code, s.case_scope, s.programme, s.instrument, month::date, 1, '{}', 261000, 261000, 'Prøve'
        from public.tenant_subsidy s,
             generate_series(date_trunc('month', lower(s.valid)), upper(s.valid)::timestamp - interval '1 day', interval '1 month') month;
    analyze`)
}

const LIST = `query Ending($day: LocalDate!) { transitionTimelines(first: 50, filter: { municipalityCodes: ["${MUNICIPALITY}"], endingBefore: $day }) {
  nodes { id state phase daysLeft periodUntil dwelling { id tenancyNumber } terms { regime law } } } }`
const EVENTS = `query Events($id: ID!) { transitionTimeline(id: $id) { events(first: 100) {
  nodes { key phase kind on until status overdue by law textDa textEn amount subject } } } }`
const DUE = `query Due($day: LocalDate!) { transitionTimelines(first: 20, filter: { municipalityCodes: ["${MUNICIPALITY}"], endingBefore: $day }) {
  nodes { id dueNext(first: 3) { nodes { kind on by law } } } } }`
const SUMS = 'sums { vacancyRent tenantSubsidy restoration rentAfterTermination total }'
const COSTS = `query Costs($id: ID!) { transitionCosts(id: $id) { ${SUMS} } }`
const YEAR = `query Year($year: Int!) { transitionCostsOfYear(municipalityCode: "${MUNICIPALITY}", year: $year) { ${SUMS} } }`

/** Measures how fast timelines answer, as an allocator of the largest municipality through the hub's own reader; a table in Markdown. */
export async function transitionBench({ databaseUrl, rounds }: TransitionBenchOptions): Promise<string> {
  const database = await connectDatabase({
    ...{ url: databaseUrl, entities: [], readConnections: 1, writeConnections: 1 },
  })
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ id: string; day: string; year: number }>(
      `select 'TransitionTimeline:' || t.id as id, (current_date + interval '6 months')::date::text as day,
              extract(year from current_date)::int as year
         from public.transition t join public.tenant_subsidy s on s.tenancy_id = t.tenancy_id
        where t.municipality_code = '${MUNICIPALITY}' order by t.id limit 1`,
    )
    const [one] = rows
    if (one === undefined) throw new Error('There is no subsidised timeline')
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
    const asked = (text: string) => {
      const document = parse(text)
      const operation = getOperationAST(document)
      if (operation == null) throw new Error('No operation')
      return () => reads.read({ document, operation, variables: { ...one } }, origin)
    }
    const lines: string[][] = []
    for (const [name, text] of [
      ['ending within six months, first page of 50', LIST],
      ['the same, 20 with what is due next', DUE],
      ['all events of one timeline', EVENTS],
      ['costs of one timeline', COSTS],
      ['costs of a year', YEAR],
    ] as const) {
      const question = asked(text)
      lines.push([name, String((await question()).length), ...(await measured(question, rounds))])
    }
    return table(['', 'bytes', 'ms, p50', 'ms, p99'], lines)
  } finally {
    await owner.end()
    await database.close()
  }
}
