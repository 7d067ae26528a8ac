import pg from 'pg'
import type { LocalDate } from '../../src/kernel/period.ts'
import { type MatchQuestion, matchedFacts, RULE_CODES, type RuleCode } from '../../src/matching/index.ts'
import type { Change, PreparedStatement } from '../../src/platform/change.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

/**
 * The rules of matching as the database runs them: one row per clause and per day on a border. Each starts from a family
 * dwelling of three rooms at 5,000 kr. and a household of one aged 25–29 that can pay them and asks for nothing, outside
 * every listed area, in a municipality that has stated that it has no numbers of its own.
 */
const HOUSEHOLD = '0a000000-0000-7000-8000-000000000001'
const VACANCY = '0b000000-0000-7000-8000-000000000001'
const DWELLING = '0c000000-0000-7000-8000-000000000001'
const ESTATE = '0d000000-0000-7000-8000-000000000001'
const OLD_ESTATE = '0d000000-0000-7000-8000-000000000002'
const ORGANISATION = '0e000000-0000-7000-8000-000000000001'
const AREA = '0f000000-0000-7000-8000-000000000001'

let database: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await testDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  // Rows that no rule asks for, such as feeds, are left out.
  await owner.query(`
    set session_replication_role = replica;
    with entered as (insert into public.change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
      select set_config('app.change_id', id::text, false) from entered;
    insert into public.housing_organisation (id, lbf_number, name) values ('${ORGANISATION}', '0999', 'Prøve');
    insert into public.estate (id, organisation_id, municipality_code, number) values
      ('${ESTATE}', '${ORGANISATION}', '0169', '001'), ('${OLD_ESTATE}', '${ORGANISATION}', '0169', '002');
    insert into public.dwelling (id, organisation_id, municipality_code, estate_id, tenancy_number, dwelling_type, rooms,
        postal_code, accessible, source_sequence, source_time, source_hash)
      values ('${DWELLING}', '${ORGANISATION}', '0169', '${ESTATE}', '1', 'FAMILY', 3, '2630', false, 1, now(), gen_random_uuid());
    insert into public.vacancy (id, organisation_id, municipality_code, dwelling_id, feed_id, delivery_id, state, reported_state,
        rent_oere, source_sequence, source_time, source_hash, seen_at)
      values ('${VACANCY}', '${ORGANISATION}', '0169', '${DWELLING}', gen_random_uuid(), gen_random_uuid(), 'ANNOUNCED',
        'ANNOUNCED', 500000, 1, now(), gen_random_uuid(), now());
    insert into public.household (id, municipality_code, case_reference, adults, children, ages)
      values ('${HOUSEHOLD}', '0169', 'SAG', 1, 0, '{AGE_25_29}');
    insert into public.household_need (household_id, municipality_code, case_scope, need_class, rent_max_oere)
      select id, municipality_code, case_scope, 'HOMELESS', 500000 from public.household;
    insert into public.area (id, municipality_code, name) values ('${AREA}', '0169', 'Området');
    insert into public.area_estate (area_id, organisation_lbf_number, estate_number, valid) values ('${AREA}', '0999', '001', '[2020-01-01,)');
    insert into public.matching_parameter (municipality_code, name, value, valid, source)
      select '0169', name, null, '[2020-01-01,)', 'Ingen aftale'
        from unnest('{YOUTH_AGE_BELOW,YOUTH_EDUCATION_REQUIRED,PERSONS_PER_ROOM_MAX,ROOMS_BEYOND_PERSONS_MAX}'::text[]) name;
  `)
}, 120_000)
afterAll(async () => {
  await owner?.end()
  await database?.drop()
})

const dwelling = (set: string) => `update public.dwelling set ${set}`
const vacancy = (set: string) => `update public.vacancy set ${set}`
const household = (set: string) => `update public.household set ${set}`
const need = (set: string) => `update public.household_need set ${set}`
const listed = (kind: string, valid = '[2025-12-01,2026-12-01)') =>
  `insert into public.area_status (area_id, kind, valid, source) values ('${AREA}', '${kind}', '${valid}', 'Liste')`
