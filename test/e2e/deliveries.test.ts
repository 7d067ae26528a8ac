import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { CASE_SYSTEM } from '../support/case-system.ts'
import { repositoryFile } from '../support/feeds.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { BEARERS } from '../support/story.ts'

let hub: TestHub
let own: string

const organisation = (lbfNumber: string) =>
  ({
    subject: `system-${lbfNumber}`,
    roles: ['organisation_system'],
    organisationNumbers: [lbfNumber],
  }) as const

beforeAll(async () => {
  hub = await startHub({ env: { DELIVERY_MEGABYTES_MAX: '1' } })
  own = await hub.token('demo-organisation')
}, 60_000)
afterAll(() => hub.stop())

interface Sent {
  readonly token?: string | null
  readonly encoding?: string
  readonly parameters?: string
}

async function post(feed: string, body: string | Uint8Array | ReadableStream, sent: Sent = {}) {
  const { token = own, encoding, parameters = '' } = sent
  const response = await fetch(`${hub.url}/feeds/${feed}/deliveries${parameters}`, {
    method: 'POST',
    body: body as string,
    duplex: 'half',
    headers: {
      'content-type': 'text/csv',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
  } as RequestInit)
  const answer = (await response.json()) as Record<string, unknown> & {
    errors?: { extensions: { code: string } }[]
  }
  return { status: response.status, answer, code: answer.errors?.[0]?.extensions.code }
}

const SAMPLE = repositoryFile('src/demo/feeds/ledige-boliger.csv')
const folders = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`boligbro-delivery-${process.pid}-`))
const deliveries = async () =>
  (await hub.asOwner<{ count: number }>('select count(*)::int from delivery'))[0]?.count ?? -1

const SHOWN = `e.number, d.tenancy_number, v.source_id, v.state, v.withdrawal_reason, v.vacant_at_loss, v.dwelling_type,
  v.rent_oere, v.aconto_lines, v.deposit_oere, v.first_payment_oere, v.available_from, v.at_disposal_from, v.let_from,
  d.street, d.floor_door, d.postal_code, d.city, d.dwelling_type_text, d.rooms, d.area_m2, d.accessible, d.bbr_unit_id,
  d.dar_address_id, s.number as section`
/** The vacancies of an organisation as everyone can see them. */
const vacanciesOf = (lbfNumber: string) =>
  hub.asOwner<Record<string, unknown>>(
    `select ${SHOWN} from vacancy v join dwelling d on d.id = v.dwelling_id join estate e on e.id = d.estate_id
       join housing_organisation o on o.id = v.organisation_id left join building_section s on s.id = d.building_section_id
      where o.lbf_number = $1 order by 1, 2, 3`,
    [lbfNumber],
  )

test('the samples came in by the command line’s door, every record applied', async () => {
  const reports = await hub.asOwner(
    `select f.code, d.via, d.received, d.applied, d.quarantined from delivery d join feed f on f.id = d.feed_id order by 1`,
  )
  expect(reports).toEqual([
    { code: '0007-incom', via: 'COMMAND_LINE', received: 51, applied: 51, quarantined: 0 },
    { code: '0045-csv', via: 'COMMAND_LINE', received: 80, applied: 80, quarantined: 0 },
    { code: '0311-lbf', via: 'COMMAND_LINE', received: 40, applied: 40, quarantined: 0 },
  ])
})

test.each([
  ['0045', '0045-csv', ['ledige-boliger.csv'], 80],
  ['0007', '0007-incom', ['incom-tenancies.json', 'incom-details.json'], 51],
  ['0311', '0311-lbf', ['lbf-boligliste.xml'], 40],
])(
  'the file of %s sent by HTTP, plain or packed, changes nothing that the command line brought',
  async (lbf, feed, files, count) => {
    const before = await vacanciesOf(lbf)
    const token = await hub.token(organisation(lbf))
    const body = Buffer.concat(files.map((file) => repositoryFile(`src/demo/feeds/${file}`)))
    const plain = await post(feed, body, { token })
    const packed = await post(feed, gzipSync(body), { token, encoding: 'gzip' })
    for (const { status, answer } of [plain, packed]) {
      expect(status).toBe(201)
      expect(answer).toMatchObject({ status: 'APPLIED', received: count, unchanged: count, closed: 0 })
    }
    expect(await vacanciesOf(lbf)).toEqual(before)
    expect(before).toHaveLength(count)
  },
)

const REGISTER = `mutation($input: RegisterFeedInput!) {
  registerFeed(input: $input) { feed { id code } refusals { code messageDa messageEn } } }`

