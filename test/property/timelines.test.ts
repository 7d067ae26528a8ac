import type { Purpose } from '../../src/access/grant.ts'
import fc from '../support/fast-check.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { letOrganisationAgree, testClock } from '../support/offers.ts'
import { loadWorld, oracle, type World } from '../support/oracle.ts'
import { shelterStay, stayed, transitionOf } from '../support/stays.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'
import { tenancy } from '../support/subsidies.ts'
import {
  answered,
  asksForTermination,
  ended,
  housed,
  inArrears,
  parameterSet,
  refunded,
  refundProgramme,
} from '../support/timelines.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 50)
const { allocator, organisation } = BEARERS
const clock = testClock('2026-11-02T11:00:00Z')

const EVENT = 'key phase kind on until status overdue by law detail textDa textEn amount subject'
const SUMS = `sums { vacancyRent vacancyDays tenantSubsidy tenantSubsidyMonths restoration rentAfterTermination
  daysAfterTermination total }`
const LINES =
  'lines(first: 100) { totalCount nodes { key kind from until days months amount law textDa textEn rows source } }'
const FIGURES = `year asOf movingIn { movedIn medianDaysToAllocation ninthDecileDaysToAllocation medianDaysToMovingIn ninthDecileDaysToMovingIn }
  shelters { staysEnded toDwelling toDwellingInTime medianDays goingOn beyondGoal beyondGoalReady }
  standing { active endingWithin6Months ended toOrdinaryTerms vacancyDays meanRefund } exits { ending count }
  retention { months tenancies housed } support { method households }`
const DOCUMENT = `query($id: ID!, $validOn: LocalDate, $knownAt: Instant, $year: Int!) {
  transitionTimeline(id: $id, knownAt: $knownAt) {
    events(first: 100, validOn: $validOn) { totalCount nodes { ${EVENT} } }
    latest: events(first: 3, validOn: $validOn, orderBy: ON_DESC, filter: { phases: [2, 3, 4], statuses: [PAST, DUE] }) { nodes { key } }
    dueNext(first: 5, validOn: $validOn) { totalCount pageInfo { hasNextPage } nodes { key on by law } } }
  transitionCosts(id: $id, knownAt: $knownAt) { ${SUMS} ${LINES} }
  transitionFigures(municipalityCode: "0169", year: $year, knownAt: $knownAt) { ${FIGURES} }
  transitionCostsOfYear(municipalityCode: "0169", year: $year, knownAt: $knownAt) { year ${SUMS} ${LINES} } }`

