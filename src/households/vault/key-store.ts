import pg from 'pg'
import { ConfigurationError } from '../../kernel/errors.ts'
import type { MasterKey } from './master-key.ts'

/** Where the persons' keys are kept: apart from the main database, so that its copies hold none of them. */
export interface KeyStorePlace {
  /** The hub's own login. */
  readonly url: string
  /** A login that may create the schema `vault`. */
  readonly ownerUrl: string
  /** The role the hub works in there, where the keys share the main database; null for the login's own. */
  readonly workAs: string | null
  readonly connections: number
}

/** One person's key as it is kept. */
export interface KeptKey {
  readonly personId: string
  readonly municipalityCode: string
  readonly wrapped: Uint8Array
  readonly cprMac: Uint8Array | null
}

/** The table of keys. Nothing of it is remembered between two calls. */
export interface KeyStore {
  add(keys: readonly KeptKey[]): Promise<void>
  /** The wrapped keys of these persons by id, in one query; a destroyed one is not among them. */
  wrappedOf(personIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>
  withCpr(municipalityCode: string, cprMac: Uint8Array): Promise<readonly string[]>
  setCpr(personId: string, cprMac: Uint8Array | null): Promise<void>
  destroy(personIds: readonly string[]): Promise<void>
  close(): Promise<void>
}

const TABLES = /* sql */ `
create schema if not exists vault;
create table if not exists vault.person_key (
  person_id uuid primary key,
  municipality_code text not null,
  wrapped bytea not null,
  cpr_mac bytea,
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists person_key_by_cpr on vault.person_key (municipality_code, cpr_mac);
-- Shows whether a master key is the one that the keys are wrapped with.
create table if not exists vault.master_key (
  one boolean primary key default true check (one),
  proof bytea not null
);
`

const TIMEOUT_MS = 10_000
const PREPARATION_LOCK = 710_301_842
/** Stands in the place of a person's id. */
const PROOF = 'the master key'

/**
 * Opens the key store, and makes it at the first start.
 * @throws ConfigurationError when it cannot be reached or made, or when its keys are wrapped with another master key.
 */
export async function openKeyStore(place: KeyStorePlace, masterKey: MasterKey): Promise<KeyStore> {
  await prepare(place)
  const pool = new pg.Pool({
    connectionString: place.url,
    max: place.connections,
    options: [
      `-c statement_timeout=${TIMEOUT_MS}`,
      ...(place.workAs === null ? [] : [`-c role=${place.workAs}`]),
    ].join(' '),
  })
  // A dropped idle connection is replaced at the next use.
  pool.on('error', () => undefined)
  try {
    await assertMasterKey(pool, masterKey)
  } catch (error) {
    await pool.end()
    throw error
  }
  return keyStore(pool)
}

async function prepare({ ownerUrl, workAs }: KeyStorePlace): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 })
  owner.on('error', () => undefined)
  try {
    await owner.connect()
    // Held until the connection ends: of several processes that start, one makes the tables.
    await owner.query('select pg_advisory_lock($1)', [PREPARATION_LOCK])
    const { rows } = await owner.query<{ made: boolean }>(
      `select to_regclass('vault.master_key') is not null as made`,
    )
    if (rows[0]?.made !== true)
      await owner.query(`begin; ${TABLES} ${workAs === null ? '' : grantsTo(workAs)} commit`)
  } catch (error) {
    throw new ConfigurationError([unusable(ownerUrl, (error as { code?: string }).code)])
  } finally {
    await owner.end()
  }
}

/** A key is made and destroyed, never changed; what finds it may change. */
function grantsTo(role: string): string {
  return `grant usage on schema vault to ${role};
    grant select, insert, delete, update (cpr_mac) on vault.person_key to ${role};
    grant select, insert on vault.master_key to ${role};`
}

async function assertMasterKey(pool: pg.Pool, masterKey: MasterKey): Promise<void> {
  const proof = masterKey.wrap(PROOF, Buffer.from(PROOF))
  await pool.query('insert into vault.master_key (proof) values ($1) on conflict do nothing', [proof])
  const { rows } = await pool.query<{ proof: Buffer }>('select proof from vault.master_key')
  try {
    masterKey.unwrap(PROOF, rows[0]?.proof ?? Buffer.of())
  } catch {
    throw new ConfigurationError([WRONG_MASTER_KEY])
  }
}

function keyStore(pool: pg.Pool): KeyStore {
  return {
    async add(keys) {
      await pool.query(
        `insert into vault.person_key (person_id, municipality_code, wrapped, cpr_mac)
         select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[])`,
        [
          keys.map((key) => key.personId),
          keys.map((key) => key.municipalityCode),
          keys.map((key) => key.wrapped),
          keys.map((key) => key.cprMac),
        ],
      )
    },
    async wrappedOf(personIds) {
      const { rows } = await pool.query<{ id: string; wrapped: Buffer }>(
        'select person_id as id, wrapped from vault.person_key where person_id = any ($1::uuid[])',
        [personIds],
      )
      return new Map(rows.map(({ id, wrapped }) => [id, wrapped]))
    },
    async withCpr(municipalityCode, cprMac) {
      const { rows } = await pool.query<{ id: string }>(
        'select person_id as id from vault.person_key where municipality_code = $1 and cpr_mac = $2',
        [municipalityCode, cprMac],
      )
      return rows.map(({ id }) => id)
    },
    async setCpr(personId, cprMac) {
      await pool.query('update vault.person_key set cpr_mac = $2 where person_id = $1', [personId, cprMac])
    },
    async destroy(personIds) {
      await pool.query('delete from vault.person_key where person_id = any ($1::uuid[])', [personIds])
    },
    close: () => pool.end(),
  }
}

const WRONG_MASTER_KEY =
  'PERSON_MASTER_KEY is not the key that the persons’ keys are wrapped with. Set that one again, or a KEY_DATABASE_URL that belongs to this key. / PERSON_MASTER_KEY er ikke den nøgle, personernes nøgler er pakket med. Angiv den igen, eller en KEY_DATABASE_URL, der hører til denne nøgle.'

function unusable(url: string, code: string | undefined): string {
  const { hostname, port, pathname } = new URL(url)
  const place = `${hostname}:${port || '5432'}${pathname}${code === undefined ? '' : ` (${code})`}`
  return `The database of the persons’ keys at ${place} cannot be used. Check KEY_DATABASE_URL, that the server runs, and that the login may create the schema "vault" there. / Databasen med personernes nøgler på ${place} kan ikke bruges. Se efter, om KEY_DATABASE_URL er rigtig, om serveren kører, og om loginnet må oprette skemaet »vault« i den.`
}
