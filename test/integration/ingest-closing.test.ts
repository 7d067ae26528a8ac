import { randomUUID } from 'node:crypto'
import { programActor } from '../../src/access/actor.ts'
import type { Purpose } from '../../src/access/grant.ts'
import type { FeedMapping, ReadRecord } from '../../src/ingest/feed-format.ts'
import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { Refused } from '../../src/kernel/errors.ts'
import { type DeliveryRow, OPERATOR, type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest
let organisations = 3_000

beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub.stop())

const HEADER = 'Boligorganisation;Afdeling;Lejemål;Ledigheds-id;Husleje;Ledig pr.;Status'
const row = (tenancy: string, { id = '', rent = '5.000,00', state = 'Ledig' } = {}) =>
  `0045;011;${tenancy};${id};${rent};01-01-2027;${state}`
const tenancies = (count: number, from = 1) =>
  Array.from({ length: count }, (_, n) => row(String(from + n).padStart(4, '0')))

/** A snapshot feed of an organisation of its own; hours are source times of one day. */
async function listFeed(closingLimitPercent = 20) {
  const lbfNumber = String(++organisations)
  const { id, origin } = await hub.organisation(lbfNumber)
  const feedCode = `${lbfNumber}-list`
  await hub.feed(origin, id, feedCode, {
    mode: 'SNAPSHOT',
    closingLimitPercent,
    mapping: { municipalityCode: '0169', sourceOrganisationCode: '0045' },
  })
  return {
    origin,
    deliver: (hour: number | null, rows: readonly string[], mode: 'SNAPSHOT' | 'DELTA' = 'SNAPSHOT') =>
      hub.deliver(origin, {
        feedCode,
        mode,
        sourceTime: hour === null ? null : (`2026-11-01T${String(hour).padStart(2, '0')}:00:00Z` as Instant),
        sha256: `${hour ?? 0}`.padStart(64, '0'),
        records: (feed): AsyncIterable<ReadRecord> =>
          FEED_FORMATS.CSV.read(bytesOf([HEADER, ...rows].join('\n')), feed.mapping as FeedMapping),
      }),
    async states() {
      const rows = await hub.asOwner<{ key: string; state: string }>(
        `select d.tenancy_number || coalesce(nullif('/' || v.source_id, '/'), '') as key,
                v.state || coalesce(' ' || v.withdrawal_reason, '') as state
           from vacancy v join dwelling d on d.id = v.dwelling_id where v.organisation_id = $1 order by 1`,
        [id],
      )
      return Object.fromEntries(rows.map(({ key, state }) => [key, state]))
    },
    async open() {
      const rows = Object.values(await this.states())
      return rows.filter((state) => state === 'ANNOUNCED').length
    },
    decide: (delivery: DeliveryRow, decision: 'APPROVED' | 'REJECTED', by = origin) =>
      hub.ingest.decide(by, delivery.id, decision, async (change, deliveryId) => {
        const [row] = await change.sql<DeliveryRow>('select * from delivery where id = $1', [deliveryId])
        return row
      }),
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** The code of the refusal that a command ends in. */
async function refusal(command: Promise<unknown>): Promise<string | undefined> {
  const error = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refused)) throw new Error(`not refused: ${error}`)
  return error.refusals[0]?.code
}

const GONE = 'WITHDRAWN ABSENT_FROM_SNAPSHOT'

test('a full list closes what it no longer names', async () => {
  const feed = await listFeed()
  await feed.deliver(8, tenancies(10))
  const next = await feed.deliver(9, tenancies(9, 2))
  expect(next).toMatchObject({ status: 'APPLIED', open_before: 10, missing: 1, closed: 1 })
  expect(await feed.states()).toMatchObject({ '0001': GONE, '0002': 'ANNOUNCED' })
})

test.each([
  [20, 10, 2, 'APPLIED', 2],
  [20, 10, 3, 'AWAITING_APPROVAL', 0],
  [20, 5, 1, 'APPLIED', 1],
  [20, 4, 1, 'AWAITING_APPROVAL', 0],
  [0, 10, 1, 'AWAITING_APPROVAL', 0],
  [100, 3, 3, 'APPLIED', 3],
])(
  'with a limit of %d %% and %d open, a list without %d of them ends %s and closes %d',
  async (limit, open, missing, status, closed) => {
    const feed = await listFeed(limit)
    await feed.deliver(8, tenancies(open))
    const next = await feed.deliver(9, tenancies(open - missing, missing + 1))
    expect(next).toMatchObject({ status, open_before: open, missing, closed })
    expect(await feed.open()).toBe(open - closed)
  },
)

