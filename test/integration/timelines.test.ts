import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import {
  householdsFor,
  LIABILITY,
  letOrganisationAgree,
  taken,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { shelterStay, stayed } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { tenancy } from '../support/subsidies.ts'
import {
  answered,
  asksForTermination,
  CASE_SYSTEM,
  ended,
  eventsOf,
  housed,
  inArrears,
  type Life,
  lines,
  parameterSet,
  refunded,
  refundProgramme,
} from '../support/timelines.ts'

const { allocator, auditor, economist, lettingOfficer, organisation, otherMunicipality, refundAuditor } =
  BEARERS
const officer: Bearer = { ...lettingOfficer, purpose: 'tenancy-agreement' }
const stranger: Bearer = { ...otherMunicipality, purpose: 'municipal-allocation' }
const clock = testClock('2026-11-02T11:00:00Z')

let hub: TestHub
let programmeId: string
let life: Life
beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
  programmeId = await refundProgramme(hub)
  life = await housed(hub, clock)
  await refunded(hub, life, programmeId)
}, 120_000)
afterAll(() => hub?.stop())

const linesFor = async (bearer: Bearer, more: Parameters<typeof eventsOf>[3] = {}, of = life) =>
  lines(await eventsOf(hub, bearer, of.timelineId, more))

/** What both parties see of the life so far, in order. */
const SHARED = [
  'NOW AGREEMENT 2020-01-01',
  'PAST AT_DISPOSAL 2026-11-01..2026-11-15 2333.33',
  'PAST OFFER_STEP OFFERED 2026-11-02',
  'PAST ALLOCATED 2026-11-03',
  'PAST TENANT_ANSWER ACCEPTED 2026-11-04',
  'PAST COMPOSITION_ASSESSED 2026-11-05',
  'PAST APPROVED 2026-11-06',
  'PAST LEASE_SIGNED 2026-11-10',
  'PAST MOVED_IN 2026-11-15',
  'NOW TENANCY 2026-11-15',
  'NOW DEROGATIONS 2026-11-15..2031-11-15',
  'DUE PERIOD_WARNING 12 2030-11-15',
  'DUE PERIOD_WARNING 6 2031-05-15',
  'DUE PERIOD_WARNING 3 2031-08-15',
  'DUE ORDINARY_TERMS 2031-11-15',
]