const checked = (rule: string, excluded: boolean, valid = '[2026-01-01,2026-07-01)') =>
  `insert into public.area_check (household_id, municipality_code, case_scope, rule, excluded, valid)
   select id, municipality_code, case_scope, '${rule}', ${excluded}, '${valid}' from public.household`
const combined = (valid = '[2026-01-01,2026-07-01)') =>
  `insert into public.combined_letting (municipality_code, organisation_id, estate_id, valid, source)
   values ('0169', '${ORGANISATION}', '${ESTATE}', '${valid}', 'Beslutning')`
const stated = (name: string, value: number | null, from = '2020-01-01') =>
  `update public.matching_parameter set value = ${value}, valid = '[${from},)' where name = '${name}'`
const youth = dwelling(`dwelling_type = 'YOUTH'`)
const merged = `insert into public.estate_succession (predecessor_id, successor_id, organisation_id, municipality_code, effective_from)
  values ('${OLD_ESTATE}', '${ESTATE}', '${ORGANISATION}', '0169', '2026-01-01')`

/** What a rule says; silent: it does not apply. */
type Verdict = 'passed' | 'failed' | 'silent' | 'PARAMETER_NOT_SET' | 'FACT_UNKNOWN' | 'NOT_CHECKED'
type Row = readonly [
  name: string,
  given: readonly string[],
  rule: RuleCode,
  verdict: Verdict,
  asked?: Partial<MatchQuestion> | string,
]

