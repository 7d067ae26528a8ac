import { type EntitySchema, MikroORM } from '@mikro-orm/postgresql'
import pg from 'pg'

export interface DatabaseOptions {
  readonly url: string
  readonly entities: readonly EntitySchema[]
  /** Connections for queries; the pipelined pool. */
  readonly readConnections: number
  /** Connections for commands. */
  readonly writeConnections: number
}

/** The hub's two doors to PostgreSQL, both in the role that row-level security binds. */
export interface Database {
  readonly orm: MikroORM
  readonly reads: pg.Pool
  /** Waits two seconds for what is still being written, then breaks it off. */
  close(): Promise<void>
}

const READ_TIMEOUT_MS = 10_000
const LOCK_TIMEOUT_MS = 10_000
const IDLE_IN_TRANSACTION_MS = 60_000
const CLOSE_MS = 2_000

/**
 * Opens both pools. Every connection enters the role `boligbro_app` before its first statement: `reset role` leads
 * back to it, and it owns nothing.
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  const reads = new pg.Pool({
    connectionString: options.url,
    max: options.readConnections,
    Client: GatheringClient,
    pipeline: true,
    // A bound page size makes the generic plan look dear, so the server would plan every read anew, which costs
    // more than running it.
    options: sessionOptions({ statement_timeout: READ_TIMEOUT_MS, plan_cache_mode: 'force_generic_plan' }),
  } as pg.PoolConfig)
  // A dropped idle connection is replaced at the next use; the failing statement reports itself.
  reads.on('error', () => undefined)
  // The pool takes its own listener off a connection in use, and an error without a listener ends the process.
  reads.on('connect', (client) => client.on('error', () => undefined))
  const writes = connectionsInUse()
  const orm = await MikroORM.init({
    clientUrl: options.url,
    entities: [...options.entities],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: options.writeConnections },
    driverOptions: {
      ...{ Client: GatheringClient, pipeline: true, options: sessionOptions({}) },
      onPoolCreated: writes.watch,
    },
    logger: () => undefined,
  })
  return {
    orm,
    reads,
    close: async () => {
      const patience = setTimeout(writes.cut, CLOSE_MS)
      await Promise.all([reads.end(), orm.close(true)])
      clearTimeout(patience)
    },
  }
}

/**
 * A connection whose statements leave in one write when they are sent in one turn of the event loop.
 * @why A write is a call of the system that wakes the database, and costs the hub more than the statement does.
 */
class GatheringClient extends pg.Client {
  private gathering = false

  // Of all the ways to call it, none is of interest here; `never` is what each of them may answer.
  override query(...statement: unknown[]): never {
    this.gather()
    return Reflect.apply(super.query, this, statement) as never
  }

  private gather(): void {
    if (this.gathering) return
    const { stream } = this.connection
    this.gathering = true
    stream.cork()
    process.nextTick(() => {
      this.gathering = false
      stream.uncork()
    })
  }
}

interface ConnectionsInUse {
  watch(pool: pg.Pool): void
  /** Breaks off whatever they still do. */
  cut(): void
}

/**
 * Knows which connections of a pool are in use, and gives one that ends in use back to its pool, which replaces it.
 * @why Kysely gives a transaction's connection back after its rollback only, and on a broken one no rollback succeeds:
 * every break would cost the pool one connection for good, and the pool's end would wait for it for ever.
 */
function connectionsInUse(): ConnectionsInUse {
  const inUse = new Set<pg.PoolClient>()
  return {
    watch(pool) {
      pool.on('acquire', (client) => inUse.add(client))
      pool.on('release', (_error, client) => inUse.delete(client as pg.PoolClient))
      pool.on('connect', (client) =>
        client.once('end', () => {
          if (!inUse.delete(client)) return
          client.release(true)
          client.release = () => undefined
        }),
      )
    },
    cut() {
      for (const client of inUse) (client as unknown as pg.Client).end().catch(() => undefined)
    },
  }
}

/** The command-line options of a session that enters the role `boligbro_app` before its first statement. */
export function sessionOptions(settings: Readonly<Record<string, number | string>>): string {
  const all = {
    role: 'boligbro_app',
    timezone: 'UTC',
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    ...settings,
  }
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}
