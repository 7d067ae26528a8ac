import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import {
  checkpointSigner,
  SEALED_TABLES,
  sealBatch,
  startSealing,
  verifyInclusion,
} from '../../src/audit/index.ts'
import { inclusionPath, treeRoot } from '../support/merkle-tree.ts'
import {
  type Ground,
  type Grounds,
  grounds,
  newSigningKey,
  writeLooks,
  writeSealedRows,
} from '../support/sealed-database.ts'

let all: Grounds
let ground: Ground

beforeAll(async () => {
  all = await grounds(async (base) => {
    await writeSealedRows(base)
    return []
  })
}, 120_000)
afterAll(() => all?.drop())

beforeEach(async () => {
  ground = await all.clone()
}, 30_000)
afterEach(() => ground?.drop())

const optionsOf = () => ({ database: ground.database, signer: all.signer, formerKeyIds: [], origin: 'test' })

async function rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  return (await ground.owner.query(sql, [...parameters])).rows
}

const leaves = async () =>
  (await rows<{ hash: Buffer }>('select leaf_hash as hash from audit.leaf order by leaf_index')).map(
    ({ hash }) => hash,
  )

/** The payloads of the checkpoints, by rising size. */
async function checkpoints() {
  const found = await rows<{ jws: string }>('select jws from audit.checkpoint order by tree_size')
  return found.map(({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()))
}

/** Seals until something later than this moment is settled; a transaction of another test may hold it back. */
async function settledAfter(moment: string): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const until = await ground.settledUntil()
    if (until !== null && until > moment) return
    await delay(20)
    await writeLooks(ground.owner, 1)
    await ground.seal()
  }
  throw new Error('Nothing is settled')
}

async function sound(): Promise<void> {
  expect((await ground.verify(await ground.export())).findings).toEqual([])
}

test('what was there before, and what comes after, is sealed once, in the order in which it was written', async () => {
  await ground.seal(300)
  const tables = await rows<{ table: string; count: number }>(
    `select split_part(row_key, ':', 1) as table, count(*)::int as count from audit.leaf group by 1 order by 1`,
  )
  expect(tables).toEqual([
    { table: 'access_log', count: 400 },
    { table: 'access_log_review', count: 20 },
    { table: 'change', count: 300 },
    { table: 'data_sharing_grant', count: 3 },
    { table: 'data_sharing_revocation', count: 2 },
  ])
  const [order] = await rows<{ kept: boolean }>(
    `select bool_and(id = place) as kept from (select split_part(row_key, ':', 2)::bigint as id,
       row_number() over (order by leaf_index) as place from audit.leaf where row_key like 'change:%') c`,
  )
  expect(order?.kept).toBe(true)
  expect(await rows('select from audit.pending')).toEqual([])
  await sound()
})

test('each checkpoint has the root of its leaves, and says what is settled only when nothing waits', async () => {
  await ground.seal(300)
  const sealed = await leaves()
  const signed = await checkpoints()
  expect(signed.map(({ treeSize, root }) => [treeSize, root])).toEqual(
    [300, 600, 725].map((size) => [size, treeRoot(sealed.slice(0, size)).toString('hex')]),
  )
  expect(signed.map(({ settledTables }) => settledTables.length)).toEqual([
    0,
    0,
    Object.keys(SEALED_TABLES).length,
  ])
  expect(signed.slice(0, 2).map(({ settledUntil }) => settledUntil)).toEqual([null, null])
  await settledAfter('')
  const { settledUntil, at } = (await checkpoints()).at(-1)
  expect(settledUntil < at).toBe(true)
})

