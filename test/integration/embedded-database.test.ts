import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../src/demo/embedded-database.ts'
import { ConfigurationError } from '../../src/kernel/errors.ts'

// A crash test proves little without the flush to disk, but these folders are thrown away.
const flags = ['fsync=off']

let root: string
let dataDir: string
let messages: string[]
const running: EmbeddedDatabase[] = []
const hubs: ChildProcess[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boligbro-embedded-'))
  await chmod(root, 0o711)
})

beforeEach(() => {
  messages = []
  dataDir = join(root, 'cluster')
})

afterEach(async () => {
  for (const hub of hubs.splice(0)) hub.kill('SIGKILL')
  for (const database of running.splice(0)) await database.stop().catch(() => undefined)
  // As root the cluster may lie elsewhere, behind a link.
  const home = dirname(await realpath(join(dataDir, 'postgres')).catch(() => join(dataDir, 'postgres')))
  if (!home.startsWith(root)) await rm(home, { recursive: true, force: true })
})

afterAll(() => rm(root, { recursive: true, force: true }))

async function start(options: { port?: number; flags?: string[] } = {}): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({
    dataDir,
    flags,
    log: (text) => messages.push(text),
    ...options,
  })
  running.push(database)
  return database
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

async function serverPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

async function sockets(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.startsWith('.s.PGSQL.') && !name.endsWith('.lock'))
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ConfigurationError)
  return (error as ConfigurationError).problems.join('\n')
}

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host)
  return once(socket, 'connect').then(
    () => {
      socket.destroy()
      return true
    },
    () => false,
  )
}

