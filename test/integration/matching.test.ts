import { randomUUID } from 'node:crypto'
import {
  answerTo,
  asCaseworker,
  CASEWORKERS,
  type Caseworker,
  command,
  day,
  dwellingsOf,
  inChange,
  OTHER_UNIT,
  registered,
  type ShownDisclosure,
  type ShownHousehold,
  signGrant,
  UNIT,
} from '../support/households.ts'
import { readStatements, startHub, statementsDuring, type TestHub } from '../support/hub.ts'
import { BEARERS, sync, syncRecord } from '../support/story.ts'

let hub: TestHub
let vacancyId: string
let estateId: string

beforeAll(async () => {
  hub = await startHub()
  await sync(hub, BEARERS.organisation, '0045-csv', [
    syncRecord('0045/700/0001', { dwellingType: 'FAMILY', rooms: 3, rent: '5000.00', postalCode: '2630' }),
    syncRecord('0045/701/0001', { dwellingType: 'YOUTH', rooms: 1, rent: '3000.00' }),
  ])
  vacancyId = await vacancyIn('700')
  const [estate] = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || id as id from estate where number = '700'`,
  )
  estateId = estate?.id ?? ''
}, 120_000)
afterAll(() => hub?.stop())

async function vacancyIn(estate: string): Promise<string> {
  const [found] = await hub.asOwner<{ id: string }>(
    `select 'Vacancy:' || v.id as id from vacancy v join dwelling d on d.id = v.dwelling_id
       join estate e on e.id = d.estate_id where e.number = $1`,
    [estate],
  )
  return found?.id ?? ''
}

const NEED = { needClass: 'HOMELESS', origin: 'SHELTER', rentMax: '5000.00' }
const inNeed = (
  changes: Readonly<Record<string, unknown>> = {},
  need: Readonly<Record<string, unknown>> = {},
) => registered(hub, 'allocator', { ...changes, need: { ...NEED, ...need } })

interface ShownMatch {
  readonly fits: boolean
  readonly addressProtected: boolean
  readonly household: { readonly id: string; readonly caseReference: string } | null
  readonly rules: readonly {
    readonly code: string
    readonly passed: boolean
    readonly undecided: string | null
    readonly figures: readonly { readonly name: string; readonly value: string | null }[]
    readonly textDa: string
    readonly textEn: string
  }[]
}
const MATCH = `fits addressProtected household { id caseReference }
  rules { code law passed undecided figures { name value } textDa textEn }`

async function whyNot(who: Caseworker, householdId: string, more = ''): Promise<ShownMatch | null> {
  const { whyNot: shown } = await asCaseworker<{ whyNot: ShownMatch | null }>(
    hub,
    who,
    `query ($vacancyId: ID!, $householdId: ID!) { whyNot(vacancyId: $vacancyId, householdId: $householdId${more}) { ${MATCH} } }`,
    { vacancyId, householdId },
  )
  return shown
}

async function casesFor(
  who: Caseworker,
  given = 'first: 50',
): Promise<{ totalCount: number; nodes: ShownMatch[] } | null> {
  const { vacancy } = await asCaseworker<{
    vacancy: { fittingCases: { totalCount: number; nodes: ShownMatch[] } } | null
  }>(
    hub,
    who,
    `query ($id: ID!) { vacancy(id: $id) { fittingCases(${given}) { totalCount nodes { ${MATCH} } } } }`,
    {
      id: vacancyId,
    },
  )
  return vacancy?.fittingCases ?? null
}

const referencesIn = (list: { nodes: readonly ShownMatch[] } | null) =>
  list?.nodes.map(({ household }) => household?.caseReference)
const ruleOf = (match: ShownMatch | null, code: string) => match?.rules.find((rule) => rule.code === code)

describe('The cases that a vacancy may be for', () => {
  let fitting: ShownHousehold
  let dear: ShownHousehold
  let ofUnit: ShownHousehold
  let ofOtherUnit: ShownHousehold

  beforeAll(async () => {
    fitting = await inNeed()
    dear = await inNeed({}, { rentMax: '4999.99' })
    ofUnit = await inNeed({ organisationUnitId: UNIT, kleNumber: '27.35.12' })
    ofOtherUnit = await inNeed({ organisationUnitId: OTHER_UNIT, kleNumber: '27.35.12' })
  })

  test('are those that no rule shuts out, in the order asked for, each with its rules', async () => {
    const list = await casesFor('allocator')
    expect(referencesIn(list)).toEqual(
      expect.arrayContaining([fitting.caseReference, ofUnit.caseReference, ofOtherUnit.caseReference]),
    )
    expect(referencesIn(list)).not.toContain(dear.caseReference)
    expect(list?.totalCount).toBe(list?.nodes.length)
    const ids = list?.nodes.map(({ household }) => household?.id) ?? []
    expect(ids).toEqual([...ids].sort())
    for (const { fits, rules } of list?.nodes ?? []) {
      expect(fits).toBe(true)
      expect(rules.filter(({ passed, undecided }) => !passed && undecided === null)).toEqual([])
    }
  })

  test('with a subsidy that brings the rent down, more fit', async () => {
    expect(referencesIn(await casesFor('allocator', 'first: 50, subsidy: "0.01"'))).toContain(
      dear.caseReference,
    )
  })

  test('a nominator sees those of its own unit and subjects only, and counts no others', async () => {
    const list = await casesFor('nominator')
    expect(referencesIn(list)).toEqual([ofUnit.caseReference])
    expect(list?.totalCount).toBe(1)
    expect(await whyNot('nominator', ofOtherUnit.id)).toBeNull()
    expect(await whyNot('nominator', ofUnit.id)).toMatchObject({ fits: true })
  })

  test('another municipality does not find the vacancy, and nothing of the cases', async () => {
    expect(await casesFor('otherMunicipality')).toBeNull()
    expect(await whyNot('otherMunicipality', fitting.id)).toBeNull()
  })

  test('the organisation sees its vacancy and none of the cases', async () => {
    expect(await casesFor('leaseMaker')).toEqual({ totalCount: 0, nodes: [] })
    expect(await whyNot('leaseMaker', fitting.id)).toBeNull()
  })

  test('what is not there and what is not to be seen are answered alike', async () => {
    const nobody = `Household:${randomUUID()}`
    const query = `query ($vacancyId: ID!, $householdId: ID!) { whyNot(vacancyId: $vacancyId, householdId: $householdId) { fits } }`
    const answers = await Promise.all(
      [nobody, ofOtherUnit.id, 'Household:none', vacancyId].map((householdId) =>
        answerTo(hub, 'nominator', query, { vacancyId, householdId }),
      ),
    )
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([answers[0]?.text]))
    expect(answers[0]?.data).toEqual({ whyNot: null })
  })

  test.each([
    ['no purpose', undefined, 'PURPOSE_MISSING'],
    ['a purpose that is no ground', 'vacancy-exchange', 'PURPOSE_NOT_ALLOWED'],
  ])('with %s nothing is shown', async (_, purpose, code) => {
    const { purpose: __, ...bearer } = CASEWORKERS.allocator
    const { errors, text } = await hub.query(
      await hub.token(bearer),
      'query ($id: ID!) { vacancy(id: $id) { fittingCases(first: 1) { totalCount } } }',
      { id: vacancyId },
      purpose === undefined ? {} : { 'x-purpose': purpose },
    )
    expect(errors?.[0]?.extensions?.code).toBe(code)
    expect(text).not.toContain('totalCount')
  })

  test('a page with its count takes one statement, and the log holds a look at each household counted and no other', async () => {
    const before = await looks()
    const statements = await statementsDuring(() => casesFor('allocator', 'first: 2'))
    expect(readStatements(statements)).toHaveLength(1)
    await casesFor('allocator', 'first: 2')
    const added = (await looks()).slice(before.length)
    const counted = await casesFor('allocator')
    expect(counted?.nodes.length).toBeGreaterThan(2)
    expect(added).toHaveLength(2)
    for (const { subjects, fields } of added) {
      expect(new Set(subjects)).toEqual(
        new Set(counted?.nodes.map(({ household }) => household?.id.split(':')[1])),
      )
      expect(fields.join()).toContain('Match.rules')
    }
  })

  test('a list continues after its last case and ends', async () => {
    const seen: (string | undefined)[] = []
    let after: string | null = null
    for (let page = 0; page < 20; page++) {
      const answer: {
        vacancy: {
          fittingCases: { nodes: ShownMatch[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
        }
      } = await asCaseworker(
        hub,
        'allocator',
        `query ($id: ID!, $after: Cursor) { vacancy(id: $id) { fittingCases(first: 2, after: $after, orderBy: CASE_REFERENCE_ASC) {
             pageInfo { hasNextPage endCursor } nodes { ${MATCH} } } } }`,
        { id: vacancyId, after },
      )
      const { nodes, pageInfo } = answer.vacancy.fittingCases
      seen.push(...(referencesIn({ nodes }) ?? []))
      if (!pageInfo.hasNextPage) break
      after = pageInfo.endCursor
    }
    const whole = await casesFor('allocator', 'first: 50, orderBy: CASE_REFERENCE_ASC')
    expect(seen).toEqual(referencesIn(whole))
  })

  test('a case without a recorded need is in no list, and whyNot says what is not known', async () => {
    const unknown = await registered(hub, 'allocator')
    expect(referencesIn(await casesFor('allocator'))).not.toContain(unknown.caseReference)
    expect(ruleOf(await whyNot('allocator', unknown.id), 'RENT')).toMatchObject({
      passed: false,
      undecided: 'FACT_UNKNOWN',
    })
  })

  test('a case that is parked, housed or closed is in no list until it is open again', async () => {
    const { id, caseReference } = await inNeed()
    for (const [status, parkedUntil] of [
      ['PARKED', day(5)],
      ['HOUSED', null],
      ['CLOSED', null],
      ['REASSESS', null],
    ] as const) {
      const { codes } = await command(hub, 'allocator', 'setCaseStatus', {
        input: { householdId: id, status, parkedUntil },
      })
      expect(codes).toEqual([])
      expect(referencesIn(await casesFor('allocator'))).not.toContain(caseReference)
      expect(ruleOf(await whyNot('allocator', id), 'CASE_OPEN')).toMatchObject({ passed: false })
    }
    await command(hub, 'allocator', 'setCaseStatus', {
      input: { householdId: id, status: 'PARKED', parkedUntil: day(5) },
    })
    const then = `first: 50, on: "${day(5)}"`
    expect(referencesIn(await casesFor('allocator', then))).toContain(caseReference)
  })
})

describe('Why a household does not fit', () => {
  test('names the rent, what can be paid, and the subsidy it would take, in both languages', async () => {
    const { id } = await inNeed({}, { rentMax: '4750.00' })
    const match = await whyNot('allocator', id, ', subsidy: "100.00"')
    expect(match?.fits).toBe(false)
    expect(ruleOf(match, 'RENT')).toMatchObject({
      passed: false,
      undecided: null,
      figures: [
        { name: 'rent', value: '5000.00' },
        { name: 'rentMax', value: '4750.00' },
        { name: 'subsidy', value: '100.00' },
        { name: 'subsidyNeeded', value: '250.00' },
      ],
      textDa:
        'Huslejen uden forbrug er 5000.00 kr., og husstanden kan betale 4750.00 kr. Der skal et tilskud på 250.00 kr. om måneden til; der er regnet med 100.00 kr.',
    })
  })

  test('says that a number is missing, and no longer once the municipality has stated it', async () => {
    const { id } = await inNeed({ adults: 1, children: 0 })
    const size = async () => ruleOf(await whyNot('allocator', id), 'DWELLING_SMALL_ENOUGH')
    expect(await size()).toMatchObject({ passed: false, undecided: 'PARAMETER_NOT_SET' })
    expect((await size())?.textEn).toContain('"ROOMS_BEYOND_PERSONS_MAX"')
    await setParameter('allocator', { name: 'ROOMS_BEYOND_PERSONS_MAX', value: 1 })
    expect(await size()).toMatchObject({ passed: false, undecided: null })
    await setParameter('allocator', { name: 'ROOMS_BEYOND_PERSONS_MAX', value: null })
    expect(await size()).toBeUndefined()
  })

  test('shows that somebody is under address protection, and never who', async () => {
    const { id } = await registered(hub, 'allocator', {
      need: { ...NEED, crisisCentrePriority: true, origin: 'CRISIS_CENTRE', homeMunicipalityCode: '0101' },
      persons: [{ leaseParty: true, addressProtected: true, identity: { name: 'Kanarie Beskyttet' } }],
    })
    const match = await whyNot('allocator', id)
    expect(match?.addressProtected).toBe(true)
    expect(JSON.stringify(match)).not.toContain('Kanarie')
  })
})

describe('The vacancies that a case may be for', () => {
  test('are those of the municipality that no rule shuts it out of, cheapest first when asked', async () => {
    const { id } = await inNeed(
      { ages: [{ band: 'AGE_18_24', persons: 1 }] },
      {
        wantedDwellingTypes: ['YOUTH'],
        education: 'IN_EDUCATION',
      },
    )
    const { household } = await asCaseworker<{
      household: {
        fittingVacancies: { nodes: { vacancy: { rent: string; dwellingType: string }; fits: boolean }[] }
      }
    }>(
      hub,
      'allocator',
      `query ($id: ID!) { household(id: $id) { fittingVacancies(first: 50, orderBy: RENT_ASC) {
         nodes { fits vacancy { rent dwellingType } } } } }`,
      { id },
    )
    const { nodes } = household.fittingVacancies
    expect(nodes.length).toBeGreaterThan(0)
    for (const { vacancy, fits } of nodes) {
      expect([vacancy.dwellingType, fits]).toEqual(['YOUTH', true])
      expect(Number(vacancy.rent)).toBeLessThanOrEqual(5_000)
    }
    const rents = nodes.map(({ vacancy }) => Number(vacancy.rent))
    expect(rents).toEqual([...rents].sort((a, b) => a - b))
  })
})

describe('Area law', () => {
  const check = (changes: Readonly<Record<string, unknown>>) => ({
    rule: 'SECTION_59_6',
    excluded: false,
    checkedOn: day(0),
    validUntil: day(60),
    ...changes,
  })
  const area = async (id: string, more = '') =>
    ruleOf(await whyNot('allocator', id, more), 'AREA_SECTION_59_6')

  beforeAll(async () => {
    await inChange(
      hub,
      `with made as (insert into area (municipality_code, name) values ('0169', 'Et område') returning id),
         part as (insert into area_estate (area_id, organisation_lbf_number, estate_number, valid)
           select id, '0045', '700', '[2020-01-01,)' from made)
       insert into area_status (area_id, kind, valid, source) select id, 'VULNERABLE', daterange($1::date, null), 'Liste' from made`,
      [day(0)],
    )
  })

  test('asks for a check from the day of the list, and takes the municipality’s yes or no', async () => {
    const { id, caseReference } = await inNeed()
    expect(await area(id, `, on: "${day(-1)}"`)).toBeUndefined()
    expect(await area(id)).toMatchObject({ passed: false, undecided: 'NOT_CHECKED' })
    expect(referencesIn(await casesFor('allocator'))).toContain(caseReference)
    const state = (changes: Readonly<Record<string, unknown>>) =>
      command(hub, 'allocator', 'recordAreaCheck', { input: { householdId: id, ...check(changes) } })
    expect((await state({})).codes).toEqual([])
    expect(await area(id)).toMatchObject({ passed: true, undecided: null })
    expect(await area(id, `, on: "${day(60)}"`)).toMatchObject({ passed: false, undecided: 'NOT_CHECKED' })
    expect((await state({ excluded: true })).codes).toEqual([])
    expect(await area(id)).toMatchObject({ passed: false, undecided: null })
    expect(referencesIn(await casesFor('allocator'))).not.toContain(caseReference)
    expect((await state({ checkedOn: day(-1) })).codes).toEqual(['AREA_CHECKED_LATER'])
    expect((await state({ checkedOn: day(1) })).codes).toEqual(['AREA_CHECK_DAYS_WRONG'])
    expect((await state({ validUntil: day(0) })).codes).toEqual(['AREA_CHECK_DAYS_WRONG'])
  })

  test('the organisation of a disclosed household sees the rule and yes or no, and no check', async () => {
    await signGrant(hub)
    const [dwellingId] = await dwellingsOf(hub, '0045', '700')
    const { id } = await inNeed()
    await command(hub, 'allocator', 'recordAreaCheck', { input: { householdId: id, ...check({}) } })
    // A rule that the dwelling's area does not set off is nobody's business there.
    await command(hub, 'allocator', 'recordAreaCheck', {
      input: { householdId: id, ...check({ rule: 'SECTION_59_7', excluded: true }) },
    })
    const { shown } = await command<ShownDisclosure>(hub, 'allocator', 'discloseHousehold', {
      input: {
        householdId: id,
        dwellingId,
        from: day(0),
        until: day(30),
        basis: 'MUNICIPAL_ALLOCATION',
        municipalContact: 'Boliganvisningen',
        payer: 'TENANT',
      },
    })
    const { disclosure } = await asCaseworker<{ disclosure: Record<string, unknown> }>(
      hub,
      'leaseMaker',
      'query ($id: ID!) { disclosure(id: $id) { adults areaChecks { rule allowed } } }',
      { id: shown?.id },
    )
    expect(disclosure).toEqual({ adults: 1, areaChecks: [{ rule: 'SECTION_59_6', allowed: true }] })
    const [row] = await hub.asOwner<{ id: string }>('select id from area_check order by id desc limit 1')
    const { nodes } = await asCaseworker<{ nodes: unknown[] }>(
      hub,
      'leaseMaker',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on AreaCheck { checkedOn excluded } } }',
      { ids: [`AreaCheck:${row?.id}`] },
    )
    expect(nodes).toEqual([null])
  })

  test('a nominator states checks of its own cases and of no others', async () => {
    const own = await inNeed({ organisationUnitId: UNIT, kleNumber: '27.35.12' })
    const other = await inNeed({ organisationUnitId: OTHER_UNIT, kleNumber: '27.35.12' })
    const state = (householdId: string) =>
      command(hub, 'nominator', 'recordAreaCheck', { input: { householdId, ...check({}) } })
    expect((await state(own.id)).codes).toEqual([])
    expect((await state(other.id)).codes).toEqual(['HOUSEHOLD_NOT_FOUND'])
  })

  test('combined letting is decided by the municipality of the estate alone', async () => {
    const decide = async (who: Caseworker, input: Readonly<Record<string, unknown>>) => {
      const { recordCombinedLetting: payload } = await asCaseworker<{
        recordCombinedLetting: {
          estate: { combinedLettings: unknown[] } | null
          refusals: { code: string }[]
        }
      }>(
        hub,
        who,
        `mutation ($input: RecordCombinedLettingInput!) { recordCombinedLetting(input: $input) {
           estate { combinedLettings { from until source } } refusals { code } } }`,
        { input: { estateId, from: '2027-01-01', source: 'Kommunalbestyrelsen', ...input } },
      )
      return payload.estate?.combinedLettings ?? payload.refusals.map(({ code }) => code)
    }
    expect(await decide('allocator', {})).toEqual([
      { from: '2027-01-01', until: null, source: 'Kommunalbestyrelsen' },
    ])
    expect(await decide('allocator', { until: '2028-01-01', source: 'Rettet' })).toEqual([
      { from: '2027-01-01', until: '2028-01-01', source: 'Rettet' },
    ])
    expect(await decide('allocator', { from: '2027-06-01' })).toEqual(['COMBINED_LETTING_OVERLAPS'])
    expect(await decide('allocator', { until: '2027-01-01' })).toEqual(['COMBINED_LETTING_EMPTY'])
    expect(await decide('otherMunicipality', {})).toEqual(['ESTATE_NOT_FOUND'])
    expect(await decide('nominator', {})).toEqual(['NOT_ALLOWED'])
    expect(await decide('leaseMaker', {})).toEqual(['NOT_ALLOWED'])
  })
})

async function setParameter(who: Caseworker, input: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { setMatchingParameter: payload } = await asCaseworker<{
    setMatchingParameter: { parameter: unknown; refusals: { code: string }[] }
  }>(
    hub,
    who,
    `mutation ($input: SetMatchingParameterInput!, $key: IdempotencyKey!) {
       setMatchingParameter(input: $input, idempotencyKey: $key) { parameter { name value from until source } refusals { code } } }`,
    {
      input: { municipalityCode: '0169', from: '2026-01-01', source: 'Aftalen', ...input },
      key: randomUUID(),
    },
  )
  return payload.parameter ?? payload.refusals.map(({ code }) => code)
}

describe('The numbers that a municipality states', () => {
  test('have a source and hold from a day; a later one ends the earlier', async () => {
    const name = 'YOUTH_AGE_BELOW'
    expect(await setParameter('allocator', { name, value: 25, from: '2024-01-01' })).toEqual({
      name,
      value: 25,
      from: '2024-01-01',
      until: null,
      source: 'Aftalen',
    })
    expect(await setParameter('allocator', { name, value: 30 })).toMatchObject({
      value: 30,
      from: '2026-01-01',
    })
    expect(await setParameter('allocator', { name, value: 18, from: '2025-01-01' })).toEqual([
      'PARAMETER_VALUE_WRONG',
    ])
    expect(await setParameter('allocator', { name, value: 30, from: '2025-01-01' })).toEqual([
      'PARAMETER_STATED_LATER',
    ])
    expect(await setParameter('otherMunicipality', { name, value: 30 })).toEqual(['MUNICIPALITY_NOT_OWN'])
    expect(await setParameter('nominator', { name, value: 30 })).toEqual(['NOT_ALLOWED'])
    const { matchingParameters } = await asCaseworker<{ matchingParameters: { nodes: unknown[] } }>(
      hub,
      'nominator',
      `{ matchingParameters(first: 9, filter: { names: [YOUTH_AGE_BELOW] }, orderBy: FROM_DESC) { nodes { value from until } } }`,
    )
    expect(matchingParameters.nodes).toEqual([
      { value: 30, from: '2026-01-01', until: null },
      { value: 25, from: '2024-01-01', until: '2026-01-01' },
    ])
  })

  test('are not shown to organisations or to other municipalities', async () => {
    for (const who of ['leaseMaker', 'otherMunicipality'] as const) {
      const { matchingParameters } = await asCaseworker<{ matchingParameters: { totalCount: number } }>(
        hub,
        who,
        '{ matchingParameters(first: 9) { totalCount } }',
      )
      expect([who, matchingParameters.totalCount]).toEqual([who, 0])
    }
  })
})

test('what was not asked of anybody’s treatment cannot be asked: no rule and no field knows of it', async () => {
  const { __schema: schema } = await asCaseworker<{
    __schema: { types: { name: string; enumValues: { name: string }[] | null }[] }
  }>(hub, 'allocator', '{ __schema { types { name enumValues { name } } } }')
  const codes =
    schema.types.find(({ name }) => name === 'MatchRuleCode')?.enumValues?.map(({ name }) => name) ?? []
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((code) => /TREATMENT|ADDICT|READY|SUPPORT|SOBER/.test(code))).toEqual([])
})

function looks(): Promise<{ subjects: string[]; fields: string[] }[]> {
  return hub.asOwner('select subjects::text[], fields from access_log order by id')
}
