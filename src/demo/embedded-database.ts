import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { ConfigurationError } from '../kernel/errors.ts'
import {
  type Account,
  problem,
  publicPlace,
  type Run,
  reachableBinaries,
  runner,
  serverAccount,
  succeeds,
} from './postgres-program.ts'

export interface EmbeddedDatabaseOptions {
  /** Where the cluster (`postgres/`) and its password (`postgres-password`, mode 0600) live; made when missing. */
  readonly dataDir: string
  /** A fixed TCP port on 127.0.0.1; a free one is chosen when absent. */
  readonly port?: number
  /** Server settings such as `fsync=off`, applied after and thus over the usual ones. */
  readonly flags?: readonly string[]
  readonly log?: (message: string) => void
}

export interface EmbeddedDatabase {
  /** Connection string of the cluster's owner to the database `boligbro`. */
  readonly url: string
  /** The same to the database `boligbro_keys`, which holds the persons' keys and nothing else. */
  readonly keysUrl: string
  /** PostgreSQL's major version, such as 18. */
  readonly major: number
  /** Shuts the server down cleanly and waits for it; open connections are ended. May be called twice. */
  stop(): Promise<void>
}

interface Cluster {
  readonly dir: string
  readonly password: string
  readonly run: Run
}

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'timezone=UTC',
  'shared_buffers=128MB',
  'work_mem=16MB',
  'maintenance_work_mem=128MB',
  'effective_cache_size=1GB',
  'random_page_cost=1.1',
  'max_wal_size=2GB',
  'jit=off',
  // The log is for starts, stops and crashes: statements and row values may hold personal data.
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
]

const OWNER = 'postgres'
const DATABASE = 'boligbro'
const KEYS_DATABASE = 'boligbro_keys'
const START_ATTEMPTS = 3
const START_SECONDS = 120
/** The socket lies in the cluster's own folder, which nobody but its account may enter. */
const SOCKET = '.s.PGSQL.'
/** What a socket's path may be long in bytes, on the strictest of systems. */
const SOCKET_PATH_MAX = 103

/**
 * Starts a real PostgreSQL server over `<dataDir>/postgres`, made at the first start and used again after. It listens on
 * 127.0.0.1 and, where the folder can have one, on a socket there; the connection strings name it where its path is short
 * enough.
 * A server left running by a crashed hub is stopped first. As root it runs as the account `postgres`.
 * Throws ConfigurationError when the cluster is in use, of another major version, or cannot be reached or started.
 * @why The server is started by its own `pg_ctl`, not by the package's class: that one ends the server by itself on
 * SIGINT and SIGTERM, before the hub has drained. `pg_ctl` gives it a session of its own, out of reach of Ctrl-C.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  return start(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error
    throw problem(
      `Den indbyggede database har ikke adgang til ${error.path}: ret adgangen, eller vælg en anden mappe.`,
      `The embedded database has no access to ${error.path}: correct the access, or choose another folder.`,
    )
  })
}

/** Connection string to the database of a hub that runs over this folder in another process; null when none does. */
export async function runningDatabaseUrl(dataDir: string): Promise<string | null> {
  const home = resolve(dataDir)
  const dir = await realpath(join(home, 'postgres')).catch(absent)
  const port = dir === undefined ? null : await servingPort(dir)
  if (dir === undefined || port === null) return null
  const cluster = { dir, password: await readFile(join(home, 'postgres-password'), 'utf8') }
  try {
    const owner = await ownedConnection(cluster, port)
    await owner.end()
    return null
  } catch (error) {
    if (error instanceof ConfigurationError) return await databaseUrl(cluster, port)
    throw error
  }
}

