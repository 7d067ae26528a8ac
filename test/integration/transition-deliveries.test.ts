import { randomUUID } from 'node:crypto'
import { LANDLORD, OFFICER, setPeriod } from '../support/arrears.ts'
import { CASE_SYSTEM, OTHER_CASE_SYSTEM, referenceOf } from '../support/case-system.ts'
import { dwellingsOf, inChange } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, testClock } from '../support/offers.ts'
import { CASEWORKER, shelterStay, stayed } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { tenancy } from '../support/subsidies.ts'
import {
  sendTransitions,
  syncTransitions,
  TRANSITION_FEEDS,
  type TransitionFeedKind,
  transitionFeed,
} from '../support/transition-feeds.ts'

/** Monday 11 January 2027 at noon. */
const NOON = '2027-01-11T11:00:00Z'
const clock = testClock(NOON)

let hub: TestHub
let dwellings: string[]
const feeds = {} as Record<TransitionFeedKind, string>
beforeAll(async () => {
  hub = await startHub({ clock })
  dwellings = await dwellingsOf(hub)
  for (const kind of Object.keys(TRANSITION_FEEDS) as TransitionFeedKind[])
    feeds[kind] = await transitionFeed(hub, kind)
}, 120_000)
afterAll(() => hub?.stop())

let seconds = 0
let ids = 0

/** Delivers a while after what was delivered before. */
const sync = (kind: TransitionFeedKind, records: readonly object[], more: Record<string, unknown> = {}) => {
  clock.set(new Date(Date.parse(NOON) + ++seconds * 1_000).toISOString())
  return syncTransitions(hub, kind, feeds[kind], records, more)
}

/** The numbers by which an organisation names a dwelling. */
async function numbersOf(dwellingId: string) {
  const [row] = await hub.asOwner<{ organisationCode: string; estateNumber: string; tenancyNumber: string }>(
    `select o.lbf_number as "organisationCode", e.number as "estateNumber", d.tenancy_number as "tenancyNumber"
       from dwelling d join estate e on e.id = d.estate_id join housing_organisation o on o.id = d.organisation_id
      where 'Dwelling:' || d.id = $1`,
    [dwellingId],
  )
  return row as NonNullable<typeof row>
}

/** A dwelling, and the record of a tenancy of it. */
async function tenancyRecord(changes: object = {}) {
  const dwellingId = dwellings.shift() as string
  const numbers = await numbersOf(dwellingId)
  const record = {
    ...{ sourceId: `lej-${++ids}`, ...numbers, from: '2026-01-01', allocated: true, rent: '4351.36' },
    ...changes,
  }
  return { dwellingId, numbers, record }
}

const tenanciesOf = async (dwellingId: string) =>
  (
    await hub.asOwner<{ told: string }>(
      `select concat_ws(' ', valid, nullif(part, ''), case when allocated then 'allocated' end,
              case when transitional then 'transitional' end, lease_signed_on, rent_oere, ending) as told
         from tenancy where 'Dwelling:' || dwelling_id = $1 order by valid, part`,
      [dwellingId],
    )
  ).map(({ told }) => told)

/** A dwelling with an allocated tenancy, and the record of its first reminder. */
async function arrearsRecord() {
  const dwellingId = dwellings.shift() as string
  const tenancyId = await tenancy(hub, dwellingId, '2026-01-01', null)
  const record = {
    sourceId: `res-${++ids}`,
    ...(await numbersOf(dwellingId)),
    kind: 'REMINDER',
    happenedOn: '2026-11-02',
  }
  const step = (kind: string, happenedOn: string, changes: object = {}) => ({
    ...{ ...record, sourceId: `res-${++ids}`, kind, happenedOn },
    ...changes,
  })
  return { tenancyId, record, step }
}

const stepsOf = async (tenancyId: string) =>
  (
    await hub.asOwner<{ told: string }>(
      `select concat_ws(' ', kind, happened_on, case when children then 'children' end, act_by,
              case when withdrawn then 'withdrawn' end) as told
         from arrears_step where 'Tenancy:' || tenancy_id = $1 order by happened_on, kind`,
      [tenancyId],
    )
  ).map(({ told }) => told)

