import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { compactVerify, EmbeddedJWK } from 'jose'
import readXlsxFile from 'read-excel-file/node'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { BEARERS, tellStory } from '../support/story.ts'
import { asChange } from '../support/subsidies.ts'

const { economist, subsidyAuditor, refundAuditor, operator, otherMunicipality } = BEARERS
const PERIOD = 'from=2022-07-01&until=2025-01-01'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await asChange(
    hub,
    `update public.subsidy_commitment set source = '=HYPERLINK("http://ond.example")' where municipality_code = '0169'`,
    [],
  )
}, 240_000)
afterAll(() => hub?.stop())

async function download(bearer: Bearer, query: string): Promise<Response> {
  return fetch(`${hub.url}/subsidies/export?${query}`, {
    headers: { authorization: `Bearer ${await hub.token(bearer)}` },
  })
}

async function opened(bearer: Bearer, query: string): Promise<Record<string, Uint8Array>> {
  const answer = await download(bearer, query)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip'])
  return unzipSync(new Uint8Array(await answer.arrayBuffer()))
}

const text = (content: Uint8Array | undefined) => strFromU8(content ?? new Uint8Array())
const csv = (content: Uint8Array | undefined) =>
  parse(text(content), { columns: true }) as Record<string, string>[]

test('the manifest counts the rows, names each file’s SHA-256, and is signed', async () => {
  const files = await opened(subsidyAuditor, `municipality=0169&programme=98F&${PERIOD}`)
  const manifest = JSON.parse(text(files['manifest.json']))
  expect(manifest.schema).toBe('boligbro-subsidies-3')
  expect(manifest.parameters).toMatchObject({
    municipalityCode: '0169',
    programme: '98F',
    from: '2022-07-01',
    until: '2025-01-01',
    exportedBy: 'subsidy-auditor-0169',
  })
  for (const { name, sha256, bytes } of manifest.files) {
    const content = files[name] ?? new Uint8Array()
    expect([name, bytes, createHash('sha256').update(content).digest('hex')]).toEqual([
      name,
      content.length,
      sha256,
    ])
  }
  for (const { name, rows } of manifest.tables)
    expect([name, csv(files[`${name}.csv`]).length]).toEqual([name, rows])
  const { payload, protectedHeader } = await compactVerify(text(files['manifest.jws']), EmbeddedJWK)
  expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'boligbro-subsidies+jws' })
  expect(JSON.parse(strFromU8(payload))).toEqual(manifest)
})

test('CSV, XLSX and JSON say the same, opened by readers of others', async () => {
  const files = await opened(economist, `municipality=0169&programme=98F&${PERIOD}`)
  const tables = JSON.parse(text(files['subsidies.json'])) as Record<string, Record<string, string | null>[]>
  const sheets = await readXlsxFile(Buffer.from(files['subsidies.xlsx'] ?? []))
  expect(sheets.map(({ sheet }) => sheet)).toEqual(Object.keys(tables))
  for (const { sheet, data } of sheets) {
    const [head = [], ...rows] = data
    const inCsv = csv(files[`${sheet}.csv`])
    expect([sheet, rows.length, inCsv.length]).toEqual([sheet, tables[sheet]?.length, tables[sheet]?.length])
    rows.forEach((row, at) => {
      head.forEach((name, column) => {
        const value = row[column]
        const written = inCsv[at]?.[String(name)] ?? ''
        expect([sheet, name, typeof value === 'number' ? value : (value ?? '')]).toEqual([
          sheet,
          name,
          typeof value === 'number' ? Number(written) : written,
        ])
      })
    })
  }
  const [frame] = tables.frames ?? []
  expect(frame).toMatchObject({
    dwellings_granted: '15',
    dwellings_committed: '2',
    paid: '2500.00',
    to_repay: '0.00',
    dwellings_unused_at_lapse: '13',
  })
  const amounts = csv(files['payments.csv']).map(({ amount }) => amount)
  expect(amounts).toContain('-1250.00')
})

