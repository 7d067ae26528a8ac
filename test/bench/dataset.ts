import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../../src/platform/migrate.ts'

/** How many rows of each kind. */
export interface DatasetSize {
  readonly organisations: number
  readonly estates: number
  readonly dwellings: number
  readonly vacancies: number
}

/** `full` is the whole country (LBF: 561 organisations, 7,085 afdelinger, 596,952 dwellings); `small` is a twentieth. */
export const SIZES = {
  full: { organisations: 560, estates: 7_000, dwellings: 600_000, vacancies: 400_000 },
  small: { organisations: 28, estates: 350, dwellings: 30_000, vacancies: 20_000 },
} as const satisfies Record<string, DatasetSize>

/** Dwellings by region as LBF counted them in October 2024. */
const REGION_WEIGHTS: Readonly<Record<string, number>> = {
  'Region Hovedstaden': 217_801,
  'Region Sjælland': 76_149,
  'Region Syddanmark': 121_728,
  'Region Midtjylland': 124_282,
  'Region Nordjylland': 56_992,
}
const BIGGEST_TOWNS = ['0101', '0751', '0461', '0851', '0561', '0265', '0730']

const SEED = 20_261_122
const SOURCE_TIME = '2026-11-01T08:00:00Z'
const FIRST_DAY = Date.UTC(2021, 10, 1)
const TODAY = Date.UTC(2026, 10, 1)
const DAY_MS = 86_400_000

/**
 * Makes a migrated database with the country in it, or leaves the one that is there when neither the migrations nor
 * this file have changed since. `url` is the owner's connection to the server; answers the owner's to the database.
 */
export function countryDatabase(url: string, name: string, size: DatasetSize): Promise<string> {
  return loadedDatabase(url, name, { file: fileURLToPath(import.meta.url), size }, (client) =>
    load(client, size),
  )
}

/** The same with rows of another kind: those that the file's `enter` makes in this size. */
export async function loadedDatabase(
  url: string,
  name: string,
  made: { readonly file: string; readonly size: unknown },
  enter: (client: pg.Client) => Promise<void>,
): Promise<string> {
  const version = contentVersion(made.file, made.size)
  if ((await databaseComment(url, name)) === version) return databaseUrl(url, name)
  const own = await emptyDatabase(url, name)
  await migrate({ url: own })
  const client = new pg.Client({ connectionString: own })
  await client.connect()
  try {
    await enter(client)
    // Written last, so that an interrupted load is done anew.
    await client.query(`comment on database ${name} is '${version}'`)
  } finally {
    await client.end()
  }
  return own
}

/** Drops the database if there is one and creates it empty; answers the owner's connection to it. */
export async function emptyDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  return databaseUrl(url, name)
}