/** A household, and the records of a stay in a shelter and of a course of support. */
async function caseRecords() {
  const [householdId = ''] = await householdsFor(hub, 1)
  const caseReference = await referenceOf(hub, householdId)
  const stay = {
    ...{ sourceId: `oph-${++ids}`, caseReference, kind: 'SHELTER', provider: 'OWN', from: '2026-09-01' },
    source: 'Herbergets indskrivning',
  }
  const support = {
    ...{ sourceId: `stø-${++ids}`, caseReference, method: 'CTI', paragraph: 'SECTION_85_A' },
    ...{ provider: 'Hjemløseenheden', from: '2026-10-01', source: 'Afgørelse 12' },
  }
  return { householdId, stay, support }
}

const staysOf = async (householdId: string) =>
  (
    await hub.asOwner<{ told: string }>(
      `select concat_ws(' ', s.kind, s.valid, s.outcome, case when s.withdrawn then 'withdrawn' end,
              (select string_agg(c.kind || ' ' || c.met_on, ' ' order by c.kind) from discharge_condition c
                where c.stay_id = s.id and not c.withdrawn)) as told
         from stay s where 'Household:' || s.household_id = $1 order by s.valid`,
      [householdId],
    )
  ).map(({ told }) => told)

const supportOf = async (householdId: string) =>
  (
    await hub.asOwner<{ told: string }>(
      `select concat_ws(' ', method, paragraph, provider, valid, case when withdrawn then 'withdrawn' end) as told
         from support_course where 'Household:' || household_id = $1 order by valid`,
      [householdId],
    )
  ).map(({ told }) => told)

const APPLIED = { outcomes: ['APPLIED'], problems: [] }

/** What one kind's records look like. */
interface Example {
  readonly good: object
  readonly bad: object
  readonly problem: string
  /** What makes the good one another. */
  readonly other: object
}

/** One good record of each kind, and one that a rule refuses, with how its problem is told. */
const EXAMPLES: Readonly<Record<TransitionFeedKind, () => Promise<Example>>> = {
  TENANCY: async () => {
    const { record } = await tenancyRecord()
    const bad = { ...record, sourceId: 'x', tenancyNumber: 'findes-ikke' }
    return { good: record, bad, problem: 'DWELLING_NOT_FOUND @ tenancyNumber', other: { rent: '1.00' } }
  },
  ARREARS: async () => {
    const { record } = await arrearsRecord()
    const bad = { ...record, sourceId: 'x', kind: 'EVICTION', happenedOn: '2026-11-03' }
    return {
      good: record,
      bad,
      problem: 'ARREARS_STEP_OUT_OF_ORDER @ kind',
      other: { happenedOn: '2026-11-05' },
    }
  },
  STAY: async () => {
    const { stay } = await caseRecords()
    const bad = { ...stay, sourceId: 'x', from: '2026-10-01', until: '2026-11-01', outcome: 'LEFT' }
    return { good: stay, bad, problem: 'STAYS_OVERLAP @ from', other: { provider: 'EXTERNAL' } }
  },
  SUPPORT: async () => {
    const { support } = await caseRecords()
    const bad = { ...support, sourceId: 'x', from: '2026-11-01' }
    return { good: support, bad, problem: 'SUPPORT_OVERLAPS @ from', other: { provider: 'Andre' } }
  },
}
const KINDS = Object.keys(EXAMPLES) as TransitionFeedKind[]
const TABLES = {
  ...{ TENANCY: 'tenancy', ARREARS: 'arrears_step', STAY: 'stay', SUPPORT: 'support_course' },
} as const

