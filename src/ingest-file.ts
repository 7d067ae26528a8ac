import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { type Actor, programActor, type RequestOrigin } from './access/actor.ts'
import type { Role } from './access/grant.ts'
import { type Config, loadConfig } from './config.ts'
import { runningDatabaseUrl, startEmbeddedDatabase } from './demo/embedded-database.ts'
import {
  type DeliveryReceipt,
  deliverFile,
  FeedEntity,
  type FileDelivery,
  ingestService,
  offsetInstant,
  ownerOfFeed,
  receiptOf,
  receiveFile,
} from './ingest/index.ts'
import type { Instant } from './kernel/clock.ts'
import { ConfigurationError, Refused, type Text } from './kernel/errors.ts'
import type { Change } from './platform/change.ts'
import { connectDatabase } from './platform/database.ts'
import { HttpProblem } from './platform/http/server.ts'
import { withoutValues } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { systemClock } from './platform/system-clock.ts'

const USAGE: Text = {
  da: 'Brug: npm run ingest -- <kilde> <fil> [flere filer] [--mode DELTA|SNAPSHOT] [--source-time 2026-11-22T08:00:00+01:00] [--dry-run]',
  en: 'Usage: npm run ingest -- <feed> <file> [more files] [--mode DELTA|SNAPSHOT] [--source-time 2026-11-22T08:00:00+01:00] [--dry-run]',
}

const EXIT = { done: 0, refused: 1, quarantined: 2 } as const

/** How many quarantined rows the report shows. */
const ROWS_SHOWN = 20

type Order = Omit<FileDelivery, 'file' | 'via'> & { readonly paths: readonly string[] }

/** `npm run ingest`: delivers files to a feed as its organisation, prints the report and answers the exit code. */
async function main(): Promise<number> {
  const { paths, ...order } = orderOf(process.argv.slice(2))
  for (const path of paths) await assertReadable(path)
  const config = loadConfig(process.env)
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(EXIT.refused)))
  try {
    const url = await databaseUrl(config, stops)
    await migrate({ url: config.migrationDatabaseUrl ?? url })
    const database = await connectDatabase({
      url,
      entities: [FeedEntity],
      readConnections: 1,
      writeConnections: 1,
    })
    stops.push(() => database.close())
    const file = await receiveFile(Readable.from(contentOf(paths)), undefined, config.deliveryBytesMax)
    stops.push(() => file.remove())
    const owner = await ownerOfFeed(database, originOf('operator', {}), order.feedCode)
    const delivery = { ...order, via: 'COMMAND_LINE', file } as const
    const ingest = ingestService(database, systemClock)
    const report = await deliverFile(ingest, ownOrigin(owner), delivery, reportOf)
    process.stdout.write(reportText(report, order))
    return report.quarantined > 0 ? EXIT.quarantined : EXIT.done
  } finally {
    await stop()
  }
}

function orderOf(given: readonly string[]): Order {
  const { values, positionals } = parsed(given)
  const [feedCode, ...paths] = positionals
  const { mode, 'source-time': sourceTime } = values
  if (feedCode === undefined || paths.length === 0) throw new ConfigurationError([USAGE.da, USAGE.en])
  if (mode !== undefined && mode !== 'DELTA' && mode !== 'SNAPSHOT')
    throw new ConfigurationError([USAGE.da, USAGE.en])
  return {
    feedCode,
    // npm runs this in the project's folder and keeps the caller's own in INIT_CWD.
    paths: paths.map((path) => resolve(process.env.INIT_CWD ?? '', path)),
    mode: mode ?? null,
    sourceTime: sourceTime === undefined ? null : instantOf(sourceTime),
    dryRun: values['dry-run'] ?? false,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mode: { type: 'string' },
        'source-time': { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    })
  } catch {
    throw new ConfigurationError([USAGE.da, USAGE.en])
  }
}

function instantOf(text: string): Instant {
  const instant = offsetInstant(text)
  if (instant !== null) return instant
  throw new ConfigurationError([
    '--source-time skal være dato, klokkeslæt og tidszone, for eksempel 2026-11-22T08:00:00+01:00.',
    '--source-time must be a date, a time and an offset, such as 2026-11-22T08:00:00+01:00.',
  ])
}

async function assertReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch(() => {
    throw new ConfigurationError([
      `Filen ${path} kan ikke læses. Kontrollér navnet og adgangen.`,
      `The file ${path} cannot be read. Check its name and your access.`,
    ])
  })
}