const ROWS: readonly Row[] = [
  // The case.
  ['an open case', [], 'CASE_OPEN', 'passed'],
  ['a case to be assessed anew', [household(`status = 'REASSESS'`)], 'CASE_OPEN', 'failed'],
  ['a case that is housed', [household(`status = 'HOUSED'`)], 'CASE_OPEN', 'failed'],
  ['a case that is closed', [household(`status = 'CLOSED'`)], 'CASE_OPEN', 'failed'],
  [
    'a parked case the day before',
    [household(`status = 'PARKED', parked_until = '2026-03-01'`)],
    'CASE_OPEN',
    'failed',
    '2026-02-28',
  ],
  [
    'a parked case on its day',
    [household(`status = 'PARKED', parked_until = '2026-03-01'`)],
    'CASE_OPEN',
    'passed',
    '2026-03-01',
  ],

  // The vacancy and its municipality.
  ['an announced vacancy', [], 'VACANCY_OPEN', 'passed'],
  [
    'a vacancy at the municipality’s disposal',
    [vacancy(`state = 'AT_MUNICIPAL_DISPOSAL', at_disposal_from = '2026-01-01'`)],
    'VACANCY_OPEN',
    'passed',
  ],
  ['a dwelling that was let', [vacancy(`state = 'LET'`)], 'VACANCY_OPEN', 'failed'],
  ['a dwelling in the municipality of the case', [], 'MUNICIPALITY', 'passed'],
  ['a dwelling elsewhere', [vacancy(`municipality_code = '0101'`)], 'MUNICIPALITY', 'failed'],

  // Rent against payment ability.
  ['a rent that is just what can be paid', [], 'RENT', 'passed'],
  ['one øre above', [vacancy('rent_oere = 500001')], 'RENT', 'failed'],
  [
    'one øre above, with a subsidy of one øre',
    [vacancy('rent_oere = 500001')],
    'RENT',
    'passed',
    { subsidyOere: 1n },
  ],
  [
    'two øre above, with a subsidy of one øre',
    [vacancy('rent_oere = 500002')],
    'RENT',
    'failed',
    { subsidyOere: 1n },
  ],
  ['payment ability not known', [need('rent_max_oere = null')], 'RENT', 'FACT_UNKNOWN'],
  ['no need recorded', ['delete from public.household_need'], 'RENT', 'FACT_UNKNOWN'],

  // Dwelling type.
  ['no dwelling type wanted', [], 'DWELLING_TYPE', 'silent'],
  ['a wanted type', [need(`wanted_dwelling_types = '{FAMILY,YOUTH}'`)], 'DWELLING_TYPE', 'passed'],
  ['another type', [need(`wanted_dwelling_types = '{YOUTH}'`)], 'DWELLING_TYPE', 'failed'],
  [
    'a type that is not known',
    [need(`wanted_dwelling_types = '{YOUTH}'`), dwelling('dwelling_type = null')],
    'DWELLING_TYPE',
    'FACT_UNKNOWN',
  ],
  [
    'what the vacancy says of the type comes first',
    [need(`wanted_dwelling_types = '{YOUTH}'`), vacancy(`dwelling_type = 'YOUTH'`)],
    'DWELLING_TYPE',
    'passed',
  ],

  // Youth dwellings, § 52: no age limit in the law.
  ['no youth dwelling', [], 'YOUTH_VOUCHED', 'silent'],
  ['in education', [youth, need(`education = 'IN_EDUCATION'`)], 'YOUTH_VOUCHED', 'passed'],
  ['soon in education', [youth, need(`education = 'SOON_IN_EDUCATION'`)], 'YOUTH_VOUCHED', 'failed'],
  [
    'soon in education and vouched for',
    [youth, need(`education = 'SOON_IN_EDUCATION', municipality_vouches = true`)],
    'YOUTH_VOUCHED',
    'passed',
  ],
  ['vouched for', [youth, need('municipality_vouches = true')], 'YOUTH_VOUCHED', 'passed'],
  ['education not known', [youth], 'YOUTH_VOUCHED', 'FACT_UNKNOWN'],
  ['a student room', [dwelling(`dwelling_type = 'STUDENT_ROOM'`)], 'YOUTH_VOUCHED', 'FACT_UNKNOWN'],
  ['no age agreed', [youth], 'YOUTH_AGE', 'silent'],
  [
    'no age stated',
    [youth, `delete from public.matching_parameter where name = 'YOUTH_AGE_BELOW'`],
    'YOUTH_AGE',
    'PARAMETER_NOT_SET',
  ],
  ['25–29 where it is under 30', [youth, stated('YOUTH_AGE_BELOW', 30)], 'YOUTH_AGE', 'passed'],
  [
    '30–49 where it is under 30',
    [youth, stated('YOUTH_AGE_BELOW', 30), household(`ages = '{AGE_30_49}'`)],
    'YOUTH_AGE',
    'failed',
  ],
  ['25–29 where it is under 25', [youth, stated('YOUTH_AGE_BELOW', 25)], 'YOUTH_AGE', 'failed'],
  [
    '18–24 where it is under 25',
    [youth, stated('YOUTH_AGE_BELOW', 25), household(`ages = '{AGE_18_24}'`)],
    'YOUTH_AGE',
    'passed',
  ],
  [
    'a child does not make a household young',
    [youth, stated('YOUTH_AGE_BELOW', 30), household(`ages = '{AGE_13_17,AGE_30_49}', children = 1`)],
    'YOUTH_AGE',
    'failed',
  ],
  [
    'ages not known',
    [youth, stated('YOUTH_AGE_BELOW', 30), household(`ages = '{}'`)],
    'YOUTH_AGE',
    'FACT_UNKNOWN',
  ],
  [
    'the day before the age was agreed',
    [youth, stated('YOUTH_AGE_BELOW', 30, '2026-03-01')],
    'YOUTH_AGE',
    'PARAMETER_NOT_SET',
    '2026-02-28',
  ],
  [
    'the day on which the age was agreed',
    [youth, stated('YOUTH_AGE_BELOW', 30, '2026-03-01')],
    'YOUTH_AGE',
    'passed',
    '2026-03-01',
  ],
  ['education not demanded', [youth, stated('YOUTH_EDUCATION_REQUIRED', 0)], 'YOUTH_EDUCATION', 'silent'],
  ['no demand agreed', [youth], 'YOUTH_EDUCATION', 'silent'],
  [
    'no demand stated',
    [youth, `delete from public.matching_parameter where name = 'YOUTH_EDUCATION_REQUIRED'`],
    'YOUTH_EDUCATION',
    'PARAMETER_NOT_SET',
  ],
  [
    'soon in education where that is demanded',
    [youth, stated('YOUTH_EDUCATION_REQUIRED', 1), need(`education = 'SOON_IN_EDUCATION'`)],
    'YOUTH_EDUCATION',
    'passed',
  ],
  [
    'not in education where that is demanded',
    [youth, stated('YOUTH_EDUCATION_REQUIRED', 1), need(`education = 'NOT_IN_EDUCATION'`)],
    'YOUTH_EDUCATION',
    'failed',
  ],
  [
    'education not known where it is demanded',
    [youth, stated('YOUTH_EDUCATION_REQUIRED', 1)],
    'YOUTH_EDUCATION',
    'FACT_UNKNOWN',
  ],

  // Dwellings for elderly and disabled people, § 54; accessibility; size.
  ['no dwelling for the elderly', [], 'ELDERLY', 'silent'],
  ['without a special need', [dwelling(`dwelling_type = 'ELDERLY'`)], 'ELDERLY', 'failed'],
  [
    'with a special need',
    [dwelling(`dwelling_type = 'ELDERLY'`), need('elderly_need = true')],
    'ELDERLY',
    'passed',
  ],
  ['a nursing home without a special need', [dwelling(`dwelling_type = 'NURSING'`)], 'ELDERLY', 'failed'],
  ['accessibility not needed', [], 'ACCESSIBILITY', 'silent'],
  ['needed and not there', [need('accessibility_needed = true')], 'ACCESSIBILITY', 'failed'],
  [
    'needed and there',
    [need('accessibility_needed = true'), dwelling('accessible = true')],
    'ACCESSIBILITY',
    'passed',
  ],
  [
    'needed and not known',
    [need('accessibility_needed = true'), dwelling('accessible = null')],
    'ACCESSIBILITY',
    'FACT_UNKNOWN',
  ],
  ['no size agreed', [], 'DWELLING_LARGE_ENOUGH', 'silent'],
  [
    'no size stated',
    [`delete from public.matching_parameter where name = 'PERSONS_PER_ROOM_MAX'`],
    'DWELLING_LARGE_ENOUGH',
    'PARAMETER_NOT_SET',
  ],
  [
    'six in three rooms, two a room at most',
    [stated('PERSONS_PER_ROOM_MAX', 2), household('adults = 2, children = 4')],
    'DWELLING_LARGE_ENOUGH',
    'passed',
  ],
  [
    'seven in three rooms, two a room at most',
    [stated('PERSONS_PER_ROOM_MAX', 2), household('adults = 2, children = 5')],
    'DWELLING_LARGE_ENOUGH',
    'failed',
  ],
  [
    'rooms not known',
    [stated('PERSONS_PER_ROOM_MAX', 2), dwelling('rooms = null')],
    'DWELLING_LARGE_ENOUGH',
    'FACT_UNKNOWN',
  ],
  [
    'three rooms for one, two beyond at most',
    [stated('ROOMS_BEYOND_PERSONS_MAX', 2)],
    'DWELLING_SMALL_ENOUGH',
    'passed',
  ],
  [
    'three rooms for one, one beyond at most',
    [stated('ROOMS_BEYOND_PERSONS_MAX', 1)],
    'DWELLING_SMALL_ENOUGH',
    'failed',
  ],

  // Where the household is to live.
  ['anywhere', [], 'PLACE_WANTED', 'silent'],
  ['at a wanted postal code', [need(`wanted_postal_codes = '{2630}'`)], 'PLACE_WANTED', 'passed'],
  ['at another', [need(`wanted_postal_codes = '{2640}'`)], 'PLACE_WANTED', 'failed'],
  [
    'at one that is not known',
    [need(`wanted_postal_codes = '{2640}'`), dwelling('postal_code = null')],
    'PLACE_WANTED',
    'FACT_UNKNOWN',
  ],
  [
    'in a wanted estate, whatever the postal code',
    [need(`wanted_postal_codes = '{2640}', wanted_estate_ids = '{${ESTATE}}'`)],
    'PLACE_WANTED',
    'passed',
  ],
  ['in another estate', [need(`wanted_estate_ids = '{${OLD_ESTATE}}'`)], 'PLACE_WANTED', 'failed'],
  [
    'in the estate that a wanted one was merged into',
    [need(`wanted_estate_ids = '{${OLD_ESTATE}}'`), merged],
    'PLACE_WANTED',
    'passed',
  ],
  ['nowhere excluded', [], 'PLACE_NOT_EXCLUDED', 'silent'],
  ['in an excluded estate', [need(`excluded_estate_ids = '{${ESTATE}}'`)], 'PLACE_NOT_EXCLUDED', 'failed'],
  ['at an excluded postal code', [need(`excluded_postal_codes = '{2630}'`)], 'PLACE_NOT_EXCLUDED', 'failed'],
  ['beside it', [need(`excluded_postal_codes = '{2640}'`)], 'PLACE_NOT_EXCLUDED', 'passed'],

  // § 59 stk. 6: vulnerable areas, with parallel societies and transformation areas, and combined letting.
  ['in no listed area', [], 'AREA_SECTION_59_6', 'silent'],
  ['30 November, before the list', [listed('VULNERABLE')], 'AREA_SECTION_59_6', 'silent', '2025-11-30'],
  ['1 December, with the list', [listed('VULNERABLE')], 'AREA_SECTION_59_6', 'NOT_CHECKED', '2025-12-01'],
  ['the last day of the list', [listed('VULNERABLE')], 'AREA_SECTION_59_6', 'NOT_CHECKED', '2026-11-30'],
  ['1 December, off the next list', [listed('VULNERABLE')], 'AREA_SECTION_59_6', 'silent', '2026-12-01'],
  ['in a parallel society', [listed('PARALLEL_SOCIETY')], 'AREA_SECTION_59_6', 'NOT_CHECKED'],
  ['in a transformation area', [listed('TRANSFORMATION')], 'AREA_SECTION_59_6', 'NOT_CHECKED'],
  ['in a prevention area', [listed('PREVENTION')], 'AREA_SECTION_59_6', 'silent'],
  [
    'checked and not excluded',
    [listed('VULNERABLE'), checked('SECTION_59_6', false)],
    'AREA_SECTION_59_6',
    'passed',
  ],
  [
    'checked and excluded',
    [listed('VULNERABLE'), checked('SECTION_59_6', true)],
    'AREA_SECTION_59_6',
    'failed',
  ],
  [
    'the day before the check',
    [listed('VULNERABLE'), checked('SECTION_59_6', false)],
    'AREA_SECTION_59_6',
    'NOT_CHECKED',
    '2025-12-31',
  ],
  [
    'the last day of the check',
    [listed('VULNERABLE'), checked('SECTION_59_6', false)],
    'AREA_SECTION_59_6',
    'passed',
    '2026-06-30',
  ],
  [
    'the day after it',
    [listed('VULNERABLE'), checked('SECTION_59_6', false)],
    'AREA_SECTION_59_6',
    'NOT_CHECKED',
    '2026-07-01',
  ],
  [
    'checked against another rule',
    [listed('VULNERABLE'), checked('SECTION_59_7', false)],
    'AREA_SECTION_59_6',
    'NOT_CHECKED',
  ],
  ['with combined letting', [combined()], 'AREA_SECTION_59_6', 'NOT_CHECKED'],
  ['the day before combined letting', [combined()], 'AREA_SECTION_59_6', 'silent', '2025-12-31'],
  ['the day after combined letting', [combined()], 'AREA_SECTION_59_6', 'silent', '2026-07-01'],
  ['let from the waiting list', [listed('VULNERABLE')], 'AREA_SECTION_59_6', 'silent', { waitingList: true }],

  // § 59 stk. 7: prevention areas.
  ['in a vulnerable area', [listed('VULNERABLE')], 'AREA_SECTION_59_7', 'silent'],
  ['in a prevention area', [listed('PREVENTION')], 'AREA_SECTION_59_7', 'NOT_CHECKED'],
  [
    'checked and not excluded',
    [listed('PREVENTION'), checked('SECTION_59_7', false)],
    'AREA_SECTION_59_7',
    'passed',
  ],
  [
    'checked and excluded',
    [listed('PREVENTION'), checked('SECTION_59_7', true)],
    'AREA_SECTION_59_7',
    'failed',
  ],

  // §§ 51 b and 51 c: lettings from the waiting list alone.
  ['allocated by the municipality', [combined()], 'AREA_SECTION_51_B', 'silent'],
  ['let from the waiting list', [combined()], 'AREA_SECTION_51_B', 'NOT_CHECKED', { waitingList: true }],
  [
    'checked and excluded',
    [combined(), checked('SECTION_51_B', true)],
    'AREA_SECTION_51_B',
    'failed',
    { waitingList: true },
  ],
  [
    'checked and not excluded',
    [combined(), checked('SECTION_51_B', false)],
    'AREA_SECTION_51_B',
    'passed',
    { waitingList: true },
  ],
  ['allocated by the municipality', [listed('TRANSFORMATION')], 'AREA_SECTION_51_C', 'silent'],
  [
    'checked and excluded',
    [listed('TRANSFORMATION'), checked('SECTION_51_C', true)],
    'AREA_SECTION_51_C',
    'failed',
    { waitingList: true },
  ],
  [
    'let from the waiting list',
    [listed('TRANSFORMATION')],
    'AREA_SECTION_51_C',
    'NOT_CHECKED',
    { waitingList: true },
  ],
  [
    'in a parallel society',
    [listed('PARALLEL_SOCIETY')],
    'AREA_SECTION_51_C',
    'silent',
    { waitingList: true },
  ],
  [
    'checked and not excluded',
    [listed('TRANSFORMATION'), checked('SECTION_51_C', false)],
    'AREA_SECTION_51_C',
    'passed',
    { waitingList: true },
  ],
]

