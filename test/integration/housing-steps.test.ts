import { randomUUID } from 'node:crypto'
import { HOUSING_STEPS, type Housing } from '../../src/transitions/housing-step.ts'
import { allocationFeed, namesOf, referenceOf, syncAllocations } from '../support/case-system.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, letOrganisationAgree, take, taken, testClock } from '../support/offers.ts'
import { OWN_UNIT } from '../support/personal-story.ts'
import { shelterStay, stayed } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { asChange } from '../support/subsidies.ts'
import { allocatedTo, disposed, leased, noon, seen } from '../support/transition-lives.ts'
import { approvalOf, termsOf, transitionCommand, transitioned } from '../support/transitions.ts'

/** The staircase (boligtrappe), wherever a transitional dwelling gets its household. */
const { organisation, allocator, municipality } = BEARERS
const TODAY = '2026-11-30'
const clock = testClock(noon(TODAY))

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ clock, env: { WRITE_CONNECTIONS: '8' } })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(noon(TODAY)))

const newHousehold = async () => (await householdsFor(hub, 1))[0] ?? ''

/** Lives in a transitional dwelling from 1 December 2026; its lease derogates for two years. */
async function inTransition() {
  const life = await allocatedTo(hub, '2026-11-01')
  const approval = approvalOf(life.transitionId, { approvedOn: TODAY })
  await transitioned(hub, municipality, 'approveDerogations', approval)
  const tenancyId = await leased(hub, life.offerId, TODAY, '2026-12-01')
  const terms = termsOf(life.transitionId, '2028-12-01', { regime: 'TWO_YEARS' })
  await transitioned(hub, organisation, 'recordTransitionTerms', terms)
  return { ...life, tenancyId }
}

/** Lives in an ordinary dwelling that the municipality has allocated, from 1 December 2026. */
async function inOrdinaryDwelling() {
  const householdId = await newHousehold()
  const { offerId } = await disposed(hub, '2026-11-01', {}, 'SECTION_59_2')
  const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
  await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
  return { householdId, tenancyId: await leased(hub, offerId, TODAY, '2026-12-01') }
}

/** On a day, a transitional dwelling is at disposal. */
async function another(day: string) {
  clock.set(noon(day))
  return disposed(hub, day)
}

const allocate = async (offerId: string, householdId: string, bearer: Bearer = allocator) =>
  (await take(hub, bearer, 'allocateDwelling', { offerId, householdId })).codes

const moveOut = (tenancyId: string, until: string) =>
  taken(hub, organisation, 'endTenancy', { tenancyId, until, ending: 'MOVED_OUT' })

test('the database has the steps that are declared, and every other one is none', async () => {
  const housings = Object.keys(HOUSING_STEPS) as Housing[]
  const pairs = housings.flatMap((from) => housings.map((to) => [from, to] as const))
  const rows = await hub.asOwner<{ legal: boolean }>(
    `select public.housing_step_allowed(g.lives_in, g.goes_to) as legal
       from unnest($1::text[], $2::text[]) with ordinality g(lives_in, goes_to, place) order by place`,
    [pairs.map(([from]) => from), pairs.map(([, to]) => to)],
  )
  const declared = pairs.map(([from, to]) => (HOUSING_STEPS[from] as readonly Housing[]).includes(to))
  expect(rows.map(({ legal }) => legal)).toEqual(declared)
  expect(new Set(declared)).toEqual(new Set([true, false]))
})