describe.each(KINDS)('Records of kind %s have the same guarantees as those of vacancies:', (kind) => {
  const example = EXAMPLES[kind]
  const { bearer } = TRANSITION_FEEDS[kind]
  const versions = async () =>
    (
      await hub.asOwner<{ n: string }>(
        `select (select count(*) from ${TABLES[kind]}) || '/' || (select count(*) from history.${TABLES[kind]}) as n`,
      )
    )[0]?.n

  test('the same delivery twice changes nothing, by either door', async () => {
    const { good } = await example()
    expect(await sync(kind, [good])).toMatchObject(APPLIED)
    const before = await versions()
    expect(await sync(kind, [good])).toMatchObject({ outcomes: ['UNCHANGED'], problems: [] })
    const file = await sendTransitions(hub, bearer, feeds[kind], JSON.stringify(good))
    expect(file).toEqual({ status: 201, outcomes: '0/1/0/0' })
    expect(await versions()).toEqual(before)
  })

  test('good and bad records go apart, each with its row, its code and its place', async () => {
    const { good, bad, problem } = await example()
    const report = await sync(kind, [bad, good])
    // What rests on another record of the delivery is followed after it, whatever the order.
    expect(report).toMatchObject({ outcomes: ['QUARANTINED', 'APPLIED'], problems: [`1 ERROR ${problem}`] })
    const lines = [JSON.stringify(good), '{', JSON.stringify(bad)].join('\n')
    expect(await sendTransitions(hub, bearer, feeds[kind], lines)).toEqual({
      status: 201,
      outcomes: '0/1/0/2',
    })
  })

  test('an older record is superseded by sequence, else by time, never by arrival', async () => {
    const { good, other } = await example()
    const at = (hour: number) => ({ sourceTime: `2027-01-11T0${hour}:00:00Z` })
    await sync(kind, [{ ...good, ...at(9), sourceSequence: '2' }])
    const before = await versions()
    const older = [
      { ...good, ...other, ...at(9), sourceSequence: '1' },
      { ...good, ...other, ...at(8), sourceSequence: '2' },
    ]
    expect(await sync(kind, older)).toMatchObject({ outcomes: ['SUPERSEDED', 'SUPERSEDED'] })
    expect(await versions()).toEqual(before)
  })

  test('a dry run reports all and leaves no trace', async () => {
    const { good, bad, problem } = await example()
    const trace = async () => [
      await versions(),
      await hub.asOwner('select count(*) from transition_report'),
      await hub.asOwner('select count(*) from delivery'),
    ]
    const before = await trace()
    const { outcomes, problems } = await sync(kind, [good, bad], { dryRun: true })
    expect([outcomes, problems]).toEqual([['APPLIED', 'QUARANTINED'], [`2 ERROR ${problem}`]])
    expect(await trace()).toEqual(before)
  })

  test('the same key gives the same answer, and another input under it is refused', async () => {
    const { good, bad } = await example()
    const key = { key: randomUUID() }
    const first = await sync(kind, [good], key)
    expect(await sync(kind, [good], key)).toEqual(first)
    await expect(sync(kind, [bad], key)).rejects.toThrow('IDEMPOTENCY_KEY_REUSED')
  })

  test('more than a thousand, a full list, and records of another kind are refused', async () => {
    const { good } = await example()
    await expect(sync(kind, Array(1_001).fill(good))).rejects.toThrow('TOO_MANY_RECORDS')
    const other = { TENANCY: 'ARREARS', ARREARS: 'TENANCY', STAY: 'SUPPORT', SUPPORT: 'STAY' } as const
    await expect(syncTransitions(hub, kind, feeds[other[kind]], [good])).rejects.toThrow('FEED_KIND_DIFFERS')
    const snapshot = await sendTransitions(hub, bearer, feeds[kind], '', '?mode=SNAPSHOT')
    expect(snapshot).toEqual({ status: 422, code: 'MODE_NOT_FOR_KIND' })
  })

  test('a feed of others is like one that is not there', async () => {
    const { good } = await example()
    const others: Bearer =
      bearer === LANDLORD ? { ...BEARERS.otherOrganisation, purpose: 'tenancy-agreement' } : OTHER_CASE_SYSTEM
    await expect(syncTransitions(hub, kind, feeds[kind], [good], { bearer: others })).rejects.toThrow(
      'FEED_NOT_FOUND',
    )
  })
})

