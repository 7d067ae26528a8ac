import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { allocationFeed } from '../support/case-system.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { done, SUBSIDY_BEARERS, term } from '../support/subsidies.ts'
import { frameRecord, subsidyFeed } from '../support/subsidy-feeds.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CSV = 'src/demo/feeds/ledige-boliger.csv'

let hub: TestHub
let folder: string

beforeAll(async () => {
  hub = await startHub()
  folder = mkdtempSync(join(tmpdir(), 'boligbro-cli-'))
}, 60_000)
afterAll(async () => {
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
})

function started(program: string, args: readonly string[], env: Record<string, string>) {
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), ['--import', 'tsx', program, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', TMPDIR: folder, ...env },
  })
  let out = ''
  let failed = ''
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (failed += text))
  const ended = new Promise<{ code: number | null; out: string; failed: string }>((end) =>
    child.on('close', (code) => end({ code, out, failed })),
  )
  return { child, ended, said: () => out }
}

/** `npm run ingest -- …`, at the database of this file's hub unless told otherwise. */
function ingest(args: readonly string[], env: Record<string, string> = {}) {
  const own = { DATABASE_URL: hub.database.url, MIGRATION_DATABASE_URL: hub.database.ownerUrl }
  return started('src/ingest-file.ts', args, Object.keys(env).length > 0 ? env : own).ended
}

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const HEADER = 'Boligorganisation;Afdeling;Lejemål;Husleje;Ledig pr.'

test('a file goes into a feed as its organisation, and the command line is on record', async () => {
  const { code, out, failed } = await ingest(['0045-csv', CSV])
  expect({ code, failed }).toEqual({ code: 0, failed: '' })
  expect(out).toContain('received 80 ·')
  expect(out).toContain('unchanged 80 ·')
  const [row] = await hub.asOwner(
    `select d.via, c.subject, c.client_id from delivery d join change c on c.id = d.change_id order by d.received_at desc limit 1`,
  )
  expect(row).toEqual({ via: 'COMMAND_LINE', subject: 'command-line', client_id: 'command-line' })
}, 30_000)

test('a file of a case system goes in as its municipality, and no record is printed', async () => {
  const record = {
    ...{ sourceId: 'anv-1', caseReference: 'SAG-HEMMELIG', organisationCode: '0045', estateNumber: '011' },
    ...{ tenancyNumber: 'findes-ikke', legalBasis: 'SECTION_59_1', nominatedOn: '2026-01-05' },
  }
  const feed = await allocationFeed(hub)
  const { code, out, failed } = await ingest([feed, file('sager.ndjson', JSON.stringify(record))])
  expect({ code, failed }).toEqual({ code: 2, failed: '' })
  expect(out).toContain('received 1 ·')
  expect(out).toContain('række/row 1 · tenancyNumber · OFFER_NOT_FOUND')
  expect(out).not.toContain('SAG-HEMMELIG')
  const [row] = await hub.asOwner(
    `select d.via, d.municipality_code, c.purpose from delivery d join change c on c.id = d.change_id order by d.received_at desc limit 1`,
  )
  expect(row).toEqual({
    via: 'COMMAND_LINE',
    municipality_code: '0169',
    purpose: 'municipal-allocation',
  })
}, 30_000)

test('a file of the fund goes in as the fund', async () => {
  const { fund } = SUBSIDY_BEARERS
  const programme = {
    code: '98F',
    instrument: 'SECTION_98_F',
    name: 'Huslejetilskud',
    source: 'almenboligloven § 98 f',
  }
  const programmeId = await done(hub, fund, 'recordSubsidyProgramme', programme)
  await done(hub, fund, 'recordSubsidyTerm', term(programmeId, '2022-07-01'))
  const path = file('rammer.ndjson', JSON.stringify(frameRecord('RAMME-1')))
  const { code, out, failed } = await ingest([await subsidyFeed(hub, null), path])
  expect({ code, failed }).toEqual({ code: 0, failed: '' })
  expect(out).toContain('applied 1 ·')
  const [row] = await hub.asOwner(
    `select d.via, d.municipality_code, d.organisation_id, s.side, s.reference from delivery d
       join subsidy_statement s on s.delivery_id = d.id order by d.received_at desc limit 1`,
  )
  const nobody = { municipality_code: null, organisation_id: null }
  expect(row).toEqual({ via: 'COMMAND_LINE', ...nobody, side: 'FUND', reference: 'RAMME-1' })
}, 30_000)

test('a file is looked for in the folder that npm was called from', async () => {
  const { code, out } = await ingest(['0045-csv', 'ledige-boliger.csv'], {
    DATABASE_URL: hub.database.url,
    MIGRATION_DATABASE_URL: hub.database.ownerUrl,
    INIT_CWD: join(ROOT, 'src/demo/feeds'),
  })
  expect({ code, all: out.includes('received 80 ·') }).toEqual({ code: 0, all: true })
}, 30_000)

