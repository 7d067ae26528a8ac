import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, type JWK, SignJWT } from 'jose'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Engagement } from '../../src/access/actor.ts'
import type { Purpose, Role } from '../../src/access/grant.ts'
import { type App, DEMO_AUDIENCE, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import type { DemoClient } from '../../src/demo/identity.ts'
import { ingestSamples } from '../../src/demo/samples.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import { ConfigurationError } from '../../src/kernel/errors.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** What a token says of its bearer where the demo has no such client. */
export interface Bearer {
  readonly subject: string
  readonly roles: readonly Role[]
  readonly organisationNumbers?: readonly string[]
  readonly municipalityCodes?: readonly string[]
  readonly engagedMunicipalityCodes?: readonly string[]
  /** What the engagements are about; `98F` when left out. */
  readonly engagedProgramme?: string
  /** The period of the engagements, the last day left out; ten years from 2020 when left out. */
  readonly engagedDays?: readonly [from: string, until: string]
  /** Limit every role to the cases of these org units. */
  readonly organisationUnits?: readonly string[]
  /** Limit every role to the cases of these KLE groups. */
  readonly kleMasks?: readonly string[]
  /** The purpose that the token binds its requests to. */
  readonly purpose?: Purpose
}

/** An engagement in this municipality that lasts. */
export function engagementIn(
  municipalityCode: string,
  programme = '98F',
  days: readonly [from: string, until: string] = ['2020-01-01', '2030-01-01'],
): Engagement {
  const [from, until, expires] = [...days, '2099-01-01'] as [LocalDate, LocalDate, LocalDate]
  return { municipalityCode, programme, from, until, expires }
}

export interface GraphQLErrorAnswer {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: string; readonly [key: string]: unknown }
}

/** What the hub answered to a GraphQL request, and the body as it came. */
export interface Answer<Fields = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly data: Fields | null | undefined
  readonly errors: readonly GraphQLErrorAnswer[] | undefined
}

/** A hub that runs for one test file, with everything real. */
export interface TestHub {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  readonly app: App
  /** Its own database: `url` as the application connects, `ownerUrl` past row-level security. */
  readonly database: TestDatabase
  /** A genuine token: of a demo client, over HTTP, or of any bearer, signed with the demo's key. Same bearer, same token. */
  token(bearer: DemoClient | Bearer): Promise<string>
  /** POSTs one operation; `token` null sends none. Throws only when the answer is no JSON. */
  query<Fields = Record<string, unknown>>(
    token: string | null,
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Fields>>
  /** Like `query`, for an operation that must succeed: throws with the errors when there are any. */
  fields<Fields = Record<string, unknown>>(
    token: string,
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Fields>
  /** Runs SQL as the database's owner; one row is one object. */
  asOwner<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** Stops the hub and removes its folder; its database stays for another hub. */
  pause(): Promise<void>
  /** Stops the hub and removes its database and folder. */
  stop(): Promise<void>
}

export interface TestHubOptions {
  /** Settings in place of the tests' own, by the names of `config.ts`. */
  readonly env?: Readonly<Record<string, string>>
  /** False: start with the migrations' rows only. */
  readonly sampleData?: boolean
  /** Serve this database, which it removes when it stops, in place of a fresh one. */
  readonly database?: TestDatabase
  readonly clock?: Clock
  /** Where the hub logs; nowhere when left out. */
  readonly log?: Logger
}

const START_ATTEMPTS = 5

/**
 * Starts a hub on a free port over a database of its own, with the demo identity and the demo's sample data. Call it
 * in `beforeAll` (it takes seconds: give the hook a minute) and `stop` in `afterAll`.
 */
export async function startHub(options: TestHubOptions = {}): Promise<TestHub> {
  const database = options.database ?? (await testDatabase())
  // Production asks for a database of its own; elsewhere the persons' keys share the hub's.
  const keys = options.env?.NODE_ENV === 'production' ? await testDatabase() : null
  const dataDir = await mkdtemp(join(tmpdir(), 'boligbro-hub-'))
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 })
  owner.on('error', () => undefined)
  const leave = async () => {
    await owner.end()
    await rm(dataDir, { recursive: true, force: true })
  }
  const remove = async () => {
    await leave()
    await Promise.all([database.drop(), keys?.drop()])
  }
  try {
    const config = loadConfig({
      HOST: 'localhost',
      PORT: '0',
      DATABASE_URL: database.url,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      BOLIGBRO_DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      REQUESTS_PER_MINUTE: '10000000',
      READ_CONNECTIONS: '4',
      WRITE_CONNECTIONS: '4',
      // A tree that grows meanwhile would make one question have two answers.
      AUDIT_SEALING_MS: '0',
      QUOTA_LEDGER_MS: '0',
      // A deadline that passes meanwhile would too.
      JOBS_POLL_MS: '0',
      // The same for every hub, so that one can go on with another's database.
      PERSON_MASTER_KEY: Buffer.alloc(32, 'tests').toString('base64'),
      CRITERION_ANSWER_DAYS: '30',
      CRITERION_KEPT_DAYS: '180',
      CRITERION_PERIODS_SOURCE: 'The tests',
      ...(keys === null ? {} : { KEY_DATABASE_URL: keys.ownerUrl }),
      ...options.env,
    })
    const app = await onFreePort(() => startApp(config, options.clock ?? systemClock, options.log))
    if (options.sampleData !== false) await ingestSamples(app.database, app.ingest)
    return testHub(app, database, dataDir, owner, options.clock ?? systemClock, { leave, remove })
  } catch (error) {
    await remove()
    throw error
  }
}