async function start(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const dataDir = resolve(options.dataDir)
  const log = options.log ?? (() => undefined)
  await mkdir(dataDir, { recursive: true, mode: 0o711 })
  const account = await serverAccount(dataDir)
  const run = runner(account)
  const binDir = await reachableBinaries(run, log)
  const major = Number.parseInt((await run(join(binDir, 'pg_ctl'), ['--version'])).replace(/^\D+/, ''), 10)
  const password = await clusterPassword(dataDir)
  const dir = await preparedCluster({ dataDir, account, run, binDir, major, password, options, log })
  const cluster: Cluster = { dir, password, run }

  const { port, owner } = await startedServer(cluster, binDir, options, log)
  for (const name of [DATABASE, KEYS_DATABASE]) await ensureDatabase(owner, name)
  let stopping: Promise<void> | undefined
  const stop = async () => {
    await owner.end().catch(() => undefined)
    await stopServer(cluster, binDir)
  }
  return {
    url: await databaseUrl(cluster, port),
    keysUrl: await databaseUrl(cluster, port, KEYS_DATABASE),
    major,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

/** @why By the socket a call costs hub and server about a tenth less than by TCP. */
async function databaseUrl(
  { dir, password }: Omit<Cluster, 'run'>,
  port: number,
  name = DATABASE,
): Promise<string> {
  const socket = join(dir, `${SOCKET}${port}`)
  const made = (await stat(socket).catch(absent))?.isSocket() ?? false
  const host = made && Buffer.byteLength(socket) <= SOCKET_PATH_MAX ? encodeURIComponent(dir) : '127.0.0.1'
  return `postgres://${OWNER}:${password}@${host}:${port}/${name}`
}

async function clusterPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres-password')
  const kept = await readFile(file, 'utf8').catch(absent)
  if (kept) return kept
  if ((await stat(join(dataDir, 'postgres')).catch(absent)) !== undefined) {
    throw problem(
      `Adgangskoden ${file} mangler: læg filen tilbage, eller slet ${dataDir} for at begynde forfra.`,
      `The password ${file} is missing: put the file back, or delete ${dataDir} to begin anew.`,
    )
  }
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, password, { mode: 0o600 })
  return password
}

interface Preparation {
  readonly dataDir: string
  readonly account: Account | undefined
  readonly run: Run
  readonly binDir: string
  readonly major: number
  readonly password: string
  readonly options: EmbeddedDatabaseOptions
  readonly log: (message: string) => void
}

async function preparedCluster(preparation: Preparation): Promise<string> {
  const dir = join(preparation.dataDir, 'postgres')
  const { major } = preparation
  const found = await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(absent)
  if (found === undefined) await createCluster(preparation, dir)
  else if (Number(found) !== major) {
    throw problem(
      `${dir} er lavet af PostgreSQL ${found.trim()}, men denne udgave af Boligbro kører ${major}: brug den gamle udgave, eller vælg en tom mappe.`,
      `${dir} was made by PostgreSQL ${found.trim()}, but this release of Boligbro runs ${major}: use the old release, or choose an empty folder.`,
    )
  }
  // The server's account may be able to reach the folder, but not the link to it.
  return realpath(dir)
}

