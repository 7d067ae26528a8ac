import {
  allocationFeed,
  CASE_SYSTEM,
  namesOf,
  OTHER_CASE_SYSTEM,
  referenceOf,
  sendAllocations,
  standingOf,
  syncAllocations,
} from '../support/case-system.ts'
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
import { OWN_UNIT } from '../support/personal-story.ts'
import { BEARERS } from '../support/story.ts'

const { organisation, allocator, municipality } = BEARERS
/** Monday 30 November 2026 at noon, when dwellings are offered. */
const MONDAY = '2026-11-30T11:00:00Z'
/** Friday of the same week, when what happened meanwhile is delivered. */
const FRIDAY = '2026-12-04T11:00:00Z'
const clock = testClock(MONDAY)

let hub: TestHub
let feed: string
beforeAll(async () => {
  hub = await startHub({ clock, env: { WRITE_CONNECTIONS: '8' } })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 10 })
  feed = await allocationFeed(hub)
}, 120_000)
afterAll(() => hub?.stop())

let ids = 0
let seconds = 0

/** Delivers a while after what was delivered before. */
const sync: typeof syncAllocations = (...given) => {
  clock.set(new Date(Date.parse(FRIDAY) + ++seconds * 1_000).toISOString())
  return syncAllocations(...given)
}

/** An offered dwelling and a household, and the record that nominates it. */
async function nomination() {
  clock.set(MONDAY)
  const [vacancyId = ''] = await vacanciesFor(hub, 1)
  const offer = await offered(hub, vacancyId)
  const [householdId = ''] = await householdsFor(hub, 1)
  clock.set(FRIDAY)
  const caseReference = await referenceOf(hub, householdId)
  const record = {
    sourceId: `anv-${++ids}`,
    caseReference,
    ...(await namesOf(hub, vacancyId)),
    legalBasis: 'SECTION_59_2',
    nominatedOn: '2026-11-30',
  }
  return { offerId: offer.id as string, vacancyId, householdId, caseReference, record }
}

const DECIDED = { decidedOn: '2026-12-01' }
const ACCEPTED = { ...DECIDED, answer: 'ACCEPTED', answeredOn: '2026-12-02' }
const DECLINED = { ...DECIDED, answer: 'DECLINED', answeredOn: '2026-12-02', declineReason: 'SIZE' }
const TAKEN_BACK = { ending: 'ALLOCATION_WITHDRAWN', endedOn: '2026-12-03' }
const RETURNED = { ending: 'RETURNED', endedOn: '2026-12-03', endingReason: 'RENT_TOO_HIGH' }

const decisionOf = async (offerId: string) =>
  hub.asOwner(
    `select d.decided_on::text, d.legal_basis, d.override_reason, f.code as feed, d.source_id, d.facts_change_id is not null as facts,
            exists (select from audit.pending p where p.row_key = 'allocation_decision:' || d.id)
         or exists (select from audit.leaf l where l.row_key = 'allocation_decision:' || d.id) as sealed
       from allocation_decision d left join feed f on f.id = d.feed_id where 'MunicipalOffer:' || d.offer_id = $1 order by d.id`,
    [offerId],
  )

