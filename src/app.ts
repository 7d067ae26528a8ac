import 'reflect-metadata'
import { randomBytes } from 'node:crypto'
import { access, constants, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { type TokenVerifier, tokenVerifier } from './access/token.ts'
import { AgreementCommandResolver } from './agreements/index.ts'
import type { Config, IssuerConfig } from './config.ts'
import { startEmbeddedDatabase } from './demo/embedded-database.ts'
import { explorerRoute } from './demo/explorer.route.ts'
import { type DemoIdentity, demoIdentity } from './demo/identity.ts'
import {
  deliveryRoute,
  FeedEntity,
  IngestResolver,
  type IngestService,
  ingestService,
} from './ingest/index.ts'
import type { Clock } from './kernel/clock.ts'
import { ConfigurationError } from './kernel/errors.ts'
import { connectDatabase, type Database } from './platform/database.ts'
import { graphqlRoute } from './platform/graphql/graphql.route.ts'
import { graphqlServer } from './platform/graphql/server.ts'
import { loadTrustedDocuments } from './platform/graphql/trusted-documents.ts'
import { healthRoutes } from './platform/http/health.route.ts'
import { metricsRoute } from './platform/http/metrics.route.ts'
import { currentRequestId, httpServer } from './platform/http/server.ts'
import { hubLog, withoutValues } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { reader } from './platform/read/reader.ts'
import { systemClock } from './platform/system-clock.ts'
import { RegistryCommandResolver } from './registry/index.ts'
import { buildHubSchema, READ_MODEL } from './schema.ts'

/** A hub that serves. */
export interface App {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  readonly database: Database
  readonly ingest: IngestService
  /** Refuses new requests, finishes those begun, then closes the database. */
  stop(): Promise<void>
}

const OPERATIONS_FOLDER = fileURLToPath(new URL('../schema/operations', import.meta.url))

/** The audience of the demo's tokens. */
export const DEMO_AUDIENCE = 'https://boligbro.example/api'

/**
 * Puts the hub together and starts it.
 * @throws ConfigurationError when a setting, a folder, the port or the database stands in the way; nothing is left running.
 */
export async function startApp(
  config: Config,
  clock: Clock = systemClock,
  log: Logger = hubLog(config.logLevel),
): Promise<App> {
  const stops: (() => Promise<unknown>)[] = []
  // Each is tried, whatever became of the one before: a database server must not outlive the hub.
  const stop = async () => {
    const failures: unknown[] = []
    for (const one of stops.splice(0).reverse()) await one().catch((failure) => failures.push(failure))
    if (failures.length > 0) throw new AggregateError(failures, 'The hub did not stop cleanly')
  }
  try {
    if (config.databaseUrl === null || config.issuer === null || config.cursorSecret === null) {
      await makeWritable(config.dataDir)
    }
    const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config, log, stops))
    const database = await migratedDatabase(config, databaseUrl)
    stops.push(() => database.close())

    const port = config.port === 0 ? await freePort() : config.port
    const { issuer, identity } = await issuerOf(config, port)
    const tokens = tokenVerifier([issuer], { clock })
    const server = await httpServer({ log, limits: config, clientOf: clientOf(tokens) })
    const ingest = ingestService(database, clock)
    const schema = buildHubSchema([
      new IngestResolver(ingest, database),
      new RegistryCommandResolver(database, clock),
      new AgreementCommandResolver(database),
    ])
    const graphql = await graphqlServer({
      schema,
      reader: reader({
        schema,
        model: READ_MODEL,
        pool: database.reads,
        cursorSecret: config.cursorSecret ?? (await keptSecret(config.dataDir)),
        clock,
        unseal: async (values) => values.map(() => null),
      }),
      introspection: config.introspection,
      trustedDocuments: loadTrustedDocuments(OPERATIONS_FOLDER, schema),
      trustedDocumentsOnly: config.trustedDocumentsOnly,
      requestId: currentRequestId,
      onFault: (error, requestId) => log.error({ requestId, err: withoutValues(error) }, 'fault'),
    })
    stops.push(() => graphql.stop())

    if (identity !== null) {
      await server.register(identity.plugin)
      await explorerRoute(server, identity)
    }
    graphqlRoute(server, graphql, tokens)
    deliveryRoute(server, { ingest, tokens, bytesMax: config.deliveryBytesMax })
    healthRoutes(server, database)
    metricsRoute(server, database)

    stops.push(() => server.drain())
    const url = await listen(server, config.host, port)
    return { url, database, ingest, stop }
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as { code?: string }
    throw new ConfigurationError([
      `The hub cannot write to its data folder ${folder} (${code}). Correct the access, or set BOLIGBRO_DATA_DIR to another folder. / Hubben kan ikke skrive i sin datamappe ${folder} (${code}). Ret adgangen, eller sæt BOLIGBRO_DATA_DIR til en anden mappe.`,
    ])
  }
}