/** Made aside and moved into place when complete, so that an interrupted first start leaves no half cluster. */
async function createCluster(preparation: Preparation, dir: string): Promise<void> {
  const { dataDir, account, run, binDir, password, options, log } = preparation
  const reachable = await succeeds(run('ls', ['-d', `${dataDir}/.`]))
  const home = reachable ? dataDir : await mkdtemp(join(await publicPlace(), 'cluster-'))
  if (!reachable) {
    await chmod(home, 0o711)
    log(
      `The account "postgres" cannot reach ${dataDir}: the cluster is kept in ${home} and linked from ${dir}.`,
    )
  }
  const partial = join(home, 'postgres-partial')
  const passwordFile = join(home, 'postgres-password-partial')
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account !== undefined) {
    await chown(partial, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  try {
    await run(join(binDir, 'initdb'), [
      `--pgdata=${partial}`,
      `--username=${OWNER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.flags?.includes('fsync=off') ? ['--no-sync'] : []),
    ])
  } catch (error) {
    log(`initdb failed: ${(error as { stderr?: string }).stderr?.trim()}`)
    throw problem(
      `Den indbyggede database kunne ikke laves i ${home}: årsagen står i loggen. Ret den, eller sæt DATABASE_URL.`,
      `The embedded database could not be made in ${home}: the cause is in the log. Remove it, or set DATABASE_URL.`,
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(partial, join(home, 'postgres'))
  if (!reachable) await symlink(join(home, 'postgres'), dir)
}

interface StartedServer {
  readonly port: number
  readonly owner: pg.Client
}

async function startedServer(
  cluster: Cluster,
  binDir: string,
  options: EmbeddedDatabaseOptions,
  log: (message: string) => void,
): Promise<StartedServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      await stopOrphan(cluster, binDir, log)
      const port = options.port ?? (await freePort())
      // Some file systems have no sockets, and without one that it was told to make the server does not start.
      const sockets = attempt === 1 && process.platform !== 'win32' ? '.' : ''
      const flags = [`unix_socket_directories=${sockets}`, ...(options.flags ?? [])]
      await startServer(cluster, binDir, port, flags)
      return { port, owner: await ownedConnection(cluster, port) }
    } catch (error) {
      if (error instanceof ConfigurationError) throw error
      if (attempt === START_ATTEMPTS) {
        log(`PostgreSQL did not start: ${(error as { stderr?: string }).stderr?.trim() || String(error)}`)
        throw problem(
          `Den indbyggede database kunne ikke startes: årsagen står i ${join(cluster.dir, 'server.log')}.`,
          `The embedded database could not be started: the cause is in ${join(cluster.dir, 'server.log')}.`,
        )
      }
      // The free port was taken meanwhile, or the processes of a killed server are still going away.
      await delay(500)
    }
  }
}

async function startServer(cluster: Cluster, binDir: string, port: number, flags: readonly string[]) {
  const settings = [...SETTINGS, ...flags, `port=${port}`].map((setting) => `-c "${setting}"`).join(' ')
  const logFile = join(cluster.dir, 'server.log')
  await rm(logFile, { force: true })
  // Those of killed servers; each start has another port.
  for (const entry of await readdir(cluster.dir, { withFileTypes: true }))
    if (entry.name.startsWith(SOCKET) && !entry.isDirectory()) await rm(join(cluster.dir, entry.name))
  const wait = ['-w', '-t', String(START_SECONDS)]
  await cluster.run(join(binDir, 'pg_ctl'), [
    'start',
    '-D',
    cluster.dir,
    '-l',
    logFile,
    ...wait,
    '-o',
    settings,
  ])
}

async function stopServer(cluster: Cluster, binDir: string): Promise<void> {
  const wait = ['-w', '-t', String(START_SECONDS)]
  await cluster.run(join(binDir, 'pg_ctl'), ['stop', '-D', cluster.dir, '-m', 'fast', ...wait])
}

/** Stops a server that outlived its hub; one whose hub still lives holds the lock of `ownedConnection` and is refused. */
async function stopOrphan(cluster: Cluster, binDir: string, log: (message: string) => void): Promise<void> {
  const port = await servingPort(cluster.dir)
  if (port === null) return rm(join(cluster.dir, 'postmaster.pid'), { force: true })
  const owner = await ownedConnection(cluster, port)
  await owner.end()
  log('A database server left running by an earlier start is stopped first.')
  await stopServer(cluster, binDir)
}

/** The port of the server that works in this cluster, as it has noted; null when none does. */
async function servingPort(dir: string): Promise<number | null> {
  const lines = (await readFile(join(dir, 'postmaster.pid'), 'utf8').catch(absent))?.split('\n')
  return lines !== undefined && (await servesCluster(Number(lines[0]), dir)) ? Number(lines[3]) : null
}

/**
 * After a crash another program may have got the server's old process id, and PostgreSQL would take it for the server.
 * A server works in its cluster's folder; where the system does not tell (no /proc), a living process is taken for one.
 */
async function servesCluster(pid: number, dir: string): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  return (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === (await realpath(dir))
}

/**
 * A connection that stays open as the sign that a hub lives: its advisory lock goes with the process, whatever ends it.
 * Throws ConfigurationError when another process holds the lock, or when the password is not this cluster's.
 */
async function ownedConnection(cluster: Omit<Cluster, 'run'>, port: number): Promise<pg.Client> {
  const owner = new pg.Client({
    host: '127.0.0.1',
    port,
    user: OWNER,
    password: cluster.password,
    database: 'postgres',
    application_name: 'boligbro owner',
  })
  owner.on('error', () => undefined)
  try {
    await owner.connect()
    const { rows } = await owner.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtext('boligbro owner')) as locked`,
    )
    if (rows[0]?.locked) return owner
  } catch (error) {
    await owner.end().catch(() => undefined)
    if ((error as { code?: string }).code !== '28P01') throw error
  }
  await owner.end().catch(() => undefined)
  throw problem(
    `${cluster.dir} er i brug af en anden proces: stop den, eller vælg en anden mappe.`,
    `${cluster.dir} is in use by another process: stop it, or choose another folder.`,
  )
}

async function ensureDatabase(owner: pg.Client, name: string): Promise<void> {
  const { rowCount } = await owner.query('select from pg_database where datname = $1', [name])
  if (rowCount === 0) await owner.query(`create database ${name}`)
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