let hub: TestHub
let world: World
let ids: string[]
let moments: string[]
beforeAll(async () => {
  hub = await startHub({ clock })
  const moment = async () => {
    const [{ at } = { at: '' }] = await hub.asOwner<{ at: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    )
    moments.push(at)
  }
  moments = []
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
  const programmeId = await refundProgramme(hub)
  await moment()
  const life = await housed(hub, clock)
  await moment()
  await refunded(hub, life, programmeId)
  const [elsewhere] = await hub.asOwner<{ id: string }>(
    `select 'Dwelling:' || id as id from dwelling where municipality_code = '0101' order by id limit 1`,
  )
  await transitionOf(hub, elsewhere?.id ?? '', '2026-01-01')
  clock.set('2027-03-25T11:00:00Z')
  const review = { transitionId: life.timelineId, dueOn: '2027-01-08' }
  const { id: reviewId } = await stayed(hub, allocator, 'appointPaymentReview', review)
  await moment()
  await stayed(hub, allocator, 'holdPaymentReview', {
    ...{ reviewId, heldOn: '2027-01-10', affordableRent: '5200.00', outcome: 'CAN_PAY' },
  })
  await parameterSet(hub, 'ARREARS_DAYS', [7])
  await inArrears(hub, life, 'REMINDER', '2027-03-01')
  const notice = await inArrears(hub, life, 'NOTICE_TO_MUNICIPALITY', '2027-03-20', '2027-04-01')
  await moment()
  await answered(hub, notice, 'NOT_REACHED', '2027-03-22', false)
  await answered(hub, notice, 'PAYMENT_PLAN', '2027-03-24', true)
  await parameterSet(hub, 'WARNING_MONTHS', [24, 9])
  await parameterSet(hub, 'CLAIM_DAYS', [30])
  await asksForTermination(hub, life)
  clock.set('2027-06-16T11:00:00Z')
  await ended(hub, life, '2027-06-15', 'TERMINATED_AT_MUNICIPAL_REQUEST')
  const shelter = { outcome: undefined, provider: 'EXTERNAL' }
  await stayed(hub, allocator, 'recordStay', shelterStay(life.householdId, '2027-06-10', shelter))
  clock.set('2027-08-01T11:00:00Z')
  await moment()
  await tenancy(hub, life.dwellingId, '2027-07-10', null, { allocated: false })
  const claim = await stayed(hub, organisation, 'claimGuarantee', {
    ...{
      tenancyId: life.tenancyId,
      claimedOn: '2027-06-25',
      amount: '18450.00',
      documentationReference: 'F-1',
    },
  })
  await moment()
  await stayed(hub, BEARERS.municipality, 'decideGuaranteeClaim', {
    ...{ claimId: claim.id, granted: '12000.00', reason: 'Slid' },
  })
  world = await loadWorld(hub)
  ids = (await hub.asOwner<{ id: string }>('select id from transition')).map(
    ({ id }) => `TransitionTimeline:${id}`,
  )
}, 120_000)
afterAll(() => hub?.stop())

const PURPOSES = [
  'case-handling',
  'municipal-allocation',
  'tenancy-agreement',
  'subsidy-audit',
  'subsidy-administration',
]
const bearers = fc
  .tuple(fc.constantFrom(...Object.values(BEARERS)), fc.constantFrom(undefined, ...PURPOSES))
  .map(([bearer, purpose]): Bearer => ({ ...bearer, ...(purpose && { purpose: purpose as Purpose }) }))
const CASEWORKER: Bearer = { ...BEARERS.allocator, purpose: 'case-handling' }
const days = fc.option(
  fc
    .integer({ min: 0, max: 2_200 })
    .map((after) => new Date(Date.parse('2026-07-01') + after * 86_400_000).toISOString().slice(0, 10)),
  { freq: 4 },
)

test(
  'timelines and costs, for anybody, on any day and as known at any moment, are what the second implementation tells',
  async () => {
    let events = 0
    await fc.assert(
      fc.asyncProperty(
        bearers,
        days,
        fc.option(fc.constantFrom(...moments), { freq: 2 }),
        fc.nat(),
        fc.integer({ min: 2025, max: 2028 }),
        async (bearer, validOn, knownAt, place, year) => {
          const variables = { id: ids[place % ids.length], validOn, knownAt, year }
          const { answer } = oracle(world, originOfBearer(bearer).actor, clock.today())
          const expected = await answer(DOCUMENT, variables)
          const received = await hub.query(await hub.token(bearer), DOCUMENT, variables)
          const codes = (errors: typeof received.errors | typeof expected.errors) => [
            ...new Set(errors?.map(({ extensions }) => extensions?.code)),
          ]
          expect(codes(received.errors)).toEqual(codes(expected.errors))
          if (received.errors !== undefined) return
          expect(received.data).toEqual(JSON.parse(JSON.stringify(expected.data)))
          const told = received.data as { transitionTimeline: { events: { totalCount: number } } | null }
          events += told.transitionTimeline?.events.totalCount ?? 0
        },
      ),
      {
        numRuns: RUNS,
        // Who works on cases asks for some of all transitions, so that there is something to compare for certain.
        examples: ids.slice(0, 8).map((_, place) => [CASEWORKER, null, null, place, 2026] as const) as never,
      },
    )
    expect(events).toBeGreaterThan(0)
  },
  60_000 + RUNS * 4_000,
)
