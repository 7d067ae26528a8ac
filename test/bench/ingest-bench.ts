import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../../src/platform/migrate.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { emptyDatabase } from './dataset.ts'
import type { FileIngest } from './ingest-process.ts'
import type { BenchIssuer } from './issuer.ts'
import { finishedProcess, type MeasuredProcess, serverProcess } from './measured-process.ts'
import { median, range, table } from './report.ts'

export interface IngestBenchOptions {
  /** The owner's connection to the server. */
  readonly serverUrl: string
  /** The database of the persons' keys. */
  readonly keysUrl: string
  readonly issuer: BenchIssuer
  /** Records in the file, all new. */
  readonly rows: number
  readonly rounds: number
}

/** Node's flags of `npm run ingest`, beside those that every measured process has. */
export const INGEST_FLAGS = '--max-old-space-size=1024'

const DATABASE = 'bench_ingest'
const ROWS_PER_ESTATE = 100
const SYNC_CALLS = 20
const SYNC_RECORDS = 1_000

/** Measures how fast records become vacancies, against the server's own COPY; answers a report in Markdown. */
export async function ingestBench(options: IngestBenchOptions): Promise<string> {
  const { issuer, rows, rounds } = options
  const databaseUrl = await emptyDatabase(options.serverUrl, DATABASE)
  await migrate({ url: databaseUrl })
  const folder = await mkdtemp(join(tmpdir(), 'boligbro-bench-file-'))
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  let hub: MeasuredProcess | undefined
  try {
    hub = await serverProcess('../../src/main.ts', {
      ...issuer.environment,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      CURSOR_SECRET: Buffer.alloc(32, 1).toString('base64'),
      AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()),
      KEY_DATABASE_URL: options.keysUrl,
      PERSON_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      LOG_LEVEL: 'warn',
    })
    const copies: number[] = []
    const files: FileIngest[] = []
    const syncs: number[] = []
    for (let round = 0; round < rounds; round++) {
      // Its own organisation, so that every record of every round is new.
      const lbfNumber = String(9_000 + round)
      copies.push(await copySeconds(client, rows))
      const file = join(folder, `${lbfNumber}.csv`)
      await pipeline(Readable.from(csv(lbfNumber, rows)), createWriteStream(file))
      const ingested = await finishedProcess<FileIngest>('ingest-process.ts', {
        DATABASE_URL: databaseUrl,
        FILE: file,
        LBF_NUMBER: lbfNumber,
        NODE_FLAGS: INGEST_FLAGS,
      })
      if (ingested.applied !== rows) throw new Error(`${ingested.applied} of ${rows} records were applied`)
      files.push(ingested)
      await rm(file)
      syncs.push(await syncSeconds(hub.url, issuer, lbfNumber))
    }
    return report(rows, copies, files, syncs)
  } finally {
    await hub?.stop()
    await client.end()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Numbers of one record, from its place in the file. */
function place(row: number) {
  return {
    estate: String(1 + Math.floor(row / ROWS_PER_ESTATE)).padStart(5, '0'),
    tenancy: String(1 + (row % ROWS_PER_ESTATE)).padStart(4, '0'),
    house: 1 + (row % 140),
    rooms: 1 + (row % 5),
    areaM2: 25 + (row % 100),
    rentKroner: 2_500 + (row % 9_000),
    day: 1 + (row % 28),
  }
}

const CSV_HEADER =
  'Selskab;Afdeling;Lejemål;Adresse;Etage/dør;Postnr;By;Boligtype;Rum;Areal (m²);Husleje ekskl. forbrug;A conto varme;A conto vand;Indskud;Ledig pr.;Til rådighed for kommunen;Handicapegnet;Ændret\n'

/** A file of so many vacancies of one organisation, as its source had them on a day. */
export function* csv(lbfNumber: string, rows: number, on = '2026-11-01'): Generator<string> {
  let chunk = CSV_HEADER
  for (let row = 0; row < rows; row++) {
    const one = place(row)
    const day = String(one.day).padStart(2, '0')
    chunk += `${lbfNumber};${one.estate};${one.tenancy};Gadehavegårdsvej ${one.house};st. tv;2630;Taastrup;Familiebolig;${one.rooms};${one.areaM2},4;${one.rentKroner},36;441,44;113,69;${one.rentKroner * 3},08;${day}-01-2027;;Ja;${on}T08:15:00+01:00\n`
    if (chunk.length > 65_536) {
      yield chunk
      chunk = ''
    }
  }
  yield chunk
}

/** The least that the server can do with such rows: one COPY into one table with primary, unique and foreign key. */
async function copySeconds(client: pg.Client, rows: number): Promise<number> {
  await client.query(`
    drop table if exists public.bench_row, public.bench_estate;
    create table public.bench_estate (number text primary key);
    create table public.bench_row (
      id uuid primary key default uuidv7(), estate_number text not null references public.bench_estate,
      tenancy_number text not null, street text, floor_door text, postal_code text, city text, dwelling_type text,
      rooms smallint, area_m2 numeric(7, 2), rent_oere bigint, heating_oere bigint, water_oere bigint,
      deposit_oere bigint, available_from date, accessible boolean, source_time timestamptz,
      unique (estate_number, tenancy_number))`)
  await client.query(
    `insert into public.bench_estate select lpad(n::text, 5, '0') from generate_series(1, $1) n`,
    [Math.ceil(rows / ROWS_PER_ESTATE)],
  )
  const before = performance.now()
  const copy = client.query(
    copyFrom(`copy public.bench_row (estate_number, tenancy_number, street, floor_door, postal_code, city,
      dwelling_type, rooms, area_m2, rent_oere, heating_oere, water_oere, deposit_oere, available_from, accessible,
      source_time) from stdin`),
  )
  await pipeline(Readable.from(copyLines(rows)), copy)
  return (performance.now() - before) / 1_000
}

function* copyLines(rows: number): Generator<string> {
  let chunk = ''
  for (let row = 0; row < rows; row++) {
    const one = place(row)
    chunk += `${one.estate}\t${one.tenancy}\tGadehavegårdsvej ${one.house}\tst. tv\t2630\tTaastrup\tFAMILY\t${one.rooms}\t${one.areaM2}.4\t${one.rentKroner}36\t44144\t11369\t${one.rentKroner * 3}08\t2027-01-${one.day}\tt\t2026-11-01T08:15:00+01:00\n`
    if (chunk.length > 65_536) {
      yield chunk
      chunk = ''
    }
  }
  yield chunk
}

const SYNC = `mutation ($feed: PlainText!, $records: [VacancyRecordInput!]!, $key: IdempotencyKey!) {
  syncVacancies(feed: $feed, records: $records, idempotencyKey: $key, mode: DELTA) {
    delivery { applied }
    refusals { code }
  }
}`

/** One client that syncs new records, call after call, over HTTP. */
async function syncSeconds(url: string, issuer: BenchIssuer, lbfNumber: string): Promise<number> {
  const token = await issuer.token({ roles: ['organisation_system'], organisation_numbers: [lbfNumber] })
  const before = performance.now()
  for (let call = 0; call < SYNC_CALLS; call++) {
    const records = Array.from({ length: SYNC_RECORDS }, (_, row) => syncRecord(lbfNumber, call, row))
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: SYNC,
        variables: { feed: `${lbfNumber}-bench`, records, key: `bench-${lbfNumber}-${call}` },
      }),
    })
    const text = await response.text()
    const { data } = JSON.parse(text) as { data?: { syncVacancies?: { delivery?: { applied: number } } } }
    if (data?.syncVacancies?.delivery?.applied !== SYNC_RECORDS)
      throw new Error(`syncVacancies answered ${text}`)
  }
  return (performance.now() - before) / 1_000
}