test('a list that would close too much is applied, closes nothing and waits; approval closes', async () => {
  const feed = await listFeed()
  await feed.deliver(8, tenancies(10))
  const waiting = await feed.deliver(9, [row('0001', { rent: '9.999,00' }), row('0099')])
  expect(waiting).toMatchObject({ status: 'AWAITING_APPROVAL', applied: 2, missing: 9, closed: 0 })
  expect(await feed.open()).toBe(11)
  expect(await feed.decide(waiting, 'APPROVED')).toMatchObject({ status: 'APPROVED', closed: 9 })
  expect(await feed.open()).toBe(2)
  expect(await refusal(feed.decide(waiting, 'APPROVED'))).toBe('DELIVERY_NOT_WAITING')
  expect(await refusal(feed.decide(waiting, 'REJECTED'))).toBe('DELIVERY_NOT_WAITING')
})

test('rejection leaves everything open, and the next list is judged anew', async () => {
  const feed = await listFeed()
  await feed.deliver(8, tenancies(10))
  const waiting = await feed.deliver(9, tenancies(2))
  expect(await feed.decide(waiting, 'REJECTED')).toMatchObject({ status: 'REJECTED', closed: 0 })
  expect(await feed.open()).toBe(10)
  expect(await feed.deliver(10, tenancies(9))).toMatchObject({ status: 'APPLIED', closed: 1 })
})

test('a waiting list that a newer one has overtaken cannot be approved, only rejected', async () => {
  const feed = await listFeed()
  await feed.deliver(8, tenancies(10))
  const waiting = await feed.deliver(9, tenancies(2))
  await feed.deliver(10, tenancies(10))
  expect(await refusal(feed.decide(waiting, 'APPROVED'))).toBe('SNAPSHOT_OUTDATED')
  expect(await feed.open()).toBe(10)
  expect(await feed.decide(waiting, 'REJECTED')).toMatchObject({ status: 'REJECTED' })
})

test('what was seen after a waiting list was made stays open when the list is approved', async () => {
  const feed = await listFeed()
  await feed.deliver(8, tenancies(10))
  const waiting = await feed.deliver(9, tenancies(2))
  await feed.deliver(10, tenancies(1, 10), 'DELTA')
  expect(await feed.decide(waiting, 'APPROVED')).toMatchObject({ closed: 7 })
  expect(await feed.states()).toMatchObject({ '0003': GONE, '0010': 'ANNOUNCED' })
})

test('nobody but the organisation decides, and a foreign delivery is like none', async () => {
  const feed = await listFeed()
  await feed.deliver(8, tenancies(10))
  const waiting = await feed.deliver(9, tenancies(2))
  const stranger = (await hub.organisation('2999')).origin
  expect(await refusal(feed.decide(waiting, 'APPROVED', stranger))).toBe('DELIVERY_NOT_FOUND')
  expect(await refusal(feed.decide({ ...waiting, id: randomUUID() }, 'APPROVED'))).toBe('DELIVERY_NOT_FOUND')
  expect(await refusal(feed.decide(waiting, 'APPROVED', OPERATOR))).toBe('NOT_ALLOWED')
  const municipality = (purpose: Purpose) => ({
    requestId: 'test',
    actor: programActor('municipality', {
      roles: ['municipal_system'],
      municipalityCodes: ['0169'],
      purpose,
    }),
  })
  const byMunicipality = (purpose: Purpose) =>
    refusal(feed.decide(waiting, 'APPROVED', municipality(purpose)))
  expect(await byMunicipality('operations')).toBe('PURPOSE_NOT_ALLOWED')
  expect(await byMunicipality('municipal-allocation')).toBe('DELIVERY_NOT_FOUND')
})

