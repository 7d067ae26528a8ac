import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestServer } from './database.ts'

const PREFIX = 'boligbro-test-'

/** What the teardown, a module of its own, needs to end. */
export interface RunningTests {
  stop(): Promise<void>
}

declare global {
  var boligbroTests: RunningTests | undefined
}

/**
 * Opens a door at which test files ask for the database server; the first that asks has it started and migrated.
 * A run of tests that need no database thus pays nothing for it.
 */
export default async function globalSetup(): Promise<void> {
  let server: Promise<{ readonly answer: TestServer; stop(): Promise<void> }> | undefined
  const door = createServer((socket) => {
    socket.on('error', () => undefined)
    server ??= startTestServer()
    server.then(
      ({ answer }) => socket.end(JSON.stringify(answer)),
      (error: unknown) => socket.end(JSON.stringify({ failure: String(error) })),
    )
  })
  await new Promise<void>((open) => door.listen(0, '127.0.0.1', open))
  door.unref()
  process.env.BOLIGBRO_TEST_SERVER_PORT = String((door.address() as AddressInfo).port)
  globalThis.boligbroTests = {
    stop: async () => {
      door.close()
      await (await server?.catch(() => undefined))?.stop()
    },
  }
}

async function startTestServer() {
  discardAbandonedRuns()
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  chmodSync(dataDir, 0o711)
  // An interrupted run never reaches the teardown, and the server does not end with its parent.
  process.once('exit', () => discard(dataDir))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

  // Imported here so that a run without a database loads neither the ORM nor the driver.
  const { default: pg } = await import('pg')
  const { startEmbeddedDatabase } = await import('../../src/demo/embedded-database.ts')
  const { migrate } = await import('../../src/platform/migrate.ts')
  const database = await startEmbeddedDatabase({
    dataDir,
    flags: [
      'fsync=off',
      'full_page_writes=off',
      'synchronous_commit=off',
      'autovacuum=off',
      'max_connections=200',
    ],
  })
  const stop = async () => {
    await database.stop()
    discard(dataDir)
  }
  const owner = new pg.Client({ connectionString: database.url })
  try {
    await owner.connect()
    await owner.query('create database boligbro_template')
    const templateUrl = new URL(database.url)
    templateUrl.pathname = '/boligbro_template'
    await migrate({ url: templateUrl.href })
    await owner.query('alter database boligbro_template with is_template true allow_connections false')
    const appPassword = randomBytes(12).toString('hex')
    await owner.query(`alter role boligbro_app login password '${appPassword}'`)
    await owner.end()
    return { answer: { ownerUrl: database.url, appPassword }, stop }
  } catch (error) {
    // A server that goes on would keep the run from ending after it has reported.
    await owner.end()
    await stop()
    throw error
  }
}

function discardAbandonedRuns(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : undefined)
    if (pid > 0 && !isAlive(pid)) discard(join(tmpdir(), name))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Ends a test server at once, if it still runs, and removes its folder. */
function discard(dataDir: string): void {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGQUIT')
  } catch {
    // No server is left.
  }
  // The ending server removes files of its own meanwhile, which may cut one pass short.
  for (let pass = 0; pass < 50 && existsSync(dataDir); pass++) {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    if (existsSync(dataDir)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
}