describe('A case system reports', () => {
  test('the course of an allocation step by step, and the hub follows', async () => {
    const { offerId, caseReference: who, record } = await nomination()
    expect(await sync(hub, feed, [record])).toMatchObject({ outcomes: ['APPLIED'], problems: [] })
    expect(await standingOf(hub, [offerId])).toEqual([`OFFERED / ${who} PROPOSED 2026-11-30`])
    await sync(hub, feed, [{ ...record, ...DECIDED }])
    expect(await standingOf(hub, [offerId])).toEqual([
      `ALLOCATED | ${who} AWAITING_ANSWER 2026-12-01 2026-12-01 ${record.sourceId} / ${who} CHOSEN 2026-11-30`,
    ])
    await sync(hub, feed, [{ ...record, ...ACCEPTED }])
    expect(await standingOf(hub, [offerId])).toEqual([
      `ACCEPTED | ${who} ACCEPTED 2026-12-01 2026-12-02 2026-12-01 ${record.sourceId} / ${who} CHOSEN 2026-11-30`,
    ])
  })

  test('and its decision is frozen and sealed, with the case system named', async () => {
    const { offerId, record } = await nomination()
    await sync(hub, feed, [{ ...record, ...DECIDED, overrideReason: 'Akut boligbehov' }])
    expect(await decisionOf(offerId)).toEqual([
      {
        ...{ decided_on: '2026-12-01', legal_basis: 'SECTION_59_2', override_reason: 'Akut boligbehov' },
        ...{ feed, source_id: record.sourceId, facts: true, sealed: true },
      },
    ])
    const { allocations } = await hub.fields<{ allocations: { nodes: { decision: object }[] } }>(
      await hub.token(allocator),
      '{ allocations(first: 1, orderBy: ENTERED_DESC) { nodes { decision { sourceId feed { code } } } } }',
    )
    expect(allocations.nodes).toEqual([{ decision: { sourceId: record.sourceId, feed: { code: feed } } }])
  })

  test.each([
    ['its whole course at once', [ACCEPTED], 'ACCEPTED'],
    ['that it was declined', [DECLINED], 'OFFERED'],
    [
      'that it was accepted and then declined',
      [ACCEPTED, { ...DECLINED, answeredOn: '2026-12-03' }],
      'OFFERED',
    ],
    ['that the dwelling was returned', [RETURNED], 'RETURNED 2026-12-03'],
    ['that it was returned after a no', [{ ...DECLINED, ...RETURNED }], 'RETURNED 2026-12-03'],
    ['that it was given up', [{ ...ACCEPTED, ...RETURNED, ending: 'GIVEN_UP' }], 'GIVEN_UP 2026-12-03'],
    ['that the nomination was taken back', [{ ending: 'WITHDRAWN', endedOn: '2026-12-02' }], 'OFFERED'],
    ['that the allocation was taken back', [DECIDED, { ...DECIDED, ...TAKEN_BACK }], 'OFFERED'],
    ['that it was taken back after a yes', [{ ...ACCEPTED, ...TAKEN_BACK }], 'OFFERED'],
  ])('%s', async (_name, steps, standing) => {
    const { offerId, record } = await nomination()
    for (const step of steps) {
      expect(await sync(hub, feed, [{ ...record, ...step }])).toMatchObject({
        outcomes: ['APPLIED'],
        problems: [],
      })
    }
    const [after] = await standingOf(hub, [offerId])
    expect(after?.startsWith(`${standing} `)).toBe(true)
  })

  test('that a dwelling was given back without a household', async () => {
    const { offerId, record } = await nomination()
    const returned = { ...record, ...RETURNED, nominatedOn: null, caseReference: null }
    expect(await sync(hub, feed, [returned])).toMatchObject({
      outcomes: ['APPLIED'],
      problems: [],
    })
    expect(await standingOf(hub, [offerId])).toEqual(['RETURNED 2026-12-03'])
  })

  test('a lease and a moving in, which are the organisation’s to record: what differs is told', async () => {
    const { offerId, record } = await nomination()
    const moved = { ...record, ...ACCEPTED, leaseSignedOn: '2026-12-03', movedInOn: '2026-12-04' }
    const { outcomes, problems } = await sync(hub, feed, [moved])
    expect(outcomes).toEqual(['APPLIED'])
    expect(problems).toEqual([
      '1 INFO LEASE_NOT_REPORTED @ leaseSignedOn',
      '1 INFO MOVING_IN_NOT_REPORTED @ movedInOn',
    ])
    await taken(hub, organisation, 'recordLease', {
      ...{ offerId, signedOn: '2026-12-02', from: '2026-12-02', rent: '5100.00' },
    })
    await taken(hub, organisation, 'recordMovingIn', { offerId, on: '2026-12-04' })
    expect(await sync(hub, feed, [{ ...moved, sourceSequence: '1' }])).toMatchObject({
      outcomes: ['UNCHANGED'],
    })
    expect(
      await sync(hub, feed, [{ ...moved, leaseSignedOn: '2026-12-04', sourceSequence: '2' }]),
    ).toMatchObject({ outcomes: ['UNCHANGED'], problems: ['1 INFO LEASE_DAY_DIFFERS @ leaseSignedOn'] })
  })

  test('what the hub was told by hand already, and nothing changes', async () => {
    const { offerId, householdId, record } = await nomination()
    const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
    await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
    const before = await standingOf(hub, [offerId])
    const same = {
      ...record,
      nominatedOn: null,
      decidedOn: '2026-12-04',
      answer: 'ACCEPTED',
      answeredOn: '2026-12-04',
    }
    expect(await sync(hub, feed, [same])).toMatchObject({ outcomes: ['UNCHANGED'], problems: [] })
    expect(await standingOf(hub, [offerId])).toEqual(before)
  })
})