/** The hub's database: a running hub's own, else the embedded one, started for the occasion. */
async function databaseUrl(config: Config, stops: (() => Promise<unknown>)[]): Promise<string> {
  const running = config.databaseUrl ?? (await runningDatabaseUrl(config.dataDir))
  if (running !== null) return running
  const database = await startEmbeddedDatabase({ dataDir: config.dataDir })
  stops.push(() => database.stop())
  return database.url
}

async function* contentOf(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* createReadStream(path)
}

type Owner = Awaited<ReturnType<typeof ownerOfFeed>>

/** A file is delivered as the system of the feed's owner. */
function ownOrigin({ kind, organisationNumber, municipalityCode }: Owner): RequestOrigin {
  if (municipalityCode !== null)
    return originOf('municipal_system', {
      municipalityCodes: [municipalityCode],
      purpose: 'municipal-allocation',
    })
  return organisationNumber === null
    ? originOf('fund_administrator', {})
    : originOf('organisation_system', {
        organisationNumbers: [organisationNumber],
        ...(kind === 'ARREARS' ? { purpose: 'tenancy-agreement' } : {}),
      })
}

/** Whoever may start programs on the hub's machine acts here; the change row says that it was the command line. */
function originOf(role: Role, held: Partial<Actor>): RequestOrigin {
  return {
    requestId: randomUUID(),
    actor: programActor('command-line', { roles: [role], purpose: 'operations', ...held }),
  }
}

interface Report extends DeliveryReceipt {
  readonly problems: readonly ReportedProblem[]
}

interface ReportedProblem {
  readonly row: number
  readonly path: string
  readonly code: string
  readonly da: string
  readonly en: string
}

async function reportOf(change: Change, deliveryId: string): Promise<Report> {
  const problems = await change.sql<ReportedProblem>(
    `select p.row, p.path, p.code, p.text_da as da, p.text_en as en
       from (select row from public.delivery_record
              where delivery_id = $1 and outcome = 'QUARANTINED' order by row limit ${ROWS_SHOWN}) r
       join public.delivery_problem p on p.delivery_id = $1 and p.row = r.row and p.severity = 'ERROR'
      order by p.row, p.position`,
    [deliveryId],
  )
  return { ...(await receiptOf(change, deliveryId)), problems }
}

function reportText(report: Report, { feedCode, dryRun }: Omit<Order, 'paths'>): string {
  const { received, applied, unchanged, superseded, quarantined, closed, status } = report
  const trial =
    dryRun === true ? ' · prøvekørsel, intet er gemt / dry run, nothing is kept' : ` · ${report.id}`
  const lines = [
    `${feedCode} · ${status}${trial}`,
    `modtaget/received ${received} · anvendt/applied ${applied} · uændret/unchanged ${unchanged} · overhalet/superseded ${superseded} · karantæne/quarantined ${quarantined} · lukket/closed ${closed}`,
  ]
  if (status === 'AWAITING_APPROVAL') {
    lines.push(
      'Den fulde liste ville lukke for meget. Se den efter, og afgør den med approveDelivery eller rejectDelivery.',
      'The full list would close too much. Look at it and decide with approveDelivery or rejectDelivery.',
    )
  }
  if (quarantined > 0) {
    const shown = Math.min(quarantined, ROWS_SHOWN)
    lines.push(`Karantæne, ${shown} af ${quarantined} rækker / Quarantine, ${shown} of ${quarantined} rows:`)
  }
  for (const { row, path, code, da, en } of report.problems)
    lines.push(`række/row ${row} · ${path} · ${code}`, `  ${da}`, `  ${en}`)
  return `${lines.join('\n')}\n`
}

function failureText(error: unknown): string {
  if (error instanceof ConfigurationError) return error.problems.join('\n')
  if (error instanceof Refused)
    return error.refusals.map(({ code, text }) => `${code}\n  ${text.da}\n  ${text.en}`).join('\n')
  if (error instanceof HttpProblem) return `${error.code}\n  ${error.text.da}\n  ${error.text.en}`
  const { name, message, stack } = withoutValues(error)
  return `${name} ${message}\n${stack}`
}

main().then(
  // A pipe may still hold what was written, and an exit would cut it off.
  (code) => process.stdout.write('', () => process.exit(code)),
  (error: unknown) => {
    process.stderr.write(`${failureText(error)}\n`)
    process.exit(EXIT.refused)
  },
)
