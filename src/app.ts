import 'reflect-metadata'
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { DateTime } from 'luxon'
import pino from 'pino'
import { tokenVerifier } from './access/token.ts'
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
import type { Clock, Instant } from './kernel/clock.ts'
import { ConfigurationError } from './kernel/errors.ts'
import type { LocalDate } from './kernel/period.ts'
import { connectDatabase, type Database } from './platform/database.ts'
import { graphqlRoute } from './platform/graphql/graphql.route.ts'
import { graphqlServer } from './platform/graphql/server.ts'
import { loadTrustedDocuments } from './platform/graphql/trusted-documents.ts'
import { healthRoutes } from './platform/http/health.route.ts'
import { metricsRoute } from './platform/http/metrics.route.ts'
import { currentRequestId, httpServer } from './platform/http/server.ts'
import { migrate } from './platform/migrate.ts'
import { reader } from './platform/read/reader.ts'
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

/** The real time, and the day it is in Denmark. */
export const systemClock: Clock = {
  now: () => new Date().toISOString() as Instant,
  today: () => DateTime.now().setZone('Europe/Copenhagen').toISODate() as LocalDate,
}

/**
 * Puts the hub together and starts it.
 * @throws ConfigurationError when a setting, the port or the database stands in the way; nothing is left running.
 */
export async function startApp(config: Config, clock: Clock = systemClock): Promise<App> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const log = pino({ level: config.logLevel, base: null })
    const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config, stops))
    await migrate({ url: config.migrationDatabaseUrl ?? databaseUrl })
    const database = await connectDatabase({
      url: databaseUrl,
      entities: [FeedEntity],
      readConnections: config.readConnections,
      writeConnections: config.writeConnections,
    })
    stops.push(() => database.close())

    const server = await httpServer({ log, requestsPerMinute: config.requestsPerMinute })
    const ingest = ingestService(database, clock)
    const schema = buildHubSchema([new IngestResolver(ingest, database)])
    const graphql = await graphqlServer({
      schema,
      reader: reader({
        schema,
        model: READ_MODEL,
        pool: database.reads,
        cursorSecret: config.cursorSecret ?? (await keptSecret(config.dataDir)),
        clock,
      }),
      introspection: config.introspection,
      trustedDocuments: loadTrustedDocuments(OPERATIONS_FOLDER, schema),
      trustedDocumentsOnly: config.trustedDocumentsOnly,
      requestId: currentRequestId,
      onFault: (error, requestId) => log.error({ requestId, err: withoutValues(error) }, 'fault'),
    })
    stops.push(() => graphql.stop())

    const port = config.port === 0 ? await freePort() : config.port
    const { issuer, identity } = await issuerOf(config, port)
    const tokens = tokenVerifier([issuer], { clock })
    if (identity !== null) {
      await server.register(identity.plugin)
      await explorerRoute(server, identity)
    }
    graphqlRoute(server, graphql, tokens)
    deliveryRoute(server, { ingest, tokens, bytesMax: config.deliveryBytesMax })
    healthRoutes(server, database)
    metricsRoute(server, database)

    stops.push(() => server.close())
    const url = await listen(server, config.host, port)
    return { url, database, ingest, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function embeddedDatabase(config: Config, stops: (() => Promise<unknown>)[]): Promise<string> {
  const database = await startEmbeddedDatabase({ dataDir: config.dataDir })
  stops.push(() => database.stop())
  return database.url
}

async function issuerOf(
  config: Config,
  port: number,
): Promise<{ issuer: IssuerConfig; identity: DemoIdentity | null }> {
  if (config.issuer !== null) return { issuer: config.issuer, identity: null }
  const issuer = `http://localhost:${port}/oidc`
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
      throw new ConfigurationError([`Port ${port} is in use. Stop what uses it, or set PORT to another one.`])
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigurationError([
        `The hub cannot listen on ${host}:${port} (${code}). Set HOST or PORT to one it may use.`,
      ])
    }
    throw error
  }
  return `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`
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

/** A fault for the log: its kind and stack, without the parameters a database error repeats. */
function withoutValues(error: unknown): { name: string; message: string; stack: string | undefined } {
  const cause = (error as { originalError?: unknown }).originalError ?? error
  const { name, stack, code } = cause as { name: string; stack?: string; code?: string }
  const frames = stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n')
  return { name, message: code ?? name, stack: frames }
}