describe('An allocation that is taken back', () => {
  const allocationsOf = async (offerId: string) =>
    (
      await hub.asOwner<{ told: string }>(
        `select concat_ws(' ', h.case_reference, a.state, a.allocated_on, a.answered_on) as told
           from allocation a join household h on h.id = a.household_id
          where 'MunicipalOffer:' || a.offer_id = $1 order by a.id`,
        [offerId],
      )
    ).map(({ told }) => told)

  test('frees the dwelling and the household, stays on record, and is told once', async () => {
    const { offerId, caseReference: who, record } = await nomination()
    const [otherId = ''] = await householdsFor(hub, 1)
    const other = {
      ...record,
      sourceId: `${record.sourceId}-2`,
      caseReference: await referenceOf(hub, otherId),
    }
    await sync(hub, feed, [{ ...record, ...ACCEPTED }])
    const back = { ...record, ...ACCEPTED, ...TAKEN_BACK }
    expect(await sync(hub, feed, [back])).toMatchObject({ outcomes: ['APPLIED'], problems: [] })
    expect(await sync(hub, feed, [{ ...back, sourceSequence: '2' }])).toMatchObject({
      ...{ outcomes: ['UNCHANGED'], problems: [] },
    })
    await sync(hub, feed, [{ ...other, ...DECIDED }])
    expect(await allocationsOf(offerId)).toEqual([
      `${who} CANCELLED 2026-12-01 2026-12-02`,
      `${other.caseReference} AWAITING_ANSWER 2026-12-01`,
    ])
  })

  test('is taken down also where the hub hears of it after the dwelling went to another', async () => {
    const { offerId, caseReference: who, record } = await nomination()
    const [otherId = ''] = await householdsFor(hub, 1)
    await taken(hub, allocator, 'allocateDwelling', { offerId, householdId: otherId })
    expect(await sync(hub, feed, [{ ...record, ...DECIDED }])).toMatchObject({ outcomes: ['QUARANTINED'] })
    const back = { ...record, ...DECIDED, ...TAKEN_BACK }
    expect(await sync(hub, feed, [back])).toMatchObject({ outcomes: ['APPLIED'], problems: [] })
    expect(await allocationsOf(offerId)).toEqual([
      `${await referenceOf(hub, otherId)} AWAITING_ANSWER 2026-12-04`,
      `${who} CANCELLED 2026-12-01`,
    ])
    expect((await standingOf(hub, [offerId]))[0]).toMatch(/^ALLOCATED /)
  })

  test('cannot be, once the lease is signed', async () => {
    const { offerId, record } = await nomination()
    await sync(hub, feed, [{ ...record, ...ACCEPTED }])
    await taken(hub, organisation, 'recordLease', {
      ...{ offerId, signedOn: '2026-12-02', from: '2026-12-02', rent: '5100.00' },
    })
    expect(await sync(hub, feed, [{ ...record, ...ACCEPTED, ...TAKEN_BACK }])).toMatchObject({
      ...{ outcomes: ['QUARANTINED'], problems: ['1 ERROR ALLOCATION_NOT_OPEN @ ending'] },
    })
  })
})