async function embeddedDatabase(
  config: Config,
  log: Logger,
  stops: (() => Promise<unknown>)[],
): Promise<string> {
  const database = await startEmbeddedDatabase({
    dataDir: config.dataDir,
    log: (message) => log.info(message),
  })
  stops.push(() => database.stop())
  return database.url
}

const NOT_PRIVILEGED = '42501'

async function migratedDatabase(config: Config, url: string): Promise<Database> {
  try {
    await migrate({ url: config.migrationDatabaseUrl ?? url })
  } catch (error) {
    if ((error as { code?: string }).code !== NOT_PRIVILEGED) throw error
    throw new ConfigurationError([
      'The login of MIGRATION_DATABASE_URL (or DATABASE_URL, when that is unset) may not create what the hub needs. Let it own the database and create roles, schemas and extensions. / Loginnet i MIGRATION_DATABASE_URL (eller DATABASE_URL, når den ikke er sat) må ikke oprette det, hubben behøver. Lad det eje databasen og oprette roller, skemaer og udvidelser.',
    ])
  }
  const database = await connectDatabase({
    url,
    entities: [FeedEntity],
    readConnections: config.readConnections,
    writeConnections: config.writeConnections,
  })
  try {
    await database.reads.query('select 1')
    return database
  } catch (error) {
    await database.close()
    const { code } = error as { code?: string }
    throw new ConfigurationError([
      `The login of DATABASE_URL cannot work as the role boligbro_app (${code}). Use that role, or grant it to the login. / Loginnet i DATABASE_URL kan ikke arbejde som rollen boligbro_app (${code}). Brug den rolle, eller tildel den til loginnet.`,
    ])
  }
}

/** Names a client by its token; a token that proves nothing names nobody. */
function clientOf(tokens: TokenVerifier): (request: FastifyRequest) => Promise<string | null> {
  return async ({ headers: { authorization } }) => {
    if (authorization === undefined) return null
    return tokens.verify(authorization).then(
      ({ clientId, subject }) => JSON.stringify([clientId, subject]),
      () => null,
    )
  }
}

async function issuerOf(
  config: Config,
  port: number,
): Promise<{ issuer: IssuerConfig; identity: DemoIdentity | null }> {
  if (config.issuer !== null) return { issuer: config.issuer, identity: null }
  const issuer = `${addressOf(config.host, port)}/oidc`
  const identity = await demoIdentity({ issuer, audience: DEMO_AUDIENCE, dataDir: config.dataDir })
  return { issuer: { issuer, audience: DEMO_AUDIENCE, jwksUri: `${issuer}/jwks` }, identity }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, 'localhost', listening))
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  return port
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE') {
      throw new ConfigurationError([
        `Port ${port} is in use. Stop what uses it, or set PORT to another one. / Port ${port} er i brug. Stop det, der bruger den, eller sæt PORT til en anden.`,
      ])
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigurationError([
        `The hub cannot listen on ${host}:${port} (${code}). Set HOST or PORT to one it may use. / Hubben kan ikke lytte på ${host}:${port} (${code}). Sæt HOST eller PORT til en, den må bruge.`,
      ])
    }
    throw error
  }
  return addressOf(host, port)
}

/** Where a client on this machine reaches the hub. */
function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** The secret that seals cursors, made at the first start; of several processes starting at once, all use one. */
async function keptSecret(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, 'cursor-secret')
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, randomBytes(32), { mode: 0o600 })
  // Linking fails when there is a secret already.
  await link(draft, path).catch(() => undefined)
  await rm(draft)
  return readFile(path)
}
