import type { RequestOrigin } from '../../src/access/actor.ts'
import type { ReadRecord } from '../../src/ingest/feed-format.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import {
  REPORTED_STATES,
  type ReportedState,
  type VacancyRecord,
  type VacancyStanding,
} from '../../src/vacancies/index.ts'
import fc from '../support/fast-check.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest

beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub.stop())

/** One record of a story; `time` null where it has none of its own. */
interface Told {
  readonly estate: string
  readonly tenancy: string
  readonly sourceId: string | null
  readonly sequence: bigint | null
  readonly time: string | null
  readonly state: ReportedState
  readonly content: number
}
/** What one delivery brings: single records of a delta feed may be dealt out anew, a full list stays whole. */
type Part =
  | { readonly kind: 'record'; readonly feed: number; readonly record: Told & { readonly time: string } }
  | { readonly kind: 'list'; readonly feed: number; readonly time: string; readonly records: readonly Told[] }

const moment = fc
  .constantFrom('08:00:00', '08:00:00.000001', '08:00:00.5', '09:30:00', '11:00:00')
  .map((time) => `2026-11-01T${time}Z`)
const told = fc.record({
  estate: fc.constantFrom('011', '012'),
  tenancy: fc.constantFrom('0001', '0002'),
  sourceId: fc.constantFrom(null, null, 'a'),
  sequence: fc.constantFrom(null, null, 1n, 2n),
  time: moment,
  state: fc.constantFrom(...REPORTED_STATES),
  content: fc.integer({ min: 1, max: 3 }),
})
const feed = fc.constantFrom(0, 0, 1)
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('record'), feed, record: told }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('list'),
      feed,
      time: moment,
      records: fc.array(
        fc.oneof(
          told,
          told.map((record) => ({ ...record, time: null })),
        ),
        { maxLength: 5 },
      ),
    }),
  },
)
/** Whether a delivery ends before each further record. */
const cuts = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 })
/** A story told twice: in one order, dealt out one way, and in another order, dealt out another way. */
const twice = fc.array(part, { minLength: 2, maxLength: 12 }).chain((parts) =>
  fc.record({
    parts: fc.constant(parts),
    again: fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length }),
    repeated: fc.subarray(parts, { maxLength: 2 }),
    cuts: fc.tuple(cuts, cuts),
  }),
)

function vacancy({ estate, tenancy, sourceId, sequence, time, state, content }: Told): VacancyRecord {
  return {
    organisationCode: '0045',
    estateNumber: estate,
    tenancyNumber: tenancy,
    sourceId,
    sourceSequence: sequence,
    sourceTime: time as Instant | null,
    buildingSectionNumber: content === 1 ? null : `${content}`,
    bbrUnitId: null,
    darAddressId: null,
    street: `Street ${content}`,
    floorDoor: content === 3 ? null : `${content}. tv`,
    postalCode: '2630',
    city: 'Taastrup',
    dwellingType: content === 1 ? 'FAMILY' : 'YOUTH',
    dwellingTypeText: null,
    rooms: content,
    areaM2: `${50 + content}`,
    accessible: content === 2,
    ...standing(state, content),
    vacantAtLoss: content === 1,
    rentOere: BigInt(content * 100_000),
    acontoLines: content === 2 ? [{ kind: 'HEAT', name: 'Varme', amountOere: 45_000n }] : [],
    depositOere: null,
    firstPaymentOere: null,
  }
}

function standing(state: ReportedState, content: number): VacancyStanding {
  const availableFrom = content === 2 ? null : ('2027-01-01' as LocalDate)
  const atDisposalFrom = '2027-01-02' as LocalDate
  if (state === 'LET') return { state, availableFrom, atDisposalFrom, letFrom: '2027-02-01' as LocalDate }
  return { state, availableFrom, atDisposalFrom, letFrom: null }
}

async function* read(records: readonly Told[]): AsyncGenerator<ReadRecord> {
  for (const [index, one] of records.entries()) {
    const record = vacancy(one)
    const { organisationCode, estateNumber, tenancyNumber, sourceId } = record
    const key = { organisationCode, estateNumber, tenancyNumber, sourceId }
    yield { row: index + 1, raw: '', key, record, problems: [] }
  }
}

async function deliver(
  origin: RequestOrigin,
  feedCode: string,
  mode: 'DELTA' | 'SNAPSHOT',
  sourceTime: string,
  records: readonly Told[],
): Promise<void> {
  const { received, applied, unchanged, superseded, quarantined, status } = await hub.deliver(origin, {
    feedCode,
    mode,
    sourceTime: sourceTime as Instant,
    records: () => read(records),
  })
  expect({ received, quarantined, status }).toEqual({
    received: records.length,
    quarantined: 0,
    status: 'APPLIED',
  })
  expect(applied + unchanged + superseded).toBe(received)
}

let organisations = 1_000