describe('A call', () => {
  test('delivers records of exactly one kind', async () => {
    const token = await hub.token(LANDLORD)
    for (const given of ['', 'tenancies: [], arrears: []']) {
      const { syncTransitions: answer } = await hub.fields<{ syncTransitions: object }>(
        token,
        `mutation { syncTransitions(feed: "${feeds.TENANCY}", ${given} idempotencyKey: "${randomUUID()}") { refusals { code } } }`,
      )
      expect(answer).toEqual({ refusals: [{ code: 'RECORD_KIND_NOT_ONE' }] })
    }
  })
})

describe('A landlord’s system tells of tenancies', () => {
  test('that begin, end and follow each other, in whatever order they come', async () => {
    const { dwellingId, record } = await tenancyRecord({ until: '2026-06-01', ending: 'MOVED_OUT' })
    const next = { ...record, sourceId: `lej-${++ids}`, from: '2026-06-01', until: null, ending: null }
    expect(await sync('TENANCY', [next, record])).toMatchObject({
      outcomes: ['APPLIED', 'APPLIED'],
      problems: [],
    })
    expect(await tenanciesOf(dwellingId)).toEqual([
      '[2026-01-01,2026-06-01) allocated 435136 MOVED_OUT',
      '[2026-06-01,) allocated 435136',
    ])
    const evicted = { ...next, until: '2026-12-01', ending: 'EVICTED' }
    expect(await sync('TENANCY', [evicted])).toMatchObject(APPLIED)
    expect((await tenanciesOf(dwellingId))[1]).toBe('[2026-06-01,2026-12-01) allocated 435136 EVICTED')
    // What a later record leaves out is not undone.
    expect(await sync('TENANCY', [next])).toMatchObject({ outcomes: ['UNCHANGED'], problems: [] })
    expect(await sync('TENANCY', [{ ...evicted, until: '2027-01-01' }])).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR TENANCY_ENDED @ tenancyNumber'],
    })
  })

  test('that the hub knows already, and of these the rent at which they were let stands', async () => {
    const { dwellingId, record } = await tenancyRecord()
    const known = await tenancy(hub, dwellingId, '2026-01-01', null, { rentOere: 400_000 })
    expect(await sync('TENANCY', [record])).toMatchObject({
      outcomes: ['UNCHANGED'],
      problems: ['1 INFO TENANCY_RENT_STANDS @ rent'],
    })
    expect(await tenanciesOf(dwellingId)).toEqual(['[2026-01-01,) allocated 400000'])
    expect(known).toMatch(/^Tenancy:/)
  })

  test.each([
    ['not allocated', { allocated: false }, 'allocated'],
    ['transitional', { transitional: true }, 'transitional'],
    ['from another day', { from: '2026-02-01' }, 'from'],
    ['signed on another day', { leaseSignedOn: '2025-12-01' }, 'leaseSignedOn'],
  ])('otherwise than the hub has them, and that is quarantined: %s', async (_, changes, path) => {
    const { dwellingId, record } = await tenancyRecord({ leaseSignedOn: '2025-12-20' })
    await sync('TENANCY', [record])
    const before = await tenanciesOf(dwellingId)
    expect(await sync('TENANCY', [{ ...record, ...changes }])).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: [`1 ERROR TENANCY_DIFFERS @ ${path}`],
    })
    expect(await tenanciesOf(dwellingId)).toEqual(before)
  })

  test('two at once in one dwelling, of which one is quarantined and the others go on', async () => {
    const { dwellingId, record } = await tenancyRecord()
    const overlapping = { ...record, sourceId: `lej-${++ids}`, from: '2026-03-01' }
    const after = await tenancyRecord()
    const report = await sync('TENANCY', [record, overlapping, after.record])
    expect(report).toMatchObject({
      outcomes: ['APPLIED', 'QUARANTINED', 'APPLIED'],
      problems: ['2 ERROR TENANCY_OVERLAPS @ from'],
    })
    expect(await tenanciesOf(dwellingId)).toHaveLength(1)
  })

  test('one from the day on which another was to begin and never did', async () => {
    const { dwellingId, record } = await tenancyRecord()
    await sync('TENANCY', [record])
    await inChange(
      hub,
      `update tenancy set valid = daterange(lower(valid), lower(valid) + 1), ending = 'NEVER_BEGUN'
        where 'Dwelling:' || dwelling_id = $1`,
      [dwellingId],
    )
    const second = { ...record, sourceId: `lej-${++ids}` }
    expect(await sync('TENANCY', [second])).toMatchObject(APPLIED)
    expect(await tenanciesOf(dwellingId)).toEqual([
      '[2026-01-01,2026-01-02) allocated 435136 NEVER_BEGUN',
      '[2026-01-01,) allocated 435136',
    ])
  })

  test('a transitional one, and the dwelling’s transition follows', async () => {
    const { dwellingId, record } = await tenancyRecord({ transitional: true })
    await sync('TENANCY', [record])
    await sync('TENANCY', [{ ...record, until: '2026-09-01', ending: 'TERMINATED_AT_MUNICIPAL_REQUEST' }])
    const stages = await hub.asOwner(
      `select stage, ending, ended_on::text from transition where 'Dwelling:' || dwelling_id = $1 and tenancy_id is not null`,
      [dwellingId],
    )
    expect(stages).toEqual([{ stage: 'ENDED', ending: 'TERMINATED_AT_REQUEST', ended_on: '2026-09-01' }])
  })

  test('in a dwelling of another organisation, which is like one that is not there', async () => {
    const [foreign = ''] = await dwellingsOf(hub, '0007')
    const { record } = await tenancyRecord(await numbersOf(foreign))
    expect((await sync('TENANCY', [record])).problems).toEqual(['1 ERROR DWELLING_NOT_FOUND @ tenancyNumber'])
  })
})