describe('A timeline, while the household lives there', () => {
  test('tells a caseworker what happened, what holds and what is to come, out of the facts of all contexts', async () => {
    expect(await linesFor(allocator)).toEqual([
      'NOW AGREEMENT 2020-01-01',
      'PAST STAY SHELTER 2026-08-20..2026-11-15',
      'PAST CONDITION_MET PLAN 2026-09-15',
      ...SHARED.slice(1, 4),
      'PAST CONDITION_MET DWELLING_OR_PLACE 2026-11-03',
      ...SHARED.slice(4, 8),
      'PAST CONDITION_MET SUPPORT_DECISION 2026-11-11',
      'PAST CONDITION_MET LEASE_AND_SUPPORT_READY 2026-11-12',
      'PAST DISCHARGED TRANSITIONAL_DWELLING 2026-11-15',
      ...SHARED.slice(8, 11),
      'NOW REFUND 2026-11-15..2027-03-01 2610.00',
      'NOW SUPPORT CTI 2026-11-15',
      'DUE REFUND 2027-03-01..2027-06-01 2710.00',
      ...SHARED.slice(11),
    ])
  })

  test('shows the organisation the dwelling, the dates and the derogations, and nothing of the household', async () => {
    const events = await eventsOf(hub, officer, life.timelineId)
    expect(lines(events)).toEqual(SHARED)
    expect(JSON.stringify(events)).not.toMatch(/Household|AllocationDecision|Stay|Support|Review/)
  })

  test('shows the auditor of the refunds periods and money, and no other person’s fact', async () => {
    const inRefunds: Bearer = { ...refundAuditor, roles: ['auditor'] }
    expect(await linesFor(inRefunds)).toEqual([
      ...SHARED.slice(0, 11),
      'NOW REFUND 2026-11-15..2027-03-01 2610.00',
      'DUE REFUND 2027-03-01..2027-06-01 2710.00',
      ...SHARED.slice(11),
    ])
  })

  test('is not there for another municipality, and takes a purpose of everybody', async () => {
    expect(await eventsOf(hub, stranger, life.timelineId)).toBeNull()
    for (const bearer of [organisation, auditor]) {
      const { errors } = await hub.query(
        await hub.token(bearer),
        'query($id: ID!) { transitionTimeline(id: $id) { events(first: 1) { nodes { kind } } } }',
        { id: life.timelineId },
      )
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['PURPOSE_MISSING'])
    }
  })

  test('says of each event the phase, whose it is, by which law, and what it is told of, in two languages', async () => {
    const events = (await eventsOf(hub, allocator, life.timelineId)) ?? []
    const of = (kind: string) => events.find((event) => event.kind === kind)
    expect(of('AT_DISPOSAL')).toMatchObject({
      ...{ phase: 1, by: 'ORGANISATION', law: 'almenboligloven § 63 stk. 4', subject: life.offerId },
    })
    expect(of('DEROGATIONS')).toMatchObject({ phase: 4, by: null, law: 'almenlejeloven § 4 stk. 3' })
    expect(of('STAY')).toMatchObject({
      ...{ phase: 2, law: 'serviceloven § 110', textDa: 'Ophold: herberg', textEn: 'Stay: shelter' },
    })
    expect(of('SUPPORT')).toMatchObject({
      ...{ phase: 4, by: 'MUNICIPALITY', law: 'serviceloven § 85 a', textDa: 'Bostøtte: CTI' },
    })
    expect(of('PERIOD_WARNING')).toMatchObject({
      ...{ by: 'HUB', textDa: 'Varsel: 12 måneder til perioden slutter' },
    })
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length)
  })

  test('is paged in both directions without losing an event', async () => {
    const read = async (orderBy: string) => {
      const kinds: string[] = []
      for (let after: string | null = null; ; ) {
        const { it } = (await hub.fields(
          await hub.token(allocator),
          `query($id: ID!, $after: Cursor) { it: transitionTimeline(id: $id) { events(first: 5, after: $after, orderBy: ${orderBy}) {
             nodes { key } pageInfo { hasNextPage endCursor } } } }`,
          { id: life.timelineId, after },
        )) as {
          it: { events: { nodes: { key: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }
        }
        kinds.push(...it.events.nodes.map(({ key }) => key))
        if (!it.events.pageInfo.hasNextPage) return kinds
        after = it.events.pageInfo.endCursor
      }
    }
    const all = ((await eventsOf(hub, allocator, life.timelineId)) ?? []).map(({ key }) => key)
    expect(await read('ON_ASC')).toEqual(all)
    expect(await read('ON_DESC')).toEqual([...all].reverse())
  })

  test('logs whose events it has shown, and nothing when it shows no household', async () => {
    const looks = async () =>
      hub.asOwner<{ subjects: string[]; fields: string[] }>(
        `select subjects, fields from access_log where operation = 'Told' order by id`,
      )
    const told = (bearer: Bearer) =>
      hub
        .token(bearer)
        .then((token) =>
          hub.fields(
            token,
            'query Told($id: ID!) { transitionTimeline(id: $id) { dueNext(first: 100) { nodes { kind on } } } }',
            { id: life.timelineId },
          ),
        )
    await told(officer)
    expect(await looks()).toEqual([])
    await told(allocator)
    expect(await looks()).toEqual([
      {
        subjects: [life.householdId.slice('Household:'.length)],
        fields: ['TransitionEvent.kind,TransitionEvent.on'],
      },
    ])
  })
})

