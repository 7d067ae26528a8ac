import { randomUUID } from 'node:crypto'
import { SUPPORT_METHODS } from '../../src/households/index.ts'
import { SUPPORT_PARAGRAPHS } from '../../src/transitions/support.ts'
import { day, dwellingsOf } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, vacanciesFor } from '../support/offers.ts'
import {
  asked,
  CASEWORKER,
  contactOf,
  shelterStay,
  stayCommand,
  stayed,
  supportOf,
  transitionOf,
} from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { asChange } from '../support/subsidies.ts'

const { organisation, otherOrganisation, nominator, auditor, economist, operator } = BEARERS
const otherCaseworker: Bearer = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' }
const municipality: Bearer = BEARERS.municipality

let hub: TestHub
let dwellings: string[]
beforeAll(async () => {
  hub = await startHub()
  dwellings = (await dwellingsOf(hub)).slice(0, 20)
}, 120_000)
afterAll(() => hub?.stop())

const forAllocation = (bearer: Bearer): Bearer => ({ ...bearer, purpose: 'municipal-allocation' })
const newHousehold = async () => (await householdsFor(hub, 1))[0] as string
const nextDwelling = () => dwellings.shift() as string
const recordStay = (input: object) => stayed(hub, CASEWORKER, 'recordStay', input)
const met = (kind: string, metOn: string) => ({ kind, metOn, evidence: `Dokument om ${kind}` })
const codesOf = async (name: Parameters<typeof stayCommand>[2], input: object, bearer = CASEWORKER) =>
  (await stayCommand(hub, bearer, name, input)).codes