describe('A corrected report', () => {
  test('of another day makes a new decision in place of the old, which stays on record', async () => {
    const { offerId, caseReference: who, record } = await nomination()
    await sync(hub, feed, [{ ...record, ...ACCEPTED }])
    const corrected = { ...record, ...ACCEPTED, decidedOn: '2026-12-02' }
    expect(await sync(hub, feed, [corrected])).toMatchObject({
      outcomes: ['APPLIED'],
      problems: ['1 INFO DECISION_REPLACED @ decidedOn'],
    })
    expect(await standingOf(hub, [offerId])).toEqual([
      `ACCEPTED | ${who} ACCEPTED 2026-12-02 2026-12-02 2026-12-02 ${record.sourceId} / ${who} CHOSEN 2026-11-30`,
    ])
    expect(await decisionOf(offerId)).toHaveLength(2)
  })

  test('of another household allocates the dwelling to that one', async () => {
    const { offerId, caseReference: who, record } = await nomination()
    const [otherId = ''] = await householdsFor(hub, 1)
    const other = await referenceOf(hub, otherId)
    await sync(hub, feed, [{ ...record, ...DECIDED }])
    await sync(hub, feed, [{ ...record, ...DECIDED, caseReference: other }])
    expect(await standingOf(hub, [offerId])).toEqual([
      `ALLOCATED | ${other} AWAITING_ANSWER 2026-12-01 2026-12-01 ${record.sourceId} / ${who} WITHDRAWN 2026-11-30 / ${other} CHOSEN 2026-11-30`,
    ])
  })

  test('of an answer’s day and reason corrects them', async () => {
    const { offerId, record } = await nomination()
    await sync(hub, feed, [{ ...record, ...DECLINED }])
    await sync(hub, feed, [{ ...record, ...DECLINED, answeredOn: '2026-12-03', declineReason: 'LOCATION' }])
    expect((await standingOf(hub, [offerId]))[0]).toContain('DECLINED 2026-12-01 2026-12-03 LOCATION')
  })

  test('of another dwelling is quarantined: an id stays with one', async () => {
    const first = await nomination()
    const second = await nomination()
    await sync(hub, feed, [first.record])
    expect(await sync(hub, feed, [{ ...second.record, sourceId: first.record.sourceId }])).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR DWELLING_CHANGED @ tenancyNumber'],
    })
  })

  test('of a decision that the household declined is quarantined', async () => {
    const { record } = await nomination()
    await sync(hub, feed, [{ ...record, ...DECLINED }])
    expect(await sync(hub, feed, [{ ...record, ...DECLINED, decidedOn: '2026-12-02' }])).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR DECISION_CLOSED @ decidedOn'],
    })
  })
})