describe('A timeline, asked of another day', () => {
  test('says what was due then: the answer, the lease, the conditions for discharge', async () => {
    const due = async (validOn: string) =>
      (await linesFor(allocator, { validOn })).filter(
        (line) => /_DUE/.test(line) && /DUE|OVERDUE/.test(line.split(' ')[0] ?? ''),
      )
    expect(await due('2026-11-02')).toEqual([
      // Five business days after Monday 2 November.
      'DUE ANSWER_DUE 2026-11-09',
      'DUE APPROVAL_DUE 2026-11-15',
      'DUE CONDITION_DUE DWELLING_OR_PLACE 2026-11-18',
      'DUE CONDITION_DUE LEASE_AND_SUPPORT_READY 2026-11-18',
      'DUE CONDITION_DUE SUPPORT_DECISION 2026-11-18',
      'DUE SHELTER_DUE 2026-11-18',
    ])
    expect((await due('2026-11-03'))[0]).toBe('DUE APPROVAL_DUE 2026-11-15')
    expect(await due('2026-11-03')).toContain('DUE TENANT_ANSWER_DUE -')
    expect(await due('2026-11-12')).toEqual(['DUE SHELTER_DUE 2026-11-18'])
    expect(await due('2026-11-15')).toEqual([])
  })

  test('and as it was known then, tells what was known', async () => {
    const [{ at } = { at: '' }] = await hub.asOwner<{ at: string }>(
      `select to_char(max(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from (
         select recorded_at as at from offer_event where offer_id = $1::uuid and kind = 'ALLOCATED') one`,
      [life.offerId.slice('MunicipalOffer:'.length)],
    )
    // The clock of recorded time is the database's own.
    expect(await linesFor(CASE_SYSTEM, { knownAt: at, validOn: '2026-11-03' })).toEqual(
      expect.arrayContaining(['PAST ALLOCATED 2026-11-03', 'DUE TENANT_ANSWER_DUE -']),
    )
    const told = await linesFor(allocator, { knownAt: at, validOn: '2026-11-03' })
    expect(
      told.filter((line) => /LEASE_SIGNED|TENANCY|ANSWER ACCEPTED|REFUND|SUPPORT CTI/.test(line)),
    ).toEqual([])
  })
})

describe('What is due', () => {
  test('is the lease and the approval once the household has said yes, and the terms once it lives there', async () => {
    clock.set('2026-12-01T11:00:00Z')
    const [householdId = ''] = await householdsFor(hub, 1)
    const [vacancyId = ''] = await vacanciesFor(hub, 1)
    const offer = await taken(hub, organisation, 'offerVacancy', {
      ...{ vacancyId, legalBasis: 'SECTION_63', liability: LIABILITY },
    })
    const [{ id } = { id: '' }] = await hub.asOwner<{ id: string }>(
      `select 'TransitionTimeline:' || id as id from transition where 'MunicipalOffer:' || offer_id = $1`,
      [offer.id],
    )
    const due = async () => lines(await eventsOf(hub, officer, id)).filter((line) => line.includes('_DUE'))
    expect(await due()).toEqual(['DUE ANSWER_DUE 2026-12-08'])
    const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
    expect(await due()).toEqual(['DUE TENANT_ANSWER_DUE -', 'DUE APPROVAL_DUE -'])
    await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
    expect(await due()).toEqual(['DUE APPROVAL_DUE -', 'DUE LEASE_DUE -'])
    await taken(hub, organisation, 'recordLease', {
      ...{ offerId: offer.id, signedOn: '2026-12-01', from: '2026-12-15', rent: '5000.00' },
    })
    expect(await due()).toEqual(['DUE APPROVAL_DUE 2026-12-15', 'DUE TERMS_DUE 2026-12-15'])
    clock.set('2026-12-16T11:00:00Z')
    expect(await due()).toEqual(['OVERDUE APPROVAL_DUE 2026-12-15', 'OVERDUE TERMS_DUE 2026-12-15'])
  })

  test('is a review of the ability to pay, until it is held', async () => {
    clock.set('2027-01-10T11:00:00Z')
    const review = await stayed(hub, allocator, 'appointPaymentReview', {
      ...{ transitionId: life.timelineId, dueOn: '2027-01-08' },
    })
    const reviews = async (validOn?: string) =>
      (await linesFor(allocator, validOn === undefined ? {} : { validOn })).filter((line) =>
        /REVIEW/.test(line),
      )
    expect(await reviews()).toEqual(['OVERDUE REVIEW_DUE 2027-01-08'])
    await stayed(hub, allocator, 'holdPaymentReview', {
      ...{ reviewId: review.id, heldOn: '2027-01-10', affordableRent: '5200.00', outcome: 'CAN_PAY_BY_END' },
    })
    expect(await reviews()).toEqual(['PAST REVIEW_HELD CAN_PAY_BY_END 2027-01-10 5200.00'])
    expect(await reviews('2027-01-09')).toEqual([
      'OVERDUE REVIEW_DUE 2027-01-08',
      'DUE REVIEW_HELD CAN_PAY_BY_END 2027-01-10 5200.00',
    ])
  })

  test('is to act on arrears, which only the municipality is told; the organisation sees what is shared with it', async () => {
    clock.set('2027-03-25T11:00:00Z')
    await inArrears(hub, life, 'REMINDER', '2027-03-01')
    const notice = await inArrears(hub, life, 'NOTICE_TO_MUNICIPALITY', '2027-03-20', '2027-04-01')
    await parameterSet(hub, 'ARREARS_DAYS', [7])
    const arrears = async (bearer: Bearer) => (await linesFor(bearer)).filter((line) => /ARREARS/.test(line))
    const steps = ['PAST ARREARS REMINDER 2027-03-01', 'PAST ARREARS NOTICE_TO_MUNICIPALITY 2027-03-20']
    expect(await arrears(officer)).toEqual(steps)
    expect(await arrears(allocator)).toEqual([...steps, 'DUE ARREARS_DUE 2027-03-31'])
    await answered(hub, notice, 'NOT_REACHED', '2027-03-22', false)
    await answered(hub, notice, 'PAYMENT_PLAN', '2027-03-24', true)
    const plan = 'PAST ARREARS_RESPONSE PAYMENT_PLAN 2027-03-24'
    expect(await arrears(officer)).toEqual([...steps, plan])
    expect(await arrears(allocator)).toEqual([...steps, 'PAST ARREARS_RESPONSE NOT_REACHED 2027-03-22', plan])
  })

  test('of arrears is logged with the household also when the organisation looks, which is not told whose it is', async () => {
    await hub.fields(
      await hub.token(officer),
      'query Owing($id: ID!) { transitionTimeline(id: $id) { events(first: 100, filter: { kinds: [ARREARS, ARREARS_RESPONSE] }) { nodes { kind } } } }',
      { id: life.timelineId },
    )
    expect(
      await hub.asOwner(`select subject, subjects, fields from access_log where operation = 'Owing'`),
    ).toEqual([
      {
        subject: officer.subject,
        subjects: [life.householdId.slice('Household:'.length)],
        fields: ['TransitionEvent.kind,TransitionEvent.kinds'],
      },
    ])
  })

  test('is warned of as many months before as the municipality has set', async () => {
    await parameterSet(hub, 'WARNING_MONTHS', [9])
    expect((await linesFor(officer)).filter((line) => /WARNING/.test(line))).toEqual([
      'DUE PERIOD_WARNING 9 2031-02-15',
    ])
  })

  test('is gone on the day the period ends, when the tenancy goes on on ordinary terms', async () => {
    expect(
      (await linesFor(officer, { validOn: '2031-11-15' })).filter((line) => /TERMS|DEROG|TENANCY/.test(line)),
    ).toEqual([
      'NOW TENANCY 2026-11-15',
      'PAST DEROGATIONS 2026-11-15..2031-11-15',
      'NOW ORDINARY_TERMS 2031-11-15',
    ])
  })
})

