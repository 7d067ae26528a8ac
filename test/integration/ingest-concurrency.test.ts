import type { FeedMapping } from '../../src/ingest/feed-format.ts'
import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import { Refused } from '../../src/kernel/errors.ts'
import { change } from '../../src/platform/change.ts'
import { lockOrganisation } from '../../src/registry/index.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest

beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub.stop())

const HEADER = 'Boligorganisation;Afdeling;Lejemål;Husleje;Ledig pr.;Kildetid'
const rows = (count: number, from: number, rent: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      `0045;${n % 7};${from + n};${rent},00;01-01-2027;2026-11-01T08:00:${String(rent % 60).padStart(2, '0')}Z`,
  )

async function feedsOf(lbfNumber: string, count: number) {
  const { id, origin } = await hub.organisation(lbfNumber)
  const codes = Array.from({ length: count }, (_, n) => `${lbfNumber}-feed-${n}`)
  for (const code of codes) {
    await hub.feed(origin, id, code, {
      mapping: { municipalityCode: '0169', sourceOrganisationCode: '0045' },
    })
  }
  const deliver = (feedCode: string, lines: readonly string[]) =>
    hub.deliver(origin, {
      feedCode,
      records: ({ mapping }) =>
        FEED_FORMATS.CSV.read(bytesOf([HEADER, ...lines].join('\n')), mapping as FeedMapping),
    })
  const count_ = async (table: 'vacancy' | 'dwelling' | 'estate') =>
    (
      await hub.asOwner<{ n: number }>(`select count(*)::int as n from ${table} where organisation_id = $1`, [
        id,
      ])
    )[0]?.n
  return { id, origin, codes, deliver, count: count_ }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

test('eight deliveries of one organisation at once, to one feed and to several, all end and count right', async () => {
  const { codes, deliver, count } = await feedsOf('4001', 4)
  // Overlapping halves in opposite orders: what deadlocks when nothing is in order.
  const reports = await Promise.all(
    Array.from({ length: 8 }, (_, n) => {
      const lines = rows(60, 1 + 30 * n, 5_000 + n)
      return deliver(codes[n % 4] ?? '', n % 2 === 0 ? lines : lines.reverse())
    }),
  )
  for (const { received, applied, unchanged, superseded, quarantined } of reports) {
    expect({ received, quarantined }).toEqual({ received: 60, quarantined: 0 })
    expect(applied + unchanged + superseded).toBe(60)
  }
  const [numbers] = await hub.asOwner<{ n: number }>(
    `select count(distinct (e.number, d.tenancy_number))::int as n from dwelling d join estate e on e.id = d.estate_id
       join housing_organisation o on o.id = d.organisation_id where o.lbf_number = '4001'`,
  )
  expect(await count('vacancy')).toBe(numbers?.n)
  expect(await count('dwelling')).toBe(numbers?.n)
  expect(await count('estate')).toBe(7)
})

test('deliveries of different organisations at once do not wait for each other', async () => {
  const organisations = await Promise.all(
    ['4011', '4012', '4013', '4014'].map((number) => feedsOf(number, 1)),
  )
  const [slow, ...others] = organisations
  if (slow === undefined) throw new Error('no organisation')
  // The first holds its organisation until the others are done.
  await change(
    hub.database,
    slow.origin,
    { action: 'delivery:receive' },
    async (running) => {
      await lockOrganisation(running, slow.id)
      const reports = await Promise.all(
        others.map(({ codes, deliver }) => deliver(codes[0] ?? '', rows(100, 1, 5_000))),
      )
      expect(reports.map((report) => report.applied)).toEqual([100, 100, 100])
    },
    async () => undefined,
  )
})

test('a delivery that would wait too long is refused with what to do, not with a fault', async () => {
  const { id, origin, codes, deliver } = await feedsOf('4021', 1)
  await change(
    hub.database,
    origin,
    { action: 'delivery:receive' },
    async (running) => {
      await lockOrganisation(running, id)
      const refused = await deliver(codes[0] ?? '', rows(1, 1, 5_000)).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(Refused)
      expect((refused as Refused).refusals).toMatchObject([{ code: 'ORGANISATION_BUSY' }])
    },
    async () => undefined,
  )
  expect(await deliver(codes[0] ?? '', rows(1, 1, 5_000))).toMatchObject({ applied: 1 })
}, 30_000)