describe('The same guarantees as for vacancies', () => {
  test('the same delivery twice changes nothing, by either door', async () => {
    const { offerId, record } = await nomination()
    const lines = [{ ...record, ...ACCEPTED }]
    expect((await sendAllocations(hub, feed, lines)).outcomes).toEqual(['APPLIED'])
    const before = await standingOf(hub, [offerId])
    const changes = () => hub.asOwner('select count(*) from history.allocation')
    const history = await changes()
    for (const again of [await sendAllocations(hub, feed, lines), await sync(hub, feed, lines)]) {
      expect(again).toMatchObject({ outcomes: ['UNCHANGED'], problems: [] })
    }
    expect(await standingOf(hub, [offerId])).toEqual(before)
    expect(await changes()).toEqual(history)
  })

  test('an older report is superseded by sequence, else by time, never by arrival', async () => {
    const { offerId, record } = await nomination()
    const at = (hour: number) => ({ sourceTime: `2026-12-04T0${hour}:00:00Z` })
    await sync(hub, feed, [{ ...record, ...ACCEPTED, ...at(9), sourceSequence: '2' }])
    const before = await standingOf(hub, [offerId])
    expect(
      await sync(hub, feed, [
        { ...record, ...at(9), sourceSequence: '1' },
        { ...record, ...DECIDED, ...at(8), sourceSequence: '2' },
      ]),
    ).toMatchObject({ outcomes: ['SUPERSEDED', 'SUPERSEDED'] })
    expect(await standingOf(hub, [offerId])).toEqual(before)
  })

  test('a dry run reports all and leaves no trace', async () => {
    const { offerId, record } = await nomination()
    const before = [
      await standingOf(hub, [offerId]),
      await hub.asOwner('select count(*) from allocation_report'),
    ]
    const bad = { ...record, sourceId: 'bad', caseReference: 'FINDES-IKKE' }
    const { id, ...report } = await sync(hub, feed, [{ ...record, ...ACCEPTED }, bad], {
      dryRun: true,
    })
    expect(report).toEqual({
      outcomes: ['APPLIED', 'QUARANTINED'],
      problems: ['2 ERROR HOUSEHOLD_NOT_FOUND @ caseReference'],
    })
    expect([
      await standingOf(hub, [offerId]),
      await hub.asOwner('select count(*) from allocation_report'),
    ]).toEqual(before)
    expect(await hub.asOwner("select 1 from delivery where $1 = 'Delivery:' || id", [id])).toEqual([])
  })

  test('the same key gives the same answer, and another input under it is refused', async () => {
    const { record } = await nomination()
    const key = { key: `key-${record.sourceId}-of-a-case-system` }
    const first = await sync(hub, feed, [record], key)
    expect(await sync(hub, feed, [record], key)).toEqual(first)
    await expect(sync(hub, feed, [{ ...record, ...DECIDED }], key)).rejects.toThrow('IDEMPOTENCY_KEY_REUSED')
  })

  test('good and bad records go apart, each with its row, its code and its place', async () => {
    const first = await nomination()
    const second = await nomination()
    const report = await sendAllocations(hub, feed, [
      { ...first.record, ...DECIDED },
      'ikke JSON',
      { ...second.record, decidedOn: '2026-11-01' },
      { ...second.record, sourceId: 'ukendt', tenancyNumber: 'findes-ikke' },
      second.record,
    ])
    expect(report).toMatchObject({
      status: 201,
      outcomes: ['APPLIED', 'QUARANTINED', 'QUARANTINED', 'QUARANTINED', 'APPLIED'],
      problems: [
        '2 ERROR JSON_INVALID @ linje/line 2',
        '3 ERROR DAYS_OUT_OF_ORDER @ decidedOn',
        '4 ERROR OFFER_NOT_FOUND @ tenancyNumber',
      ],
    })
  })

  test('a report that a rule refuses midway is not followed at all', async () => {
    const busy = await nomination()
    await sync(hub, feed, [{ ...busy.record, ...DECIDED }])
    const { offerId, record } = await nomination()
    const report = await sync(hub, feed, [{ ...record, ...DECIDED, caseReference: busy.caseReference }])
    expect(report).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR HOUSEHOLD_ALREADY_ALLOCATED @ decidedOn'],
    })
    expect(await standingOf(hub, [offerId])).toEqual(['OFFERED'])
  })

  test('more than a thousand records, a full list, and vacancies to this feed are refused', async () => {
    const { record } = await nomination()
    await expect(sync(hub, feed, Array(1_001).fill(record))).rejects.toThrow('TOO_MANY_RECORDS')
    expect(await sendAllocations(hub, feed, [record], { query: '?mode=SNAPSHOT' })).toMatchObject({
      status: 422,
      code: 'MODE_NOT_FOR_KIND',
    })
    const { syncVacancies } = await hub.fields<{ syncVacancies: object }>(
      await hub.token(CASE_SYSTEM),
      `mutation { syncVacancies(feed: "${feed}", records: [], idempotencyKey: "vacancies-to-a-case-feed") { refusals { code } } }`,
    )
    expect(syncVacancies).toEqual({ refusals: [{ code: 'FEED_KIND_DIFFERS' }] })
  })
})