/** Tells a story to an organisation of its own and gives what everyone can see afterwards. */
async function tell(parts: readonly Part[], cuts: readonly boolean[]): Promise<object[]> {
  const lbfNumber = String(++organisations)
  const { id, origin } = await hub.organisation(lbfNumber)
  const feeds = [`${lbfNumber}-a`, `${lbfNumber}-b`]
  // The order of the feeds' ids must not matter either, so it is always the same.
  for (const code of feeds) await hub.feed(origin, id, code)
  const cut = cuts[Symbol.iterator]()
  let waiting: Told[] = []
  let waitingFor = 0
  const flush = async () => {
    if (waiting.length > 0)
      await deliver(origin, feeds[waitingFor] ?? '', 'DELTA', '2026-11-01T07:00:00Z', waiting)
    waiting = []
  }
  for (const one of parts) {
    if (one.kind === 'list' || one.feed !== waitingFor || cut.next().value === true) await flush()
    waitingFor = one.feed
    if (one.kind === 'record') waiting.push(one.record)
    else await deliver(origin, feeds[one.feed] ?? '', 'SNAPSHOT', one.time, one.records)
  }
  await flush()
  return hub.asOwner<object>(
    `select e.number, d.tenancy_number, v.source_id, v.state, v.withdrawal_reason, v.reported_state, v.vacant_at_loss,
            v.dwelling_type, v.rent_oere, v.aconto_lines, v.available_from, v.at_disposal_from, v.let_from,
            v.source_sequence, v.source_time, v.source_hash, right(f.code, 1) as feed,
            b.number as section, d.street, d.floor_door, d.floor, d.dwelling_type as type, d.rooms, d.area_m2,
            d.accessible, d.source_hash as dwelling_hash
       from vacancy v join dwelling d on d.id = v.dwelling_id join estate e on e.id = d.estate_id
       join feed f on f.id = v.feed_id left join building_section b on b.id = d.building_section_id
      where v.organisation_id = $1 order by 1, 2, 3`,
    [id],
  )
}

/** The same by the definition: the newest record says what, the moments of being seen and of the lists say whether. */
function expectedPresence(parts: readonly Part[], shown: Record<string, unknown>): string {
  const lists = parts.filter((one) => one.kind === 'list')
  const owner = shown.feed === 'a' ? 0 : 1
  const newestList = latest(lists.filter((one) => one.feed === owner).map((one) => one.time))
  const isIt = (one: Told) =>
    one.estate === shown.number &&
    one.tenancy === shown.tenancy_number &&
    (one.sourceId ?? '') === shown.source_id
  const seen = latest(
    parts.flatMap((one) => {
      if (one.kind === 'list') return one.records.some(isIt) ? [one.time] : []
      return isIt(one.record) ? [one.record.time] : []
    }),
  )
  const reported = String(shown.reported_state)
  const open = reported === 'ANNOUNCED' || reported === 'AT_MUNICIPAL_DISPOSAL'
  return open && newestList > seen ? 'WITHDRAWN' : reported
}

/** The latest of times in UTC, padded so that their texts sort as the times do. */
function latest(times: readonly string[]): string {
  const padded = times.map((time) => {
    const [seconds = '', fraction = ''] = time.replace('Z', '').split('.')
    return `${seconds}.${fraction.padEnd(6, '0')}`
  })
  return padded.sort().at(-1) ?? ''
}

test('any order and any partition of the same records give the same vacancies and dwellings', async () => {
  await fc.assert(
    fc.asyncProperty(twice, async ({ parts, again, repeated, cuts }) => {
      const once = await tell(parts, cuts[0])
      const otherwise = await tell([...again, ...repeated], cuts[1])
      expect(otherwise).toEqual(once)
      for (const shown of once as Record<string, unknown>[]) {
        expect(shown.state).toBe(expectedPresence(parts, shown))
        expect(shown.withdrawal_reason).toBe(
          shown.state !== 'WITHDRAWN'
            ? null
            : shown.reported_state === 'WITHDRAWN'
              ? 'BY_SOURCE'
              : 'ABSENT_FROM_SNAPSHOT',
        )
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 90_000, markInterruptAsFailure: false, verbose: 1 },
  )
}, 150_000)

const one = {
  estate: '011',
  tenancy: '0001',
  sourceId: null,
  sequence: null,
  state: 'ANNOUNCED',
  content: 1,
} as const
const at = (time: string) => `2026-11-01T${time}Z`
const record = (told: Partial<Told>, feed = 0): Part => ({
  kind: 'record',
  feed,
  record: { ...one, time: at('08:00:00'), ...told } as Told & { time: string },
})
const list = (time: string, records: readonly Told[] = []): Part => ({
  kind: 'list',
  feed: 0,
  time: at(time),
  records,
})
const TOGETHER = Array.from({ length: 14 }, () => false)
const APART = Array.from({ length: 14 }, () => true)

// What chance seldom puts together.
test.each<[string, readonly Part[], string]>([
  [
    'a delivery of two records of a vacancy shows that it was seen at the later time, whichever record wins',
    [record({ sequence: 2n, content: 2 }), record({ sequence: 1n, time: at('11:00:00') }), list('09:30:00')],
    'ANNOUNCED',
  ],
  [
    'of two records with one time the same wins, together or apart',
    [record({ content: 1 }), record({ content: 2 }), record({ content: 3 })],
    'ANNOUNCED',
  ],
  [
    'of two feeds that say the same at the same time always the same one has the vacancy',
    [record({}), record({}, 1), list('11:00:00')],
    'ANNOUNCED',
  ],
  [
    'a full list of the very moment at which a vacancy was seen leaves it',
    [record({}), list('08:00:00')],
    'ANNOUNCED',
  ],
  [
    'two full lists of one moment hold what either holds',
    [record({ time: at('07:30:00') }), list('08:00:00'), list('08:00:00', [{ ...one, time: null }])],
    'ANNOUNCED',
  ],
])('%s', async (_, parts, state) => {
  const orders = [parts, [...parts].reverse()]
  const told = await Promise.all(orders.flatMap((order) => [tell(order, TOGETHER), tell(order, APART)]))
  for (const shown of told) expect(shown).toEqual(told[0])
  expect(told[0]).toMatchObject([{ state }])
})
