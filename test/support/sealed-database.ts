import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import {
  type CheckpointSigner,
  checkpointSigner,
  exportCheckpoints,
  type Finding,
  readExport,
  type SigningKey,
  sealBatch,
  type Verification,
  verify,
} from '../../src/audit/index.ts'
import { connectDatabase, type Database } from '../../src/platform/database.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** A new signing key. */
export function newSigningKey(): SigningKey {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as unknown as SigningKey
}

/** A database of its own to tamper with, as a superuser. */
export interface Ground {
  readonly ownerUrl: string
  readonly owner: pg.Client
  /** Seals everything that waits, in batches of at most this many leaves. */
  seal(leavesMax?: number, signer?: CheckpointSigner): Promise<void>
  /** The database as the hub's processes have it. */
  readonly database: Database
  /** Holds the database against exported lines; `keyIds` are trusted (the hub's own), `url` reads it (the owner's). */
  verify(lines: string, keyIds?: readonly string[], url?: string): Promise<Verdict>
  export(): Promise<string>
  /** Until when the newest checkpoint calls everything settled; null: not yet. */
  settledUntil(): Promise<string | null>
  drop(): Promise<void>
}

/** What a verification said: each finding as `CODE place`. */
export interface Verdict extends Verification {
  readonly findings: readonly string[]
}

/** Databases that are all alike, made from one that `fill` has filled. */
export interface Grounds {
  readonly signer: CheckpointSigner
  /** What `fill` answered. */
  readonly exports: readonly string[]
  clone(): Promise<Ground>
  drop(): Promise<void>
}

/**
 * Makes a database, has it filled and sealed until something is settled, and clones it as often as is asked.
 * @why Transactions are numbered across the server: one of another test, in its own database, may hold settling back.
 */
export async function settledGrounds(fill: (ground: Ground) => Promise<readonly string[]>): Promise<Grounds> {
  for (;;) {
    let settled = true
    const made = await grounds(async (ground) => {
      const exports = await fill(ground)
      settled = (await ground.settledUntil()) !== null
      return exports
    })
    if (settled) return made
    await made.drop()
  }
}