describe('A landlord’s system tells of arrears', () => {
  beforeAll(() => setPeriod(hub, 'ARREARS_DAYS', 5))

  test('step by step or all at once, in whatever order they come', async () => {
    const { tenancyId, record, step } = await arrearsRecord()
    const steps = [
      step('EVICTION', '2026-12-21'),
      step('BAILIFF_CASE', '2026-12-02'),
      step('NOTICE_TO_MUNICIPALITY', '2026-12-02', { children: true }),
      record,
    ]
    expect(await sync('ARREARS', steps)).toMatchObject({ outcomes: Array(4).fill('APPLIED'), problems: [] })
    expect(await stepsOf(tenancyId)).toEqual([
      'REMINDER 2026-11-02',
      'BAILIFF_CASE 2026-12-02 2026-12-10',
      'NOTICE_TO_MUNICIPALITY 2026-12-02 children 2026-12-10',
      'EVICTION 2026-12-21',
    ])
  })

  test('that it corrects, takes back and tells again', async () => {
    const { tenancyId, record, step } = await arrearsRecord()
    const notice = step('NOTICE_TO_MUNICIPALITY', '2026-12-02')
    await sync('ARREARS', [record, notice])
    await sync('ARREARS', [{ ...notice, happenedOn: '2026-12-03' }])
    expect((await stepsOf(tenancyId))[1]).toBe('NOTICE_TO_MUNICIPALITY 2026-12-03 2026-12-11')
    const back = { withdrawn: true }
    expect((await sync('ARREARS', [{ ...record, ...back }])).problems).toEqual([
      '1 ERROR ARREARS_STEP_NEEDED @ sourceId',
    ])
    const both = [
      { ...record, ...back },
      { ...notice, ...back },
    ]
    expect(await sync('ARREARS', both)).toMatchObject({ outcomes: ['APPLIED', 'APPLIED'], problems: [] })
    expect((await stepsOf(tenancyId)).every((one) => one.endsWith('withdrawn'))).toBe(true)
    expect(await sync('ARREARS', [record])).toMatchObject(APPLIED)
    expect((await stepsOf(tenancyId))[0]).toBe('REMINDER 2026-11-02')
  })

  test('under an id of another step, or of none that it could take back', async () => {
    const { record, step } = await arrearsRecord()
    await sync('ARREARS', [record])
    const settled = step('SETTLED', '2026-11-10', { sourceId: record.sourceId })
    expect((await sync('ARREARS', [settled])).problems).toEqual(['1 ERROR ARREARS_STEP_DIFFERS @ kind'])
    const unknown = step('SETTLED', '2026-11-10', { withdrawn: true })
    expect((await sync('ARREARS', [unknown])).problems).toEqual(['1 ERROR STEP_NOT_FOUND @ sourceId'])
  })

  test('for the purpose of the tenancy only, and by officers who have it', async () => {
    const { record } = await arrearsRecord()
    const deliver = (bearer: Bearer) => syncTransitions(hub, 'ARREARS', feeds.ARREARS, [record], { bearer })
    await expect(deliver(BEARERS.organisation)).rejects.toThrow('PURPOSE_MISSING')
    const file = await sendTransitions(hub, BEARERS.organisation, feeds.ARREARS, JSON.stringify(record))
    expect(file).toEqual({ status: 403, code: 'PURPOSE_MISSING' })
    expect(await deliver(OFFICER)).toMatchObject(APPLIED)
  })

  test('of which nothing but the id is kept when it cannot be used', async () => {
    const { record, step } = await arrearsRecord()
    const bad = step('EVICTION', '2026-12-21')
    await sync('ARREARS', [{ ...record, happenedOn: '2027-01-12' }, bad])
    const raw = await hub.asOwner<{ raw: string }>(
      `select w.raw from delivery_raw w join delivery d on d.id = w.delivery_id join feed f on f.id = d.feed_id
        where f.kind = 'ARREARS' order by w.delivery_id desc, w.row limit 2`,
    )
    expect(raw.map((one) => JSON.parse(one.raw))).toEqual([
      { sourceId: record.sourceId },
      { sourceId: bad.sourceId },
    ])
  })

  test('in a table', async () => {
    const { tenancyId, record } = await arrearsRecord()
    const { organisationCode, estateNumber, tenancyNumber } = record
    const place = `${organisationCode};${estateNumber};${tenancyNumber}`
    const feed = await transitionFeed(hub, 'ARREARS', 'CSV')
    const table = [
      'Reference;Selskab;Afdeling;Lejemål;Skridt;Dato;Børn',
      `csv-${randomUUID()};${place};underretning;2-12-2026;ja`,
      `csv-${randomUUID()};${place};påkrav;2.11.2026;`,
      `csv-${randomUUID()};${place};udsættelse;3-12-2026;`,
    ].join('\n')
    expect(await sendTransitions(hub, LANDLORD, feed, table)).toEqual({ status: 201, outcomes: '2/0/0/1' })
    expect(await stepsOf(tenancyId)).toEqual([
      'REMINDER 2026-11-02',
      'NOTICE_TO_MUNICIPALITY 2026-12-02 children 2026-12-10',
    ])
  })
})

