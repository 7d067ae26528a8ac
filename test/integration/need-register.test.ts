import { asCaseworker, command, day, registered, type ShownHousehold } from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

const NEED = { needClass: 'HOMELESS', origin: 'SHELTER', rentMax: '3400.00' }
const record = (householdId: string, need: Readonly<Record<string, unknown>>) =>
  command<ShownHousehold>(hub, 'allocator', 'recordNeed', { input: { householdId, ...NEED, ...need } })

async function referencesBy(filter: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { households } = await asCaseworker<{ households: { nodes: { caseReference: string }[] } }>(
    hub,
    'allocator',
    'query ($filter: HouseholdFilter) { households(first: 50, filter: $filter) { nodes { caseReference } } }',
    { filter },
  )
  return households.nodes.map(({ caseReference }) => caseReference)
}

test('open cases are found by cohort, need class, rent class, and when their day in a shelter is past', async () => {
  const late = await registered(hub, 'allocator', {
    need: { ...NEED, cohorts: ['PILOT-1'], shelterEnteredOn: day(-91) },
  })
  const onTime = await registered(hub, 'allocator', {
    need: { ...NEED, rentMax: '3500.01', cohorts: ['PILOT-1'], shelterEnteredOn: day(-90) },
  })
  const filter = { statuses: ['OPEN'], cohort: 'PILOT-1' }
  expect(await referencesBy(filter)).toEqual([onTime.caseReference, late.caseReference])
  expect(await referencesBy({ ...filter, rentClasses: ['UP_TO_3500'] })).toEqual([late.caseReference])
  expect(await referencesBy({ ...filter, rentClasses: ['UP_TO_4000'] })).toEqual([onTime.caseReference])
  expect(await referencesBy({ ...filter, needClasses: ['YOUNG_PERSON'] })).toEqual([])
  expect(await referencesBy({ ...filter, shelterDueBefore: day(0) })).toEqual([late.caseReference])
  const daysLeft = async (id: string) =>
    (
      await asCaseworker<{ household: { need: Record<string, unknown> } }>(
        hub,
        'allocator',
        'query ($id: ID!) { household(id: $id) { need { shelterDueOn shelterDaysLeft } } }',
        { id },
      )
    ).household.need
  expect(await daysLeft(late.id)).toEqual({ shelterDueOn: day(-1), shelterDaysLeft: -1 })
  expect(await daysLeft(onTime.id)).toEqual({ shelterDueOn: day(0), shelterDaysLeft: 0 })
  await command(hub, 'allocator', 'setCaseStatus', { input: { householdId: late.id, status: 'HOUSED' } })
  expect(await daysLeft(late.id)).toEqual({ shelterDueOn: day(-1), shelterDaysLeft: null })
  expect(await referencesBy({ cohort: 'PILOT-1', shelterDueBefore: day(0) })).toEqual([])
})

test.each([
  [{ wantedPostalCodes: ['26300'] }, 'POSTAL_CODE_MALFORMED'],
  [{ wantedPostalCodes: Array(51).fill('2630') }, 'TOO_MANY_PLACES'],
  [{ excludedEstateIds: ['Estate:01970000-0000-7000-8000-000000000000'] }, 'ESTATE_NOT_FOUND'],
  [{ supportPlanReference: '311257-5001' }, 'TEXT_HOLDS_CPR'],
  [{ supportPlanReference: '991357-5001' }, 'REFERENCE_MALFORMED'],
  [{ cohorts: ['3112575001'] }, 'TEXT_HOLDS_CPR'],
  [{ cohorts: ['9913575001'] }, 'REFERENCE_MALFORMED'],
  [{ shelterEnteredOn: day(1) }, 'SHELTER_DAY_WRONG'],
  [{ origin: 'STREET', shelterEnteredOn: day(0) }, 'SHELTER_DAY_WRONG'],
  [{ homeMunicipalityCode: '9999' }, 'MUNICIPALITY_NOT_FOUND'],
])('a need with %j is refused', async (need, code) => {
  const { id } = await registered(hub, 'allocator')
  expect((await record(id, need)).codes).toEqual([code])
})

test.each([
  [[{ band: 'AGE_18_24', persons: 2 }], 'AGES_DO_NOT_ADD_UP'],
  [[{ band: 'AGE_0_5', persons: 1 }], 'AGES_DO_NOT_ADD_UP'],
  [
    [
      { band: 'AGE_18_24', persons: 1 },
      { band: 'AGE_18_24', persons: 0 },
    ],
    'AGES_DO_NOT_ADD_UP',
  ],
])('ages %j of one grown-up are refused', async (ages, code) => {
  const { id, caseReference } = await registered(hub, 'allocator')
  const { codes } = await command(hub, 'allocator', 'correctHousehold', {
    input: { householdId: id, caseReference, adults: 1, children: 0, ages },
  })
  expect(codes).toEqual([code])
})

test.each([
  ['PARKED', null],
  ['PARKED', day(0)],
  ['OPEN', day(5)],
])('a case cannot be %s until %s', async (status, parkedUntil) => {
  const { id } = await registered(hub, 'allocator')
  const input = { householdId: id, status, parkedUntil }
  expect((await command(hub, 'allocator', 'setCaseStatus', { input })).codes).toEqual(['PARKING_DAY_WRONG'])
})

test('priority from a crisis centre takes protection of everybody, and protection stays while it has priority', async () => {
  const { id, persons } = await registered(hub, 'allocator')
  const priority = { origin: 'CRISIS_CENTRE', homeMunicipalityCode: '0101', crisisCentrePriority: true }
  expect((await record(id, priority)).codes).toEqual(['ADDRESS_PROTECTION_MISSING'])
  const person = (addressProtected: boolean, personId: string | null = persons.nodes[0]?.id ?? null) =>
    command(hub, 'allocator', 'recordPerson', {
      input: { householdId: id, personId, leaseParty: true, addressProtected },
    })
  await person(true)
  expect((await record(id, priority)).codes).toEqual([])
  expect((await person(false)).codes).toEqual(['ADDRESS_PROTECTION_MISSING'])
  expect((await person(false, null)).codes).toEqual(['ADDRESS_PROTECTION_MISSING'])
  expect((await person(true, null)).codes).toEqual([])
})

test('every new column makes a version of its own', async () => {
  const { id } = await registered(hub, 'allocator', { need: NEED })
  const versions = async () => {
    const key = id.split(':')[1]
    const [count] = await hub.asOwner<{ household: number; need: number }>(
      `select (select count(*)::int from history.household where id = $1) as household,
              (select count(*)::int from history.household_need where household_id = $1) as need`,
      [key],
    )
    return count
  }
  await command(hub, 'allocator', 'setCaseStatus', { input: { householdId: id, status: 'REASSESS' } })
  await record(id, { shelterEnteredOn: day(-1) })
  expect(await versions()).toEqual({ household: 1, need: 1 })
})
