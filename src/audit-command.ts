import 'reflect-metadata'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import {
  checkpointSigner,
  exportCheckpoints,
  FINDINGS,
  type Finding,
  readExport,
  verify,
} from './audit/index.ts'
import { type Config, loadConfig } from './config.ts'
import { runningDatabaseUrl, startEmbeddedDatabase } from './demo/embedded-database.ts'
import { ConfigurationError, type Text } from './kernel/errors.ts'
import { withoutValues } from './platform/log.ts'

const USAGE: Text = {
  da: 'Brug: npm run audit:export -- [fil]   ·   npm run audit:verify -- <fil> [--key=<fingeraftryk>]…',
  en: 'Usage: npm run audit:export -- [file]   ·   npm run audit:verify -- <file> [--key=<thumbprint>]…',
}

const EXIT = { done: 0, found: 1, refused: 2 } as const

/** `npm run audit:export` writes the signed checkpoints; `npm run audit:verify` holds the database against them. */
async function main(): Promise<number> {
  const { command, file, keys } = orderOf(process.argv.slice(2))
  const config = loadConfig(process.env)
  if (command === 'export') return withDatabase(config, (url) => writeExport(url, file))
  if (file === null) throw new ConfigurationError([USAGE.da, USAGE.en])
  const trusted = new Set([...(await ownKeyIds(config)), ...config.auditFormerKeyIds, ...keys])
  const exported = await readExport(file, trusted).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === undefined ? error : unreadable(file, error)
  })
  return withDatabase(config, async (url) => {
    let found = 0
    const report = (finding: Finding) => {
      found += 1
      process.stdout.write(findingText(finding))
    }
    const { rows, leaves, checkpoints, waiting } = await verify({ url, exported, trusted, report })
    process.stdout.write(
      `rækker/rows ${rows} · blade/leaves ${leaves} · kontrolpunkter/checkpoints ${checkpoints} · endnu ikke forseglet/not yet sealed ${waiting} · fund/findings ${found}\n`,
    )
    return found > 0 ? EXIT.found : EXIT.done
  })
}

function orderOf(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { key: { type: 'string', multiple: true } },
    })
    const [command, file, ...more] = positionals
    if ((command === 'export' || command === 'verify') && more.length === 0)
      // npm runs this in the project's folder and keeps the caller's own in INIT_CWD.
      return {
        command,
        file: file === undefined ? null : resolve(process.env.INIT_CWD ?? '', file),
        keys: values.key ?? [],
      }
  } catch {
    // An option that is not known: the usage says which there are.
  }
  throw new ConfigurationError([USAGE.da, USAGE.en])
}

/** The key that this hub signs with; none where there is no hub. */
async function ownKeyIds(config: Config): Promise<readonly string[]> {
  const kept = await readFile(join(config.dataDir, 'audit-signing-key.json'), 'utf8').catch(() => null)
  const key = config.auditSigningKey ?? (kept === null ? null : JSON.parse(kept))
  return key === null ? [] : [(await checkpointSigner(key)).keyId]
}

async function withDatabase(config: Config, work: (url: string) => Promise<number>): Promise<number> {
  const running = config.migrationDatabaseUrl ?? (await runningDatabaseUrl(config.dataDir))
  if (running !== null) return work(running).catch(refusedByDatabase)
  const database = await startEmbeddedDatabase({ dataDir: config.dataDir })
  try {
    return await work(database.url)
  } finally {
    await database.stop()
  }
}

const NOT_PRIVILEGED = '42501'

function refusedByDatabase(error: unknown): never {
  if ((error as { code?: string }).code !== NOT_PRIVILEGED) throw error
  throw new ConfigurationError([
    'Loginnet i MIGRATION_DATABASE_URL (eller DATABASE_URL) må ikke læse de forseglede rækker. Tildel det rollen boligbro_verifier.',
    'The login of MIGRATION_DATABASE_URL (or DATABASE_URL) may not read the sealed rows. Grant it the role boligbro_verifier.',
  ])
}

async function writeExport(url: string, file: string | null): Promise<number> {
  const lines = Readable.from(exportCheckpoints(url))
  if (file === null) {
    await pipeline(lines, process.stdout, { end: false })
    return EXIT.done
  }
  // Never over an older export: that one may be the only witness of what this database no longer holds.
  await pipeline(lines, createWriteStream(file, { flags: 'wx' })).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new ConfigurationError([
      `Filen ${file} findes allerede og bliver ikke overskrevet. Vælg et andet navn.`,
      `The file ${file} exists already and is not overwritten. Choose another name.`,
    ])
  })
  return EXIT.done
}

function unreadable(file: string, { code }: NodeJS.ErrnoException): ConfigurationError {
  return new ConfigurationError([
    `Filen ${file} kan ikke læses (${code}). Kontrollér navnet og adgangen.`,
    `The file ${file} cannot be read (${code}). Check its name and your access.`,
  ])
}

function findingText({ code, place }: Finding): string {
  const { da, en } = FINDINGS[code]
  return `${place} · ${code} · ${da} / ${en}\n`
}

function failureText(error: unknown): string {
  if (error instanceof ConfigurationError) return error.problems.join('\n')
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
