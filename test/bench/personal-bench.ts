import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { masterKeyOf, openKeyStore, personVault } from '../../src/households/index.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { type Bearer, CONNECTIONS, type Contestant, contest, requestOf } from './contest.ts'
import { loadedDatabase } from './dataset.ts'
import type { BenchIssuer } from './issuer.ts'
import { type MeasuredProcess, serverProcess } from './measured-process.ts'
import { median, range, table } from './report.ts'

export interface PersonalBenchOptions {
  /** The owner's connection to a database that `personalDatabase` has made. */
  readonly databaseUrl: string
  readonly keysUrl: string
  readonly issuer: BenchIssuer
  /** The first round is dropped. */
  readonly rounds: number
  readonly seconds: number
}

/** How many households: those who are allocated a dwelling in five years, or a twentieth. */
export const CASES = { full: 60_000, small: 3_000 } as const

const MASTER_KEY = Buffer.alloc(32, 1)
const BATCH = 1_000
const QUERY = `{ households(first: 20) { nodes { id caseReference adults children need { needClass rentMax }
  persons(first: 3) { nodes { id leaseParty identity { name phone } } } } } }`
const ANSWER = /^\{"data":\{"households" ?: ?\{"nodes" ?: ?\[\{.*"name" ?: ?"Opdigtet /s

/** Makes a migrated database with this many households of one and a half persons, evenly over sixteen municipalities. */
export function personalDatabase(
  { url, keysUrl }: { readonly url: string; readonly keysUrl: string },
  name: string,
  households: number,
): Promise<string> {
  return loadedDatabase(url, name, { file: fileURLToPath(import.meta.url), size: households }, (client) =>
    fill(client, keysUrl, households),
  )
}

async function fill(client: pg.Client, keysUrl: string, households: number): Promise<void> {
  const masterKey = masterKeyOf(MASTER_KEY)
  const place = { url: keysUrl, ownerUrl: keysUrl, workAs: null, connections: 2 }
  const vault = personVault(await openKeyStore(place, masterKey), masterKey)
  await client.query('set synchronous_commit = off')
  await client.query(`with entered as (
      insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench') returning id)
    select set_config('app.change_id', id::text, false) from entered`)
  for (let first = 0; first < households; first += BATCH) {
    const { rows: persons } = await client.query<{ id: string; municipality_code: string }>(
      `with entered as (
         insert into public.household (municipality_code, case_reference, kle_number, adults, children)
         select (select code from public.municipality order by code offset n % ${CONNECTIONS} limit 1), 'B-' || n, '27.35', 1 + n % 2, 0
           from generate_series($1::int, $1::int + ${BATCH - 1}) n returning *),
       needs as (
         insert into public.household_need (household_id, municipality_code, case_scope, need_class, rent_max_oere)
         select id, municipality_code, case_scope, 'HOMELESS', 400000 from entered)
       insert into public.person (household_id, municipality_code, case_scope, lease_party, address_protected)
       select id, municipality_code, case_scope, true, false from entered, generate_series(1, adults)
       returning id, municipality_code`,
      [first],
    )
    const seals = await vault.create(
      'bench',
      persons.map(({ id }) => ({ id, cpr: null })),
    )
    await client.query(
      `insert into public.person_identity (person_id, household_id, municipality_code, case_scope, lease_party, address_protected, name_sealed, phone_sealed)
       select p.id, p.household_id, p.municipality_code, p.case_scope, p.lease_party, p.address_protected, s.name, s.phone
         from unnest($1::uuid[], $2::bytea[], $3::bytea[]) s(id, name, phone) join public.person p using (id)`,
      [
        persons.map(({ id }) => id),
        seals.map((seal, index) => seal('name', `Opdigtet Person ${first + index}`)),
        seals.map((seal, index) => seal('phone', `+45 70 00 ${first + index}`)),
      ],
    )
  }
  await client.query('analyze')
  await vault.close()
}

/** Measures a nested read of personal rows with and without the access log, in rounds that take turns. */
export async function personalBench(options: PersonalBenchOptions): Promise<string> {
  const { databaseUrl, keysUrl, issuer, rounds, seconds } = options
  const environment = {
    ...issuer.environment,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    READ_CONNECTIONS: '10',
    CURSOR_SECRET: Buffer.alloc(32, 1).toString('base64'),
    AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()),
    KEY_DATABASE_URL: keysUrl,
    PERSON_MASTER_KEY: MASTER_KEY.toString('base64'),
    REQUESTS_PER_MINUTE: '10000000',
    LOG_LEVEL: 'warn',
    // One hub seals for both; the other would find nothing.
    AUDIT_SEALING_MS: '0',
  }
  const servers: MeasuredProcess[] = []
  const started = async (more: Readonly<Record<string, string>>) => {
    const server = await serverProcess('../../src/main.ts', { ...environment, ...more })
    servers.push(server)
    return server
  }
  try {
    const body = () => ({ query: QUERY })
    const withoutLog = new URL('rivals/without-log.ts', import.meta.url).href
    const contestants: Contestant[] = [
      { name: 'hub', server: await started({ AUDIT_SEALING_MS: '1000' }), body },
      {
        name: 'hub, looks not logged',
        server: await started({ NODE_FLAGS: `--import ${withoutLog}` }),
        body,
      },
    ]
    const bearers = await caseworkers(databaseUrl, issuer)
    await compare(contestants, bearers)
    const before = await looksIn(databaseUrl)
    const results = await contest(contestants, bearers, { rounds, seconds, answer: ANSWER })
    const looks = (await looksIn(databaseUrl)) - before
    const rates = (name: string) =>
      [...results].flatMap(([of, measured]) =>
        of.name === name ? measured.map((one) => one.requestsPerSecond) : [],
      )
    const ratios = rates('hub').map(
      (rate, round) => rate / (rates('hub, looks not logged')[round] ?? Number.NaN),
    )
    const rows = [...results].map(([{ name }, measured]) => [
      name,
      `${median(rates(name)).toFixed(0)} (${range(rates(name), 0)})`,
      median(measured.map((round) => round.cpuMsPerRequest)).toFixed(2),
      name === 'hub' ? `${median(ratios).toFixed(2)} (${range(ratios, 2)})` : '1',
    ])
    return `${table(['', 'requests/s, median (range)', 'node CPU ms/request', 'v. not logged (range)'], rows)}\n\n${looks} looks logged.`
  } finally {
    for (const server of servers) await server.stop()
  }
}

async function caseworkers(databaseUrl: string, issuer: BenchIssuer): Promise<Bearer[]> {
  const codes = await query<{ code: string }>(
    databaseUrl,
    'select distinct municipality_code as code from public.household order by 1',
  )
  return Promise.all(
    codes.map(async ({ code }) => ({
      municipalityCode: code,
      token: await issuer.token({
        roles: ['municipal_system'],
        municipality_codes: [code],
        purpose: 'case-handling',
      }),
    })),
  )
}

/** @throws Error when the two do not answer alike, in full. */
async function compare(contestants: readonly Contestant[], bearers: readonly Bearer[]): Promise<void> {
  for (const bearer of bearers) {
    const [one, other] = await Promise.all(
      contestants.map(async (contestant) => {
        const { method, path, headers, body } = requestOf(contestant, bearer)
        return (await fetch(`${contestant.server.url}${path}`, { method, headers, body })).text()
      }),
    )
    if (!ANSWER.test(one ?? '') || !isDeepStrictEqual(one, other))
      throw new Error(`The hubs answer otherwise for ${bearer.municipalityCode}: ${one?.slice(0, 500)}`)
  }
}

async function looksIn(databaseUrl: string): Promise<number> {
  const [row] = await query<{ looks: number }>(
    databaseUrl,
    'select count(*)::int as looks from public.access_log',
  )
  return row?.looks ?? 0
}

async function query<Row extends object>(databaseUrl: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