describe('What contradicts the hub', () => {
  test('a second household for an allocated dwelling is quarantined, and the first one stays', async () => {
    const { offerId, record } = await nomination()
    const [otherId = ''] = await householdsFor(hub, 1)
    await sync(hub, feed, [{ ...record, ...DECIDED }])
    const before = await standingOf(hub, [offerId])
    const other = { ...record, ...DECIDED, sourceId: 'other', caseReference: await referenceOf(hub, otherId) }
    expect(await sync(hub, feed, [{ ...other, nominatedOn: null }])).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR OFFER_ALREADY_ALLOCATED @ decidedOn'],
    })
    expect(await standingOf(hub, [offerId])).toEqual(before)
  })

  test('what the hub recorded after the report was made holds, and the report is superseded', async () => {
    const { offerId, record } = await nomination()
    await taken(hub, organisation, 'withdrawOffer', {
      ...{ offerId, reasonCode: 'NOT_HABITABLE', reason: 'Vandskade' },
    })
    const made = { sourceTime: '2026-11-30T12:00:00Z' }
    expect(await sync(hub, feed, [{ ...record, ...DECIDED, ...made }])).toMatchObject({
      outcomes: ['SUPERSEDED'],
      problems: ['1 INFO OFFER_ENDED @ nominatedOn', '1 INFO HUB_KNOWS_LATER @ sourceTime'],
    })
  })

  test('a report made after it is quarantined instead', async () => {
    const { offerId, record } = await nomination()
    await taken(hub, organisation, 'withdrawOffer', {
      ...{ offerId, reasonCode: 'NOT_HABITABLE', reason: 'Vandskade' },
    })
    expect(
      await sync(hub, feed, [{ ...record, ...DECIDED, sourceTime: '2026-12-04T11:30:00Z' }]),
    ).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR OFFER_ENDED @ nominatedOn'],
    })
  })

  test('another legal basis than the offer’s, and a day on which a decision by hand was not made', async () => {
    const { offerId, householdId, record } = await nomination()
    const other = { ...record, legalBasis: 'SECTION_63' }
    expect((await sync(hub, feed, [other])).problems).toEqual(['1 ERROR LEGAL_BASIS_DIFFERS @ legalBasis'])
    await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
    const late = { ...record, ...DECIDED, sourceTime: '2100-01-01T00:00:00Z' }
    expect((await sync(hub, feed, [late])).problems).toEqual(['1 ERROR DECISION_DIFFERS @ decidedOn'])
  })

  test('an answer that the household has given otherwise is quarantined', async () => {
    const { record } = await nomination()
    await sync(hub, feed, [{ ...record, ...DECLINED }])
    expect((await sync(hub, feed, [{ ...record, ...ACCEPTED, sourceSequence: '1' }])).problems).toEqual([
      '1 ERROR ALLOCATION_ANSWERED @ answer',
    ])
  })
})

describe('What is not the municipality’s', () => {
  const FOREIGN = {
    'a dwelling that is not there': { tenancyNumber: 'findes-ikke' },
    'an estate that is not there': { estateNumber: '77777' },
    'an organisation that is not there': { organisationCode: '9999' },
    'a dwelling of another municipality': { organisationCode: '0311', estateNumber: '1', tenancyNumber: '1' },
  }

  test('is like what is not there: dwellings', async () => {
    const { record } = await nomination()
    const [foreign] = await hub.asOwner<{ organisation: string; estate: string; tenancy: string }>(
      `select o.lbf_number as organisation, e.number as estate, d.tenancy_number as tenancy
         from dwelling d join estate e on e.id = d.estate_id join housing_organisation o on o.id = d.organisation_id
        where d.municipality_code = '0101' limit 1`,
    )
    const elsewhere = {
      ...{
        organisationCode: foreign?.organisation,
        estateNumber: foreign?.estate,
        tenancyNumber: foreign?.tenancy,
      },
      vacancySourceId: null,
    }
    for (const change of [...Object.values(FOREIGN), elsewhere]) {
      const { problems } = await sync(hub, feed, [{ ...record, ...change }])
      expect(problems).toEqual(['1 ERROR OFFER_NOT_FOUND @ tenancyNumber'])
    }
  })

  test('is like what is not there: households', async () => {
    const { record } = await nomination()
    const [foreignId = ''] = await householdsFor(hub, 1, { municipalityCode: '0101' })
    for (const caseReference of ['FINDES-IKKE', await referenceOf(hub, foreignId)]) {
      expect((await sync(hub, feed, [{ ...record, caseReference }])).problems).toEqual([
        '1 ERROR HOUSEHOLD_NOT_FOUND @ caseReference',
      ])
    }
  })

  test('nor is a case outside the units that the case system is limited to', async () => {
    const { record } = await nomination()
    const limited = { ...CASE_SYSTEM, organisationUnits: [OWN_UNIT] }
    expect((await sync(hub, feed, [record], { bearer: limited })).problems).toEqual([
      '1 ERROR HOUSEHOLD_NOT_FOUND @ caseReference',
    ])
  })

  test('a reference of several cases asks for the unit', async () => {
    const { record, caseReference } = await nomination()
    await hub.asOwner(
      `begin; select set_config('app.change_id', (select max(id) from public.change)::text, true);
       insert into household (municipality_code, case_reference, organisation_unit_id, adults, children)
         values ('0169', '${caseReference}', '${OWN_UNIT}', 1, 0); commit`,
    )
    expect((await sync(hub, feed, [record])).problems).toEqual([
      '1 ERROR CASE_REFERENCE_AMBIGUOUS @ caseReference',
    ])
    expect((await sync(hub, feed, [{ ...record, organisationUnitId: OWN_UNIT }])).outcomes).toEqual([
      'APPLIED',
    ])
  })

  test('another municipality neither delivers to the feed nor learns of it', async () => {
    const { record } = await nomination()
    for (const code of [feed, 'kommune-0169-findes-ikke']) {
      await expect(sync(hub, code, [record], { bearer: OTHER_CASE_SYSTEM })).rejects.toThrow('FEED_NOT_FOUND')
      expect(await sendAllocations(hub, code, [record], { bearer: OTHER_CASE_SYSTEM })).toMatchObject({
        status: 404,
        code: 'FEED_NOT_FOUND',
      })
    }
  })

  test('delivering takes a purpose and the role of a case system', async () => {
    const { record } = await nomination()
    await expect(sync(hub, feed, [record], { bearer: municipality })).rejects.toThrow('PURPOSE_MISSING')
    await expect(sync(hub, feed, [record], { bearer: allocator })).rejects.toThrow('NOT_ALLOWED')
    await expect(sync(hub, feed, [record], { bearer: organisation })).rejects.toThrow('FEED_NOT_FOUND')
  })
})