describe('What a transition costs', () => {
  const SUMS =
    'sums { vacancyRent vacancyDays tenantSubsidy tenantSubsidyMonths restoration rentAfterTermination daysAfterTermination total }'
  const LINE =
    'lines(first: 100) { nodes { kind from until days months amount law rows source timeline { id } } }'
  const costs = async (bearer: Bearer, knownAt: string | null = null) =>
    (
      await hub.fields<{
        it: { sums: Record<string, unknown>; lines: { nodes: Record<string, unknown>[] } } | null
      }>(
        await hub.token(bearer),
        `query Costs($id: ID!, $knownAt: Instant) { it: transitionCosts(id: $id, knownAt: $knownAt) { ${SUMS} ${LINE} } }`,
        { id: life.timelineId, knownAt },
      )
    ).it
  const ofYear = async (bearer: Bearer, year: number) =>
    (
      await hub.fields<{
        it: { sums: Record<string, unknown>; lines: { nodes: Record<string, unknown>[] } }
      }>(
        await hub.token(bearer),
        `query Year($year: Int!) { it: transitionCostsOfYear(municipalityCode: "0169", year: $year) { year ${SUMS} ${LINE} } }`,
        { year },
      )
    ).it
  let before: string

  beforeAll(async () => {
    const [{ at } = { at: '' }] = await hub.asOwner<{ at: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    )
    before = at
    clock.set('2027-06-02T11:00:00Z')
    await asksForTermination(hub, life)
    expect((await linesFor(officer)).filter((line) => /TERMINATION/.test(line))).toEqual([
      'PAST TERMINATION_REQUESTED 2027-06-01',
      'DUE TERMINATION_DUE 2027-06-15',
    ])
    clock.set('2027-06-16T11:00:00Z')
    await ended(hub, life, '2027-06-15', 'TERMINATED_AT_MUNICIPAL_REQUEST')
    await stayed(hub, allocator, 'recordStay', {
      ...shelterStay(life.householdId, '2027-06-15', { kind: 'TEMPORARY_PLACE' }),
    })
    clock.set('2027-08-01T11:00:00Z')
    await tenancy(hub, life.dwellingId, '2027-07-10', null, { allocated: false })
    const claim = await stayed(hub, organisation, 'claimGuarantee', {
      ...{
        tenancyId: life.tenancyId,
        claimedOn: '2027-06-25',
        amount: '18450.00',
        documentationReference: 'F-117',
      },
    })
    await stayed(hub, CASE_SYSTEM, 'decideGuaranteeClaim', {
      ...{ claimId: claim.id, granted: '12000.00', reason: 'Slid og ælde er fratrukket' },
    })
  })

  test('ends on the timeline with what the municipality asked for and paid', async () => {
    const from = (await linesFor(allocator)).slice(-6)
    expect(from).toEqual([
      'PAST TERMINATION_REQUESTED 2027-06-01',
      'NOW STAY TEMPORARY_PLACE 2027-06-15',
      'PAST ENDED TERMINATED_AT_REQUEST 2027-06-15',
      // 16 days of June and 9 of July, until it was let again.
      'PAST RENT_AFTER_TERMINATION 2027-06-15..2027-07-10 4777.20',
      'PAST CLAIM 2027-06-25 18450.00',
      'PAST CLAIM_DECIDED GRANTED_IN_PART 2027-08-01 12000.00',
    ])
  })

  test('is rent while empty, refunds, restoration and rent after the termination, each with its days, law and rows', async () => {
    const all = await costs(allocator)
    expect(all?.sums).toEqual({
      ...{ vacancyRent: '2333.33', vacancyDays: 14, tenantSubsidy: '18570.00', tenantSubsidyMonths: 7 },
      ...{
        restoration: '12000.00',
        rentAfterTermination: '4777.20',
        daysAfterTermination: 25,
        total: '37680.53',
      },
    })
    const nodes = all?.lines.nodes ?? []
    expect(nodes).toHaveLength(10)
    expect(nodes[0]).toMatchObject({
      ...{ kind: 'VACANCY_RENT', from: '2026-11-01', until: '2026-11-15', days: 14, months: null },
      ...{ amount: '2333.33', law: 'almenboligloven § 63 stk. 4', rows: [life.offerId] },
      ...{ source: LIABILITY.source, timeline: { id: life.timelineId } },
    })
    expect(nodes[1]).toMatchObject({
      ...{ kind: 'TENANT_SUBSIDY', from: '2026-11-15', until: '2026-12-01', days: null, months: 1 },
      ...{ amount: '2610.00', law: 'serviceloven § 163 a' },
    })
    // The month was computed twice; both rows prove it.
    expect(nodes.find(({ from }) => from === '2027-03-01')).toMatchObject({
      amount: '2710.00',
      rows: [expect.stringMatching(/^TenantSubsidyCalculation:/), expect.anything()],
    })
    expect(nodes.map(({ kind }) => kind).slice(8)).toEqual(['RENT_AFTER_TERMINATION', 'RESTORATION'])
  })

  test('is to the organisation what it is paid, and to the economist and the auditor what they may see', async () => {
    expect((await costs(officer))?.sums).toMatchObject({ tenantSubsidy: '0.00', total: '19110.53' })
    expect((await costs(economist))?.sums).toMatchObject({ tenantSubsidy: '18570.00', total: '37680.53' })
    expect((await costs({ ...auditor, purpose: 'subsidy-audit' }))?.sums).toMatchObject({
      tenantSubsidy: '0.00',
    })
    expect((await costs(refundAuditor))?.sums).toMatchObject({ tenantSubsidy: '18570.00' })
    expect(await costs(stranger)).toBeNull()
  })

  test('is asked as it was known before the end', async () => {
    expect((await costs(allocator, before))?.sums).toMatchObject({
      ...{
        restoration: '0.00',
        rentAfterTermination: '0.00',
        vacancyRent: '2333.33',
        tenantSubsidy: '18570.00',
      },
    })
  })

  test('is told by calendar year, each line in the year of its days', async () => {
    const [first, second] = [await ofYear(economist, 2026), await ofYear(economist, 2027)]
    const own = ({ lines: { nodes } }: typeof first) =>
      nodes.filter(({ timeline }) => (timeline as { id: string } | null)?.id === life.timelineId)
    expect(own(first).map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'VACANCY_RENT 2333.33',
      'TENANT_SUBSIDY 2610.00',
      'TENANT_SUBSIDY 2610.00',
    ])
    expect(own(second).map(({ kind }) => kind)).toEqual([
      ...Array(5).fill('TENANT_SUBSIDY'),
      'RENT_AFTER_TERMINATION',
      'RESTORATION',
    ])
    expect(second.sums).toMatchObject({ tenantSubsidy: '13350.00', tenantSubsidyMonths: 5 })
    expect((await ofYear(economist, 2_147_483_647)).sums).toMatchObject({ total: '0.00' })
    expect((await ofYear(stranger, 2027)).sums).toMatchObject({ total: '0.00' })
  })

  test('is logged with every household whose refund is in a sum', async () => {
    const looks = await hub.asOwner<{ fields: string[]; subjects: string[] }>(
      `select fields, subjects from access_log where operation = 'Year' and subjects <> '{}' order by id limit 1`,
    )
    expect(looks[0]?.subjects).toContain(life.householdId.slice('Household:'.length))
    expect(looks[0]?.fields.join()).toMatch(/TransitionYearCosts.sums/)
  })
})

