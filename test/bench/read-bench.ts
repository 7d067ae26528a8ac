import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { documentId } from '../../src/platform/graphql/trusted-documents.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { type Bearer, CONNECTIONS, type Contestant, contest, type Round, requestOf } from './contest.ts'
import type { BenchIssuer } from './issuer.ts'
import { type MeasuredProcess, serverProcess } from './measured-process.ts'
import { median, range, table } from './report.ts'

export interface ReadBenchOptions {
  /** The owner's connection to the database with the country in it. */
  readonly databaseUrl: string
  /** The database of the persons' keys. */
  readonly keysUrl: string
  readonly issuer: BenchIssuer
  /** The first round is dropped. */
  readonly rounds: number
  readonly seconds: number
  /** Node flags for the hub's process, such as `--cpu-prof`. */
  readonly hubFlags: string
}

const FIRST = 20
const OPERATION = readFileSync(
  new URL('../../schema/operations/first-vacancies.graphql', import.meta.url),
  'utf8',
)

/** The same query as PostGraphile names things; its rent is in øre, which saves it a division. */
const POSTGRAPHILE_QUERY = `
query FirstVacancies($first: Int!, $municipality: String!) {
  vacancies: allVacancies(first: $first, condition: { municipalityCode: $municipality }, orderBy: [AVAILABLE_FROM_ASC, ROW_ID_ASC]) {
    nodes {
      id: rowId
      state
      dwellingType
      rent: rentOere
      deposit: depositOere
      availableFrom
      atDisposalFrom
      dwelling: dwellingByDwellingIdAndOrganisationIdAndMunicipalityCode {
        id: rowId
        tenancyNumber
        rooms
        areaM2
        accessible
        street
        floorDoor
        postalCode
        city
        estate: estateByEstateIdAndOrganisationIdAndMunicipalityCode {
          id: rowId
          number
          organisation: housingOrganisationByOrganisationId {
            id: rowId
            lbfNumber
            cvr
            name
          }
        }
        vacancies: vacanciesByDwellingIdAndOrganisationIdAndMunicipalityCode(first: 3, orderBy: [AVAILABLE_FROM_ASC, ROW_ID_ASC]) {
          nodes { id: rowId state availableFrom }
        }
      }
    }
  }
}`