test('it holds what the audits found, the rows that prove it, the answers, and what both sides state', async () => {
  const files = await opened(subsidyAuditor, `municipality=0169&programme=98F&${PERIOD}`)
  const [audits, found, evidence] = ['audits', 'findings', 'evidence'].map((name) =>
    csv(files[`${name}.csv`]),
  )
  expect(audits?.length).toBe(2)
  expect(found?.length).toBe(
    (audits ?? []).map(({ findings }) => Number(findings)).reduce((sum, count) => sum + count, 0),
  )
  const paid = found?.find(({ code }) => code === 'PAID_AFTER_MOVE_OUT')
  expect(paid).toMatchObject({ months: '2022-12-01', at_stake: '1250.00', severity: 'ERROR' })
  expect(
    evidence?.filter(({ finding }) => finding === paid?.finding).map(({ row }) => row?.split(':')[0]),
  ).toEqual(['SubsidyCommitment', 'SubsidyPayment', 'Tenancy'])
  expect(csv(files['answers.csv'])).toMatchObject([
    { finding_key: paid?.key, kind: 'REPAID', amount: '1250.00' },
  ])
  expect(csv(files['statements.csv']).map(({ side, reference }) => `${side} ${reference}`)).toEqual(
    expect.arrayContaining(['MUNICIPALITY R-22', 'FUND R-22', 'FUND BILAG T-22']),
  )
})

test('text that could be a formula is neutralised in CSV and XLSX', async () => {
  const files = await opened(economist, `municipality=0169&programme=98F&${PERIOD}`)
  const sources = csv(files['commitments.csv']).map(({ source }) => source)
  expect(new Set(sources)).toEqual(new Set([`'=HYPERLINK("http://ond.example")`]))
})

test('it holds the books as they were known at the moment asked for', async () => {
  const [before] = await hub.asOwner<{ at: string }>(
    `select to_char(lower(recorded) - interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from subsidy_payment
      where amount_oere < 0`,
  )
  const files = await opened(
    subsidyAuditor,
    `municipality=0169&programme=98F&${PERIOD}&knownAt=${encodeURIComponent(before?.at ?? '')}`,
  )
  expect(csv(files['payments.csv']).map(({ amount }) => amount)).toEqual(Array(4).fill('1250.00'))
})

test('a download is a change of its own, and what it holds of households is logged', async () => {
  const answer = await download(refundAuditor, `municipality=0169&programme=163A&${PERIOD}`)
  expect(answer.status).toBe(200)
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  expect(csv(files['tenant_calculations.csv']).length).toBeGreaterThan(5)
  const requestId = answer.headers.get('x-request-id')
  const changes = await hub.asOwner('select subject, action, purpose from change where request_id = $1', [
    requestId,
  ])
  expect(changes).toEqual([
    { subject: 'refund-auditor-0169', action: 'subsidy:export', purpose: 'subsidy-audit' },
  ])
  const looks = await hub.asOwner<{ operation: string; subjects: string[] }>(
    'select operation, subjects from access_log where request_id = $1 order by id',
    [requestId],
  )
  // His subsidies, their inputs, calculations and payments, and what was found of them.
  expect(looks).toHaveLength(5)
  expect(
    looks.every(({ operation, subjects }) => operation === 'subsidies/export' && subjects.length === 1),
  ).toBe(true)
})

test('an engagement for one programme opens no other', async () => {
  const files = await opened(subsidyAuditor, `municipality=0169&programme=163A&${PERIOD}`)
  const manifest = JSON.parse(text(files['manifest.json']))
  const filled = (manifest.tables as { name: string; rows: number }[]).filter(({ rows }) => rows > 0)
  // What a programme says and counts with is for every auditor to read; nothing of it is about a case.
  expect(filled.map(({ name }) => name)).toEqual(['terms', 'rates'])
})