async function organisationId(lbfNumber: string): Promise<string> {
  const [row] = await hub.asOwner<{ id: string }>(
    'select id from housing_organisation where lbf_number = $1',
    [lbfNumber],
  )
  return `HousingOrganisation:${row?.id}`
}

async function registeredFeed(
  lbfNumber: string,
  code: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const token = await hub.token(organisation(lbfNumber))
  const answer = await hub.fields<{ registerFeed: { refusals: unknown[] } }>(token, REGISTER, {
    input: {
      code,
      organisationId: await organisationId(lbfNumber),
      format: 'NDJSON',
      mode: 'DELTA',
      mapping: { municipalityCode: '0169' },
      ...more,
    },
  })
  expect(answer.registerFeed.refusals).toEqual([])
  return token
}

/** Three vacancies of one organisation, in the hub's own format. */
const records = (organisationCode: string) =>
  ['0001', '0002', '0003'].map((tenancyNumber, n) => ({
    organisationCode,
    estateNumber: '777',
    tenancyNumber,
    sourceId: n === 2 ? 'x-3' : null,
    sourceTime: '2026-11-01T08:00:00.5Z',
    state: ['ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL', 'LET'][n],
    street: 'Møllevej 1',
    floorDoor: 'st. tv',
    postalCode: '2630',
    city: 'Taastrup',
    dwellingType: 'FAMILY',
    rooms: 3,
    areaM2: '78.5',
    rent: '7100.50',
    acontoLines: [{ name: 'A conto varme', kind: 'HEAT', amount: '450.00' }],
    deposit: '21000.00',
    availableFrom: '2027-01-01',
    atDisposalFrom: n === 1 ? '2026-12-01' : null,
    letFrom: n === 2 ? '2027-02-01' : null,
  }))
const ndjson = (organisationCode: string) =>
  records(organisationCode)
    .map((record) => JSON.stringify(record))
    .join('\n')

const SYNC = `mutation($feed: PlainText!, $records: [VacancyRecordInput!]!, $key: IdempotencyKey!, $dryRun: Boolean! = false, $mode: DeliveryMode) {
  syncVacancies(feed: $feed, records: $records, idempotencyKey: $key, dryRun: $dryRun, mode: $mode) {
    delivery { id received applied unchanged superseded quarantined status
      records(first: 100) { nodes { row outcome raw vacancy { externalKey } problems { severity path code messageDa messageEn } } } }
    refusals { code path messageDa messageEn } } }`

interface Synced {
  readonly syncVacancies: {
    readonly delivery: null | (Record<string, unknown> & { records: { nodes: Record<string, unknown>[] } })
    readonly refusals: readonly { readonly code: string }[]
  }
}

async function sync(
  token: string,
  feed: string,
  given: readonly object[],
  more: Record<string, unknown> = {},
) {
  const variables = { feed, records: given, key: randomUUID(), ...more }
  return (await hub.fields<Synced>(token, SYNC, variables)).syncVacancies
}