async function resultsGiven(given: readonly string[], asked: Partial<MatchQuestion> | string = {}) {
  await owner.query('begin')
  try {
    for (const sql of given) await owner.query(sql)
    const running = {
      prepared: async ({ text }: PreparedStatement, parameters: unknown[]) =>
        (await owner.query(text, parameters)).rows,
    } as unknown as Change
    const facts = await matchedFacts(running, {
      vacancyId: VACANCY,
      householdId: HOUSEHOLD,
      on: '2026-03-15' as LocalDate,
      ...(typeof asked === 'string' ? { on: asked as LocalDate } : asked),
    })
    return facts?.results ?? []
  } finally {
    await owner.query('rollback')
  }
}

// Each row is filled up, for a missing argument would be given the test's callback.
const ASKED = ROWS.map(
  ([name, given, rule, verdict, asked = {}]) => [name, given, rule, verdict, asked] as const,
)

test.each(ASKED)('%s: %#', async (_, given, rule, verdict, asked) => {
  const results = await resultsGiven(given, asked)
  const found = results.filter((one) => one.rule === rule)
  const said = found.map(({ passed, undecided }) => undecided ?? (passed ? 'passed' : 'failed'))
  expect([rule, said]).toEqual([rule, verdict === 'silent' ? [] : [verdict]])
})