test('it holds what the programme says and counts with, and the conditions of its frames', async () => {
  const files = await opened(subsidyAuditor, `municipality=0169&programme=98F&${PERIOD}`)
  expect(csv(files['terms.csv'])).toMatchObject([
    { from: '2022-07-01', until: '2023-07-01', rent_before_max: '5000.00', repay_above: '' },
    { from: '2023-07-01', until: '', rent_before_max: '6500.00', repay_above: '500.00', months_max: '72' },
  ])
  expect(csv(files['rates.csv'])).toMatchObject([
    { kind: 'YEARLY_PER_DWELLING', from: '2022-01-01', until: '2023-01-01', amount: '15000.00' },
    { kind: 'YEARLY_PER_DWELLING', from: '2023-01-01', until: '', amount: '16965.00' },
  ])
  const [frame] = csv(files['frames.csv']).filter(({ dwellings_granted }) => dwellings_granted === '15')
  expect(csv(files['conditions.csv'])).toMatchObject([
    { frame: frame?.frame, kind: 'HOMELESSNESS_PLAN', from: '2022-01-01', until: '' },
    { frame: frame?.frame, kind: 'LETTING_AGREEMENT', until: '2024-01-01', source: 'Sag 22/0002' },
  ])
})

test('it holds terms as they were known at the moment asked for', async () => {
  const [before] = await hub.asOwner<{ at: string }>(
    `select to_char(lower(t.recorded) - interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from subsidy_term t join subsidy_programme p on p.id = t.programme_id where p.code = '98F' and t.repay_above_oere = 50000`,
  )
  const files = await opened(
    subsidyAuditor,
    `municipality=0169&programme=98F&${PERIOD}&knownAt=${encodeURIComponent(before?.at ?? '')}`,
  )
  expect(csv(files['terms.csv']).map(({ repay_above }) => repay_above)).toEqual(['', ''])
})

test('it holds what a tenant’s figures were computed from, for who may see his subsidy and for nobody else', async () => {
  const files = await opened(refundAuditor, `municipality=0169&programme=163A&${PERIOD}`)
  const inputs = csv(files['tenant_inputs.csv'])
  expect(
    inputs.filter(({ kind }) => kind === 'HOUSING_BENEFIT').map(({ from, amount }) => `${from} ${amount}`),
  ).toEqual(['2024-01-01 1000.00', '2024-04-01 1200.00'])
  expect(inputs.find(({ kind }) => kind === 'ADULTS')).toMatchObject({ amount: '', adults: '1' })
  const [calculation] = csv(files['tenant_calculations.csv'])
  expect(new Set(inputs.map(({ subsidy }) => subsidy))).toEqual(new Set([calculation?.subsidy]))
  const others = await opened(subsidyAuditor, `municipality=0169&programme=163A&${PERIOD}`)
  expect(csv(others['tenant_inputs.csv'])).toEqual([])
})

test.each([
  ['nobody’s token', operator, `municipality=0169&programme=98F&${PERIOD}`, 403, 'NOT_ALLOWED'],
  ['another role', otherMunicipality, `municipality=0101&programme=98F&${PERIOD}`, 403, 'NOT_ALLOWED'],
  ['an unknown programme', economist, `municipality=0169&programme=99&${PERIOD}`, 404, 'PROGRAMME_NOT_FOUND'],
  [
    'a malformed day',
    economist,
    'municipality=0169&programme=98F&from=2022-13-01&until=2023-01-01',
    400,
    'PARAMETER_MALFORMED',
  ],
  [
    'a time without an offset',
    economist,
    `municipality=0169&programme=98F&${PERIOD}&knownAt=2023-01-01T00:00:00`,
    400,
    'PARAMETER_MALFORMED',
  ],
  [
    'the future',
    economist,
    `municipality=0169&programme=98F&${PERIOD}&knownAt=2199-01-01T00:00:00Z`,
    422,
    'KNOWN_AT_IN_FUTURE',
  ],
])('%s is refused', async (_, bearer, query, status, code) => {
  const answer = await download(bearer, query)
  const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] }
  expect([answer.status, errors[0]?.extensions.code]).toEqual([status, code])
})