describe('The report', () => {
  const REPORT = `query($id: ID!) { delivery(id: $id) { quarantined feed { kind organisation { id } municipality { code } }
    records(first: 5) { nodes { row raw vacancy { id } problems { code } } } } }`
  const RAW = 'query($id: ID!) { delivery(id: $id) { records(first: 5) { nodes { caseRecord { raw } } } } }'

  async function quarantined() {
    const { record, vacancyId, householdId } = await nomination()
    const bad = [
      { ...record, ...DECIDED, decidedOn: '2026-11-01' },
      { ...record, legalBasis: 'SECTION_63' },
    ]
    return { vacancyId, householdId, record, ...(await sync(hub, feed, bad)) }
  }

  test('is the municipality’s and the operator’s, without what the records hold', async () => {
    const { id, vacancyId } = await quarantined()
    for (const bearer of [CASE_SYSTEM, municipality, allocator]) {
      const answer = await hub.query(await hub.token(bearer), REPORT, { id })
      expect(answer.data).toEqual({
        delivery: {
          quarantined: 2,
          feed: { kind: 'ALLOCATION', organisation: null, municipality: { code: '0169' } },
          records: {
            nodes: [
              { row: 1, raw: null, vacancy: null, problems: [{ code: 'DAYS_OUT_OF_ORDER' }] },
              { row: 2, raw: null, vacancy: { id: vacancyId }, problems: [{ code: 'LEGAL_BASIS_DIFFERS' }] },
            ],
          },
        },
      })
    }
    for (const bearer of [organisation, BEARERS.auditor, BEARERS.otherMunicipality, BEARERS.exchange]) {
      if (bearer === BEARERS.exchange) continue
      expect((await hub.query(await hub.token(bearer), REPORT, { id })).data).toEqual({ delivery: null })
    }
  })

  test('gives the records as received for a purpose only, and every look at one is logged', async () => {
    const { id, householdId, record } = await quarantined()
    const refused = await hub.query(await hub.token(municipality), RAW, { id })
    expect(refused.errors?.[0]?.extensions?.code).toBe('PURPOSE_MISSING')
    const looks = () =>
      hub.asOwner<{ fields: string[]; subjects: string[] }>(
        `select fields, subjects from access_log where fields @> '{"CaseRecord.raw"}' order by id`,
      )
    const before = await looks()
    const { delivery } = await hub.fields<{
      delivery: { records: { nodes: { caseRecord: { raw: string } }[] } }
    }>(await hub.token(allocator), RAW, { id })
    const raws = delivery.records.nodes.map(({ caseRecord }) => JSON.parse(caseRecord.raw).caseReference)
    expect(raws).toEqual([record.caseReference, record.caseReference])
    const [look] = (await looks()).slice(before.length)
    expect(look?.subjects).toHaveLength(2)
    expect(look?.subjects).toContain(householdId.replace('Household:', ''))
  })

  test('shows them to nobody whose access to cases is limited, and to no organisation', async () => {
    const { id } = await quarantined()
    const limited = { ...allocator, organisationUnits: [OWN_UNIT] }
    const { delivery } = await hub.fields<{ delivery: { records: { nodes: object[] } } }>(
      await hub.token(limited),
      RAW,
      {
        id,
      },
    )
    expect(delivery.records.nodes).toEqual([{ caseRecord: null }, { caseRecord: null }])
    expect(
      await hub.asOwner("select 1 from delivery_raw r where 'Delivery:' || r.delivery_id = $1", [id]),
    ).toEqual([])
  })
})