test('the proof of each row, as the database draws it up, leads to the root', async () => {
  await writeLooks(ground.owner, 200)
  await ground.seal(97)
  const sealed = await leaves()
  const root = treeRoot(sealed)
  for (const leafIndex of [0, 1, 255, 256, 511, 512, 700, sealed.length - 2, sealed.length - 1]) {
    const [found] = await rows<{ path: Buffer[] }>('select audit.inclusion_path($1, $2) as path', [
      leafIndex,
      sealed.length,
    ])
    const hashes = found?.path ?? []
    expect(hashes).toEqual(inclusionPath(leafIndex, sealed))
    const leafHash = sealed[leafIndex] as Buffer
    expect(verifyInclusion({ leafIndex, leafHash, treeSize: sealed.length, hashes }, root)).toBe(true)
  }
})

describe('A transaction that ends late', () => {
  let late: pg.Client
  beforeEach(async () => {
    late = new pg.Client({ connectionString: ground.ownerUrl })
    await late.connect()
  })
  afterEach(() => late.end())

  test('loses no row, though later ones are sealed before it', async () => {
    await late.query('begin')
    await writeLooks(late, 3)
    await writeLooks(ground.owner, 3)
    await ground.seal()
    await late.query('commit')
    expect((await ground.verify(await ground.export())).waiting).toBe(3)
    await ground.seal()
    expect(await leaves()).toHaveLength(731)
    await sound()
  })

  test('is not taken for back-dated, since nothing is called settled while it runs', async () => {
    await late.query('begin')
    await writeLooks(late, 1)
    const [began] = await rows<{ at: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    )
    for (let round = 0; round < 3; round++) {
      await writeLooks(ground.owner, 1)
      await ground.seal()
    }
    const settled = (await checkpoints()).map(({ settledUntil }) => settledUntil)
    expect(settled).toHaveLength(3)
    for (const until of settled) expect(until === null || until < String(began?.at)).toBe(true)
    await late.query('commit')
    await settledAfter(String(began?.at))
    await sound()
  })
})

test('several processes at once make one tree', async () => {
  await writeLooks(ground.owner, 2_000)
  const outcomes = new Set<string>()
  const process = async () => {
    for (let round = 0; round < 60; round++) {
      const outcome = await sealBatch(optionsOf(), 50)
      outcomes.add(outcome)
      if (outcome === 'none') return
      if (outcome === 'busy') await delay(5)
    }
  }
  await Promise.all([process(), process(), process(), writeLooks(ground.owner, 200)])
  await ground.seal()
  expect(outcomes).toContain('busy')
  expect(await leaves()).toHaveLength(2_925)
  await sound()
}, 60_000)

test('a batch that breaks off leaves everything as it was, and the next one goes on', async () => {
  await ground.seal(300)
  await writeLooks(ground.owner, 300)
  const broken = { ...all.signer, sign: () => Promise.reject(new Error('broken off')) }
  const before = await leaves()
  await expect(sealBatch({ ...optionsOf(), signer: broken })).rejects.toThrow('broken off')
  expect(await leaves()).toEqual(before)
  expect(await rows('select from audit.pending')).toHaveLength(300)
  await ground.seal()
  expect(await leaves()).toHaveLength(1_025)
  await sound()
})

