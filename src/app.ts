import 'reflect-metadata'
import { generateKeyPairSync } from 'node:crypto'
import { access, constants, mkdir } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { TrustedIssuer } from './access/issuers.ts'
import { type TokenVerifier, tokenVerifier } from './access/token.ts'
import { AgreementCommandResolver } from './agreements/index.ts'
import {
  AllocationCommandResolver,
  appointOverdue,
  OfferCommandResolver,
  type Offers,
  offerTasks,
} from './allocations/index.ts'
import {
  AccessLogResolver,
  checkpointSigner,
  contentSigner,
  extractByCpr,
  type SigningKey,
  startSealing,
} from './audit/index.ts'
import type { Config } from './config.ts'
import { type Criteria, CriterionCommandResolver, forgetApplicants } from './criteria/index.ts'
import { type EmbeddedDatabase, startEmbeddedDatabase } from './demo/embedded-database.ts'
import { explorerRoute } from './demo/explorer.route.ts'
import { type DemoIdentity, demoIdentity } from './demo/identity.ts'
import {
  HouseholdCommandResolver,
  type Households,
  masterKeyOf,
  openKeyStore,
  type PersonVault,
  personFinder,
  personLookUp,
  personVault,
  ReferralCommandResolver,
} from './households/index.ts'
import {
  deliveryRoute,
  FeedEntity,
  IngestResolver,
  type IngestService,
  ingestService,
  SyncResolver,
} from './ingest/index.ts'
import type { Clock } from './kernel/clock.ts'
import { ConfigurationError } from './kernel/errors.ts'
import { MatchingParameterResolver } from './matching/index.ts'
import { connectDatabase, type Database } from './platform/database.ts'
import { graphqlRoute } from './platform/graphql/graphql.route.ts'
import { graphqlServer } from './platform/graphql/server.ts'
import { loadTrustedDocuments } from './platform/graphql/trusted-documents.ts'
import { healthRoutes } from './platform/http/health.route.ts'
import { metricsRoute } from './platform/http/metrics.route.ts'
import { currentRequestId, httpServer } from './platform/http/server.ts'
import { startJobs } from './platform/jobs.ts'
import { keptSecret } from './platform/kept-secret.ts'
import { hubLog, withoutValues } from './platform/log.ts'
import { startLoop } from './platform/loop.ts'
import { migrate } from './platform/migrate.ts'
import { reader } from './platform/read/reader.ts'
import { joinReadModels } from './platform/read/view.ts'
import { systemClock } from './platform/system-clock.ts'
import { QuotaCommandResolver, startQuotaLedger } from './quota/index.ts'
import { RegistryCommandResolver } from './registry/index.ts'
import { buildHubSchema, READ_MODEL } from './schema.ts'
import { SharingResolver } from './sharing/index.ts'
import {
  EXPORT_TYPE,
  SubsidyAuditCommandResolver,
  SubsidyCommandResolver,
  SubsidyFrameCommandResolver,
  subsidyExportRoute,
} from './subsidies/index.ts'
import { TenancyCommandResolver } from './tenancies/index.ts'
import { appointReminders, reminderTasks, transitionCommands } from './transitions/index.ts'

/** A hub that serves. */
export interface App {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  readonly database: Database
  readonly ingest: IngestService
  readonly households: Households
  readonly criteria: Criteria
  /** Refuses new requests, finishes those begun, then closes the database. */
  stop(): Promise<void>
}

const OPERATIONS_FOLDER = fileURLToPath(new URL('../schema/operations', import.meta.url))