/** How a full answer begins, with the spaces that PostgreSQL writes or without. */
const ANSWER = /^\{"data":\{"vacancies" ?: ?\{"nodes" ?: ?\[\{/

/** Measures one nested read against its rivals, in rounds that take turns; answers a report in Markdown. */
export async function readBench(options: ReadBenchOptions): Promise<string> {
  const { databaseUrl, keysUrl, issuer, rounds, seconds } = options
  const environment = {
    DATABASE_URL: databaseUrl,
    READ_CONNECTIONS: '10',
    ...issuer.environment,
    NODE_ENV: 'production',
  }
  const servers: MeasuredProcess[] = []
  const started = async (file: string, more: Readonly<Record<string, string>> = {}) => {
    const server = await serverProcess(file, { ...environment, ...more })
    servers.push(server)
    return server
  }
  try {
    const hub = await started('../../src/main.ts', {
      CURSOR_SECRET: Buffer.alloc(32, 1).toString('base64'),
      AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()),
      KEY_DATABASE_URL: keysUrl,
      PERSON_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      REQUESTS_PER_MINUTE: '10000000',
      LOG_LEVEL: 'warn',
      ...(options.hubFlags === '' ? {} : { NODE_FLAGS: options.hubFlags }),
    })
    const variables = { first: FIRST }
    const contestants: Contestant[] = [
      { name: 'hub, open query', server: hub, body: () => ({ query: OPERATION, variables }) },
      {
        name: 'hub, trusted document',
        server: hub,
        body: () => ({ documentId: documentId(OPERATION), variables }),
      },
      {
        name: 'PostGraphile 5',
        server: await started('rivals/postgraphile.ts', { GRAPHILE_ENV: 'production' }),
        body: (municipality) => ({ query: POSTGRAPHILE_QUERY, variables: { first: FIRST, municipality } }),
      },
      { name: 'limit', server: await started('rivals/limit.ts'), body: () => variables },
      {
        name: 'limit, explicit filters',
        server: await started('rivals/limit.ts', { ROW_SECURITY: 'off' }),
        body: () => variables,
      },
      {
        name: 'limit, tokens not verified',
        server: await started('rivals/limit.ts', { VERIFY_TOKENS: 'false' }),
        body: () => variables,
      },
    ]
    const bearers = await municipalities(databaseUrl, issuer)
    await compareAnswers(contestants, bearers)
    const results = await contest(contestants, bearers, { rounds, seconds, answer: ANSWER })
    return report(results)
  } finally {
    for (const server of servers) await server.stop()
  }
}

/** The municipalities that ask: sixteen spread over the country by size, each with a token of its own. */
async function municipalities(databaseUrl: string, issuer: BenchIssuer): Promise<Bearer[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ code: string }>(
    `select municipality_code as code from public.vacancy group by 1 having count(*) >= $1 order by count(*) desc, 1`,
    [FIRST],
  )
  await client.end()
  const step = rows.length / CONNECTIONS
  const chosen = Array.from({ length: CONNECTIONS }, (_, index) => rows[Math.floor(index * step)]?.code ?? '')
  return Promise.all(
    chosen.map(async (municipalityCode) => ({
      municipalityCode,
      token: await issuer.token({ roles: ['municipal_system'], municipality_codes: [municipalityCode] }),
    })),
  )
}

/** @throws Error when two contestants do not answer the same, for then there is nothing to compare. */
async function compareAnswers(contestants: readonly Contestant[], bearers: readonly Bearer[]): Promise<void> {
  for (const bearer of bearers) {
    const answers = await Promise.all(
      contestants.map(async (contestant) => {
        const { method, path, headers, body } = requestOf(contestant, bearer)
        const response = await fetch(`${contestant.server.url}${path}`, { method, headers, body })
        return canonical(JSON.parse(await response.text()))
      }),
    )
    for (const [index, answer] of answers.entries()) {
      const count = (answer as { data?: { vacancies?: { nodes?: unknown[] } } }).data?.vacancies?.nodes
        ?.length
      if (count === FIRST && isDeepStrictEqual(answer, answers[0])) continue
      throw new Error(
        `"${contestants[index]?.name}" answers for ${bearer.municipalityCode} otherwise than "${contestants[0]?.name}":\n${JSON.stringify(answer).slice(0, 2_000)}\n${JSON.stringify(answers[0]).slice(0, 2_000)}`,
      )
    }
  }
}

/** An answer without what the contestants may write differently: ids' type names, kroner or øre, the address's frame. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const { address, ...own } = value as Record<string, unknown>
  return Object.fromEntries(
    Object.entries({ ...own, ...(address as object | undefined) }).map(([name, inner]) => {
      if (name === 'id') return [name, String(inner).replace(/^[A-Za-z]+:/, '')]
      if (name === 'rent' || name === 'deposit') return [name, String(inner).replace('.', '')]
      return [name, canonical(inner)]
    }),
  )
}

function report(results: ReadonlyMap<Contestant, readonly Round[]>): string {
  const named = new Map([...results].map(([{ name }, rounds]) => [name, rounds]))
  const rates = (name: string) => (named.get(name) ?? []).map((round) => round.requestsPerSecond)
  const ratio = (name: string, rival: string) => {
    const ratios = rates(name).map((rate, round) => rate / (rates(rival)[round] ?? Number.NaN))
    return `${median(ratios).toFixed(2)} (${range(ratios, 2)})`
  }
  const rows = [...named].map(([name, rounds]) => [
    name,
    `${median(rates(name)).toFixed(0)} (${range(rates(name), 0)})`,
    median(rounds.map((round) => round.cpuMsPerRequest)).toFixed(2),
    median(rounds.map((round) => round.p99Ms)).toFixed(0),
    ratio(name, 'PostGraphile 5'),
    ratio(name, 'limit'),
  ])
  return table(
    [
      '',
      'requests/s, median (range)',
      'node CPU ms/request',
      'p99 ms',
      'v. PostGraphile (range)',
      'v. limit (range)',
    ],
    rows,
  )
}