test('what reappears in a later list or record is open again', async () => {
  const feed = await listFeed(100)
  await feed.deliver(8, tenancies(3))
  await feed.deliver(9, tenancies(1))
  expect(await feed.deliver(10, tenancies(2))).toMatchObject({ applied: 1, unchanged: 1 })
  expect(await feed.states()).toEqual({ '0001': 'ANNOUNCED', '0002': 'ANNOUNCED', '0003': GONE })
  await feed.deliver(11, tenancies(1, 3), 'DELTA')
  expect(await feed.open()).toBe(3)
})

test('a list older than the one in effect closes nothing, and what it alone names is not open', async () => {
  const feed = await listFeed(100)
  await feed.deliver(9, tenancies(3))
  const older = await feed.deliver(8, [row('0050')])
  expect(older).toMatchObject({ status: 'APPLIED', applied: 1, missing: 0, closed: 0 })
  expect(await feed.states()).toEqual({
    '0001': 'ANNOUNCED',
    '0002': 'ANNOUNCED',
    '0003': 'ANNOUNCED',
    '0050': GONE,
  })
})

test('a list does not withdraw what is let already, and does not bring back what its source withdrew', async () => {
  const feed = await listFeed(100)
  await feed.deliver(8, [row('0001', { state: 'Udlejet' }), row('0002', { state: 'Trukket tilbage' })])
  await feed.deliver(9, [row('0003')])
  expect(await feed.states()).toMatchObject({ '0001': 'LET', '0002': 'WITHDRAWN BY_SOURCE' })
})

test('a quarantined row protects the vacancy it names, by number and by the source’s own id', async () => {
  const feed = await listFeed(100)
  await feed.deliver(8, [row('0001'), row('0002', { id: 'a' }), row('0002', { id: 'b' }), row('0003')])
  const broken = [row('0001', { rent: 'x' }), row('0002', { id: 'a', rent: 'x' }), row('0004')]
  expect(await feed.deliver(9, broken)).toMatchObject({
    status: 'APPLIED',
    quarantined: 2,
    missing: 2,
    closed: 2,
  })
  expect(await feed.states()).toEqual({
    '0001': 'ANNOUNCED',
    '0002/a': 'ANNOUNCED',
    '0002/b': GONE,
    '0003': GONE,
    '0004': 'ANNOUNCED',
  })
})

test('a quarantined row does not open what was closed', async () => {
  const feed = await listFeed(100)
  await feed.deliver(8, tenancies(2))
  await feed.deliver(9, tenancies(1))
  await feed.deliver(10, [row('0001'), row('0002', { rent: 'x' })])
  expect(await feed.states()).toEqual({ '0001': 'ANNOUNCED', '0002': GONE })
  await feed.deliver(9, tenancies(1, 2), 'DELTA')
  expect(await feed.states()).toEqual({ '0001': 'ANNOUNCED', '0002': GONE })
})

test.each([
  ['no tenancy number', row('')],
  ['an id that cannot be read', row('0010', { id: '\u0007' })],
  ['a header only', ''],
])('a row with %s makes the closings wait', async (_, broken) => {
  const feed = await listFeed(100)
  await feed.deliver(8, tenancies(10))
  const rows = broken === '' ? ['"'] : [...tenancies(9), broken]
  const next = await feed.deliver(9, rows)
  expect(next).toMatchObject({ status: 'AWAITING_APPROVAL', closed: 0, quarantined: 1 })
  expect(await feed.open()).toBe(10)
})

test('the same list without a time of its own is of the moment it was first received', async () => {
  const feed = await listFeed(100)
  const first = await feed.deliver(null, tenancies(2))
  const second = await feed.deliver(null, tenancies(2))
  const times = await hub.asOwner<{ source_time: Date }>(
    'select source_time from delivery where id in ($1, $2)',
    [first.id, second.id],
  )
  expect(times[0]).toEqual(times[1])
  expect(second).toMatchObject({ unchanged: 2, closed: 0 })
})

test('a list of a moment in the future is refused', async () => {
  const lbfNumber = String(++organisations)
  const { id, origin } = await hub.organisation(lbfNumber)
  await hub.feed(origin, id, `${lbfNumber}-late`)
  const delivery = {
    feedCode: `${lbfNumber}-late`,
    sourceTime: new Date(Date.now() + 3_600_000).toISOString() as Instant,
    records: async function* () {},
  }
  expect(await refusal(hub.deliver(origin, delivery))).toBe('SOURCE_TIME_IN_FUTURE')
})