test('what is kept of a quarantined record has its CPR numbers blacked out, however their digits are written', async () => {
  const token = await registeredFeed('0007', '0007-escaped')
  const [record] = records('0007')
  const lines = ['3112575001', '311257-5001', '31125\\u00375001', '31&#49;2575001', '31&#x31;2575001'].map(
    (cpr) => JSON.stringify({ ...record, street: `Vej ${cpr}`, rent: 'x' }).replaceAll('\\\\', '\\'),
  )
  expect((await post('0007-escaped', lines.join('\n'), { token })).answer).toMatchObject({
    quarantined: lines.length,
  })
  const kept = await hub.asOwner<{ raw: string }>(
    `select w.raw from delivery_raw w join delivery d on d.id = w.delivery_id join feed f on f.id = d.feed_id
      where f.code = '0007-escaped' order by w.row`,
  )
  expect(kept.map(({ raw }) => /Vej ([^"]*)/.exec(raw)?.[1])).toEqual(
    lines.map((_, row) => '█'.repeat(row === 1 ? 11 : 10)),
  )
})

test('the mutation and a file give the same vacancies, and the one after the other changes nothing', async () => {
  const first = await registeredFeed('0007', '0007-same')
  const second = await registeredFeed('0311', '0311-same')
  const called = await sync(first, '0007-same', records('0007'))
  expect(called).toMatchObject({ refusals: [], delivery: { received: 3, applied: 3 } })
  expect((await post('0311-same', ndjson('0311'), { token: second })).answer).toMatchObject({
    received: 3,
    applied: 3,
  })
  const ofEstate = (rows: Record<string, unknown>[]) => rows.filter((row) => row.number === '777')
  const shown = ofEstate(await vacanciesOf('0007'))
  expect(shown).toHaveLength(3)
  expect(ofEstate(await vacanciesOf('0311'))).toEqual(shown)

  const stamps =
    'select v.xmin, v.ctid, v.xmax, d.xmin, d.ctid, d.xmax from vacancy v join dwelling d on d.id = v.dwelling_id order by v.id'
  const before = await hub.asOwner(stamps)
  expect((await post('0007-same', ndjson('0007'), { token: first })).answer).toMatchObject({
    received: 3,
    unchanged: 3,
  })
  expect((await sync(second, '0311-same', records('0311'))).delivery).toMatchObject({
    received: 3,
    unchanged: 3,
  })
  expect(await hub.asOwner(stamps)).toEqual(before)
  expect(
    await hub.asOwner(
      `select 1 from history.vacancy h join feed f on f.id = h.feed_id where f.code like '%-same'`,
    ),
  ).toEqual([])
})

test('a body of unknown length in many pieces is one delivery', async () => {
  const pieces = new ReadableStream({
    async start(controller) {
      for (let at = 0; at < SAMPLE.length; at += 997) controller.enqueue(SAMPLE.subarray(at, at + 997))
      controller.close()
    },
  })
  expect(await post('0045-csv', pieces)).toMatchObject({
    status: 201,
    answer: { received: 80, unchanged: 80 },
  })
})

test.each<[string, number, string, () => Promise<{ status: number; code: string | undefined }>]>([
  ['an unknown feed', 404, 'FEED_NOT_FOUND', () => post('no-such-feed', SAMPLE)],
  ['another organisation’s feed', 404, 'FEED_NOT_FOUND', () => post('0007-incom', SAMPLE)],
  [
    'a municipality without a purpose',
    403,
    'PURPOSE_MISSING',
    async () => post('0045-csv', SAMPLE, { token: await hub.token('demo-municipality') }),
  ],
  [
    'an organisation’s feed for a municipality',
    404,
    'FEED_NOT_FOUND',
    async () => post('0045-csv', SAMPLE, { token: await hub.token(CASE_SYSTEM) }),
  ],
  [
    'an auditor',
    403,
    'NOT_ALLOWED',
    async () => post('0045-csv', SAMPLE, { token: await hub.token(BEARERS.auditor) }),
  ],
  ['nobody', 401, 'TOKEN_MISSING', () => post('0045-csv', SAMPLE, { token: null })],
  ['a file above the limit', 413, 'FILE_TOO_LARGE', () => post('0045-csv', Buffer.alloc(3_000_000, 'a;b\n'))],
  [
    'a small file that unpacks to one above the limit',
    413,
    'FILE_TOO_LARGE',
    () => post('0045-csv', gzipSync(Buffer.alloc(3_000_000)), { encoding: 'gzip' }),
  ],
  ['a file that is no gzip', 400, 'BODY_NOT_GZIP', () => post('0045-csv', SAMPLE, { encoding: 'gzip' })],
  [
    'a gzip file cut off',
    400,
    'BODY_NOT_GZIP',
    () => post('0045-csv', gzipSync(SAMPLE).subarray(0, 500), { encoding: 'gzip' }),
  ],
  ['another compression', 415, 'ENCODING_UNSUPPORTED', () => post('0045-csv', SAMPLE, { encoding: 'br' })],
  ['an unknown mode', 400, 'MODE_UNKNOWN', () => post('0045-csv', SAMPLE, { parameters: '?mode=ALL' })],
  [
    'a time without an offset',
    400,
    'SOURCE_TIME_MALFORMED',
    () => post('0045-csv', SAMPLE, { parameters: '?sourceTime=2026-11-01T08:00:00' }),
  ],
  [
    'a time in the year 0',
    400,
    'SOURCE_TIME_MALFORMED',
    () => post('0045-csv', SAMPLE, { parameters: '?sourceTime=0000-11-01T08:00:00Z' }),
  ],
  [
    'a time in the future',
    422,
    'SOURCE_TIME_IN_FUTURE',
    () => post('0045-csv', SAMPLE, { parameters: '?sourceTime=2199-11-01T08:00:00Z' }),
  ],
])('%s is answered %d and leaves nothing behind', async (_, status, code, send) => {
  const before = await deliveries()
  const { answer, ...refused } = (await send()) as Awaited<ReturnType<typeof post>>
  expect(refused).toEqual({ status, code })
  expect(JSON.stringify(answer)).not.toMatch(/select|postgres|node_modules|\/tmp/)
  expect(await deliveries()).toBe(before)
  expect(folders()).toEqual([])
})

test('the same answer for a feed of somebody else and for one that is not there', async () => {
  const [foreign, missing] = await Promise.all([post('0007-incom', SAMPLE), post('0000-incom', SAMPLE)])
  expect(foreign).toEqual(missing)
})

test('whoever may not deliver is told before the file is sent', async () => {
  const answered = new Promise<number | undefined>((answer) => {
    const headers = { authorization: `Bearer ${own}`, 'content-length': 900_000 }
    const upload = request(
      `${hub.url}/feeds/0007-incom/deliveries`,
      { method: 'POST', headers },
      (response) => {
        answer(response.statusCode)
        upload.destroy()
      },
    )
    upload.on('error', () => undefined)
    upload.write(SAMPLE.subarray(0, 100))
    setTimeout(() => {
      answer(undefined)
      upload.destroy()
    }, 2_000)
  })
  expect(await answered).toBe(404)
})

test('an upload that breaks off leaves no delivery and no file', async () => {
  const before = await deliveries()
  const started = new Promise<void>((done) => {
    const upload = request(`${hub.url}/feeds/0045-csv/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${own}`, 'content-length': 100_000 },
    })
    upload.on('error', () => undefined)
    upload.on('close', () => done())
    upload.write(SAMPLE.subarray(0, 2_000))
    const waiting = setInterval(() => {
      if (folders().length === 0) return
      clearInterval(waiting)
      upload.destroy()
    }, 5)
  })
  await started
  for (let wait = 0; wait < 100 && folders().length > 0; wait++)
    await new Promise((next) => setTimeout(next, 20))
  expect(folders()).toEqual([])
  expect(await deliveries()).toBe(before)
})

test('the report tells each quarantined record’s place, reason and remedy in both languages, and keeps it as it came', async () => {
  const lines = [
    'Boligorganisation;Afdeling;Lejemål;Husleje;Ledig pr.;Boligtype',
    '0045;901;0001;5.000,00;01-01-2027;Familiebolig',
    '0045;901;0002;mange penge;01-01-2027;Familiebolig',
    '0045;901;;5.000,00;31-02-2027;Familiebolig',
    '0007;901;0004;5.000,00;01-01-2027;Hybel',
    '0045;901;0005;5.000,00;01-01-2027;Hybel',
  ]
  const { answer } = await post('0045-csv', lines.join('\n'), { parameters: '?mode=DELTA' })
  expect(answer).toMatchObject({ received: 5, applied: 2, quarantined: 3 })
  const report = await hub.fields<{
    delivery: {
      records: { nodes: { row: number; raw: string | null; problems: Record<string, string>[] }[] }
    }
  }>(
    own,
    `query($id: ID!) { delivery(id: $id) { records(first: 10, filter: { outcomes: [QUARANTINED] }) {
       nodes { row outcome raw problems { severity path code messageDa messageEn } } } } }`,
    { id: answer.id },
  )
  const { nodes } = report.delivery.records
  expect(
    nodes.map(({ row, raw, problems }) => [row, raw, problems.map(({ path, code }) => `${path}: ${code}`)]),
  ).toEqual([
    [3, lines[2], ['Husleje: AMOUNT_UNREADABLE']],
    [4, lines[3], ['Ledig pr.: DATE_UNREADABLE', 'Lejemål: MISSING']],
    [5, lines[4], ['Boligorganisation: ORGANISATION_NOT_OF_SOURCE', 'Boligtype: DWELLING_TYPE_UNKNOWN']],
  ])
  for (const { messageDa, messageEn } of nodes.flatMap((node) => node.problems)) {
    expect(messageDa).toMatch(/[.!]$/)
    expect(messageEn).toMatch(/[.!]$/)
    expect(messageDa).not.toBe(messageEn)
  }
})

test('a municipality does not see deliveries, and the operator sees them without the raw form', async () => {
  const QUERY = `{ deliveries(first: 5) { nodes { id records(first: 5, filter: { outcomes: [QUARANTINED] }) { nodes { row raw } } } } }`
  type Answer = { deliveries: { nodes: { records: { nodes: { raw: string | null }[] } }[] } }
  const municipality = await hub.fields<Answer>(await hub.token('demo-municipality'), QUERY)
  expect(municipality.deliveries.nodes).toEqual([])
  const operator = await hub.token({ subject: 'operator', roles: ['operator'] })
  const seen = (await hub.fields<Answer>(operator, QUERY)).deliveries.nodes.flatMap(
    (node) => node.records.nodes,
  )
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.every((record) => record.raw === null)).toBe(true)
})

