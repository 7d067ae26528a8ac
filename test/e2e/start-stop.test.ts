import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { onSocket, send } from '../support/http.ts'
import { endProcesses, type HubProcess, startByNpm, startProcess } from '../support/hub-process.ts'

const LONG_MS = 180_000
const CPR = '0101011234'

let folder: string
let database: TestDatabase
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boligbro-start-'))
  // The account that the embedded server runs as must be able to reach its folder.
  await chmod(folder, 0o711)
  database = await testDatabase()
}, LONG_MS)
afterAll(async () => {
  await endProcesses()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
}, LONG_MS)

/** Settings of a hub over the tests' own server. */
const overServer = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  MIGRATION_DATABASE_URL: database.ownerUrl,
  BOLIGBRO_DATA_DIR: join(folder, 'over-server'),
  ...more,
})

/** What a hub says that does not start: exit code 1, whole sentences, no stack, nothing on standard output. */
async function refusal(env: Record<string, string>): Promise<string> {
  const hub = startProcess(env)
  expect(await hub.exited).toBe(1)
  expect(hub.stdout).toBe('')
  expect(hub.stderr).not.toMatch(/^\s+at |node:internal|node_modules|Error:|Warning/m)
  return hub.stderr
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((opened) => server.listen(0, 'localhost', opened))
  return (server.address() as AddressInfo).port
}

async function token(url: string, client: string): Promise<string> {
  const { json } = await send(`${url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:demo`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  return (json as { access_token: string }).access_token
}

const ask = (url: string, bearer: string, query: string, more: object = {}) =>
  send(`${url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
      'x-purpose': 'municipal-allocation',
    },
    body: JSON.stringify({ query, ...more }),
  })

describe('a hub that cannot start says why in one sentence per cause, and what to do', () => {
  test('in production with nothing set: every missing setting at once, and the demo is refused', async () => {
    const lines = (await refusal({ NODE_ENV: 'production' })).trim().split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^DATABASE_URL is missing.* \/ DATABASE_URL mangler/),
      expect.stringMatching(/^OIDC_ISSUER.* missing: the demo .* refused.* \/ .* mangler/),
      expect.stringMatching(/^CURSOR_SECRET is missing.* \/ CURSOR_SECRET mangler/),
      expect.stringMatching(/^AUDIT_SIGNING_KEY is missing.* \/ AUDIT_SIGNING_KEY mangler/),
      expect.stringMatching(/^PERSON_MASTER_KEY is missing.* \/ PERSON_MASTER_KEY mangler/),
      expect.stringMatching(/^KEY_DATABASE_URL must .* own.* \/ KEY_DATABASE_URL skal/),
    ])
  })

  test('in production with the persons’ keys in the main database, whoever logs in', async () => {
    const said = await refusal({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://hub:secret@database.example/hub',
      KEY_DATABASE_URL: 'postgres://keys:secret@database.example:5432/hub',
    })
    expect(said).toMatch(/^KEY_DATABASE_URL must lead to a database of its own/m)
    expect(said).not.toMatch(/secret@|DATABASE_URL is missing/)
  })

  test('with wrong settings: every one at once, by name', async () => {
    const said = await refusal({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      INTROSPECTION: 'yes',
      DATABASE_URL: 'mysql://localhost/hub',
      OIDC_ISSUER: 'https://identity.example',
      CURSOR_SECRET: 'short',
      AUDIT_SIGNING_KEY: '{"kty":"RSA"}',
      READ_CONNECTIONS: '1.5',
    })
    const named = said
      .trim()
      .split('\n')
      .map((line) => line.split(/[ ,]/)[0])
    expect(named.sort()).toEqual([
      'AUDIT_SIGNING_KEY',
      'CURSOR_SECRET',
      'DATABASE_URL',
      'INTROSPECTION',
      'LOG_LEVEL',
      'OIDC_ISSUER',
      'PORT',
      'READ_CONNECTIONS',
    ])
    expect(said).not.toMatch(/short|mysql|loud/)
  })

  test(
    'on a port in use',
    async () => {
      const other = createServer()
      const port = await listening(other)
      const said = await refusal(overServer({ PORT: `${port}` }))
      expect(said.trim()).toMatch(
        new RegExp(`^Port ${port} is in use\\. .*PORT.* / Port ${port} er i brug\\. .*$`),
      )
      other.close()
    },
    LONG_MS,
  )

  test(
    'with a database that is not there, or lets nobody in',
    async () => {
      const other = createServer()
      const port = await listening(other)
      other.close()
      const unreachable = await refusal({
        DATABASE_URL: `postgres://hub:secret@127.0.0.1:${port}/hub`,
        BOLIGBRO_DATA_DIR: join(folder, 'unreachable'),
      })
      expect(unreachable).toContain(`The database at 127.0.0.1:${port}/hub cannot be reached`)
      expect(unreachable).not.toContain('secret')

      const wrong = new URL(database.url)
      wrong.password = 'wrong'
      const locked = await refusal(overServer({ MIGRATION_DATABASE_URL: wrong.href }))
      expect(locked).toMatch(/cannot be reached \(28P01\)/)
      const appLocked = await refusal(overServer({ DATABASE_URL: wrong.href }))
      expect(appLocked).toMatch(/^The login of DATABASE_URL cannot work as the role boligbro_app \(28P01\)/)
      const noOwner = await refusal(overServer({ MIGRATION_DATABASE_URL: database.url }))
      expect(noOwner).toMatch(/may not create what the hub needs/)
    },
    LONG_MS,
  )

  test(
    'with a server that is too old',
    async () => {
      const old = createServer((socket) => speakAsOldServer(socket))
      const port = await listening(old)
      const said = await refusal({
        DATABASE_URL: `postgres://hub:secret@localhost:${port}/hub`,
        BOLIGBRO_DATA_DIR: join(folder, 'old'),
      })
      expect(said).toMatch(/PostgreSQL 15; the hub needs 18 or newer/)
      old.close()
    },
    LONG_MS,
  )

  test('with a data folder that it cannot write', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    const said = await refusal({ BOLIGBRO_DATA_DIR: join(file, 'data') })
    expect(said.trim().split('\n')).toHaveLength(1)
    expect(said).toMatch(/cannot write to its data folder .*BOLIGBRO_DATA_DIR.* \/ Hubben kan ikke skrive/)
  })
})