test('every rule is tried where it is met and where it is not', () => {
  for (const code of RULE_CODES) {
    const verdicts = ROWS.filter(([, , rule]) => rule === code).map(([, , , verdict]) => verdict)
    expect([code, verdicts]).toEqual([code, expect.arrayContaining(['failed', 'passed'])])
  }
})

test('the rent rule says which subsidy would bring the rent down', async () => {
  const [rent] = (await resultsGiven([vacancy('rent_oere = 512550')])).filter(({ rule }) => rule === 'RENT')
  expect(rent).toEqual({
    rule: 'RENT',
    law: 'almenboligloven § 59 stk. 1',
    passed: false,
    undecided: null,
    figures: { rent: '5125.50', rentMax: '5000.00', subsidy: '0.00', subsidyNeeded: '125.50' },
  })
})

test('a check says yes or no and nothing of why', async () => {
  const [check] = (await resultsGiven([listed('VULNERABLE'), checked('SECTION_59_6', true)])).filter(
    ({ rule }) => rule === 'AREA_SECTION_59_6',
  )
  expect(check).toEqual({
    rule: 'AREA_SECTION_59_6',
    law: 'almenboligloven § 59 stk. 6',
    passed: false,
    undecided: null,
    figures: { areaStatus: 'VULNERABLE', areaStatusOn: '2026-03-15', day: '2026-03-15' },
  })
})