test('the same key and input get the same answer and have one effect, also when they arrive together', async () => {
  const token = await registeredFeed('0311', '0311-keys')
  const given = records('0311').map((record) => ({ ...record, estateNumber: '778' }))
  const key = randomUUID()
  const answers = await Promise.all([1, 2, 3].map(() => sync(token, '0311-keys', given, { key })))
  answers.push(await sync(token, '0311-keys', given, { key }))
  expect(new Set(answers.map((answer) => answer.delivery?.id)).size).toBe(1)
  for (const answer of answers) expect(answer).toMatchObject({ refusals: [], delivery: { applied: 3 } })
  const other = await sync(token, '0311-keys', given.slice(1), { key })
  expect(other).toMatchObject({ delivery: null, refusals: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] })
  const rows = `select 1 from delivery d join feed f on f.id = d.feed_id where f.code = '0311-keys'`
  expect(await hub.asOwner(rows)).toHaveLength(1)
})

test('a dry run reports and leaves no trace', async () => {
  const token = await registeredFeed('0311', '0311-dry')
  const given = [
    ...records('0311').map((record) => ({ ...record, estateNumber: '779' })),
    { ...records('0311')[0], rent: '-1.00' },
  ]
  const traces = `select (select count(*) from delivery) + (select count(*) from delivery_record) + (select count(*) from change)
    + (select count(*) from vacancy) + (select count(*) from dwelling) + (select count(*) from estate)
    + (select count(*) from idempotency) as rows`
  const before = await hub.asOwner(traces)
  const { delivery, refusals } = await sync(token, '0311-dry', given, { dryRun: true })
  expect(refusals).toEqual([])
  expect(delivery).toMatchObject({ received: 4, applied: 3, quarantined: 1 })
  expect(delivery?.records.nodes.map((node) => node.outcome)).toEqual([
    'APPLIED',
    'APPLIED',
    'APPLIED',
    'QUARANTINED',
  ])
  expect(delivery?.records.nodes[3]).toMatchObject({
    raw: expect.stringContaining('"rent":"-1.00"'),
    problems: [{ path: 'rent', code: 'AMOUNT_OUT_OF_RANGE' }],
  })
  expect(await hub.asOwner(traces)).toEqual(before)
})

