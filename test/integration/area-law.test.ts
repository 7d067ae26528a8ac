import { allocationFeed, namesOf, referenceOf, syncAllocations } from '../support/case-system.ts'
import { command, inChange } from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import {
  householdsFor,
  letOrganisationAgree,
  offered,
  take,
  taken,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { BEARERS } from '../support/story.ts'

/**
 * Whom the law on areas shuts out nobody allocates, whichever door the decision comes in by. The lists of the day of the
 * offer count, whatever list comes between the offer and the decision.
 * @law almenboligloven § 59 stk. 6
 */
const OFFERED = '2026-11-30T11:00:00Z'
const DECIDED = '2026-12-02T11:00:00Z'
const clock = testClock(OFFERED)
const { allocator } = BEARERS

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(OFFERED))

let areas = 0

/** A vacancy that is offered while its estate is in a vulnerable area for the given days, or in none. */
async function offerIn(valid: string | null): Promise<{ id: string; vacancyId: string }> {
  const [vacancyId = ''] = await vacanciesFor(hub, 1)
  areas += 1
  // One estate for each, so that no other list is about it.
  await inChange(
    hub,
    `with made as (insert into estate (organisation_id, municipality_code, number)
         select organisation_id, municipality_code, 'O-' || $2 from vacancy where 'Vacancy:' || id = $1 returning id)
     update dwelling set estate_id = (select id from made) where id = (select dwelling_id from vacancy where 'Vacancy:' || id = $1)`,
    [vacancyId, areas],
  )
  if (valid !== null)
    await inChange(
      hub,
      `with listed as (insert into area (municipality_code, name) values ('0169', 'Område ' || $1) returning id),
            part as (insert into area_estate (area_id, organisation_lbf_number, estate_number, valid)
              select id, '0045', 'O-' || $1, '[2020-01-01,)' from listed)
       insert into area_status (area_id, kind, valid, source) select id, 'VULNERABLE', $2::daterange, 'Listen' from listed`,
      [areas, valid],
    )
  return { id: (await offered(hub, vacancyId)).id, vacancyId }
}

async function householdWith(excluded: boolean | null): Promise<string> {
  const [householdId = ''] = await householdsFor(hub, 1)
  if (excluded !== null) {
    const { codes } = await command(hub, 'allocator', 'recordAreaCheck', {
      input: {
        householdId,
        rule: 'SECTION_59_6',
        excluded,
        checkedOn: '2026-11-01',
        validUntil: '2027-11-01',
      },
    })
    expect(codes).toEqual([])
  }
  return householdId
}

const allocate = async (offerId: string, householdId: string, more: object = {}) =>
  (await take(hub, allocator, 'allocateDwelling', { offerId, householdId, ...more })).codes

const IN_AREA = '[2025-12-01,)'

test('an excluded household is not allocated a dwelling in a vulnerable area, whatever reason is given', async () => {
  const { id } = await offerIn(IN_AREA)
  const householdId = await householdWith(true)
  expect(await allocate(id, householdId)).toEqual(['AREA_EXCLUDES_HOUSEHOLD'])
  expect(await allocate(id, householdId, { overrideReason: 'Ønsker sig dertil' })).toEqual([
    'AREA_EXCLUDES_HOUSEHOLD',
  ])
})

test('a household that was not checked is not allocated one there, and one that is not excluded is', async () => {
  const { id } = await offerIn(IN_AREA)
  expect(await allocate(id, await householdWith(null), { overrideReason: 'Haster' })).toEqual([
    'AREA_CHECK_MISSING',
  ])
  expect(await allocate(id, await householdWith(false))).toEqual([])
})

test('a household that was not checked is allocated one elsewhere', async () => {
  const { id } = await offerIn(null)
  expect(await allocate(id, await householdWith(null))).toEqual([])
})

test.each([
  ['that comes on the list after the offer asks for nothing', '[2026-12-01,)', []],
  [
    'that leaves the list after the offer still asks for the check',
    '[2025-12-01,2026-12-01)',
    ['AREA_CHECK_MISSING'],
  ],
])('an area %s', async (_, valid, codes) => {
  const { id } = await offerIn(valid)
  clock.set(DECIDED)
  expect(await allocate(id, await householdWith(null))).toEqual(codes)
})

test('the decision says which day’s lists it went by, and computed again it says the same', async () => {
  const { id } = await offerIn('[2025-12-01,2026-12-01)')
  clock.set(DECIDED)
  const householdId = await householdWith(false)
  const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: id, householdId })
  const { decision } = await hub.fields<{
    decision: {
      results: { rule: string; passed: boolean; figures: object[] }[]
      explanation: { sameAsDecided: boolean }
    }
  }>(
    await hub.token(allocator),
    `query($id: ID!) { decision(id: $id) { results { rule passed figures { name value } } explanation { sameAsDecided } } }`,
    { id: allocation.decision.id },
  )
  expect(decision.explanation).toEqual({ sameAsDecided: true })
  expect(decision.results.find(({ rule }) => rule === 'AREA_SECTION_59_6')).toEqual({
    ...{ rule: 'AREA_SECTION_59_6', passed: true },
    figures: expect.arrayContaining([
      { name: 'areaStatusOn', value: '2026-11-30' },
      { name: 'day', value: '2026-12-02' },
    ]),
  })
})

test('what a case system has decided is taken down, with what the rules say of it', async () => {
  const feed = await allocationFeed(hub)
  const { id, vacancyId } = await offerIn(IN_AREA)
  const householdId = await householdWith(true)
  const report = await syncAllocations(hub, feed, [
    {
      ...(await namesOf(hub, vacancyId)),
      ...{ sourceId: 'A-1', caseReference: await referenceOf(hub, householdId), legalBasis: 'SECTION_59_2' },
      ...{ nominatedOn: '2026-11-30', decidedOn: '2026-11-30' },
    },
  ])
  expect(report).toMatchObject({ outcomes: ['APPLIED'] })
  const [frozen] = await hub.asOwner<{ rule: string; passed: boolean }>(
    `select r ->> 'rule' as rule, (r ->> 'passed')::boolean as passed from allocation_decision d, jsonb_array_elements(d.results) r
      where 'MunicipalOffer:' || d.offer_id = $1 and r ->> 'rule' = 'AREA_SECTION_59_6'`,
    [id],
  )
  expect(frozen).toEqual({ rule: 'AREA_SECTION_59_6', passed: false })
})