/** A process of its own that starts the database, says so, and lives until it is killed; SIGINT only makes it speak. */
async function anotherHub() {
  const module = JSON.stringify(new URL('../../src/demo/embedded-database.ts', import.meta.url).href)
  const program = `
    import { startEmbeddedDatabase } from ${module}
    const { url } = await startEmbeddedDatabase({ dataDir: ${JSON.stringify(dataDir)}, flags: ['fsync=off'] })
    process.on('SIGINT', () => process.stdout.write('interrupted'))
    process.stdout.write(url)
    setInterval(() => {}, 1000)`
  const hub = spawn(process.execPath, ['--input-type=module', '-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  hubs.push(hub)
  const url = String((await once(hub.stdout, 'data'))[0])
  const pid = hub.pid ?? 0
  return { hub, url, pid }
}

it('starts PostgreSQL 18 with UTF-8, checksums and no JIT', async () => {
  const database = await start()
  expect(database.major).toBe(18)
  expect(
    await query(
      database.url,
      `select current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums,
        current_setting('jit') as jit, current_setting('fsync') as fsync, current_database() as database,
        current_setting('server_version_num')::int / 10000 as major, lower('ÆØÅ') as lowered`,
    ),
  ).toEqual([
    {
      encoding: 'UTF8',
      checksums: 'on',
      jit: 'off',
      fsync: 'off',
      database: 'boligbro',
      major: 18,
      lowered: 'æøå',
    },
  ])
})

it('keeps its rows over a restart, which takes less than three seconds', async () => {
  const first = await start()
  await query(first.url, 'drop table if exists kept; create table kept (id int); insert into kept values (7)')
  await first.stop()
  const began = Date.now()
  const second = await start()
  expect(Date.now() - began).toBeLessThan(3000)
  expect(await query(second.url, 'select id from kept')).toEqual([{ id: 7 }])
})

it('listens on 127.0.0.1, on no other address, and on a socket that only its account reaches', async () => {
  const database = await start()
  const port = Number(new URL(database.url).port)
  expect(await accepts('127.0.0.1', port)).toBe(true)
  const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  for (const { address, internal } of others) {
    if (address !== '127.0.0.1')
      expect([address, internal, await accepts(address, port)]).toEqual([address, internal, false])
  }
  expect(await accepts('127.0.0.2', port)).toBe(false)
  const dir = await realpath(join(dataDir, 'postgres'))
  expect((await stat(dir)).mode & 0o777).toBe(0o700)
  expect(await sockets(dir)).toEqual([`.s.PGSQL.${port}`])
  expect(decodeURIComponent(new URL(database.url).hostname)).toBe(dir)
  expect(await query(database.url, 'select inet_client_addr() as by')).toEqual([{ by: null }])
})

it('is reached by TCP where no socket can be made', async () => {
  dataDir = join(root, 'no-sockets')
  const first = await start()
  const port = Number(new URL(first.url).port)
  await first.stop()
  await mkdir(join(await realpath(join(dataDir, 'postgres')), `.s.PGSQL.${port}`))
  const { url } = await start({ port })
  expect(new URL(url).host).toBe(`127.0.0.1:${port}`)
  expect(await query(url, 'select inet_client_addr() as by')).toEqual([{ by: '127.0.0.1' }])
})

it('is reached by TCP where the path of its socket would be too long', async () => {
  dataDir = join(root, 'x'.repeat(80))
  const { url } = await start()
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect(await query(url, 'select inet_client_addr() as by')).toEqual([{ by: '127.0.0.1' }])
})

it('asks for its random password, which only the owner of the file may read', async () => {
  const database = await start()
  const file = join(dataDir, 'postgres-password')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(new URL(database.url).password).toBe(await readFile(file, 'utf8'))
  const wrong = new URL(database.url)
  wrong.password = 'postgres'
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

it('has ended the server and its connections when stop returns, and may be stopped twice', async () => {
  const database = await start()
  const client = new pg.Client({ connectionString: database.url })
  client.on('error', () => undefined)
  await client.connect()
  const pid = await serverPid()
  await Promise.all([database.stop(), database.stop()])
  await database.stop()
  await expect(serverPid()).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(accepts('127.0.0.1', Number(new URL(database.url).port))).resolves.toBe(false)
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).toBe('')
  await client.end().catch(() => undefined)
})

it('refuses a folder that a living process uses, and leaves that process its database', async () => {
  const { hub, url, pid } = await anotherHub()
  const text = await problemOf(start())
  expect(text).toContain('er i brug af en anden proces')
  expect(text).toContain('is in use by another process')
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  process.kill(pid, 'SIGKILL')
  await once(hub, 'exit')
  await start()
})

it('stops the server that a killed hub left running, and starts its own with the same rows', async () => {
  const { hub, url, pid } = await anotherHub()
  await query(url, 'drop table if exists kept; create table kept (id int); insert into kept values (7)')
  const orphan = await serverPid()
  process.kill(pid, 'SIGKILL')
  await once(hub, 'exit')
  const database = await start()
  expect(await serverPid()).not.toBe(orphan)
  expect(messages).toEqual(['A database server left running by an earlier start is stopped first.'])
  expect(await query(database.url, 'select id from kept')).toEqual([{ id: 7 }])
})

it('lets the hub decide when the server ends: Ctrl-C in its terminal does not reach PostgreSQL', async () => {
  const { hub, url, pid } = await anotherHub()
  process.kill(-pid, 'SIGINT')
  expect(String((await once(hub.stdout, 'data'))[0])).toBe('interrupted')
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  process.kill(pid, 'SIGKILL')
  await once(hub, 'exit')
  await start()
})

it('leaves the process without handlers for SIGINT and SIGTERM', async () => {
  const before = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'beforeExit'].map((event) =>
    process.listenerCount(event),
  )
  await start()
  const after = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'beforeExit'].map((event) =>
    process.listenerCount(event),
  )
  expect(after).toEqual(before)
})

it('recovers after its server was killed', async () => {
  const first = await start()
  await query(
    first.url,
    'drop table if exists kept; create table kept (id int); insert into kept values (7); checkpoint',
  )
  process.kill(await serverPid(), 'SIGKILL')
  const second = await start()
  expect(await query(second.url, 'select id from kept')).toEqual([{ id: 7 }])
  expect(await sockets(join(dataDir, 'postgres'))).toHaveLength(1)
})

it('tries again while a process of its killed server is still going away', async () => {
  const first = await start()
  const client = new pg.Client({ connectionString: first.url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  process.kill(await serverPid(), 'SIGKILL')
  const [second] = await Promise.all([start(), delay(400).then(() => process.kill(pid, 'SIGCONT'))])
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('is not deterred when another program has got the process id of its killed server', async () => {
  const first = await start()
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  const left = await readFile(pidFile, 'utf8')
  await first.stop()
  const bystander = spawn('sleep', ['60'], process.getuid?.() === 0 ? await ownerOf(pidFile) : {})
  await once(bystander, 'spawn')
  try {
    await writeFile(pidFile, left.replace(/^\d+/, String(bystander.pid)))
    await start()
  } finally {
    bystander.kill('SIGKILL')
  }
})

async function ownerOf(path: string): Promise<{ uid: number; gid: number }> {
  const { uid, gid } = await stat(dirname(path))
  return { uid, gid }
}

it('refuses a cluster of another major version, naming both', async () => {
  const version = join(dataDir, 'postgres', 'PG_VERSION')
  await (await start()).stop()
  await writeFile(version, '17\n')
  const text = await problemOf(start())
  expect(text).toContain('er lavet af PostgreSQL 17')
  expect(text).toContain('was made by PostgreSQL 17, but this release of Boligbro runs 18')
  await writeFile(version, '18\n')
})

it('refuses a cluster whose password file is missing, and names the file', async () => {
  await (await start()).stop()
  const file = join(dataDir, 'postgres-password')
  await rename(file, `${file}-away`)
  expect(await problemOf(start())).toContain(`The password ${file} is missing`)
  await rename(`${file}-away`, file)
})

it('begins anew after a first start that was interrupted half-way', async () => {
  dataDir = join(root, 'interrupted')
  await mkdir(join(dataDir, 'postgres-partial'), { recursive: true })
  await chmod(dataDir, 0o711)
  await writeFile(join(dataDir, 'postgres-partial', 'PG_VERSION'), '18\n')
  const database = await start()
  expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('starts below a folder that only its owner may enter, twice, as whichever user it runs', async () => {
  const closed = join(root, 'closed')
  await mkdir(closed, { mode: 0o700 })
  dataDir = join(closed, 'inside')
  const first = await start()
  await query(first.url, 'drop table if exists kept; create table kept (id int); insert into kept values (7)')
  await first.stop()
  const second = await start()
  expect(await query(second.url, 'select id from kept')).toEqual([{ id: 7 }])
})

it('uses the port it is given, and says that it could not start when that port is taken', async () => {
  const database = await start()
  const port = Number(new URL(database.url).port)
  dataDir = join(root, 'second')
  expect(await problemOf(start({ port }))).toContain('could not be started: the cause is in')
  await database.stop()
  expect(new URL((await start({ port })).url).port).toBe(String(port))
})