describe('A case system tells of stays', () => {
  const met = {
    ...{ planMetOn: '2026-09-20', planEvidence: 'Plan 7' },
    ...{ dwellingOrPlaceMetOn: '2026-11-01', dwellingOrPlaceEvidence: 'Anvisning 3' },
    ...{ supportDecisionMetOn: '2026-11-02', supportDecisionEvidence: 'Afgørelse 12' },
    ...{ leaseAndSupportReadyMetOn: '2026-11-20', leaseAndSupportReadyEvidence: 'Lejeaftale' },
  }

  test('from the day of entry to discharge, which takes the conditions of the law', async () => {
    const { householdId, stay } = await caseRecords()
    expect(await sync('STAY', [stay])).toMatchObject(APPLIED)
    const left = { ...stay, until: '2026-12-01', outcome: 'TRANSITIONAL_DWELLING' }
    const { supportDecisionMetOn: _, supportDecisionEvidence: __, ...some } = met
    expect(await sync('STAY', [{ ...left, ...some }])).toMatchObject({
      outcomes: ['QUARANTINED'],
      problems: ['1 ERROR DISCHARGE_WITHOUT_SUPPORT_DECISION @ outcome'],
    })
    // Followed whole or not at all: not even the conditions that are met were taken down.
    expect(await staysOf(householdId)).toEqual(['SHELTER [2026-09-01,)'])
    expect(await sync('STAY', [{ ...left, ...met }])).toMatchObject(APPLIED)
    expect(await staysOf(householdId)).toEqual([
      'SHELTER [2026-09-01,2026-12-01) TRANSITIONAL_DWELLING DWELLING_OR_PLACE 2026-11-01 LEASE_AND_SUPPORT_READY 2026-11-20 PLAN 2026-09-20 SUPPORT_DECISION 2026-11-02',
    ])
  })

  test('that follow each other, in whatever order they come, and corrects their days', async () => {
    const { householdId, stay } = await caseRecords()
    const street = { ...stay, kind: 'STREET', provider: null, until: '2026-09-10', outcome: 'OTHER_STAY' }
    const shelter = { ...stay, sourceId: `oph-${++ids}`, from: '2026-09-10' }
    expect(await sync('STAY', [shelter, street])).toMatchObject({
      outcomes: ['APPLIED', 'APPLIED'],
      problems: [],
    })
    expect(await sync('STAY', [{ ...street, from: '2026-08-25' }])).toMatchObject(APPLIED)
    expect(await staysOf(householdId)).toEqual([
      'STREET [2026-08-25,2026-09-10) OTHER_STAY',
      'SHELTER [2026-09-10,)',
    ])
  })

  test('that it takes back and tells again', async () => {
    const { householdId, stay } = await caseRecords()
    expect((await sync('STAY', [{ ...stay, withdrawn: true }])).problems).toEqual([
      '1 ERROR WITHDRAWN_BEFORE_TOLD @ withdrawn',
    ])
    await sync('STAY', [stay])
    expect(await sync('STAY', [{ ...stay, withdrawn: true }])).toMatchObject(APPLIED)
    expect(await staysOf(householdId)).toEqual(['SHELTER [2026-09-01,) withdrawn'])
    expect(await sync('STAY', [stay])).toMatchObject(APPLIED)
    expect(await staysOf(householdId)).toEqual(['SHELTER [2026-09-01,)'])
  })

  test('that a caseworker has entered already: the two become one', async () => {
    const { householdId, stay } = await caseRecords()
    await stayed(
      hub,
      CASEWORKER,
      'recordStay',
      shelterStay(householdId, '2026-09-01', { source: stay.source }),
    )
    expect(await sync('STAY', [stay])).toMatchObject({ outcomes: ['UNCHANGED'], problems: [] })
    expect(await staysOf(householdId)).toEqual(['SHELTER [2026-09-01,)'])
  })

  test('of a household that is not there, or another municipality’s, alike', async () => {
    const { stay } = await caseRecords()
    const [foreign = ''] = await householdsFor(hub, 1, { municipalityCode: '0101' })
    const records = ['FINDES-IKKE', await referenceOf(hub, foreign)].map((caseReference) => ({
      ...{ ...stay, sourceId: `oph-${++ids}`, caseReference },
    }))
    expect((await sync('STAY', records)).problems).toEqual([
      '1 ERROR HOUSEHOLD_NOT_FOUND @ caseReference',
      '2 ERROR HOUSEHOLD_NOT_FOUND @ caseReference',
    ])
  })

  test('whose quarantined records are personal rows: each look takes a purpose and is logged', async () => {
    const { householdId, stay } = await caseRecords()
    const { id } = await sync('STAY', [{ ...stay, from: '2027-01-12' }])
    const raw = 'records(first: 1) { nodes { raw caseRecord { raw } } }'
    const seen = async (bearer: Bearer) =>
      hub.query(await hub.token(bearer), `query($id: ID!) { delivery(id: $id) { ${raw} } }`, { id })
    const { data } = await seen(CASE_SYSTEM)
    expect(data).toMatchObject({
      delivery: {
        records: { nodes: [{ raw: null, caseRecord: { raw: expect.stringContaining(stay.sourceId) } }] },
      },
    })
    const looks = await hub.asOwner('select 1 from access_log where $1::uuid = any (subjects)', [
      householdId.slice('Household:'.length),
    ])
    expect(looks.length).toBeGreaterThan(0)
    const { errors } = await seen(BEARERS.municipality)
    expect(errors?.[0]?.extensions?.code).toBe('PURPOSE_MISSING')
  })
})

