import type { Purpose } from '../../src/access/grant.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import fc from '../support/fast-check.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { isoOf } from '../support/instants.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, oracle, type World } from '../support/oracle.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { BEARERS, originOfBearer, tellStory } from '../support/story.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40)

const DOCUMENT = `query($knownAt: Instant, $filter: TodoFilter!, $numbers: TransitionParameterFilter) {
  todo(first: 100, knownAt: $knownAt, filter: $filter) { totalCount nodes { id kind party subjectId dueOn daysLeft raisedOn
    law textDa textEn settledOn settledBy recordedFrom recordedUntil organisation { id } municipality { code } dwelling { id }
    household { id caseReference } timeline { id } } }
  open: todo(first: 5, orderBy: DUE_DESC) { nodes { id } }
  transitionParameters(first: 100, knownAt: $knownAt, filter: $numbers) {
    nodes { id name amounts from until source recordedFrom municipality { code } } } }`
const EVENTS = `{ outboxEvents(first: 100) { totalCount nodes { id kind party subjectId occurredAt recordedAt
  organisation { id } municipality { code } } } }`

let hub: TestHub
let world: World
let moments: string[]
beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  world = await loadWorld(hub)
  moments = (world.get('history.reminder') ?? [])
    .flatMap((row) => [BigInt(String(row.recorded_until)), BigInt(String(row.recorded_until)) - 1n])
    .map(isoOf)
}, 180_000)
afterAll(() => hub?.stop())

const PURPOSES = ['case-handling', 'municipal-allocation', 'tenancy-agreement', 'subsidy-administration']
/** Those who have something to do come as often as all others. */
const bearers = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...Object.values(BEARERS)),
      fc.constantFrom(
        BEARERS.lettingOfficer,
        BEARERS.allocator,
        BEARERS.municipality,
        BEARERS.otherMunicipality,
      ),
    ),
    fc.oneof(fc.constantFrom(...PURPOSES), fc.constant('municipal-allocation')),
  )
  .map(([bearer, purpose]): Bearer => ({ ...bearer, purpose: purpose as Purpose }))
const filters = fc.record(
  {
    includeSettled: fc.boolean(),
    kinds: fc.constantFrom(['TERMS_MISSING'], ['SHELTER_LIMIT', 'DISCHARGE_CONDITION'], ['PERIOD_ENDING']),
    dueBefore: fc.constantFrom('2026-01-01', '2027-01-01', '2030-01-01'),
    municipalityCodes: fc.constantFrom(['0169'], ['0101'], ['0169', '0101']),
  },
  { requiredKeys: [] },
)
const numbers = fc.constantFrom(
  null,
  { municipalityCode: '0169' },
  { names: ['WARNING_MONTHS'] },
  { inForceOn: '2025-06-01' },
)

/** Those who have something to do ask for all of it, so that there is something to compare for certain. */
const CERTAIN: [Bearer, null, object, null][] = [
  [{ ...BEARERS.allocator, purpose: 'municipal-allocation' }, null, {}, null],
  [{ ...BEARERS.lettingOfficer, purpose: 'tenancy-agreement' }, null, {}, null],
  [{ ...BEARERS.municipality, purpose: 'municipal-allocation' }, null, {}, null],
]

test(
  'what is to be done and what happened is, for anybody, what the second implementation tells',
  async () => {
    let items = 0
    let events = 0
    await fc.assert(
      fc.asyncProperty(
        bearers,
        fc.option(fc.nat(), { freq: 2 }),
        filters,
        numbers,
        async (bearer, moment, filter, of) => {
          const knownAt = moment === null ? null : moments[moment % moments.length]
          const { answer } = oracle(world, originOfBearer(bearer).actor, systemClock.today())
          for (const [document, variables] of [
            [DOCUMENT, { knownAt, filter, numbers: of }],
            [EVENTS, {}],
          ] as const) {
            const expected = await answer(document, variables)
            const received = await hub.query<{
              todo?: { totalCount: number }
              outboxEvents?: { totalCount: number }
            }>(await hub.token(bearer), document, variables)
            expect(received.errors?.map(({ extensions }) => extensions?.code)).toEqual(
              expected.errors?.map(({ extensions }) => extensions.code),
            )
            if (received.errors !== undefined) continue
            expect(received.data).toEqual(JSON.parse(JSON.stringify(expected.data)))
            items += received.data?.todo?.totalCount ?? 0
            events += received.data?.outboxEvents?.totalCount ?? 0
          }
        },
      ),
      {
        numRuns: RUNS,
        examples: CERTAIN,
      },
    )
    expect(moments.length).toBeGreaterThan(0)
    expect(items).toBeGreaterThan(0)
    expect(events).toBeGreaterThan(0)
  },
  60_000 + RUNS * 4_000,
)