describe('A stay', () => {
  test('in a shelter says by which day, how many are left, and what is missing for a discharge', async () => {
    const stay = await recordStay(shelterStay(await newHousehold(), day(-91)))
    expect(stay).toMatchObject({
      ...{ kind: 'SHELTER', provider: 'OWN', from: day(-91), until: null, outcome: null, conditions: [] },
      ...{ shelterDueOn: day(-1), shelterDaysLeft: -1 },
      missingForDwelling: ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY'],
      missingForPlace: ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'PLACE_READY'],
    })
  })

  test('anywhere else has no such day and nothing that is missing', async () => {
    const stay = await recordStay(
      shelterStay(await newHousehold(), day(-100), { kind: 'FAMILY_OR_FRIENDS', provider: null }),
    )
    expect(stay).toMatchObject({
      ...{ shelterDueOn: null, shelterDaysLeft: null, missingForDwelling: null, missingForPlace: null },
    })
  })

  test('counts the days that its municipality had set when it began', async () => {
    await asChange(
      hub,
      `insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
       values ('0101', 'SHELTER_DAYS', '{60}', daterange($1::date, null), 'Handleplan mod hjemløshed')`,
      [day(-30)],
    )
    const begun = async (from: string) => {
      const [householdId = ''] = await householdsFor(hub, 1, { municipalityCode: '0101' })
      return stayed(hub, otherCaseworker, 'recordStay', shelterStay(householdId, from))
    }
    expect(await begun(day(-30))).toMatchObject({ shelterDueOn: day(30), shelterDaysLeft: 30 })
    expect(await begun(day(-31))).toMatchObject({ shelterDueOn: day(59), shelterDaysLeft: 59 })
  })

  test('does not overlap another of the same household, and follows on the day when that has ended', async () => {
    const householdId = await newHousehold()
    const { id: stayId } = await recordStay(shelterStay(householdId, day(-20)))
    const friends = { householdId, kind: 'FAMILY_OR_FRIENDS', from: day(-5), source: 'Samtale' }
    expect(await codesOf('recordStay', friends)).toEqual(['STAYS_OVERLAP'])
    const ended = { stayId, until: day(-5), outcome: 'OTHER_STAY' }
    expect(await stayed(hub, CASEWORKER, 'endStay', ended)).toMatchObject({ until: day(-5) })
    await recordStay(friends)
    const { stays } = await asked<{ stays: { nodes: { kind: string }[] } }>(
      hub,
      CASEWORKER,
      'household(id: $id) { stays(first: 5, orderBy: FROM_ASC) { nodes { kind } } }',
      { id: householdId },
    )
    expect(stays.nodes.map(({ kind }) => kind)).toEqual(['SHELTER', 'FAMILY_OR_FRIENDS'])
  })

  test.each([
    ['that begins tomorrow', { from: day(1) }, ['STAY_IN_FUTURE']],
    ['that ends tomorrow', { until: day(1), outcome: 'LEFT' }, ['STAY_IN_FUTURE']],
    ['that ends on the day it begins', { until: day(-10), outcome: 'LEFT' }, ['PERIOD_EMPTY']],
    ['with an end and no outcome', { until: day(-1) }, ['STAY_OUTCOME_WRONG']],
    ['with an outcome and no end', { outcome: 'LEFT' }, ['STAY_OUTCOME_WRONG']],
    ['on the street in somebody’s place', { kind: 'STREET' }, ['PROVIDER_NOT_MEANT']],
    ['whose source names a person', { source: 'Samtale med 311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['with a condition that is not met yet', { conditions: [met('PLAN', day(1))] }, ['CONDITION_IN_FUTURE']],
    [
      'in a crisis centre with a condition of § 110',
      { kind: 'CRISIS_CENTRE', conditions: [met('PLAN', day(-1))] },
      ['CONDITION_NOT_MEANT'],
    ],
    [
      'whose evidence is a letter and no reference',
      { conditions: [{ ...met('PLAN', day(-1)), evidence: 'x'.repeat(201) }] },
      ['EVIDENCE_TOO_LONG'],
    ],
    [
      'whose evidence names a person',
      { conditions: [{ ...met('PLAN', day(-1)), evidence: 'Plan for 311257-5001' }] },
      ['TEXT_HOLDS_CPR'],
    ],
    ['of nobody', { householdId: `Household:${randomUUID()}` }, ['HOUSEHOLD_NOT_FOUND']],
  ])('%s is refused', async (_, changes, codes) => {
    const input = shelterStay(await newHousehold(), day(-10), changes)
    expect(await codesOf('recordStay', input)).toEqual(codes)
  })

  test('entered in error is taken back, and leaves its days free', async () => {
    const householdId = await newHousehold()
    const { id: stayId } = await recordStay(
      shelterStay(householdId, day(-10), { conditions: [met('PLAN', day(-5))] }),
    )
    expect(await stayed(hub, CASEWORKER, 'withdrawStay', { stayId })).toMatchObject({
      ...{ withdrawn: true, conditions: [], shelterDaysLeft: null },
    })
    await recordStay(shelterStay(householdId, day(-10)))
    expect(await codesOf('withdrawStay', { stayId })).toEqual(['STAY_NOT_FOUND'])
    expect(await codesOf('endStay', { stayId, until: day(0), outcome: 'LEFT' })).toEqual(['STAY_NOT_FOUND'])
  })

  test('is corrected as a whole, and what was known before stays known', async () => {
    const householdId = await newHousehold()
    const { id: stayId } = await recordStay(shelterStay(householdId, day(-10)))
    const [{ now } = { now: '' }] = await hub.asOwner<{ now: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
    )
    const { householdId: _, ...whole } = shelterStay(householdId, day(-12), { provider: 'EXTERNAL' })
    expect(await stayed(hub, CASEWORKER, 'correctStay', { stayId, ...whole })).toMatchObject({
      ...{ from: day(-12), provider: 'EXTERNAL' },
    })
    const then = await asked(hub, CASEWORKER, `stay(id: $id, knownAt: "${now}") { from provider }`, {
      id: stayId,
    })
    expect(then).toEqual({ from: day(-10), provider: 'OWN' })
  })

  test('with conditions for discharge stays one in a shelter', async () => {
    const householdId = await newHousehold()
    const { id: stayId } = await recordStay(
      shelterStay(householdId, day(-10), { conditions: [met('PLAN', day(-5))] }),
    )
    const { householdId: _, ...whole } = shelterStay(householdId, day(-10), { kind: 'CRISIS_CENTRE' })
    expect(await codesOf('correctStay', { stayId, ...whole })).toEqual(['CONDITION_NOT_MEANT'])
  })

  test('is found by where, by whose place, by the day and by what it ended in', async () => {
    const householdId = await newHousehold()
    const { id: open } = await recordStay(shelterStay(householdId, day(-95), { provider: 'EXTERNAL' }))
    const found = async (filter: string) =>
      (
        await asked<{ nodes: { id: string }[] }>(
          hub,
          CASEWORKER,
          `stays(first: 100, filter: { ${filter} }) { nodes { id } }`,
        )
      ).nodes.map(({ id }) => id)
    const late = `shelterDueBefore: "${day(0)}"`
    expect(await found(`kinds: [SHELTER], provider: EXTERNAL, validOn: "${day(0)}", ${late}`)).toContain(open)
    expect(await found(`shelterDueBefore: "${day(-5)}"`)).not.toContain(open)
    await stayed(hub, CASEWORKER, 'endStay', { stayId: open, until: day(0), outcome: 'LEFT' })
    expect(await found(late)).not.toContain(open)
    expect(await found('municipalityCode: "0169", outcomes: [LEFT], withdrawn: false')).toContain(open)
    expect(await found(`outcomes: [OTHER_STAY]`)).not.toContain(open)
  })

  test('is the municipality’s own: no organisation, auditor, economist or other municipality sees it', async () => {
    const { id } = await recordStay(shelterStay(await newHousehold(), day(-10)))
    expect(await asked(hub, CASEWORKER, 'stay(id: $id) { id }', { id })).toEqual({ id })
    expect(await asked(hub, otherCaseworker, 'stay(id: $id) { id }', { id })).toBeNull()
    expect(await asked(hub, nominator, 'stay(id: $id) { id }', { id })).toBeNull()
    for (const bearer of [organisation, auditor, operator].map(forAllocation)) {
      expect(await asked(hub, bearer, 'stay(id: $id) { id }', { id })).toBeNull()
    }
    expect(await codesOf('endStay', { stayId: id, until: day(0), outcome: 'LEFT' }, otherCaseworker)).toEqual(
      ['STAY_NOT_FOUND'],
    )
    expect(await codesOf('endStay', { stayId: id, until: day(0), outcome: 'LEFT' }, economist)).toEqual([
      'NOT_ALLOWED',
    ])
  })

  test('sent again under the same key is recorded once', async () => {
    const input = shelterStay(await newHousehold(), day(-10))
    const key = randomUUID()
    const [first, second] = [
      await stayCommand(hub, CASEWORKER, 'recordStay', input, { key }),
      await stayCommand(hub, CASEWORKER, 'recordStay', input, { key }),
    ]
    expect([second.codes, second.shown.id]).toEqual([[], first.shown.id])
  })
})

describe('Discharge from a shelter', () => {
  const TO_DWELLING = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY']
  const TO_PLACE = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'PLACE_READY']
  const without = (kinds: readonly string[]) => kinds.map((kind) => `DISCHARGE_WITHOUT_${kind}`)

  test.each([
    ['TRANSITIONAL_DWELLING', TO_DWELLING],
    ['ORDINARY_DWELLING', TO_DWELLING],
    ['TEMPORARY_PLACE', TO_PLACE],
    ['LONG_TERM_PLACE', TO_PLACE],
  ])(
    'to a %s takes each of its conditions, and the refusal names those that are missing',
    async (outcome, kinds) => {
      const { id: stayId } = await recordStay(shelterStay(await newHousehold(), day(-60)))
      const end = { stayId, until: day(0), outcome }
      for (const [place, kind] of kinds.entries()) {
        const { codes, refusals } = await stayCommand(hub, CASEWORKER, 'endStay', end)
        expect(codes).toEqual(without(kinds.slice(place)))
        expect(refusals[0]).toMatchObject({ path: 'input.outcome', law: 'serviceloven § 110 stk. 5' })
        await stayed(hub, CASEWORKER, 'recordDischargeCondition', { stayId, ...met(kind, day(-place)) })
      }
      expect(await stayed(hub, CASEWORKER, 'endStay', end)).toMatchObject({
        ...{ outcome, until: day(0) },
        conditions: kinds.map((kind, place) => met(kind, day(-place))),
      })
    },
  )

  test('takes conditions that are met on the day, not later', async () => {
    const { id: stayId } = await recordStay(
      shelterStay(await newHousehold(), day(-60), {
        conditions: TO_DWELLING.map((kind) => met(kind, kind === 'SUPPORT_DECISION' ? day(-9) : day(-20))),
      }),
    )
    const end = (until: string) => ({ stayId, until, outcome: 'ORDINARY_DWELLING' })
    expect(await codesOf('endStay', end(day(-10)))).toEqual(without(['SUPPORT_DECISION']))
    expect(await codesOf('endStay', end(day(-9)))).toEqual([])
  })

  test.each(['LEFT', 'OTHER_STAY'])(
    'is not what %s is: whoever leaves is never held back',
    async (outcome) => {
      const { id: stayId } = await recordStay(shelterStay(await newHousehold(), day(-3)))
      expect(await codesOf('endStay', { stayId, until: day(0), outcome })).toEqual([])
    },
  )

  test('cannot be recorded or corrected past the checklist', async () => {
    const householdId = await newHousehold()
    const discharged = { until: day(-1), outcome: 'ORDINARY_DWELLING' }
    const whole = shelterStay(householdId, day(-30), discharged)
    expect(await codesOf('recordStay', whole)).toEqual(without(TO_DWELLING))
    const { id: stayId } = await recordStay(
      shelterStay(householdId, day(-30), { until: day(-1), outcome: 'LEFT' }),
    )
    const { householdId: _, ...correction } = whole
    expect(await codesOf('correctStay', { stayId, ...correction })).toEqual(without(TO_DWELLING))
    const conditions = TO_DWELLING.map((kind) => met(kind, day(-2)))
    const other = shelterStay(await newHousehold(), day(-30), { ...discharged, conditions })
    expect(await recordStay(other)).toMatchObject({ ...discharged, missingForDwelling: [] })
  })

  test('keeps the conditions it rests on', async () => {
    const conditions = TO_DWELLING.map((kind) => met(kind, day(-5)))
    const { id: stayId } = await recordStay(
      shelterStay(await newHousehold(), day(-30), {
        conditions,
        until: day(-3),
        outcome: 'ORDINARY_DWELLING',
      }),
    )
    const plan = { stayId, kind: 'PLAN' }
    expect(await codesOf('withdrawDischargeCondition', plan)).toEqual(without(['PLAN']))
    expect(await codesOf('recordDischargeCondition', { stayId, ...met('PLAN', day(-2)) })).toEqual(
      without(['PLAN']),
    )
    expect(await codesOf('recordDischargeCondition', { stayId, ...met('PLAN', day(-4)) })).toEqual([])
  })

  test('lets a condition be taken back until then, once', async () => {
    const { id: stayId } = await recordStay(
      shelterStay(await newHousehold(), day(-30), { conditions: [met('PLAN', day(-5))] }),
    )
    const plan = { stayId, kind: 'PLAN' }
    expect(await stayed(hub, CASEWORKER, 'withdrawDischargeCondition', plan)).toMatchObject({
      conditions: [],
    })
    expect(await codesOf('withdrawDischargeCondition', plan)).toEqual(['CONDITION_NOT_FOUND'])
  })
})