describe('A case system tells of support', () => {
  test('that begins, is corrected, ends and is taken back', async () => {
    const { householdId, support } = await caseRecords()
    expect(await sync('SUPPORT', [support])).toMatchObject(APPLIED)
    await sync('SUPPORT', [{ ...support, method: 'ICM', until: '2026-12-01' }])
    expect(await supportOf(householdId)).toEqual(['ICM SECTION_85_A Hjemløseenheden [2026-10-01,2026-12-01)'])
    await sync('SUPPORT', [{ ...support, withdrawn: true }])
    expect(await supportOf(householdId)).toEqual([
      'ICM SECTION_85_A Hjemløseenheden [2026-10-01,2026-12-01) withdrawn',
    ])
    expect(await sync('SUPPORT', [support])).toMatchObject(APPLIED)
    expect(await supportOf(householdId)).toEqual(['CTI SECTION_85_A Hjemløseenheden [2026-10-01,)'])
  })

  test('in a table, with Danish paragraphs', async () => {
    const { householdId, support } = await caseRecords()
    const feed = await transitionFeed(hub, 'SUPPORT', 'CSV')
    const table = `Kilde-id;Sagsreference;Metode;Paragraf;Leverandør;Fra;Til;Kilde
csv-1;${support.caseReference};cti;§ 85 a;Hjemløseenheden;1-10-2026;;Afgørelse 12
csv-2;${support.caseReference};ACT;§ 99;Hjemløseenheden;1-10-2026;1-10-2026;Afgørelse 13
`
    expect(await sendTransitions(hub, CASE_SYSTEM, feed, table)).toEqual({ status: 201, outcomes: '1/0/0/1' })
    expect(await supportOf(householdId)).toEqual(['CTI SECTION_85_A Hjemløseenheden [2026-10-01,)'])
  })
})