/** How often applicants are looked for whose question is not to be kept any longer. */
const FORGETTING_MS = 3_600_000

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
    const { databaseUrl: given, cursorSecret, personMasterKey, auditSigningKey } = config
    if (
      config.issuers.length === 0 ||
      [given, cursorSecret, personMasterKey, auditSigningKey].includes(null)
    ) {
      await makeWritable(config.dataDir)
    }
    const embedded = config.databaseUrl === null ? await embeddedDatabase(config, log, stops) : null
    const databaseUrl = config.databaseUrl ?? embedded?.url ?? ''
    const database = await migratedDatabase(config, databaseUrl)
    stops.push(() => database.close())
    const vault = await openVault(config, databaseUrl, config.keyDatabaseUrl ?? embedded?.keysUrl ?? null)
    stops.push(() => vault.close())
    const households: Households = { database, vault, clock, disclosureDaysMax: config.disclosureDaysMax }
    const criteria: Criteria = { database, vault, clock, periods: config.criterionPeriods }
    const forgetting = startLoop(
      () => forgetApplicants(criteria),
      FORGETTING_MS,
      (error) => log.error({ err: withoutValues(error) }, 'forgetting applicants failed'),
    )
    stops.push(() => forgetting.stop())

    const offers: Offers = { database, clock, disclosureDaysMax: config.disclosureDaysMax }

    const port = config.port === 0 ? await freePort() : config.port
    const { issuers, identity } = await issuersOf(config, port)
    const signingKey = config.auditSigningKey ?? (await keptSigningKey(config.dataDir))
    await sealing(config, signingKey, database, issuers[0]?.audience ?? DEMO_AUDIENCE, log, stops)
    keepLedgers(config, database, clock, log, stops)
    const tokens = tokenVerifier(issuers, { clock })
    const server = await httpServer({ log, limits: config, clientOf: clientOf(tokens) })
    const ingest = ingestService(database, clock)
    const schema = buildHubSchema([
      new IngestResolver(ingest, database),
      new SyncResolver(ingest),
      new RegistryCommandResolver(database, clock),
      new AccessLogResolver(database),
      new HouseholdCommandResolver(households),
      new ReferralCommandResolver(households),
      new CriterionCommandResolver(criteria),
      new SharingResolver(database, clock, config.dataSharingDaysMax),
      new AgreementCommandResolver(database),
      new QuotaCommandResolver(database, clock),
      new TenancyCommandResolver(database),
      new OfferCommandResolver(offers),
      new AllocationCommandResolver(offers),
      new MatchingParameterResolver(database),
      new SubsidyFrameCommandResolver(database),
      new SubsidyCommandResolver(database),
      new SubsidyAuditCommandResolver(database),
      ...transitionCommands(database, clock),
    ])
    const graphql = await graphqlServer({
      schema,
      reader: reader({
        schema,
        model: joinReadModels([
          READ_MODEL,
          personLookUp(personFinder(database, vault)),
          extractByCpr((cpr, municipalityCode) => vault.personsWithCpr(municipalityCode, cpr)),
        ]),
        pool: database.reads,
        cursorSecret: cursorSecret ?? (await keptSecret(config.dataDir, 'cursor-secret')),
        clock,
        unseal: vault.unseal,
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
    const { sign } = await contentSigner(signingKey, EXPORT_TYPE)
    subsidyExportRoute(server, { database, tokens, sign })
    healthRoutes(server, database)
    metricsRoute(server, database)

    await jobs(config, databaseUrl, offers, log, stops)
    stops.push(() => server.drain())
    const url = await listen(server, config.host, port)
    return { url, database, ingest, households, criteria, stop }
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
}

async function sealing(
  config: Config,
  signingKey: SigningKey,
  database: Database,
  origin: string,
  log: Logger,
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  const signer = await checkpointSigner(signingKey)
  if (config.auditSealingMs === 0) return
  const { stop } = startSealing(
    { database, signer, formerKeyIds: config.auditFormerKeyIds, origin },
    config.auditSealingMs,
    (error) => log.error({ err: withoutValues(error) }, 'sealing failed'),
  )
  stops.push(stop)
}

function keepLedgers(
  config: Config,
  database: Database,
  clock: Clock,
  log: Logger,
  stops: (() => Promise<unknown>)[],
): void {
  if (config.quotaLedgerMs === 0) return
  const { stop } = startQuotaLedger(database, clock, config.quotaLedgerMs, (error) =>
    log.error({ err: withoutValues(error) }, 'quota ledger failed'),
  )
  stops.push(stop)
}

/** Runs what is due by the clock, until the hub stops; what came due while none ran is looked at now. */
async function jobs(
  config: Config,
  databaseUrl: string,
  offers: Offers,
  log: Logger,
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  if (config.jobsPollMs === 0) return
  const onFault = (error: unknown) => log.error({ err: withoutValues(error) }, 'job failed')
  const running = await startJobs({
    databaseUrl,
    tasks: { ...offerTasks(offers), ...reminderTasks(offers) },
    pollMs: config.jobsPollMs,
    onFault,
  })
  stops.push(() => running.stop())
  await appointOverdue(offers)
  await appointReminders(offers)
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
): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({
    dataDir: config.dataDir,
    log: (message) => log.info(message),
  })
  stops.push(() => database.stop())
  return database
}

/** Without a database of their own the keys share the hub's, in the same role. */
async function openVault(config: Config, databaseUrl: string, keysUrl: string | null): Promise<PersonVault> {
  const secret = config.personMasterKey ?? (await keptSecret(config.dataDir, 'person-master-key'))
  const masterKey = masterKeyOf(secret)
  const connections = config.readConnections
  const place =
    keysUrl === null
      ? {
          url: databaseUrl,
          ownerUrl: config.migrationDatabaseUrl ?? databaseUrl,
          workAs: 'boligbro_app',
          connections,
        }
      : { url: keysUrl, ownerUrl: keysUrl, workAs: null, connections }
  return personVault(await openKeyStore(place, masterKey), masterKey)
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

async function issuersOf(
  config: Config,
  port: number,
): Promise<{ issuers: readonly TrustedIssuer[]; identity: DemoIdentity | null }> {
  if (config.issuers.length > 0) return { issuers: config.issuers, identity: null }
  const issuer = `${addressOf(config.host, port)}/oidc`
  const identity = await demoIdentity({ issuer, audience: DEMO_AUDIENCE, dataDir: config.dataDir })
  return { issuers: [{ issuer, audience: DEMO_AUDIENCE, jwksUri: `${issuer}/jwks` }], identity }
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

/** The key that signs checkpoints. */
async function keptSigningKey(dataDir: string): Promise<SigningKey> {
  const key = await keptSecret(dataDir, 'audit-signing-key.json', () =>
    Buffer.from(JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))),
  )
  return JSON.parse(Buffer.from(key).toString('utf8'))
}