describe('Nothing is added to a tree', () => {
  const refused = async (sql: string, code: string) => {
    await ground.seal(300)
    await ground.owner.query(sql)
    await writeLooks(ground.owner, 1)
    const before = await checkpoints()
    await expect(sealBatch(optionsOf())).rejects.toMatchObject({ code })
    expect(await checkpoints()).toEqual(before)
  }

  test.each([
    [
      'whose newest leaves were altered',
      `update audit.leaf set leaf_hash = sha256('') where leaf_index = 720`,
    ],
    ['whose nodes were altered', `update audit.node set hash = sha256('') where node_index = 1`],
    ['that lacks a leaf', 'delete from audit.leaf where leaf_index = 724'],
    ['that lacks a node', 'delete from audit.node where node_index = 1'],
    [
      'with a leaf beyond its checkpoint',
      `insert into audit.leaf select 725, form, 'change:0', leaf_hash from audit.leaf where leaf_index = 0`,
    ],
    ['whose newest checkpoint is gone', 'delete from audit.checkpoint where tree_size = 725'],
  ])('%s', (_, sql) => refused(sql, 'AUDIT_TREE_INCONSISTENT'))

  test('whose newest checkpoint is signed with a key that is not known, unless it is a former one', async () => {
    const former = await checkpointSigner(newSigningKey())
    await ground.seal(undefined, former)
    await writeLooks(ground.owner, 1)
    await expect(sealBatch(optionsOf())).rejects.toMatchObject({ code: 'AUDIT_CHECKPOINT_UNKNOWN' })
    expect(await sealBatch({ ...optionsOf(), formerKeyIds: [former.keyId] })).toBe('done')
    const lines = await ground.export()
    expect((await ground.verify(lines, [former.keyId, all.signer.keyId])).findings).toEqual([])
    await expect(ground.verify(lines)).rejects.toThrow(former.keyId)
  })
})

test('a key whose halves do not belong together is refused', async () => {
  await expect(checkpointSigner({ ...newSigningKey(), x: newSigningKey().x })).rejects.toThrow(
    'AUDIT_SIGNING_KEY',
  )
})

describe('In the background', () => {
  let sealing: ReturnType<typeof startSealing> | undefined
  afterEach(() => sealing?.stop())

  /** Waits until the tree has so many leaves, ten seconds at most. */
  async function grown(size: number): Promise<void> {
    for (let wait = 0; wait < 500 && (await leaves()).length < size; wait++) await delay(20)
  }

  test('rows are sealed while the hub runs, and stopping waits for the batch at hand', async () => {
    const faults: unknown[] = []
    sealing = startSealing(optionsOf(), 20, (error) => faults.push(error))
    await grown(725)
    await writeLooks(ground.owner, 10)
    await grown(735)
    await writeLooks(ground.owner, 5_000)
    await sealing.stop()
    const sealed = (await leaves()).length
    await delay(100)
    expect((await leaves()).length).toBe(sealed)
    expect(sealed).toBeGreaterThanOrEqual(735)
    expect(faults).toEqual([])
    await sound()
  }, 30_000)

  test('a failure is told of and tried again, more and more rarely', async () => {
    const [signer, failures] = [{ ...all.signer }, [] as number[]]
    signer.sign = () => Promise.reject(new Error('no key'))
    sealing = startSealing({ ...optionsOf(), signer }, 40, () => failures.push(performance.now()))
    for (let wait = 0; wait < 200 && failures.length < 4; wait++) await delay(20)
    const [first = 0, second = 0, third = 0] = failures
    expect(second - first).toBeGreaterThanOrEqual(75)
    expect(third - second).toBeGreaterThanOrEqual(150)
    signer.sign = all.signer.sign
    await grown(725)
    expect(await leaves()).toHaveLength(725)
  }, 30_000)
})

