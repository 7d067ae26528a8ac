import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import pg from 'pg'
import { MIGRATIONS } from '../../migrations/index.ts'
import { ConfigurationError } from '../kernel/errors.ts'
import { installJobs } from './jobs.ts'

/** The oldest server whose temporal keys the schema is written for. */
const POSTGRES_MAJOR_MIN = 18

export interface MigrateOptions {
  /** Connects as the owner of the schema, who may create roles and extensions. */
  readonly url: string
  /** The name of the migration to stop at; left out: the newest. */
  readonly to?: string
}

/**
 * Brings the database to the newest migration; does nothing when it is there already. Two processes may call it
 * at once: one waits for the other.
 * @throws ConfigurationError when the server cannot be reached or is older than PostgreSQL 18.
 */
export async function migrate({ url, to }: MigrateOptions): Promise<void> {
  const owner = await connect(url)
  try {
    // Held until the connection ends, so that only one process migrates.
    await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const orm = new MikroORM({
      clientUrl: url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
      extensions: [Migrator],
      migrations: {
        migrationsList: MIGRATIONS,
        snapshot: false,
        disableForeignKeys: false,
        silent: true,
        tableName: 'migration',
      },
    })
    try {
      await orm.migrator.up(to === undefined ? {} : { to })
    } finally {
      await orm.close(true)
    }
    await installJobs(owner, url)
  } finally {
    await owner.end()
  }
}

const MIGRATION_LOCK = 710_301_841

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new ConfigurationError([unreachable(url, error as { code?: string })])
  }
  const version = await client.query<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  )
  const major = version.rows[0]?.major ?? 0
  if (major < POSTGRES_MAJOR_MIN) {
    await client.end()
    throw new ConfigurationError([
      `DATABASE_URL leads to PostgreSQL ${major}; the hub needs ${POSTGRES_MAJOR_MIN} or newer. Upgrade the server, or unset DATABASE_URL to use the embedded one. / DATABASE_URL fører til PostgreSQL ${major}; hubben kræver ${POSTGRES_MAJOR_MIN} eller nyere. Opgradér serveren, eller fjern DATABASE_URL for at bruge den indbyggede.`,
    ])
  }
  return client
}

function unreachable(url: string, error: { code?: string }): string {
  const { hostname, port, pathname } = new URL(url)
  const place = `${decodeURIComponent(hostname)}:${port || '5432'}${pathname}`
  const cause = error.code === undefined ? '' : ` (${error.code})`
  return `The database at ${place} cannot be reached${cause}. Check DATABASE_URL and that the server runs, or unset DATABASE_URL to use the embedded one. / Databasen på ${place} kan ikke nås${cause}. Se efter, om DATABASE_URL er rigtig, og om serveren kører, eller fjern DATABASE_URL for at bruge den indbyggede.`
}