test('several files are one delivery', async () => {
  const { code, out } = await ingest([
    '0007-incom',
    'src/demo/feeds/incom-tenancies.json',
    'src/demo/feeds/incom-details.json',
  ])
  expect({ code, all: out.includes('received 51 ·') && out.includes('unchanged 51 ·') }).toEqual({
    code: 0,
    all: true,
  })
}, 30_000)

test('quarantined rows are told with place, code and both languages, twenty at most, and the exit code is 2', async () => {
  const rows = Array.from({ length: 25 }, (_, n) => `0045;981;${n + 1};abc;01-01-2027`)
  const path = file('bad.csv', [HEADER, '0045;981;900;5.000,00;01-01-2027', ...rows].join('\n'))
  const { code, out } = await ingest(['0045-csv', path, '--mode', 'DELTA'])
  expect(code).toBe(2)
  expect(out).toContain('applied 1 ·')
  expect(out).toContain('quarantined 25 ·')
  expect(out.match(/AMOUNT_UNREADABLE/g)).toHaveLength(20)
  expect(out).toContain('række/row 3 · Husleje · AMOUNT_UNREADABLE')
  expect(out).toContain('Beløbet i »Husleje« kan ikke læses.')
  expect(out).toContain('The amount in "Husleje" cannot be read.')
}, 30_000)

test('a dry run reports and keeps nothing', async () => {
  const count = () =>
    hub.asOwner('select (select count(*) from delivery) + (select count(*) from vacancy) as rows')
  const before = await count()
  const path = file('dry.csv', `${HEADER}\n0045;982;1;5.000,00;01-01-2027`)
  const { code, out } = await ingest(['0045-csv', path, '--mode', 'DELTA', '--dry-run'])
  expect({ code, told: out.includes('nothing is kept') && out.includes('applied 1 ·') }).toEqual({
    code: 0,
    told: true,
  })
  expect(await count()).toEqual(before)
}, 30_000)

test('a list that would close too much says how to decide', async () => {
  const path = file('short.csv', `${HEADER}\n0045;983;1;5.000,00;01-01-2027`)
  const { code, out } = await ingest([
    '0045-csv',
    path,
    '--mode',
    'SNAPSHOT',
    '--source-time',
    new Date().toISOString(),
  ])
  expect({ code, told: out.includes('AWAITING_APPROVAL') && out.includes('approveDelivery') }).toEqual({
    code: 0,
    told: true,
  })
}, 30_000)

test.each([
  ['no arguments', [], /Usage/],
  ['no file', ['0045-csv'], /Usage/],
  ['an unknown flag', ['0045-csv', CSV, '--force'], /Usage/],
  ['an unknown mode', ['0045-csv', CSV, '--mode', 'ALL'], /Usage/],
  ['a time without an offset', ['0045-csv', CSV, '--source-time', '2026-11-22'], /--source-time must be/],
  ['a file that is not there', ['0045-csv', 'no-such-file.csv'], /cannot be read/],
  ['an unknown feed', ['no-such-feed', CSV], /FEED_NOT_FOUND/],
  [
    'a time in the future',
    ['0045-csv', CSV, '--source-time', '2199-01-01T00:00:00Z'],
    /SOURCE_TIME_IN_FUTURE/,
  ],
])(
  '%s ends with exit code 1 and says why in both languages',
  async (_, args, said) => {
    const { code, out, failed } = await ingest(args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(failed).toMatch(said)
    expect(failed).toMatch(/[æøå]|Brug|fremtiden/)
    expect(failed).not.toMatch(/\n\s+at |postgres:/)
  },
  30_000,
)

test('without a database of its own it uses that of the running hub, and else starts the embedded one', async () => {
  const dataDir = join(folder, 'hub')
  const env = { BOLIGBRO_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' }
  const running = started('src/main.ts', [], env)
  for (let wait = 0; wait < 600 && !running.said().includes('listens at'); wait++) await delay(100)
  const during = await ingest(['0045-csv', CSV], env)
  expect(during).toMatchObject({ code: 0, failed: '', out: expect.stringContaining('unchanged 80') })
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
  const after = await ingest(['0045-csv', CSV], env)
  expect(after).toMatchObject({ code: 0, failed: '', out: expect.stringContaining('unchanged 80') })
  // The server it started is stopped again.
  expect(readdirSync(join(dataDir, 'postgres'))).not.toContain('postmaster.pid')
}, 120_000)

test('no file is left behind', () => {
  expect(readdirSync(folder).filter((name) => name.startsWith('boligbro-delivery'))).toEqual([])
})