/** As much of PostgreSQL's protocol as a client needs to be let in and to hear that the server is version 15. */
function speakAsOldServer(socket: Socket): void {
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts)
    const head = Buffer.alloc(5)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255])
  const int32 = (value: number) => Buffer.concat([int16(value >> 16), int16(value & 65_535)])
  const ready = message('Z', Buffer.from('I'))
  const int4 = Buffer.concat([int32(0), int16(0), int32(23), int16(4), int32(-1), int16(0)])
  socket.on('error', () => undefined)
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', int32(0)), ready]))
    socket.on('data', (bytes) => {
      if (bytes[0] !== 'Q'.charCodeAt(0)) return
      socket.write(
        Buffer.concat([
          message('T', int16(1), Buffer.from('major\0'), int4),
          message('D', int16(1), int32(2), Buffer.from('15')),
          message('C', Buffer.from('SELECT 1\0')),
          ready,
        ]),
      )
    })
  })
}

describe('a hub with the embedded database', () => {
  const run = promisify(execFile)
  const VACANCIES = '{ vacancies(first: 100) { totalCount nodes { id recordedFrom } } }'
  let dataDir: string
  beforeAll(() => {
    dataDir = join(folder, 'embedded')
  })

  const start = () => startProcess({ BOLIGBRO_DATA_DIR: dataDir, LOG_LEVEL: 'warn' })

  async function ownerOfServer(): Promise<pg.Client> {
    const lines = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
    const password = await readFile(join(dataDir, 'postgres-password'), 'utf8')
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(lines[3]),
      user: 'postgres',
      password,
      database: 'boligbro',
    })
    client.on('error', () => undefined)
    return client
  }

  function isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  /** Asked for by its port: where nobody collects them, ended processes keep their ids. */
  async function expectShutDownCleanly(server: pg.Client): Promise<void> {
    const anew = new pg.Client({ host: '127.0.0.1', port: server.port })
    await expect(anew.connect()).rejects.toThrow(/ECONNREFUSED/)
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
    expect(await readFile(join(dataDir, 'postgres', 'server.log'), 'utf8')).toMatch(
      /database system is shut down\s*$/,
    )
  }

  test(
    'says at its first start what to copy, and the copied lines answer',
    async () => {
      const hub = start()
      const url = await hub.url()
      await delay(100)
      const lines = hub.stdout.split('\n').filter((line) => /^ {2}(TOKEN=|curl )/.test(line))
      expect(lines).toHaveLength(2)
      const { stdout } = await run('bash', ['-c', lines.join('\n')])
      const answer = JSON.parse(stdout) as { data: { vacancies: { totalCount: number; nodes: object[] } } }
      expect(answer.data.vacancies.totalCount).toBeGreaterThan(0)
      expect(answer.data.vacancies.nodes).toHaveLength(3)
      expect(hub.stderr).toBe('')
      const server = await ownerOfServer()
      const before = (await ask(url, await token(url, 'demo-municipality'), VACANCIES)).json

      hub.signal('SIGTERM')
      expect(await hub.exited).toBe(0)
      await expectShutDownCleanly(server)

      const began = performance.now()
      const again = start()
      const secondUrl = await again.url()
      const seconds = (performance.now() - began) / 1_000
      expect((await ask(secondUrl, await token(secondUrl, 'demo-municipality'), VACANCIES)).json).toEqual(
        before,
      )
      // Some two seconds on a machine of its own; the bound leaves room for a busy one.
      expect(seconds).toBeLessThan(20)
      again.signal('SIGINT')
      expect(await again.exited).toBe(0)
    },
    LONG_MS,
  )

  test.each([
    ['SIGTERM', 'process'],
    ['SIGINT', 'group'],
  ] as const)(
    'on %s to the %s answers what was begun, refuses what is new, and leaves no server behind',
    async (signal, to) => {
      const hub = start()
      const url = await hub.url()
      const bearer = await token(url, 'demo-municipality')
      const client = await ownerOfServer()
      await client.connect()
      await client.query('begin')
      await client.query('lock table public.vacancy in access exclusive mode')
      const begun = ask(url, bearer, VACANCIES)
      const body = '{"query":"{ viewer { subject } }"}'
      const stopping = Promise.withResolvers<void>()
      const half = Promise.withResolvers<void>()
      const halfSent = onSocket(url, async (say) => {
        say(
          `POST /graphql HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${bearer}\r\n` +
            `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
        )
        half.resolve()
        await stopping.promise
        await delay(500)
        say(body.slice(9))
      })
      await waitFor(async () => {
        const { rows } = await client.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)
        return rows.length > 0
      })
      await half.promise
      // Answered after the hub has read that half, which came before.
      await send(`${url}/health/live`)
      hub.signal(signal, to)
      hub.signal(signal, to)
      await waitFor(() =>
        send(`${url}/health/live`).then(
          () => false,
          () => true,
        ),
      )
      await delay(300)
      expect(isAlive(hub.pid)).toBe(true)
      const released = performance.now()
      await client.query('rollback')
      stopping.resolve()
      await client.end()
      const answer = await begun
      expect({ status: answer.status, errors: answer.json?.errors }).toEqual({
        status: 200,
        errors: undefined,
      })
      expect(await hub.exited).toBe(0)
      expect(await halfSent).toMatch(/^HTTP\/1\.1 200 .*"subject"/s)
      expect(performance.now() - released).toBeLessThan(6_000)
      expect(hub.stderr).toBe('')
      await expectShutDownCleanly(client)
    },
    LONG_MS,
  )

  test(
    'that npm has started ends cleanly when npm is told to end, as a container or a service does',
    async () => {
      const hub = startByNpm({ BOLIGBRO_DATA_DIR: dataDir, LOG_LEVEL: 'warn' })
      await hub.url()
      const server = await ownerOfServer()
      hub.signal('SIGTERM')
      const ended = await Promise.race([hub.exited, delay(20_000, 'npm ended, the hub did not')])
      if (typeof ended === 'string') hub.signal('SIGKILL', 'group')
      expect(ended).toBe(0)
      await expectShutDownCleanly(server)
      expect(hub.stderr).toBe('')
    },
    LONG_MS,
  )

  test(
    'that is interrupted while it starts ends without an error and leaves no server behind',
    async () => {
      const hub = start()
      await waitFor(() => existsSync(join(dataDir, 'postgres', 'postmaster.pid')))
      hub.signal('SIGINT', 'group')
      expect(await hub.exited).toBe(0)
      expect(hub.stderr).toBe('')
      expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
    },
    LONG_MS,
  )

  test(
    'that fails on an error nothing caught says so in its log, without values, stops cleanly and exits with 1',
    async () => {
      const hub = startProcess(
        { BOLIGBRO_DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
        `process.on('SIGUSR2', () => { throw new Error('01010' + '11234') })`,
      )
      await hub.url()
      const server = await ownerOfServer()
      hub.signal('SIGUSR2')
      expect(await hub.exited).toBe(1)
      expect(hub.stdout).toMatch(/"level":60.*"fault outside of a request"/)
      expect(hub.stdout + hub.stderr).not.toContain(CPR)
      await expectShutDownCleanly(server)
    },
    LONG_MS,
  )
})

async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 60_000; !(await condition()); await delay(20)) {
    if (Date.now() > until) throw new Error('What the test waits for does not happen')
  }
}

describe('a hub over a given server', () => {
  let hub: HubProcess
  let url: string
  let bearer: string
  beforeAll(async () => {
    hub = startProcess(overServer({ LOG_LEVEL: 'debug', INTROSPECTION: 'false' }))
    url = await hub.url()
    bearer = await token(url, 'demo-municipality')
  }, LONG_MS)

  test('starts none of its own', () => {
    expect(existsSync(join(folder, 'over-server', 'postgres'))).toBe(false)
    expect(existsSync(join(folder, 'over-server', 'cursor-secret'))).toBe(true)
  })

  test(
    'attack 38: keeps every log line one JSON object, without query, variables or headers',
    async () => {
      const owner = new pg.Client({ connectionString: database.ownerUrl })
      await owner.connect()
      const filtered = 'query($f: EstateFilter) { estates(first: 1, filter: $f) { nodes { id } } }'
      const secret = { operationName: null, variables: { f: { number: CPR } } }
      await ask(url, bearer, filtered, secret)
      await owner.query('revoke select on public.estate from boligbro_app')
      const fault = await ask(url, bearer, filtered, secret)
      await owner.query('grant select on public.estate to boligbro_app')
      await owner.end()
      await ask(url, bearer, `query A { node(id: "${CPR}") { id } }`, {
        operationName: `A\n{"level":10,"msg":"forged"}`,
      })
      await ask(url, bearer, `{ nonsense${CPR} }`)
      await ask(url, bearer, filtered, { variables: { f: { number: [CPR] } } })
      await send(`${url}/${CPR}%0a%1b[31mforged?q=${CPR}`)
      await send(`${url}/feeds/${CPR}/deliveries?mode=forged`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'x-purpose': 'vacancy-exchange' },
        body: CPR,
      })
      await onSocket(url, (say) =>
        say(
          `GET /graphql HTTP/1.1\r\nhost: hub\r\nconnection: close\r\nx-request-id: forged\r\nuser-agent: \x1b[31mforged ${CPR}\r\nauthorization: Bearer \x1b[31mforged\r\n\r\n`,
        ),
      )
      await onSocket(url, (say) =>
        say(`GET /${CPR}\x1b[31mforged HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n`),
      )
      await delay(200)

      const reference = fault.json?.errors?.[0]?.extensions?.reference
      const banner = hub.stdout.indexOf('\nBoligbro listens')
      const lines = hub.stdout
        .slice(banner)
        .split('\n')
        .filter((line) => line.startsWith('{'))
      const logged = lines.map(
        (line) => JSON.parse(line) as { msg: string; requestId?: string; err?: { message: string } },
      )
      expect(logged.length).toBeGreaterThan(8)
      expect(logged.filter(({ msg }) => msg === 'fault')).toEqual([
        expect.objectContaining({ requestId: reference, err: expect.objectContaining({ message: '42501' }) }),
      ])
      expect(hub.stdout.slice(banner)).not.toMatch(/forged|u001b|nonsense|estates\(/)
      expect(hub.stdout).not.toContain('\u001b')
      expect(hub.stdout + hub.stderr).not.toContain(CPR)
      expect(hub.stdout + hub.stderr).not.toContain(bearer)
      const nextSteps = hub.stdout
        .slice(banner)
        .split('\n')
        .filter((line) => !line.startsWith('{') && line !== '')
      expect(nextSteps).toHaveLength(5)
    },
    LONG_MS,
  )

  test(
    'ends with exit code 0 and leaves that server alone',
    async () => {
      hub.signal('SIGTERM')
      expect(await hub.exited).toBe(0)
      const owner = new pg.Client({ connectionString: database.ownerUrl })
      await owner.connect()
      const { rows } = await owner.query(
        `select from pg_stat_activity where datname = current_database() and usename = 'boligbro_app'`,
      )
      await owner.end()
      expect(rows).toHaveLength(0)
    },
    LONG_MS,
  )
})