function syncRecord(lbfNumber: string, call: number, row: number) {
  const one = place(row)
  return {
    organisationCode: lbfNumber,
    estateNumber: `S${call}-${one.estate}`,
    tenancyNumber: one.tenancy,
    state: 'ANNOUNCED',
    street: `Gadehavegårdsvej ${one.house}`,
    floorDoor: 'st. tv',
    postalCode: '2630',
    city: 'Taastrup',
    dwellingType: 'FAMILY',
    rooms: one.rooms,
    areaM2: `${one.areaM2}.40`,
    accessible: true,
    rent: `${one.rentKroner}.36`,
    acontoLines: [{ kind: 'HEAT', name: 'A conto varme', amount: '441.44' }],
    deposit: `${one.rentKroner * 3}.08`,
    availableFrom: `2027-01-${String(one.day).padStart(2, '0')}`,
    sourceTime: '2026-11-01T08:15:00+01:00',
  }
}

function report(
  rows: number,
  copies: readonly number[],
  files: readonly FileIngest[],
  syncs: readonly number[],
): string {
  const rates = (count: number, seconds: readonly number[]) => seconds.map((one) => count / one)
  const figures = (values: readonly number[]) => `${median(values).toFixed(0)} (${range(values, 0)})`
  const copied = rates(rows, copies)
  const read = rates(
    rows,
    files.map((file) => file.seconds),
  )
  const ratios = read.map((rate, round) => rate / (copied[round] ?? Number.NaN))
  return table(
    ['', 'rows/s, median (range)', 'v. COPY (range)', 'peak memory MB'],
    [
      ['raw COPY into one table', figures(copied), '1', ''],
      [
        'file delivery (CSV)',
        figures(read),
        `${median(ratios).toFixed(3)} (${range(ratios, 3)})`,
        median(files.map((file) => file.peakMemoryMb)).toFixed(0),
      ],
      [
        `syncVacancies over HTTP, ${SYNC_CALLS} calls of ${SYNC_RECORDS}`,
        figures(rates(SYNC_CALLS * SYNC_RECORDS, syncs)),
        '',
        '',
      ],
    ],
  )
}