describe('Support', () => {
  test('is recorded by method, clause, provider and days, ended, and seen below the household', async () => {
    const householdId = await newHousehold()
    const { id } = await stayed(hub, CASEWORKER, 'recordSupport', supportOf(householdId, day(-10)))
    await stayed(hub, CASEWORKER, 'endSupport', { supportCourseId: id, until: day(20) })
    const seen = await asked(
      hub,
      CASEWORKER,
      `household(id: $id) { supportCourses(first: 5, filter: { validOn: "${day(0)}" }) {
         nodes { id method paragraph provider from until } } }`,
      { id: householdId },
    )
    expect(seen).toEqual({
      supportCourses: {
        nodes: [
          {
            ...{ id, method: 'CTI', paragraph: 'SECTION_85_A', provider: 'Hjemløseenheden' },
            ...{ from: day(-10), until: day(20) },
          },
        ],
      },
    })
  })

  test('by two methods at once is two courses; by one it does not overlap', async () => {
    const householdId = await newHousehold()
    await stayed(hub, CASEWORKER, 'recordSupport', supportOf(householdId, day(-10)))
    const again = supportOf(householdId, day(5))
    expect(await codesOf('recordSupport', again)).toEqual(['SUPPORT_OVERLAPS'])
    expect(await codesOf('recordSupport', { ...again, paragraph: 'SECTION_85' })).toEqual([])
    const other = { ...again, method: 'CONTACT_PERSON', paragraph: 'SECTION_99' }
    const { id } = await stayed(hub, CASEWORKER, 'recordSupport', other)
    const { householdId: _, ...correction } = supportOf(householdId, day(0), { supportCourseId: id })
    expect(await codesOf('correctSupport', correction)).toEqual(['SUPPORT_OVERLAPS'])
  })

  test('is given by every method and under every clause that there is', async () => {
    const householdId = await newHousehold()
    const courses = SUPPORT_METHODS.flatMap((method) =>
      SUPPORT_PARAGRAPHS.map((paragraph) => ({ method, paragraph })),
    )
    for (const course of courses) {
      expect(await codesOf('recordSupport', supportOf(householdId, day(-10), course))).toEqual([])
    }
    expect(courses.map(({ method }) => method)).toEqual(expect.arrayContaining(['CTI', 'ICM', 'ACT', 'SPIR']))
  })

  test('entered in error is taken back, and its days are free', async () => {
    const householdId = await newHousehold()
    const { id } = await stayed(hub, CASEWORKER, 'recordSupport', supportOf(householdId, day(-10)))
    const withdrawn = { supportCourseId: id }
    expect(await stayed(hub, CASEWORKER, 'withdrawSupport', withdrawn)).toMatchObject({ withdrawn: true })
    expect(await codesOf('recordSupport', supportOf(householdId, day(-10)))).toEqual([])
    expect(await codesOf('withdrawSupport', withdrawn)).toEqual(['SUPPORT_NOT_FOUND'])
  })

  test.each([
    ['that has no day', { until: day(-10) }, ['PERIOD_EMPTY']],
    ['by somebody with too long a name', { provider: 'x'.repeat(201) }, ['PROVIDER_TOO_LONG']],
    ['by somebody named by a CPR number', { provider: '311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['of nobody', { householdId: `Household:${randomUUID()}` }, ['HOUSEHOLD_NOT_FOUND']],
  ])('%s is refused', async (_, changes, codes) => {
    expect(await codesOf('recordSupport', supportOf(await newHousehold(), day(-10), changes))).toEqual(codes)
  })

  test('is nobody’s but the municipality’s: the organisation of the dwelling sees none of it', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordSupport', supportOf(await newHousehold(), day(-1)))
    for (const bearer of [organisation, otherCaseworker, auditor].map(forAllocation)) {
      expect(await asked(hub, bearer, 'supportCourse(id: $id) { id }', { id })).toBeNull()
    }
  })

  test('is no condition for a dwelling: what fits a household is the same with support, treatment and stays as without', async () => {
    await vacanciesFor(hub, 3)
    const need = {
      ...{ needClass: 'HOMELESS', rentMax: '9000.00', supportMethods: [] as string[] },
    }
    const [plain = '', supported = ''] = await householdsFor(hub, 2)
    const recordNeed = async (householdId: string, supportMethods: string[]) =>
      hub.fields(
        await hub.token(CASEWORKER),
        `mutation($input: RecordNeedInput!, $key: IdempotencyKey!) { recordNeed(input: $input, idempotencyKey: $key) { refusals { code } } }`,
        { input: { householdId, ...need, supportMethods }, key: randomUUID() },
      )
    await recordNeed(plain, [])
    await recordNeed(supported, ['SUBSTANCE_TREATMENT', 'ACT'])
    await recordStay(shelterStay(supported, day(-40)))
    await stayed(
      hub,
      CASEWORKER,
      'recordSupport',
      supportOf(supported, day(-40), { method: 'SUBSTANCE_TREATMENT', paragraph: 'OTHER' }),
    )
    const fitting = async (householdId: string) =>
      asked<{ nodes: object[] }>(
        hub,
        CASEWORKER,
        `household(id: $id) { fittingVacancies(first: 50) { nodes { vacancy { id } rules { code passed undecided figures { name value } } } } }`,
        { id: householdId },
      )
    const [one, other] = [await fitting(plain), await fitting(supported)]
    expect(JSON.stringify(one).length).toBeGreaterThan(200)
    expect(other).toEqual(one)
  })
})

describe('A contact', () => {
  const contactsOf = async (bearer: Bearer, tenancyId: string, filter = '') =>
    (
      await asked<{ contacts: { nodes: Record<string, unknown>[] } } | null>(
        hub,
        bearer,
        `tenancy(id: $id) { contacts(first: 9, orderBy: FROM_ASC ${filter}) { nodes { name phone email from until } } }`,
        { id: tenancyId },
      )
    )?.contacts.nodes
  const recordContact = (input: object) => stayed(hub, municipality, 'recordTenancyContact', input)

  test('is all that the organisation sees of support: whom to call, and nothing why', async () => {
    const householdId = await newHousehold()
    const { tenancyId } = await transitionOf(hub, nextDwelling(), day(-30), { householdId })
    await stayed(hub, CASEWORKER, 'recordSupport', supportOf(householdId, day(-30)))
    await recordContact(contactOf(tenancyId, day(-30)))
    const shown = {
      ...{ name: 'Boligrådgiverne', phone: '+45 70 10 20 30', email: null, from: day(-30), until: null },
    }
    expect(await contactsOf(organisation, tenancyId)).toEqual([shown])
    expect(await contactsOf(municipality, tenancyId)).toEqual([shown])
    expect(await contactsOf(otherOrganisation, tenancyId)).toBeUndefined()
    // The tenancy is theirs to audit, whom to call about it is not.
    expect(await contactsOf(auditor, tenancyId)).toEqual([])
  })

  test('takes the place of the one before from its day on, and is corrected on the same day', async () => {
    const { tenancyId } = await transitionOf(hub, nextDwelling(), day(-30))
    await recordContact(contactOf(tenancyId, day(-30)))
    await recordContact(contactOf(tenancyId, day(10), { name: 'Gadekontakten' }))
    await recordContact(contactOf(tenancyId, day(0), { name: 'Vagten', until: day(20) }))
    await recordContact(contactOf(tenancyId, day(0), { name: 'Aftenvagten', email: 'vagt@kommune.example' }))
    const days = (await contactsOf(organisation, tenancyId))?.map(({ name, from, until }) => [
      name,
      from,
      until,
    ])
    expect(days).toEqual([
      ['Boligrådgiverne', day(-30), day(0)],
      ['Aftenvagten', day(0), day(10)],
      ['Gadekontakten', day(10), null],
    ])
    const today = await contactsOf(organisation, tenancyId, `filter: { validOn: "${day(0)}" }`)
    expect(today?.map(({ email }) => email)).toEqual(['vagt@kommune.example'])
  })

  test.each([
    ['without an end', {}],
    ['of one day', { until: day(-29) }],
  ])('goes with a tenancy %s that never began, its first day too', async (_, days) => {
    const { tenancyId } = await transitionOf(hub, nextDwelling(), day(-30), days)
    await recordContact(contactOf(tenancyId, day(-30), days))
    expect(await contactsOf(organisation, tenancyId)).toHaveLength(1)
    await asChange(
      hub,
      `update tenancy set valid = daterange(lower(valid), lower(valid) + 1), ending = 'NEVER_BEGUN' where 'Tenancy:' || id = $1`,
      [tenancyId],
    )
    expect(await contactsOf(organisation, tenancyId)).toEqual([])
  })

  test('ends with the tenancy, or before', async () => {
    const { tenancyId } = await transitionOf(hub, nextDwelling(), day(-30))
    const { id: contactId } = await recordContact(contactOf(tenancyId, day(-60)))
    await recordContact(contactOf(tenancyId, day(9)))
    const end = (until: string) => codesOf('endTenancyContact', { contactId, until }, municipality)
    expect(await end(day(-30))).toEqual(['CONTACT_NOT_SHORTENED'])
    expect(await end(day(10))).toEqual(['CONTACT_NOT_SHORTENED'])
    expect(await end(day(8))).toEqual([])
    await hub.fields(
      await hub.token(organisation),
      `mutation($input: EndTenancyInput!, $key: IdempotencyKey!) { endTenancy(input: $input, idempotencyKey: $key) { refusals { code } } }`,
      { input: { tenancyId, until: day(5), ending: 'MOVED_OUT' }, key: randomUUID() },
    )
    const left = await contactsOf(municipality, tenancyId)
    expect(left?.map(({ from, until }) => [from, until])).toEqual([[day(-30), day(5)]])
    const late = contactOf(tenancyId, day(5))
    expect(await codesOf('recordTenancyContact', late, municipality)).toEqual(['CONTACT_OUTSIDE_TENANCY'])
  })

  test.each([
    ['that nobody can reach', { phone: null }, ['CONTACT_UNREACHABLE']],
    ['with a telephone number in words', { phone: 'ring på døren' }, ['PHONE_MALFORMED']],
    ['with half an e-mail address', { email: 'kommune.example' }, ['EMAIL_MALFORMED']],
    ['with too long a name', { name: 'x'.repeat(201) }, ['NAME_TOO_LONG']],
    ['that is a citizen’s number', { name: 'Se 311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['for no day', { until: day(-30) }, ['PERIOD_EMPTY']],
    ['about no tenancy', { tenancyId: `Tenancy:${randomUUID()}` }, ['TENANCY_NOT_FOUND']],
  ])('%s is refused', async (_, changes, codes) => {
    const [tenancyId] = await hub
      .asOwner<{ id: string }>(
        `select 'Tenancy:' || tenancy_id as id from transition where municipality_code = '0169' limit 1`,
      )
      .then((rows) => rows.map(({ id }) => id))
    const input = contactOf(tenancyId ?? '', day(-30), changes)
    expect(await codesOf('recordTenancyContact', input, municipality)).toEqual(codes)
  })

  test('is stated for allocated tenancies, by the dwelling’s municipality', async () => {
    const dwellingId = nextDwelling()
    const [row] = await asChange<{ id: string }>(
      hub,
      `insert into public.tenancy (organisation_id, municipality_code, dwelling_id, valid, allocated, transitional, rent_oere)
       select organisation_id, municipality_code, id, daterange($2::date, null), false, false, 580000
         from public.dwelling where id = $1::uuid returning 'Tenancy:' || id as id`,
      [dwellingId.slice('Dwelling:'.length), day(-30)],
    )
    const ordinary = contactOf(row?.id ?? '', day(0))
    expect(await codesOf('recordTenancyContact', ordinary, municipality)).toEqual(['TENANCY_NOT_ALLOCATED'])
    const { tenancyId } = await transitionOf(hub, nextDwelling(), day(-30))
    const input = contactOf(tenancyId, day(0))
    expect(await codesOf('recordTenancyContact', input, BEARERS.otherMunicipality)).toEqual([
      'TENANCY_NOT_FOUND',
    ])
    expect(await codesOf('recordTenancyContact', input, organisation)).toEqual(['NOT_ALLOWED'])
  })
})