describe('A table', () => {
  test('that was there before is sealed from its first row, also where its owner is under the policies', async () => {
    await ground.owner.query(`
      do $$ begin create role test_owner nosuperuser; exception when duplicate_object then null; end $$;
      grant usage, create on schema public, audit to test_owner; grant insert on audit.pending, audit.form to test_owner;
      grant select on audit.form, audit.leaf, audit.pending to test_owner;
      grant execute on procedure audit.seal_rows_of(name, name[]) to test_owner;
      set role test_owner;
      create table public.earlier (id uuid primary key default gen_random_uuid(), at timestamptz not null default now(), what jsonb);
      alter table public.earlier enable row level security, force row level security;
      reset role;
      insert into public.earlier (what) select jsonb_build_object('n', i) from generate_series(1, 3) i;
      set role test_owner;
      call audit.seal_rows_of('earlier');
      reset role;
      insert into public.earlier (what) values ('"after"')`)
    expect(await rows(`select from audit.pending where row_key like 'earlier:%'`)).toHaveLength(4)
    const [table] = await rows(`select relforcerowsecurity as forced from pg_class where relname = 'earlier'`)
    expect(table).toEqual({ forced: true })
  })

  test('that has got a column is sealed with it from then on, and rows sealed before stay as they are', async () => {
    await ground.owner.query(
      `alter table public.access_log add column device text; call audit.seal_rows_of('access_log')`,
    )
    await ground.owner.query(
      `insert into public.access_log (subject, client_id, municipality_code, roles, purpose, request_id, operation, fields, subjects, device)
       values ('s', 'c', '0169', '{}', 'p', 'r', 'o', '{}', array[gen_random_uuid()], 'phone')`,
    )
    await ground.seal()
    expect(await leaves()).toHaveLength(726)
    await sound()
    await ground.owner.query(`update public.access_log set device = 'tablet' where device is not null`)
    expect((await ground.verify(await ground.export())).findings).toEqual([
      expect.stringMatching(/^ROW_EDITED access_log /),
    ])
  })

  test('with a type that may be written in two ways is refused', async () => {
    await ground.owner.query('create table public.odd (id bigint primary key, share numeric)')
    await expect(ground.owner.query(`call audit.seal_rows_of('odd')`)).rejects.toMatchObject({
      code: '0A000',
    })
  })

  test('is hashed alike whatever the session’s settings are', async () => {
    await ground.owner.query(
      `set timezone = 'America/St_Johns'; set datestyle = 'German'; set bytea_output = 'escape';
       set client_encoding = 'LATIN1'`,
    )
    await writeLooks(ground.owner, 20)
    await ground.owner.query(
      `insert into public.data_sharing_grant (municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid, change_id)
       values ('0169', '0199c0de-0000-7000-8000-000000000001', 'MUNICIPALITY', 's', 'DISCLOSURE', 'p', '[2026-01-01,2027-01-01)', 1)`,
    )
    await ground.owner.query('reset all')
    await ground.seal()
    await sound()
  })

  test('keeps the hashes that it got as texts, before its rows were hashed as PostgreSQL sends them', async () => {
    const [form] = await rows<{ id: number; columns: string[] }>(
      `select id, columns::text[] as columns from audit.form where source = 'access_log' and encoding = 'text'`,
    )
    const columns = form?.columns ?? []
    const texts = columns.map((name) => `'${name}', l.${name}::text`).join(', ')
    await ground.owner.query(
      `update audit.pending p set form = ${form?.id},
              leaf_hash = sha256('\\x00'::bytea || convert_to(array['access_log', ${texts}]::text, 'UTF8'))
         from public.access_log l where p.row_key = 'access_log:' || l.id`,
    )
    await ground.seal()
    await sound()
    await ground.owner.query(
      `update public.access_log set operation = operation || '.' where id = (select id from public.access_log limit 1)`,
    )
    expect((await ground.verify(await ground.export())).findings).toEqual([
      expect.stringMatching(/^ROW_EDITED access_log /),
    ])
  })
})

test('the application cannot change or delete what is sealed, and without a role sees no checkpoint', async () => {
  await ground.seal()
  const { reads } = ground.database
  for (const sql of [
    'update audit.leaf set leaf_index = leaf_index',
    'delete from audit.leaf',
    'update audit.checkpoint set jws = jws',
    'delete from audit.checkpoint',
    'delete from audit.node',
    'update audit.pending set form = form',
    "insert into audit.form (source, key_column, columns) values ('change', 'id', '{id}')",
    'truncate audit.pending',
    `call audit.seal_rows_of('change')`,
  ])
    await expect(reads.query(sql)).rejects.toMatchObject({ code: '42501' })
  expect((await reads.query('select from audit.checkpoint')).rows).toHaveLength(0)
  expect((await reads.query('select from audit.seen_leaf')).rows).toHaveLength(0)
})
