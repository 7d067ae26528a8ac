import { randomUUID } from 'node:crypto'
import {
  answerTo,
  asCaseworker,
  type Caseworker,
  command,
  DISCLOSURE,
  day,
  dwellingsOf,
  personInput,
  registered,
  revokeGrant,
  type ShownDisclosure,
  type ShownHousehold,
  signGrant,
} from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
let dwellings: string[]
beforeAll(async () => {
  hub = await startHub()
  dwellings = await dwellingsOf(hub, '0045', '011')
}, 120_000)
afterAll(() => hub?.stop())

const disclosureInput = (
  household: ShownHousehold,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  householdId: household.id,
  dwellingId: dwellings[0],
  from: day(0),
  until: day(30),
  basis: 'TRANSITIONAL_DWELLING',
  moveInOn: day(20),
  derogations: ['TERMINATION_ON_REQUEST', 'SECTION_85', 'SECTION_85'],
  municipalContact: 'Boliganvisningen, boliganvisning@prøve.example',
  payer: 'MUNICIPALITY',
  guarantee: '15000.00',
  ...changes,
})

async function disclosed(
  household: ShownHousehold,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<ShownDisclosure> {
  const input = disclosureInput(household, changes)
  const { shown, codes } = await command<ShownDisclosure>(hub, 'allocator', 'discloseHousehold', { input })
  if (shown === null) throw new Error(`The disclosure was refused: ${codes.join()}`)
  return shown
}

async function seenBy(who: Caseworker, id: string): Promise<ShownDisclosure | null> {
  const { disclosure, disclosures } = await asCaseworker<{
    disclosure: ShownDisclosure | null
    disclosures: { nodes: ShownDisclosure[] }
  }>(
    hub,
    who,
    `query Q($id: ID!) { disclosure(id: $id) { ${DISCLOSURE} } disclosures(first: 100) { nodes { ${DISCLOSURE} } } }`,
    { id },
  )
  expect(disclosures.nodes.find((node) => node.id === id) ?? null).toEqual(disclosure)
  return disclosure
}

/** Refusals of one attempt. */
const codesOf = async (household: ShownHousehold, changes: Readonly<Record<string, unknown>>) =>
  (await command(hub, 'allocator', 'discloseHousehold', { input: disclosureInput(household, changes) })).codes

/** With a grant for the test alone: every grant before it is revoked. */
async function withGrant(terms: Parameters<typeof signGrant>[1] = {}): Promise<string> {
  const grants = await hub.asOwner<{ id: string }>(
    'select id from data_sharing_grant where id not in (select grant_id from data_sharing_revocation)',
  )
  for (const { id } of grants) await revokeGrant(hub, id)
  return signGrant(hub, terms)
}

describe('A disclosed household', () => {
  const need = { needClass: 'CRISIS_CENTRE', origin: 'PRISON', supportMethods: ['ACT'], rentMax: '3333.33' }
  let household: ShownHousehold
  let disclosure: ShownDisclosure
  beforeAll(async () => {
    await withGrant()
    household = await registered(hub, 'allocator', {
      children: 2,
      kleNumber: '27.35.12',
      organisationUnitId: '11111111-1111-4111-8111-111111111111',
      need,
      persons: [
        personInput({ name: 'Lejer Prøve' }),
        personInput({ name: 'Skjult Lejer', address: 'Hemmelig Vej 7' }, { addressProtected: true }),
        personInput({ name: 'Barn Prøve' }, { leaseParty: false }),
      ],
    })
    disclosure = await disclosed(household)
  })

  test('shows the organisation exactly the disclosure set, of the tenants only, and of none under protection', async () => {
    const seen = await seenBy('leaseMaker', disclosure.id)
    expect(seen).toEqual({
      id: disclosure.id,
      validFrom: day(0),
      validUntil: day(30),
      withdrawn: false,
      basis: 'TRANSITIONAL_DWELLING',
      adults: 1,
      children: 2,
      moveInOn: day(20),
      derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'],
      municipalContact: 'Boliganvisningen, boliganvisning@prøve.example',
      payer: 'MUNICIPALITY',
      guarantee: '15000.00',
      dwelling: { id: dwellings[0] },
      tenants: {
        totalCount: 1,
        nodes: [household.persons.nodes.find((person) => person.identity?.name === 'Lejer Prøve')?.identity],
      },
    })
    expect(disclosure.tenants.totalCount).toBe(2)
  })

  test('shows the organisation nothing of the case, by any type it can reach', async () => {
    const ids = await hub.asOwner<{ id: string }>(
      `select 'Household:' || id as id from household union all select 'HouseholdNeed:' || id from household_need
       union all select 'Person:' || id from person`,
    )
    const { text } = await answerTo(
      hub,
      'leaseMaker',
      `query Q($ids: [ID!]!, $household: ID!) {
         nodes(ids: $ids) { id } household(id: $household) { id } households(first: 100) { totalCount nodes { id } }
         personByCpr(cpr: "3112575001", municipalityCode: "0169") { id }
         deep: disclosures(first: 100) { nodes { dwelling { id municipality: estate { municipality { id } } } } } }`,
      { ids: ids.map(({ id }) => id), household: household.id },
    )
    expect(text).toMatch(/"households" : {"totalCount" : 0, "nodes" : \[\]}/)
    for (const { id } of ids) expect(text).not.toContain(id)
    for (const secret of [household.caseReference, '27.35.12', 'CRISIS_CENTRE', 'PRISON', '3333.33'])
      expect(text).not.toContain(secret)
  })

  test('offers the organisation no field on its types that leads to the case', async () => {
    const { __schema: schema } = await asCaseworker<{
      __schema: { types: { name: string; fields: { name: string }[] | null }[] }
    }>(hub, 'leaseMaker', '{ __schema { types { name fields { name } } } }')
    const fieldsOf = (type: string) =>
      schema.types
        .find(({ name }) => name === type)
        ?.fields?.map(({ name }) => name)
        .sort()
    expect(fieldsOf('PersonIdentity')).toEqual(['address', 'cpr', 'email', 'id', 'name', 'phone'])
    expect(fieldsOf('DisclosedAreaCheck')).toEqual(['allowed', 'rule'])
    expect(fieldsOf('Disclosure')).toEqual(
      [
        ...[
          'adults',
          'areaChecks',
          'basis',
          'children',
          'derogations',
          'dwelling',
          'guarantee',
          'id',
          'moveInOn',
          'municipalContact',
        ],
        ...['payer', 'tenants', 'validFrom', 'validUntil', 'withdrawn'],
      ].sort(),
    )
  })

  test.each<Caseworker>(['otherLeaseMaker', 'otherMunicipality'])('is not there for %s', async (who) => {
    expect(await seenBy(who, disclosure.id)).toBeNull()
  })

  test('is not there for another purpose, which is told before any row is looked for', async () => {
    const { purpose: _, ...bearer } = (await import('../support/households.ts')).CASEWORKERS.leaseMaker
    const token = await hub.token(bearer)
    for (const id of [disclosure.id, `Disclosure:${randomUUID()}`]) {
      for (const purpose of ['vacancy-exchange', 'municipal-allocation', 'statistics']) {
        const answer = await hub.query(
          token,
          'query Q($id: ID!) { disclosure(id: $id) { id } }',
          { id },
          { 'x-purpose': purpose },
        )
        expect(answer.errors?.[0]?.extensions?.code).toBe('PURPOSE_NOT_ALLOWED')
      }
    }
  })

  test('is found by the municipality below the household and by filter', async () => {
    const { household: found, disclosures } = await asCaseworker<{
      household: { disclosures: { nodes: { id: string }[] } }
      disclosures: { totalCount: number }
    }>(
      hub,
      'system',
      `query Q($id: ID!, $dwelling: ID!) {
         household(id: $id) { disclosures(first: 10) { nodes { id } } }
         disclosures(first: 10, filter: { dwellingId: $dwelling, municipalityCode: "0169", basis: TRANSITIONAL_DWELLING }) { totalCount } }`,
      { id: household.id, dwelling: dwellings[0] },
    )
    expect(found.disclosures.nodes).toEqual([{ id: disclosure.id }])
    expect(disclosures.totalCount).toBe(1)
  })
})

describe('The organisation sees it', () => {
  test('not before its first day', async () => {
    await withGrant()
    const { id } = await disclosed(await registered(hub, 'allocator'), { from: day(1) })
    expect(await seenBy('leaseMaker', id)).toBeNull()
    expect(await seenBy('allocator', id)).not.toBeNull()
  })

  test('from its first day on, until the day on which it ends', async () => {
    await withGrant()
    const { id } = await disclosed(await registered(hub, 'allocator'), { from: day(0), until: day(1) })
    expect(await seenBy('leaseMaker', id)).not.toBeNull()
    await hub.asOwner(
      `begin; select set_config('app.change_id', max(id)::text, true) from change;
       update disclosure set valid = daterange('${day(-2)}', '${day(0)}') where id = '${id.slice(11)}'; commit`,
    )
    expect(await seenBy('leaseMaker', id)).toBeNull()
  })

  test('until the grant behind it is revoked', async () => {
    const grant = await withGrant()
    const { id } = await disclosed(await registered(hub, 'allocator'))
    expect((await seenBy('leaseMaker', id))?.tenants.totalCount).toBe(1)
    await revokeGrant(hub, grant)
    expect(await seenBy('leaseMaker', id)).toBeNull()
    expect(await codesOf(await registered(hub, 'allocator'), {})).toEqual(['NO_DATA_SHARING_GRANT'])
  })

  test('not before a grant is in force, though it may be disclosed ahead', async () => {
    await withGrant({ from: day(5) })
    const household = await registered(hub, 'allocator')
    expect(await codesOf(household, {})).toEqual(['NO_DATA_SHARING_GRANT'])
    const { id } = await disclosed(household, { from: day(5) })
    expect(await seenBy('leaseMaker', id)).toBeNull()
  })

  test('only for the estates that the grant names', async () => {
    await withGrant({ estateNumber: '011' })
    const household = await registered(hub, 'allocator')
    const [elsewhere] = await dwellingsOf(hub, '0045', '003')
    expect(await codesOf(household, { dwellingId: elsewhere })).toEqual(['NO_DATA_SHARING_GRANT'])
    const { id } = await disclosed(household)
    expect(await seenBy('leaseMaker', id)).not.toBeNull()
  })
})

describe('A disclosure is refused', () => {
  let household: ShownHousehold
  beforeAll(async () => {
    await withGrant()
    household = await registered(hub, 'allocator')
  })

  test.each<[string, () => Record<string, unknown>, string[]]>([
    ['that begins in the past', () => ({ from: day(-1) }), ['DISCLOSURE_IN_PAST']],
    ['without days', () => ({ until: day(0) }), ['DISCLOSURE_EMPTY']],
    ['that lasts too long', () => ({ until: day(91) }), ['DISCLOSURE_TOO_LONG']],
    ['with a CPR number for a contact', () => ({ municipalContact: '3112575001' }), ['TEXT_HOLDS_CPR']],
    ['with too long a contact', () => ({ municipalContact: 'x'.repeat(201) }), ['TEXT_TOO_LONG']],
    ['with a negative guarantee', () => ({ guarantee: '-1.00' }), ['AMOUNT_NEGATIVE']],
    ['for no household', () => ({ householdId: `Household:${randomUUID()}` }), ['HOUSEHOLD_NOT_FOUND']],
    ['for no dwelling', () => ({ dwellingId: `Dwelling:${randomUUID()}` }), ['DWELLING_NOT_FOUND']],
  ])('%s', async (_, changes, codes) => {
    expect(await codesOf(household, changes())).toEqual(codes)
  })

  test('for a household and a dwelling that one may not see, as if they were not there', async () => {
    const foreign = await registered(hub, 'otherMunicipality', { municipalityCode: '0101' })
    expect(await codesOf(foreign, {})).toEqual(['HOUSEHOLD_NOT_FOUND'])
    const [elsewhere] = await dwellingsOf(hub, '0311')
    expect(await codesOf(household, { dwellingId: elsewhere })).toEqual(['DWELLING_NOT_FOUND'])
    // One may see the dwelling, but the household is another municipality's.
    const input = disclosureInput(household, { dwellingId: elsewhere })
    const { codes } = await command(hub, 'twoMunicipalities', 'discloseHousehold', { input })
    expect(codes).toEqual(['DWELLING_NOT_FOUND'])
  })

  test('for the longest days that are allowed it is not', async () => {
    await disclosed(household, { until: day(90) })
    expect(await codesOf(household, { from: day(10) })).toEqual(['ALREADY_DISCLOSED'])
  })

  test('to those who may not disclose', async () => {
    const { codes } = await command(hub, 'nominator', 'discloseHousehold', {
      input: disclosureInput(household),
    })
    expect(codes).toEqual(['NOT_ALLOWED'])
  })
})

describe('A disclosure ends', () => {
  const end = (id: string, until: string, who: Caseworker = 'allocator') =>
    command<ShownDisclosure>(hub, who, 'endDisclosure', { id, until })
  beforeAll(() => withGrant())

  test('earlier than it was to, and can then not be prolonged', async () => {
    const { id } = await disclosed(await registered(hub, 'allocator'))
    const { shown } = await end(id, day(10))
    expect(shown).toMatchObject({ validUntil: day(10), withdrawn: false })
    expect((await end(id, day(11))).codes).toEqual(['DISCLOSURE_NOT_SHORTENED'])
    expect((await end(id, day(10))).shown).toMatchObject({ validUntil: day(10) })
    expect(await seenBy('leaseMaker', id)).not.toBeNull()
  })

  test('at once on its first day, after which the household may be disclosed anew', async () => {
    const household = await registered(hub, 'allocator')
    const { id } = await disclosed(household)
    expect(await seenBy('leaseMaker', id)).not.toBeNull()
    expect((await end(id, day(0))).shown).toMatchObject({ withdrawn: true })
    expect(await seenBy('leaseMaker', id)).toBeNull()
    expect(await seenBy('system', id)).toMatchObject({ withdrawn: true })
    await disclosed(household)
  })

  test('not in the past, not for others, and not without being there', async () => {
    const { id } = await disclosed(await registered(hub, 'allocator'))
    expect((await end(id, day(-1))).codes).toEqual(['DISCLOSURE_IN_PAST'])
    expect((await end(id, day(1), 'otherMunicipality')).codes).toEqual(['DISCLOSURE_NOT_FOUND'])
    expect((await end(`Disclosure:${randomUUID()}`, day(1))).codes).toEqual(['DISCLOSURE_NOT_FOUND'])
  })
})