describe('The figures of a year', () => {
  const figures = async (bearer: Bearer, year: number) =>
    (
      await hub.fields<{ it: Record<string, unknown> }>(
        await hub.token(bearer),
        `query Figures($year: Int!) { it: transitionFigures(municipalityCode: "0169", year: $year) { year asOf
           movingIn { movedIn medianDaysToAllocation medianDaysToMovingIn }
           shelters { staysEnded toDwelling toDwellingInTime medianDays goingOn beyondGoal beyondGoalReady }
           standing { active endingWithin6Months ended toOrdinaryTerms vacancyDays meanRefund }
           exits { ending count } retention { months tenancies housed } support { method households } } }`,
        { year },
      )
    ).it

  test('count who moved in, how stays in shelters ended, what is active and who is supported', async () => {
    expect(await figures(allocator, 2026)).toEqual({
      ...{ year: 2026, asOf: '2026-12-31' },
      // Nobody was nominated before the allocation, so there are no days to count.
      movingIn: { movedIn: 1, medianDaysToAllocation: null, medianDaysToMovingIn: null },
      shelters: {
        ...{ staysEnded: 1, toDwelling: 1, toDwellingInTime: 1, medianDays: 87 },
        ...{ goingOn: 0, beyondGoal: 0, beyondGoalReady: 0 },
      },
      standing: {
        ...{ active: 2, endingWithin6Months: 0, ended: 0, toOrdinaryTerms: 0 },
        ...{ vacancyDays: 58, meanRefund: '2610.00' },
      },
      exits: [],
      retention: [],
      support: [
        { method: 'CTI', households: 1 },
        { method: null, households: 1 },
      ],
    })
  })

  test('of few households are logged as a look at each of them, and of a year with none as a look at nobody', async () => {
    const looks = () =>
      hub.asOwner<{ subjects: string[] }>(
        `select subjects::text[] as subjects from access_log where operation = 'Figures' and subjects <> '{}' order by at`,
      )
    const before = await looks()
    await figures(allocator, 2026)
    await figures(allocator, 2019)
    const added = (await looks()).slice(before.length)
    expect(added).toHaveLength(1)
    expect(added[0]?.subjects).toContain(life.householdId.slice('Household:'.length))
    const counted = await hub.asOwner<{ id: string }>(
      `select household_id::text as id from transition_case where not withdrawn union select household_id::text from stay
        where kind = 'SHELTER' and not withdrawn and municipality_code = '0169' and valid && '[2026-01-01,2027-01-01)'`,
    )
    expect([...(added[0]?.subjects ?? [])].sort()).toEqual(counted.map(({ id }) => id).sort())
  })

  test('count exits and who still lives there, and to the organisation nothing about households', async () => {
    expect(await figures(allocator, 2027)).toMatchObject({
      asOf: '2027-08-01',
      standing: { active: 1, ended: 1, meanRefund: '2670.00' },
      exits: [{ ending: 'TERMINATED_AT_REQUEST', count: 1 }],
      retention: [{ months: 6, tenancies: 2, housed: 2 }],
    })
    expect(await figures(officer, 2026)).toMatchObject({
      movingIn: { movedIn: 0 },
      shelters: { staysEnded: 0, medianDays: null },
      standing: { active: 2, meanRefund: null },
      support: [],
    })
    expect(await figures(stranger, 2026)).toMatchObject({ standing: { active: 0 }, support: [] })
  })
})