describe('An allocation of a transitional dwelling', () => {
  test.each([
    ['lives in one already', inTransition, '2027-05-03'],
    ['lives on ordinary terms after one', inTransition, '2029-05-01'],
    ['has signed the lease of one that has not begun', inTransition, '2026-11-30'],
    ['lives in an ordinary dwelling that was allocated', inOrdinaryDwelling, '2027-05-03'],
    ['has signed the lease of such a dwelling', inOrdinaryDwelling, '2026-11-30'],
  ])('is refused for a household that %s, and nothing is left of it', async (_, lives, day) => {
    const { householdId } = await lives()
    const { offerId, transitionId } = await another(day)
    const { refusals } = await refusalsOf(offerId, householdId)
    expect(refusals).toEqual([
      {
        ...{
          code: 'HOUSING_STEP_NOT_ALLOWED',
          path: 'input.householdId',
          law: 'almenboligloven § 63 stk. 3',
        },
        messageDa: expect.stringContaining('Registrér først, hvordan den bolig endte'),
        messageEn: expect.stringContaining('Record first how that dwelling ended'),
      },
    ])
    expect(await seen(hub, transitionId, 'state case { id }')).toEqual({ state: 'AT_DISPOSAL', case: null })
    // The dwelling is free for another household.
    expect(await allocate(offerId, await newHousehold())).toEqual([])
  })

  test('is refused for one in a shelter that has signed a lease from next month', async () => {
    const { householdId } = await inTransition()
    await stayed(hub, allocator, 'recordStay', shelterStay(householdId, '2026-09-01'))
    const { offerId } = await another(TODAY)
    expect(await allocate(offerId, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
  })

  test.each([
    ['SHELTER', inTransition],
    ['TEMPORARY_PLACE', inTransition],
    ['STREET', inTransition],
    ['CRISIS_CENTRE', inOrdinaryDwelling],
  ])(
    'goes through from a stay: %s, though the landlord has not ended the former tenancy',
    async (kind, lives) => {
      const { householdId } = await lives()
      clock.set(noon('2027-04-20'))
      await stayed(hub, allocator, 'recordStay', { householdId, kind, from: '2027-04-15', source: 'Sagen' })
      const { offerId } = await another('2027-05-03')
      expect(await allocate(offerId, householdId)).toEqual([])
    },
  )

  test('is refused for one whose stay was entered in error', async () => {
    const { householdId } = await inTransition()
    clock.set(noon('2027-04-20'))
    const stay = await stayed(hub, allocator, 'recordStay', shelterStay(householdId, '2027-04-15'))
    await stayed(hub, allocator, 'withdrawStay', { stayId: stay.id })
    const { offerId } = await another('2027-05-03')
    expect(await allocate(offerId, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
  })

  test.each([
    ['has never had one', async () => ({ householdId: await newHousehold() }), null],
    ['has left its former one', inTransition, '2027-04-30'],
    ['is known to leave its former one', inTransition, '2027-06-01'],
    ['has left an ordinary dwelling', inOrdinaryDwelling, '2027-05-01'],
  ])('goes through for a household that %s', async (_, lives, until) => {
    const { householdId, tenancyId } = { tenancyId: '', ...(await lives()) }
    clock.set(noon('2027-04-20'))
    if (until !== null) await moveOut(tenancyId, until)
    const { offerId } = await another('2027-05-03')
    expect(await allocate(offerId, householdId)).toEqual([])
  })

  test('leads back: from the dwelling to a place, and from the place to a dwelling again', async () => {
    const { householdId, tenancyId } = await inTransition()
    clock.set(noon('2027-05-03'))
    await moveOut(tenancyId, '2027-05-01')
    await stayed(hub, allocator, 'recordStay', {
      ...{ householdId, kind: 'LONG_TERM_PLACE', from: '2027-05-01', source: 'Visitation' },
    })
    const { offerId, transitionId } = await another('2027-06-01')
    expect(await allocate(offerId, householdId)).toEqual([])
    expect(await seen(hub, transitionId, 'case { household { id } }')).toEqual({
      case: { household: { id: householdId } },
    })
  })

  test('is refused by the day of the decision, though the dwelling stood ready before', async () => {
    const { householdId, tenancyId } = await inTransition()
    const { offerId } = await disposed(hub, '2026-11-20')
    clock.set(noon('2026-12-03'))
    expect(await allocate(offerId, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
    await moveOut(tenancyId, '2026-12-02')
    expect(await allocate(offerId, householdId)).toEqual([])
  })

  test('under another basis asks nothing of where the household lives', async () => {
    const { householdId } = await inTransition()
    clock.set(noon('2027-05-03'))
    const { offerId } = await disposed(hub, '2027-05-03', {}, 'SECTION_59_2')
    expect(await allocate(offerId, householdId)).toEqual([])
  })

  test('tells nobody where a household out of reach lives', async () => {
    const { householdId: housed } = await inTransition()
    const homeless = await newHousehold()
    const { offerId } = await another('2027-05-03')
    const ofUnit = { ...allocator, subject: 'allocator-unit', organisationUnits: [OWN_UNIT] }
    for (const householdId of [housed, homeless, 'Household:x']) {
      expect(await allocate(offerId, householdId, ofUnit)).toEqual(['HOUSEHOLD_NOT_FOUND'])
      expect(await allocate(offerId, householdId, organisation)).toEqual(['NOT_ALLOWED'])
    }
    expect(await allocate(offerId, housed)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
  })
})

async function refusalsOf(offerId: string, householdId: string) {
  const { allocateDwelling } = await hub.fields<{ allocateDwelling: { refusals: readonly object[] } }>(
    await hub.token(allocator),
    `mutation($input: AllocateDwellingInput!) { allocateDwelling(input: $input, idempotencyKey: "${randomUUID()}") {
       allocation { id } refusals { code path law messageDa messageEn } } }`,
    { input: { offerId, householdId } },
  )
  return allocateDwelling
}

describe('A case system reports a decision', () => {
  let feed: string
  beforeAll(async () => {
    feed = await allocationFeed(hub)
  })

  async function reported(offerId: string, householdId: string) {
    const [vacancy] = await hub.asOwner<{ id: string }>(
      `select 'Vacancy:' || vacancy_id as id from municipal_offer where 'MunicipalOffer:' || id = $1`,
      [offerId],
    )
    return {
      ...{ sourceId: `anv-${offerId.slice(-12)}`, caseReference: await referenceOf(hub, householdId) },
      ...(await namesOf(hub, vacancy?.id ?? '')),
      ...{ legalBasis: 'SECTION_63', decidedOn: '2027-05-04' },
    }
  }

  test('that takes no step of the staircase: it is quarantined with the code, and followed once the household may', async () => {
    const { householdId, tenancyId } = await inTransition()
    const { offerId, transitionId } = await another('2027-05-03')
    clock.set(noon('2027-05-05'))
    const record = await reported(offerId, householdId)
    expect(await syncAllocations(hub, feed, [record])).toMatchObject({
      ...{ outcomes: ['QUARANTINED'], problems: ['1 ERROR HOUSING_STEP_NOT_ALLOWED @ decidedOn'] },
    })
    expect(await seen(hub, transitionId, 'state case { id }')).toEqual({ state: 'AT_DISPOSAL', case: null })
    // Beside a record that goes through, it is refused alone.
    const { offerId: offerOfOther } = await another('2027-05-03')
    const ofOther = await reported(offerOfOther, await newHousehold())
    clock.set(noon('2027-05-05'))
    const both = await syncAllocations(hub, feed, [{ ...record, sourceSequence: '1' }, ofOther])
    expect(both.outcomes).toEqual(['QUARANTINED', 'APPLIED'])
    await moveOut(tenancyId, '2027-05-02')
    expect(await syncAllocations(hub, feed, [{ ...record, sourceSequence: '2' }])).toMatchObject({
      ...{ outcomes: ['APPLIED'], problems: [] },
    })
  })
})

describe('A transition whose household the municipality names', () => {
  /** A transitional tenancy that the landlord records though the hub knows of no offer. */
  async function recordedTenancy(from: string): Promise<string> {
    const [dwelling] = await hub.asOwner<{ id: string }>(
      `select 'Dwelling:' || d.id as id from dwelling d join housing_organisation o on o.id = d.organisation_id
        where o.lbf_number = '0045' and d.municipality_code = '0169'
          and not exists (select from tenancy y where y.dwelling_id = d.id)
          and not exists (select from municipal_offer f where f.dwelling_id = d.id) order by d.id limit 1`,
    )
    const tenancy = await taken(hub, organisation, 'recordTenancy', {
      ...{ dwellingId: dwelling?.id, from, allocated: true, transitional: true, rent: '5800.00' },
    })
    const [transition] = await hub.asOwner<{ id: string }>(
      `select 'TransitionTimeline:' || id as id from transition where 'Tenancy:' || tenancy_id = $1`,
      [tenancy.id],
    )
    return transition?.id ?? ''
  }
  const name = async (transitionId: string, householdId: string) =>
    (await transitionCommand(hub, allocator, 'nameTransitionCase', { transitionId, householdId })).codes

  test('gets none that lives in another by the first day of its lease', async () => {
    const { householdId, tenancyId } = await inTransition()
    const next = await recordedTenancy('2027-03-01')
    expect(await name(next, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
    clock.set(noon('2027-02-20'))
    await moveOut(tenancyId, '2027-03-02')
    expect(await name(next, householdId)).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
    expect(await name(await recordedTenancy('2027-03-02'), householdId)).toEqual([])
  })

  test('gets none that is named for another in the same moment', async () => {
    for (let round = 0; round < 8; round++) {
      const householdId = await newHousehold()
      const transitions = [await recordedTenancy('2026-10-01'), await recordedTenancy('2026-10-01')]
      const answers = await Promise.all(transitions.map((id) => name(id, householdId)))
      expect(answers.flat()).toEqual(['HOUSING_STEP_NOT_ALLOWED'])
    }
  })

  test('gets back none that was taken back and lives elsewhere since, whoever writes it', async () => {
    const householdId = await newHousehold()
    const first = await recordedTenancy('2026-10-01')
    expect(await name(first, householdId)).toEqual([])
    const { case: named } = await seen<{ case: { id: string } }>(hub, first, 'case { id }')
    await transitioned(hub, allocator, 'withdrawTransitionCase', { caseId: named.id })
    expect(await name(await recordedTenancy('2026-10-01'), householdId)).toEqual([])
    const again = asChange(
      hub,
      `update transition_case set withdrawn = false where 'TransitionCase:' || id = $1`,
      [named.id],
    )
    await expect(again).rejects.toMatchObject({ constraint: 'housing_step_allowed' })
  })
})