/** Makes a database, has it filled, and clones it as often as is asked. */
export async function grounds(fill: (ground: Ground) => Promise<readonly string[]>): Promise<Grounds> {
  const base = await testDatabase()
  const signer = await checkpointSigner(newSigningKey())
  const folder = await mkdtemp(join(tmpdir(), 'boligbro-sealed-'))
  const first = await groundOf(base, signer, folder)
  const exports = await fill(first)
  await first.database.close()
  await first.owner.end()
  const template = new URL(base.ownerUrl).pathname.slice(1)
  return {
    signer,
    exports,
    async clone() {
      const name = `test_${randomBytes(8).toString('hex')}`
      await administer(base, `create database ${name} template ${template} strategy file_copy`)
      const named = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
      return groundOf(
        {
          url: named(base.url),
          ownerUrl: named(base.ownerUrl),
          drop: () => administer(base, `drop database if exists ${name} with (force)`),
        },
        signer,
        folder,
      )
    },
    async drop() {
      await base.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function administer({ ownerUrl }: TestDatabase, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: Object.assign(new URL(ownerUrl), { pathname: '/postgres' }).href,
  })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

async function groundOf(
  { url, ownerUrl, drop }: TestDatabase,
  own: CheckpointSigner,
  folder: string,
): Promise<Ground> {
  const database = await connectDatabase({ url, entities: [], readConnections: 1, writeConnections: 4 })
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  return {
    ownerUrl,
    owner,
    database,
    async seal(leavesMax, signer = own) {
      const options = { database, signer, formerKeyIds: [], origin: 'test' }
      while ((await sealBatch(options, leavesMax)) === 'more');
    },
    async settledUntil() {
      const { rows } = await owner.query<{ jws: string }>(
        'select jws from audit.checkpoint order by tree_size desc limit 1',
      )
      const [, payload = ''] = rows[0]?.jws.split('.') ?? []
      return JSON.parse(Buffer.from(payload, 'base64url').toString()).settledUntil
    },
    async export() {
      let lines = ''
      for await (const line of exportCheckpoints(ownerUrl)) lines += line
      return lines
    },
    async verify(lines, keyIds = [own.keyId], from = ownerUrl) {
      const path = join(folder, `${randomBytes(8).toString('hex')}.jsonl`)
      await writeFile(path, lines)
      const trusted = new Set(keyIds)
      const findings: string[] = []
      const report = ({ code, place }: Finding) => findings.push(`${code} ${place}`)
      const exported = await readExport(path, trusted)
      return { ...(await verify({ url: from, exported, trusted, report })), findings }
    },
    async drop() {
      await owner.end()
      await database.close()
      await drop()
    },
  }
}

/** Values that a careless way of writing rows down would take for one another. */
const AWKWARD = [
  '',
  ' ',
  'NULL',
  'null',
  '{}',
  '{a,b}',
  'a"b',
  'a\\b',
  'a,b',
  '"',
  '\\',
  '\t',
  '\n',
  '\r',
  '\v',
  '\f',
  'Æbleø 😀',
  '\u00a0',
  'x'.repeat(3000),
]

/** Writes into every sealed table: changes, grants, looks with awkward values, reviews. */
export async function writeSealedRows({ owner }: Ground): Promise<void> {
  const text = `(array[${AWKWARD.map((value) => pg.escapeLiteral(value)).join(', ')}])[1 + i % ${AWKWARD.length}]`
  await owner.query('begin')
  await owner.query(
    `insert into public.change (subject, client_id, action, purpose, request_id)
     select 'subject ' || i, ${text}, 'test', nullif(${text}, ''), 'request ' || i from generate_series(1, 300) i`,
  )
  await owner.query(`select set_config('app.change_id', max(id)::text, true) from public.change`)
  await owner.query(
    `insert into public.housing_organisation (id, lbf_number, name) values ('0199c0de-0000-7000-8000-000000000001', '0045', 'Test')`,
  )
  await owner.query(
    `insert into public.data_sharing_grant (municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid, estate_ids)
     select '0169', '0199c0de-0000-7000-8000-000000000001', 'MUNICIPALITY', 'signer', 'DISCLOSURE', 'tenancy-agreement',
            daterange('2026-01-01', '2027-01-01'), case when i > 1 then array[gen_random_uuid()] end from generate_series(1, 3) i`,
  )
  await owner.query(
    `insert into public.data_sharing_revocation (grant_id, municipality_code, organisation_id, signed_for, signed_by)
     select id, municipality_code, organisation_id, signed_for, 'revoker' from public.data_sharing_grant limit 2`,
  )
  await writeLooks(owner, 400)
  await owner.query(
    `insert into public.access_log_review (access_log_id, municipality_code, week, verdict, remark, reviewed_by)
     select id, municipality_code, '2026-W47', 'JUSTIFIED', nullif(operation, ''), 'reviewer' from public.access_log order by id limit 20`,
  )
  await owner.query('commit')
}

/** Writes looks at personal rows, now unless `at` is SQL of another moment. */
export async function writeLooks(
  client: pg.ClientBase,
  count: number,
  at = 'clock_timestamp()',
): Promise<void> {
  const text = `left((array[${AWKWARD.map((value) => pg.escapeLiteral(value)).join(', ')}])[1 + i % ${AWKWARD.length}], 200)`
  await client.query(
    `insert into public.access_log (at, subject, client_id, acting_for, municipality_code, roles, purpose, request_id, operation, fields, set_sizes, subjects)
     select ${at}, ${text}, 'client', nullif(${text}, ''), '0169', array[${text}, ${text}], 'case-handling', 'request', ${text},
            array[${text}, 'Person.name'], '{1,1}', array[gen_random_uuid(), gen_random_uuid()] from generate_series(1, $1::integer) i`,
    [count],
  )
}