test('more than a thousand records in one call are refused', async () => {
  const token = await registeredFeed('0311', '0311-many')
  const [record] = records('0311')
  const small = {
    organisationCode: record?.organisationCode,
    estateNumber: '1',
    tenancyNumber: '1',
    state: 'LET',
    rent: '1.00',
  }
  const { delivery, refusals } = await sync(
    token,
    '0311-many',
    Array.from({ length: 1_001 }, () => small),
  )
  expect({ delivery, codes: refusals.map((one) => one.code) }).toEqual({
    delivery: null,
    codes: ['TOO_MANY_RECORDS'],
  })
})

test('a feed’s settings with an unknown municipality are refused', async () => {
  const token = await hub.token(organisation('0311'))
  const input = {
    code: '0311-nowhere',
    organisationId: await organisationId('0311'),
    format: 'CSV',
    mode: 'DELTA',
    mapping: { municipalityCode: '9999' },
  }
  const answer = await hub.fields<{ registerFeed: unknown }>(token, REGISTER, { input })
  expect(answer.registerFeed).toMatchObject({ feed: null, refusals: [{ code: 'MUNICIPALITY_NOT_FOUND' }] })
})

test('the tenant’s name in the national register’s format is kept nowhere', async () => {
  const name = 'Karoline Hemmelighed'
  const xml = repositoryFile('src/demo/feeds/lbf-boligliste.xml').toString('utf8')
  const named = xml.replaceAll(
    '<LejekontraktStruktur>',
    `<LejekontraktStruktur><LejerStruktur><LejerNavnTekst>${name}</LejerNavnTekst></LejerStruktur>`,
  )
  // The first dwelling ends in quarantine, the others are applied; all have a tenant.
  const body = named.replace('<BoligudgiftBeloeb>', '<BoligudgiftBeloeb>x')
  const { answer } = await post('0311-lbf', body, { token: await hub.token(organisation('0311')) })
  expect(answer).toMatchObject({ received: 40, unchanged: 39, quarantined: 1 })
  expect(
    await hub.asOwner(`select 1 from delivery_raw where raw like '%<LejerStruktur>…</LejerStruktur>%'`),
  ).toHaveLength(1)
  const tables = await hub.asOwner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'history')`,
  )
  for (const table of tables) {
    const found = await hub.asOwner(`select 1 from ${table.name} t where t::text like '%Hemmelighed%'`)
    expect({ table: table.name, found }).toEqual({ table: table.name, found: [] })
  }
})

test('no file of a delivery is left in the temporary folder', () => {
  expect(folders()).toEqual([])
})