function databaseUrl(url: string, name: string): string {
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

async function databaseComment(url: string, name: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ comment: string }>(
      `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
      [name],
    )
    return rows[0]?.comment
  } finally {
    await client.end()
  }
}

function contentVersion(made: string, size: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(size))
  const folder = fileURLToPath(new URL('../../migrations', import.meta.url))
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)))
  return hash.update(readFileSync(made)).digest('hex')
}

async function load(client: pg.Client, size: DatasetSize): Promise<void> {
  const municipalities = await municipalityWeights(client)
  const change = await client.query<{ id: string }>(
    `insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'stock:register', 'bench') returning id`,
  )
  const changeId = change.rows[0]?.id ?? ''
  await client.query(`select set_config('app.change_id', $1, false)`, [changeId])
  const country = generate(municipalities, size)
  const copy = (table: string, columns: string, rows: Iterable<readonly Cell[]>) =>
    pipeline(
      Readable.from(lines(rows, changeId)),
      client.query(copyFrom(`copy public.${table} (${columns}, change_id) from stdin`)),
    )
  await copy('housing_organisation', 'id, cvr, lbf_number, name', country.organisations())
  await copy('estate', 'id, organisation_id, municipality_code, number', country.estates())
  await copy('feed', 'id, code, organisation_id, format, mapping, mode', country.feeds())
  await copy(
    'dwelling',
    `id, organisation_id, municipality_code, estate_id, tenancy_number, street, floor_door, postal_code, city,
     dwelling_type, rooms, area_m2, accessible, source_sequence, source_time, source_hash`,
    country.dwellings(),
  )
  await copy(
    'vacancy',
    `id, organisation_id, municipality_code, dwelling_id, source_id, feed_id, delivery_id, state, reported_state,
     withdrawal_reason, dwelling_type, rent_oere, aconto_lines, deposit_oere, available_from, at_disposal_from, let_from,
     source_sequence, source_time, source_hash, seen_at`,
    country.vacancies(),
  )
  // What a tool that knows only the tables needs for the same lists: PostGraphile sorts by the bare column, where the
  // hub's index has an expression, and shows the list of a foreign key only when an index has all of its columns.
  await client.query(`
    create index bench_vacancy_by_municipality on public.vacancy (municipality_code, available_from, id);
    create index bench_vacancy_by_dwelling on public.vacancy (dwelling_id, organisation_id, municipality_code)`)
  await client.query('vacuum (analyze, freeze)')
  await client.query('checkpoint')
}

type Cell = string | number | boolean | null

/** Lines of COPY's text format, in chunks of some size: one write per row would cost more than the row. */
function* lines(rows: Iterable<readonly Cell[]>, changeId: string): Generator<string> {
  let chunk = ''
  for (const row of rows) {
    chunk += `${row.map((cell) => (cell === null ? '\\N' : String(cell))).join('\t')}\t${changeId}\n`
    if (chunk.length > 65_536) {
      yield chunk
      chunk = ''
    }
  }
  yield chunk
}

interface Weighted<Value> {
  readonly value: Value
  readonly weight: number
}

/** Each municipality's part of the country's dwellings: the region's as counted, a long tail inside the region. */
async function municipalityWeights(client: pg.Client): Promise<Weighted<string>[]> {
  const { rows } = await client.query<{ code: string; region: string }>(
    'select municipality_code as code, region from public.municipality_region order by municipality_code',
  )
  return Object.entries(REGION_WEIGHTS).flatMap(([region, dwellings]) => {
    const codes = rows.filter((row) => row.region === region).map((row) => row.code)
    const ranked = [
      ...BIGGEST_TOWNS.filter((code) => codes.includes(code)),
      ...codes.filter((code) => !BIGGEST_TOWNS.includes(code)),
    ]
    const tail = ranked.map((_, rank) => 1 / (rank + 1) ** 0.8)
    const total = tail.reduce((a, b) => a + b, 0)
    return ranked.map((value, rank) => ({ value, weight: (dwellings * (tail[rank] ?? 0)) / total }))
  })
}

function generate(municipalities: readonly Weighted<string>[], size: DatasetSize) {
  const random = randomNumbers(SEED)
  const uuid = uuids()
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value
  const municipality = sampler(municipalities, random)
  const organisations = Array.from({ length: size.organisations }, (_, index) => ({
    id: uuid(),
    feedId: uuid(),
    number: index + 1,
    home: municipality(),
    lastEstate: 0,
  }))
  // The first organisations administer for a whole region, the long tail has an estate or a few in one town.
  const organisation = sampler(
    organisations.map((value, rank) => ({ value, weight: 1 / (rank + 1) ** 0.9 })),
    random,
  )
  const estates = Array.from({ length: size.estates }, (_, index) => {
    const owner = organisations[index] ?? organisation()
    owner.lastEstate += 1
    const abroad = owner.number <= size.organisations / 20 && random() < 0.6
    return {
      id: uuid(),
      owner,
      municipality: abroad ? municipality() : owner.home,
      number: String(owner.lastEstate).padStart(3, '0'),
      weight: Math.exp(normal(random)),
      dwellings: 0,
    }
  })
  spread(estates, size.dwellings)
  const dwellings = estates.flatMap((estate) =>
    Array.from({ length: estate.dwellings }, (_, index) => ({
      id: uuid(),
      estate,
      tenancyNumber: String(index + 1).padStart(4, '0'),
      type: pick(DWELLING_TYPES),
      vacancies: 0,
    })),
  )
  const day = (from: number, until: number) =>
    new Date(from + Math.floor((random() * (until - from)) / DAY_MS) * DAY_MS)
  const iso = (date: Date) => date.toISOString().slice(0, 10)

  return {
    *organisations(): Generator<Cell[]> {
      for (const { id, number } of organisations)
        yield [
          id,
          String(10_000_000 + number),
          String(number).padStart(4, '0'),
          `Boligforeningen nr. ${number}`,
        ]
    },
    *estates(): Generator<Cell[]> {
      for (const estate of estates) yield [estate.id, estate.owner.id, estate.municipality, estate.number]
    },
    *feeds(): Generator<Cell[]> {
      for (const { id, feedId, number } of organisations)
        yield [feedId, `${lbfNumber(number)}-csv`, id, 'CSV', '{}', 'DELTA']
    },
    *dwellings(): Generator<Cell[]> {
      for (const { id, estate, tenancyNumber, type } of dwellings) {
        yield [
          id,
          estate.owner.id,
          estate.municipality,
          estate.id,
          tenancyNumber,
          `${pick(STREETS)} ${1 + Math.floor(random() * 140)}`,
          pick(FLOORS),
          String(1_000 + Math.floor(random() * 8_999)),
          pick(CITIES),
          type,
          1 + Math.floor(random() * 5),
          (25 + random() * 100).toFixed(2),
          random() < 0.2,
          0,
          SOURCE_TIME,
          uuid(),
        ]
      }
    },
    *vacancies(): Generator<Cell[]> {
      for (let made = 0; made < size.vacancies; made++) {
        const dwelling = pick(dwellings)
        dwelling.vacancies += 1
        const { estate } = dwelling
        const state = vacancyState(random())
        const open = state === 'ANNOUNCED' || state === 'AT_MUNICIPAL_DISPOSAL'
        const available = day(open ? TODAY : FIRST_DAY, open ? TODAY + 150 * DAY_MS : TODAY)
        const rentOere = 250_000 + Math.floor(random() * 900_000)
        yield [
          uuid(),
          estate.owner.id,
          estate.municipality,
          dwelling.id,
          `L${dwelling.vacancies}`,
          estate.owner.feedId,
          uuid(),
          state,
          state,
          state === 'WITHDRAWN' ? 'BY_SOURCE' : null,
          dwelling.type,
          rentOere,
          `[{"kind": "HEAT", "name": "A conto varme", "amountOere": "${30_000 + Math.floor(random() * 40_000)}"}]`,
          rentOere * 3,
          iso(available),
          state === 'AT_MUNICIPAL_DISPOSAL' ? iso(available) : null,
          state === 'LET' ? iso(new Date(available.getTime() + 30 * DAY_MS)) : null,
          0,
          SOURCE_TIME,
          uuid(),
          SOURCE_TIME,
        ]
      }
    },
  }
}

function lbfNumber(number: number): string {
  return String(number).padStart(4, '0')
}

/** Most vacancies are history; about 1.5 per cent are open. */
function vacancyState(chance: number): string {
  if (chance < 0.01) return 'ANNOUNCED'
  if (chance < 0.015) return 'AT_MUNICIPAL_DISPOSAL'
  return chance < 0.93 ? 'LET' : 'WITHDRAWN'
}

const DWELLING_TYPES = [
  'FAMILY',
  'FAMILY',
  'FAMILY',
  'FAMILY',
  'FAMILY',
  'FAMILY',
  'YOUTH',
  'ELDERLY',
] as const
const STREETS = [
  'Søndervang',
  'Blåbærhaven',
  'Rødkløvervej',
  'Ærtemarken',
  'Gadehavegårdsvej',
  'Vestergade',
] as const
const FLOORS = ['st. tv', 'st. th', '1. tv', '1. th', '2. tv', '2. mf', '3. th'] as const
const CITIES = ['Taastrup', 'Odense', 'Aarhus', 'Aalborg', 'Næstved', 'Hjørring', 'Rødovre'] as const

/** Gives each estate its whole number of dwellings by weight; at least one, and the sum is exact. */
function spread(estates: { readonly weight: number; dwellings: number }[], total: number): void {
  const weights = estates.reduce((sum, { weight }) => sum + weight, 0)
  let left = total
  for (const estate of estates) {
    estate.dwellings = Math.max(1, Math.floor((total * estate.weight) / weights))
    left -= estate.dwellings
  }
  const biggest = estates.reduce((a, b) => (a.weight > b.weight ? a : b))
  biggest.dwellings += left
}

/** Draws values by weight. */
function sampler<Value>(weighted: readonly Weighted<Value>[], random: () => number): () => Value {
  const sums: number[] = []
  let sum = 0
  for (const { weight } of weighted) {
    sum += weight
    sums.push(sum)
  }
  return () => {
    const target = random() * sum
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > target) high = middle
      else low = middle + 1
    }
    return (weighted[low] as Weighted<Value>).value
  }
}

/** mulberry32: the same numbers from 0 to 1 at every run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number from the standard normal distribution. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Ascending UUIDs of version 7, the same at every run. */
function uuids(): () => string {
  let last = 0
  return () => {
    last += 1
    return `0197b500-0000-7000-8000-${last.toString(16).padStart(12, '0')}`
  }
}
