import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import {
  checkpointSigner,
  exportCheckpoints,
  readExport,
  SEALED_TABLES,
  type SealedTable,
  sealBatch,
  verify,
} from '../../src/audit/index.ts'
import { connectDatabase } from '../../src/platform/database.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { tellStory } from '../support/story.ts'

/**
 * Which tables are sealed, and that nothing done to a row of any of them escapes whoever has exported a checkpoint: for
 * every sealed table and every column of it, over the rows of the whole story.
 */

/** Tables that only grow and are not sealed, and why not. */
const UNSEALED: Readonly<Record<string, string>> = {
  municipality: 'entered by migrations',
  municipality_region: 'entered by migrations',
  estate_succession: 'register data, versioned',
  dwelling_former_number: 'register data, versioned',
  area: 'register data',
  delivery_record: 'the report of a delivery, told anew by the record itself',
  delivery_problem: 'the report of a delivery, told anew by the record itself',
  delivery_raw: 'what a sender sent, and sends again',
  delivery_case_raw: 'what a sender sent, and sends again',
  criterion_applicant: 'encrypted with a key that erasure destroys',
  tenancy_allocation: 'entered by a trigger from a sealed decision',
  subsidy_programme: 'register data, versioned',
  subsidy_payment: 'versioned, and answered for by corrections, which are sealed',
  subsidy_frame_use: 'a counter kept by triggers',
  subsidy_finding: 'computed anew by running a sealed audit again',
  tenant_subsidy_calculation: 'computed anew from its inputs',
  tenant_subsidy_payment: 'versioned, and answered for by corrections, which are sealed',
  transition: 'kept by triggers',
  transition_cap_use: 'a counter kept by triggers',
  reminder: 'kept by triggers and the hub',
  outbox_event: 'told anew by the facts',
}

test('every table that only grows is sealed, or it is said why not', () => {
  const growing = GUARDED_TABLES.filter(
    ({ table, update, delete: remove }) =>
      table.startsWith('public.') && update === undefined && remove === undefined,
  ).map(({ table }) => table.slice('public.'.length))
  const sealed = Object.values(SEALED_TABLES)
    .map(({ table }) => table as string)
    .filter((table) => table !== 'change')
  expect(growing.sort()).toEqual([...sealed, ...Object.keys(UNSEALED)].sort())
})

let hub: TestHub
let owner: pg.Client
let folder: string | undefined
let exported: string
let keyId: string

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  const database = await connectDatabase({
    url: hub.database.url,
    entities: [],
    readConnections: 1,
    writeConnections: 1,
  })
  const signer = await checkpointSigner(newSigningKey())
  keyId = signer.keyId
  while ((await sealBatch({ database, signer, formerKeyIds: [], origin: 'test' })) === 'more');
  await database.close()
  await hub.pause()
  folder = await mkdtemp(join(tmpdir(), 'boligbro-sealed-tables-'))
  owner = new pg.Client({ connectionString: hub.database.ownerUrl })
  await owner.connect()
  exported = join(folder, 'checkpoints.jsonl')
  let lines = ''
  for await (const line of exportCheckpoints(hub.database.ownerUrl)) lines += line
  await writeFile(exported, lines)
  // As a superuser can: no trigger, check or key stands in the way of what follows.
  await owner.query('set session_replication_role = replica')
  const { rows: constraints } = await owner.query<{ text: string }>(
    `select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname) as text from pg_constraint
      where contype in ('c', 'u') and conrelid = any (select ('public.' || source)::regclass from audit.form)`,
  )
  for (const { text } of constraints) await owner.query(text)
}, 180_000)
afterAll(async () => {
  await owner?.end()
  await hub?.app.stop()
  await hub?.database.drop()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

async function findings(): Promise<string[]> {
  const trusted = new Set([keyId])
  const found: string[] = []
  await verify({
    url: hub.database.ownerUrl,
    exported: await readExport(exported, trusted),
    trusted,
    report: ({ code, place }) => found.push(`${code} ${place}`),
  })
  return found
}

/** SQL of another value of a column's type. */
const OTHER: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `coalesce(${column} || '.', '')`,
  uuid: () => 'gen_random_uuid()',
  'text[]': (column) => `coalesce(${column}, '{}') || '{x}'::text[]`,
  'uuid[]': (column) => `coalesce(${column}, '{}') || gen_random_uuid()`,
  'integer[]': (column) => `coalesce(${column}, '{}') || 1`,
  bigint: (column) => `coalesce(${column}, 0) + 1`,
  integer: (column) => `coalesce(${column}, 0) + 1`,
  smallint: (column) => `coalesce(${column}, 0) + 1`,
  boolean: (column) => `not coalesce(${column}, false)`,
  date: (column) => `coalesce(${column}, '2000-01-01') + 1`,
  daterange: (column) => `daterange(lower(${column}), coalesce(upper(${column}), '2200-01-01') + 1)`,
  'timestamp with time zone': (column) => `coalesce(${column}, now()) + interval '1 microsecond'`,
  jsonb: (column) => `jsonb_build_array(${column})`,
}

test('a story that nobody has tampered with has no finding', async () => {
  expect(await findings()).toEqual([])
})

test.each(Object.values<SealedTable>(SEALED_TABLES).map((sealed) => [sealed.table, sealed] as const))(
  '%s: an edit of any column, a deletion and an insertion are found',
  async (table, { unsealed = [] }) => {
    const { rows: columns } = await owner.query<{ name: string; type: string; key: boolean }>(
      `select attname as name, format_type(atttypid, null) as type, attnum = any (i.indkey) as key
         from pg_attribute a join pg_index i on i.indrelid = a.attrelid and i.indisprimary
        where attrelid = ('public.' || $1)::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    )
    const key = columns.find((column) => column.key)?.name ?? ''
    const { rows } = await owner.query<{ id: string }>(
      `select ${key}::text as id from public.${table} order by ${key} limit 1`,
    )
    const [{ id } = { id: '' }] = rows
    expect(id).not.toBe('')
    await owner.query(
      `drop table if exists kept; create temporary table kept as select * from public.${table} where ${key}::text = '${id}'`,
    )
    for (const { name, type } of columns) {
      if (name === key) continue
      const change = OTHER[type]?.(name)
      if (change === undefined) throw new Error(`Nobody has said what else a ${type} may be`)
      await owner.query(`update public.${table} set ${name} = ${change} where ${key}::text = '${id}'`)
      expect([name, await findings()]).toEqual([
        name,
        unsealed.includes(name) ? [] : [`ROW_EDITED ${table} ${id}`],
      ])
      await owner.query(
        `update public.${table} t set ${name} = k.${name} from kept k where t.${key} = k.${key}`,
      )
    }
    await owner.query(`delete from public.${table} where ${key}::text = '${id}'`)
    expect(await findings()).toEqual([`ROW_DELETED ${table} ${id}`])
    const names = columns.map(({ name }) => name).join(', ')
    await owner.query(
      `insert into public.${table} (${names}) overriding system value select ${names} from kept`,
    )
    expect(await findings()).toEqual([])

    const another =
      key === 'id' && columns.some(({ key: is, type }) => is && type === 'bigint')
        ? 'id + 1000000'
        : 'gen_random_uuid()'
    await owner.query(`update kept set ${key} = ${another}`)
    await owner.query(
      `insert into public.${table} (${names}) overriding system value select ${names} from kept`,
    )
    const found = await findings()
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^ROW_INSERTED ${table} `))
    await owner.query(`delete from public.${table} t using kept k where t.${key} = k.${key}; drop table kept`)
  },
  60_000,
)