/** Another process may take the free port between its choice and its use. */
async function onFreePort(start: () => Promise<App>): Promise<App> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start()
    } catch (error) {
      const taken =
        error instanceof ConfigurationError && error.problems.some((problem) => / in use/.test(problem))
      if (!taken || attempt === START_ATTEMPTS) throw error
    }
  }
}

function testHub(
  app: App,
  database: TestDatabase,
  dataDir: string,
  owner: pg.Pool,
  clock: Clock,
  ends: { readonly leave: () => Promise<void>; readonly remove: () => Promise<void> },
): TestHub {
  const tokens = new Map<string, Promise<string>>()
  const hub: TestHub = {
    url: app.url,
    app,
    database,
    token(bearer) {
      // Under a clock that a test sets, a token of another hour is one of its own.
      const hour = clock === systemClock ? '' : clock.now().slice(0, 13)
      const name = `${hour}${JSON.stringify(bearer)}`
      const known = tokens.get(name)
      if (known !== undefined) return known
      const made =
        typeof bearer === 'string' ? demoToken(app.url, bearer) : signedToken(app.url, dataDir, bearer, clock)
      tokens.set(name, made)
      return made
    },
    async query(token, document, variables, headers) {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query: document, ...(variables === undefined ? {} : { variables }) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, ...answerOf(text) }
    },
    async fields<Fields>(
      token: string,
      document: string,
      variables?: Readonly<Record<string, unknown>>,
      headers?: Readonly<Record<string, string>>,
    ) {
      const { data, errors, text } = await hub.query<Fields>(token, document, variables, headers)
      if (errors !== undefined || data == null) throw new Error(`The hub answered ${text}`)
      return data
    },
    asOwner: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await owner.query<Row>(sql, [...parameters])).rows,
    async pause() {
      await app.stop()
      await ends.leave()
    },
    async stop() {
      await app.stop()
      await ends.remove()
    },
  }
  return hub
}

function answerOf<Fields>(text: string): Pick<Answer<Fields>, 'data' | 'errors'> {
  const { data, errors } = JSON.parse(text) as Pick<Answer<Fields>, 'data' | 'errors'>
  return { data, errors }
}

async function demoToken(url: string, client: DemoClient): Promise<string> {
  const response = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:demo`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token: token } = (await response.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`The demo identity gave ${client} no token (${response.status})`)
  return token
}

const ALGORITHM = 'ES256'

async function signedToken(url: string, dataDir: string, bearer: Bearer, clock: Clock): Promise<string> {
  const key = JSON.parse(await readFile(join(dataDir, 'demo-signing-key.json'), 'utf8')) as JWK
  const { keys } = (await (await fetch(`${url}/oidc/jwks`)).json()) as { keys: JWK[] }
  const kid = keys.find((published) => published.x === key.x)?.kid
  if (kid === undefined) throw new Error('The demo identity does not publish its signing key')
  const {
    subject,
    roles,
    organisationNumbers = [],
    municipalityCodes = [],
    engagedMunicipalityCodes = [],
    engagedProgramme,
    engagedDays,
    organisationUnits,
    kleMasks,
    purpose,
  } = bearer
  const issuedAt = Math.floor(Date.parse(clock.now()) / 1_000)
  return new SignJWT({
    client_id: subject,
    roles: [...roles],
    organisation_numbers: [...organisationNumbers],
    municipality_codes: [...municipalityCodes],
    audit_engagements: engagedMunicipalityCodes
      .map((code) => engagementIn(code, engagedProgramme, engagedDays))
      .map((engagement) => ({
        municipality_code: engagement.municipalityCode,
        programme: engagement.programme,
        from: engagement.from,
        until: engagement.until,
        expires: engagement.expires,
      })),
    organisation_units: organisationUnits,
    kle_masks: kleMasks,
    purpose,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
    .setIssuer(`${url}/oidc`)
    .setAudience(DEMO_AUDIENCE)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3_600)
    .sign(await importJWK(key, ALGORITHM))
}

/** Everything this process sends to PostgreSQL while `work` runs: the texts, in order, of every connection. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = []
  const { prototype } = pg.Client as unknown as { prototype: { query: (...given: unknown[]) => unknown } }
  const { query } = prototype
  prototype.query = function recorded(this: unknown, ...given: unknown[]) {
    const [config] = given
    texts.push(typeof config === 'string' ? config : String((config as { text?: unknown }).text))
    return query.apply(this, given)
  }
  try {
    await work()
  } finally {
    prototype.query = query
  }
  return texts
}

/**
 * Of those, the ones that read: set aside is what opens and closes a transaction and names the actor, and what a read of
 * personal rows takes besides: its row in the access log, the persons' keys, and whom a CPR number is of.
 */
export function readStatements(texts: readonly string[]): string[] {
  return texts.filter(
    (text) =>
      !/^(begin|commit|rollback|select\s+set_config|insert into public.access_log)|vault\.|^select id from public.person/.test(
        text,
      ),
  )
}