describe('A file of several batches', () => {
  test('keeps the report of each, whatever the rules refuse of the records after it', async () => {
    const { stay } = await caseRecords()
    const good = JSON.stringify(stay)
    // The first batch holds nothing that could be followed; of the second, the rules refuse all but one.
    const unreadable = Array.from({ length: 2_000 }, () => '{')
    const empty = { from: '2026-01-01', until: '2026-01-01', outcome: 'LEFT' }
    const refused = Array.from({ length: 20 }, (_, n) =>
      JSON.stringify({ ...stay, ...empty, sourceId: `empty-${n}` }),
    )
    const lines = [...unreadable, good, ...refused].join('\n')
    expect(await sendTransitions(hub, CASE_SYSTEM, feeds.STAY, lines)).toEqual({
      status: 201,
      outcomes: '1/0/0/2020',
    })
    const [kept] = await hub.asOwner(
      `with newest as (select id from delivery order by received_at desc limit 1)
       select (select count(*) from delivery_record r, newest where r.delivery_id = newest.id)::int as records,
              (select count(*) from delivery_problem p, newest where p.delivery_id = newest.id)::int as problems,
              (select count(*) from delivery_case_raw w, newest where w.delivery_id = newest.id)::int as raw`,
    )
    expect(kept).toEqual({ records: 2_021, problems: 2_020, raw: 2_020 })
  })
})