describe('Registering a feed of a municipality', () => {
  const register = async (input: object) => {
    const { registerFeed } = await hub.fields<{ registerFeed: { refusals: { code: string }[] } }>(
      await hub.token(CASE_SYSTEM),
      'mutation($input: RegisterFeedInput!) { registerFeed(input: $input) { refusals { code } } }',
      { input: { kind: 'ALLOCATION', municipalityCode: '0169', format: 'NDJSON', mode: 'DELTA', ...input } },
    )
    return registerFeed.refusals.map(({ code }) => code)
  }

  test.each([
    ['under another municipality’s code', { code: 'kommune-0101-x' }, 'FEED_CODE_NOT_OWN'],
    ['under a number as an organisation has it', { code: '0169-x' }, 'FEED_CODE_NOT_OWN'],
    [
      'for another municipality',
      { code: 'kommune-0101-x', municipalityCode: '0101' },
      'MUNICIPALITY_NOT_OWN',
    ],
    [
      'for an organisation',
      { code: '0045-x', municipalityCode: null, organisationId: 'x' },
      'OWNER_NOT_FOR_KIND',
    ],
    ['for both', { code: 'kommune-0169-x', organisationId: 'x' }, 'OWNER_NOT_FOR_KIND'],
    ['of vacancies', { code: 'kommune-0169-x', kind: 'VACANCY' }, 'OWNER_NOT_FOR_KIND'],
    ['of tables', { code: 'kommune-0169-x', format: 'CSV' }, 'FORMAT_NOT_FOR_KIND'],
    ['of full lists', { code: 'kommune-0169-x', mode: 'SNAPSHOT' }, 'MODE_NOT_FOR_KIND'],
  ])('%s is refused', async (_name, input, code) => {
    expect(await register(input)).toContain(code)
  })

  test('again changes its settings, and its kind stays', async () => {
    expect(await register({ code: feed, closingLimitPercent: 30 })).toEqual([])
    expect(await hub.asOwner('select closing_limit_percent, kind from feed where code = $1', [feed])).toEqual(
      [{ closing_limit_percent: 30, kind: 'ALLOCATION' }],
    )
  })
})

test('a command and a delivery at once leave one allocation', async () => {
  const { offerId, record } = await nomination()
  const [otherId = ''] = await householdsFor(hub, 1)
  const [report, command] = await Promise.all([
    sync(hub, feed, [{ ...record, ...DECIDED }]),
    take(hub, allocator, 'allocateDwelling', { offerId, householdId: otherId }),
  ])
  const won = [report.outcomes[0] === 'APPLIED', command.codes.length === 0]
  expect(won.filter(Boolean)).toHaveLength(1)
  expect((await standingOf(hub, [offerId]))[0]).toMatch(/^ALLOCATED \|[^|]*$/)
})
