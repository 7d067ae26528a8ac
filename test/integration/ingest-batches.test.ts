import type { FeedMapping } from '../../src/ingest/feed-format.ts'
import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import type { Delivery } from '../../src/ingest/ingest.service.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest
beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub?.stop())

const HEADER = 'Boligorganisation;Afdeling;Lejemål;Husleje;Ledig pr.;Ændret'
/** Several times what one statement takes. */
const DWELLINGS = 4_500
const VERSIONS = 2

/** The line of a dwelling's version; the later one has the higher rent. */
const line = (dwelling: number, version: number) =>
  `0045;${dwelling % 50};${dwelling};${1_000 + version},00;01-01-2027;2026-11-01T08:0${version}:00Z`

/** Every version of every dwelling, in an order in which each dwelling's versions lie far apart, either one first. */
const lines = Array.from({ length: DWELLINGS * VERSIONS }, (_, n) => {
  const version = n < DWELLINGS ? n % 2 : 1 - (n % 2)
  return line(n % DWELLINGS, version)
})

async function* bytesOf(content: readonly string[]): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < content.length; from += 700)
    yield Buffer.from(`${content.slice(from, from + 700).join('\n')}\n`)
}

const records =
  (content: readonly string[]): Delivery['records'] =>
  ({ mapping }) =>
    FEED_FORMATS.CSV.read(bytesOf([HEADER, ...content]), mapping as FeedMapping)

async function feedOf(lbfNumber: string) {
  const { id, origin } = await hub.organisation(lbfNumber)
  const feedCode = `${lbfNumber}-file`
  await hub.feed(origin, id, feedCode, {
    mode: 'SNAPSHOT',
    mapping: { municipalityCode: '0169', sourceOrganisationCode: '0045' },
  })
  return { id, origin, feedCode }
}

test('a file of many batches gives each dwelling its newest record and each line one outcome', async () => {
  const { id, origin, feedCode } = await feedOf('5001')
  const report = await hub.deliver(origin, { feedCode, records: records(lines) })
  const { received, applied, unchanged, superseded, quarantined } = report
  expect({ received, unchanged, quarantined }).toEqual({ received: 9_000, unchanged: 0, quarantined: 0 })
  // Half of the dwellings hear the older version first and then the newer one; the others the other way round.
  expect({ applied, superseded }).toEqual({ applied: 6_750, superseded: 2_250 })
  const vacancies = await hub.asOwner<{ rent: string; n: number }>(
    `select rent_oere::text as rent, count(*)::int as n from public.vacancy where organisation_id = $1 group by 1`,
    [id],
  )
  expect(vacancies).toEqual([{ rent: '100100', n: DWELLINGS }])
  const [rows] = await hub.asOwner(
    `select count(*)::int as rows, count(distinct row)::int as "distinctRows", count(vacancy_id)::int as placed
       from public.delivery_record where delivery_id = $1`,
    [report.id],
  )
  expect(rows).toEqual({ rows: 9_000, distinctRows: 9_000, placed: 9_000 })
})

test('a batch looks its records up by key and never reads a whole table', async () => {
  const { origin, feedCode } = await feedOf('5002')
  const delivery: Delivery = {
    feedCode,
    via: 'HTTP',
    mode: null,
    sourceTime: null,
    sha256: '0'.repeat(64),
    sizeBytes: 0,
    records: records(lines),
  }
  const rowsReadWhole = await hub.ingest.deliver(origin, delivery, (running) =>
    running.sql(
      `select relname as "table", seq_tup_read::int as rows from pg_stat_xact_user_tables
        where schemaname = 'public' and relname in ('dwelling', 'vacancy') order by 1`,
    ),
  )
  expect(rowsReadWhole).toEqual([
    { table: 'dwelling', rows: 0 },
    { table: 'vacancy', rows: 0 },
  ])
})

test('a record that cannot be read further finds its vacancy as far as its own batch reaches, however fast the rest', async () => {
  const { id, origin, feedCode } = await feedOf('5003')
  const unread = (dwelling: number) =>
    `0045;${dwelling % 50};${dwelling};mange penge;01-01-2027;2026-11-01T08:00:00Z`
  const content = [unread(1_500), unread(3_000), ...Array.from({ length: 4_000 }, (_, n) => line(n, 1))]
  const report = await hub.deliver(origin, { feedCode, records: records(content) })
  expect(report).toMatchObject({ received: 4_002, applied: 4_000, quarantined: 2 })
  const found = await hub.asOwner(
    `select r.row, d.tenancy_number as found from public.delivery_record r
       left join public.vacancy v on v.id = r.vacancy_id left join public.dwelling d on d.id = v.dwelling_id
      where r.organisation_id = $1 and r.outcome = 'QUARANTINED' order by r.row`,
    [id],
  )
  expect(found).toEqual([
    { row: 2, found: '1500' },
    { row: 3, found: null },
  ])
})

test('a file that breaks off in a later batch leaves nothing, and the next delivery finds its way', async () => {
  const { id, origin, feedCode } = await feedOf('5004')
  const whole = records(lines)
  async function* brokenOff(...given: Parameters<Delivery['records']>) {
    let read = 0
    for await (const record of whole(...given)) {
      if (read++ === 5_000) throw new Error('the disk is gone')
      yield record
    }
  }
  await expect(hub.deliver(origin, { feedCode, records: brokenOff })).rejects.toThrow('the disk is gone')
  const [left] = await hub.asOwner(
    `select (select count(*)::int from public.estate where organisation_id = $1) as estates,
            (select count(*)::int from public.dwelling where organisation_id = $1) as dwellings,
            (select count(*)::int from public.vacancy where organisation_id = $1) as vacancies,
            (select count(*)::int from public.delivery where organisation_id = $1) as deliveries`,
    [id],
  )
  expect(left).toEqual({ estates: 0, dwellings: 0, vacancies: 0, deliveries: 0 })
  const report = await hub.deliver(origin, { feedCode, records: records(lines.slice(0, 100)) })
  expect(report).toMatchObject({ received: 100, applied: 100 })
})

test('when a statement of a batch fails, the delivery fails for that reason and leaves nothing', async () => {
  const { id, origin, feedCode } = await feedOf('5005')
  await hub.asOwner(
    `alter table public.vacancy add constraint not_this_one check (rent_oere <> 424200) not valid`,
  )
  const content = lines.with(4_200, line(4_200, 0).replace('1000,00', '4242,00'))
  await expect(hub.deliver(origin, { feedCode, records: records(content) })).rejects.toMatchObject({
    code: '23514',
  })
  await hub.asOwner('alter table public.vacancy drop constraint not_this_one')
  const [left] = await hub.asOwner(
    'select count(*)::int as n from public.dwelling where organisation_id = $1',
    [id],
  )
  expect(left).toEqual({ n: 0 })
})
