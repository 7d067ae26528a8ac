import { checkpointSigner } from '../../src/audit/index.ts'
import {
  type Ground,
  type Grounds,
  newSigningKey,
  settledGrounds,
  writeLooks,
  writeSealedRows,
} from '../support/sealed-database.ts'

/** Nothing that a superuser does to a row or to the tree escapes whoever has exported a checkpoint. */

let all: Grounds
let ground: Ground
const NIL = '00000000-0000-0000-0000-000000000000'

/** Exported before and after the second batch of looks. */
let older: string
let newer: string

beforeAll(async () => {
  all = await settledGrounds(async (base) => {
    await writeSealedRows(base)
    await base.seal(170)
    const first = await base.export()
    await writeLooks(base.owner, 60)
    await base.seal()
    return [first, await base.export()]
  })
  ;[older = '', newer = ''] = all.exports
}, 120_000)
afterAll(() => all?.drop())

beforeEach(async () => {
  ground = await all.clone()
}, 30_000)
afterEach(() => ground?.drop())

/** As a superuser who has switched every trigger and check off. */
async function tamper(sql: string): Promise<void> {
  await ground.owner.query(`begin; set local session_replication_role = replica; ${sql}; commit`)
}

const idOf = async (table: string, place: number): Promise<string> => {
  const { rows } = await ground.owner.query(
    `select ${table === 'data_sharing_revocation' ? 'grant_id' : 'id'}::text as id from public.${table} order by 1 offset $1 limit 1`,
    [place],
  )
  return rows[0].id
}

test('a database that nobody has tampered with has no finding, whichever export it is held against', async () => {
  await writeLooks(ground.owner, 5)
  for (const lines of [older, newer, `${newer.trim().split('\n').at(-1)}\n`]) {
    const { findings, rows, leaves, waiting, checkpoints } = await ground.verify(lines)
    expect(findings).toEqual([])
    expect({ rows, leaves, waiting }).toEqual({ rows: 790, leaves: 785, waiting: 5 })
    expect(checkpoints).toBe(6)
  }
})

test('a login that is only a member of boligbro_verifier finds the same', async () => {
  await ground.owner.query(
    `do $$ begin create role test_verifier login password 'test' nosuperuser in role boligbro_verifier; exception when duplicate_object then null; end $$`,
  )
  const url = Object.assign(new URL(ground.ownerUrl), { username: 'test_verifier', password: 'test' }).href
  await tamper(`update public.change set subject = 'another' where id = 7`)
  const { findings, rows } = await ground.verify(newer, undefined, url)
  expect({ findings, rows }).toEqual({ findings: ['ROW_EDITED change 7'], rows: 785 })
})

describe('An edit is found', () => {
  test.each([
    ['text', 'access_log', `operation = operation || ' '`],
    ['text that was null', 'access_log', `acting_for = coalesce(acting_for || '.', '')`],
    ['null for a text', 'access_log', 'organisation_id = gen_random_uuid()'],
    ['a timestamp by a microsecond', 'access_log', `at = at + interval '1 microsecond'`],
    ['the number of a change', 'access_log', 'change_id = 4711'],
    ['one element of a list', 'access_log', `fields[2] = 'Person.cpr'`],
    ['a list cut in two', 'access_log', `roles = array['a', 'b']`],
    ['one id in a list', 'access_log', `subjects[1] = gen_random_uuid()`],
    ['the order of a list', 'access_log', `subjects = array[subjects[2], subjects[1]]`],
    ['a purpose', 'change', `purpose = 'statistics'`],
    ['a period by a day', 'data_sharing_grant', `valid = daterange(lower(valid), upper(valid) + 1)`],
    ['a list that was null', 'data_sharing_grant', 'estate_ids = array[id]'],
    ['who revoked', 'data_sharing_revocation', `signed_by = 'another'`],
    ['a verdict', 'access_log_review', `verdict = 'UNCLEAR'`],
  ])('%s', async (_, table, change) => {
    const key = table === 'data_sharing_revocation' ? 'grant_id' : 'id'
    const id = await idOf(table, 0)
    await tamper(`update public.${table} set ${change} where ${key} = '${id}'`)
    expect((await ground.verify(newer)).findings).toEqual([`ROW_EDITED ${table} ${id}`])
  })

  test('also where the leaf has been made to fit, and the export is an older one', async () => {
    const id = await idOf('access_log', 12)
    await tamper(`
      create temporary table kept as select * from public.access_log where id = '${id}';
      alter table public.access_log disable row level security;
      delete from public.access_log where id = '${id}';
      update kept set purpose = 'statistics';
      set local session_replication_role = origin;
      insert into public.access_log select * from kept;
      update audit.leaf set leaf_hash = (select leaf_hash from audit.pending) where row_key = 'access_log:${id}';
      delete from audit.pending`)
    for (const lines of [older, newer])
      expect((await ground.verify(lines)).findings).toEqual([
        expect.stringMatching(/^TREE_CHANGED leaf \d+–\d+$/),
        'NODE_CHANGED node 8/1',
      ])
  })
})

test('a swap of two rows’ contents is found', async () => {
  const [one, other] = [await idOf('access_log', 3), await idOf('access_log', 9)]
  await tamper(`update public.access_log set id = '${NIL}' where id = '${one}';
    update public.access_log set id = '${one}' where id = '${other}';
    update public.access_log set id = '${other}' where id = '${NIL}'`)
  expect((await ground.verify(newer)).findings).toEqual([
    `ROW_EDITED access_log ${one}`,
    `ROW_EDITED access_log ${other}`,
  ])
})

test('a deletion is found, with or without its leaf', async () => {
  const id = await idOf('access_log', 30)
  await tamper(`delete from public.access_log where id = '${id}'`)
  expect((await ground.verify(newer)).findings).toEqual([`ROW_DELETED access_log ${id}`])
  await tamper(`delete from audit.leaf where row_key = 'access_log:${id}'`)
  expect((await ground.verify(newer)).findings).toEqual([
    expect.stringMatching(/^LEAF_MISSING leaf \d+$/),
    expect.stringMatching(/^TREE_CHANGED leaf /),
    ...['NODE_CHANGED node 8/1', 'NODE_CHANGED node 8/2', 'TREE_TRUNCATED leaf 784–784'],
  ])
})

describe('An insertion is found', () => {
  const insert = (
    at: string,
  ) => `insert into public.access_log (at, subject, client_id, municipality_code, roles, purpose, request_id, operation, fields, subjects)
    values (${at}, 'forged', 'forged', '0169', '{}', 'case-handling', 'forged', 'forged', '{}', array[gen_random_uuid()])`
  const hourAgo = `now() - interval '1 hour'`

  test('that was not hashed', async () => {
    await tamper(insert(hourAgo))
    expect((await ground.verify(newer)).findings).toEqual([
      expect.stringMatching(/^ROW_INSERTED access_log \S+$/),
    ])
  })

  test('that is back-dated and waits to be sealed', async () => {
    await ground.owner.query(insert(hourAgo))
    expect((await ground.verify(newer)).findings).toEqual([
      expect.stringMatching(/^ROW_BACKDATED access_log \S+$/),
    ])
  })

  test('that is back-dated and was sealed by the hub itself', async () => {
    await ground.owner.query(insert(hourAgo))
    await ground.seal()
    expect((await ground.verify(older)).findings).toEqual([
      expect.stringMatching(/^ROW_BACKDATED access_log \S+$/),
    ])
  })

  test('that is dated ahead and was sealed by the hub itself', async () => {
    await ground.owner.query(insert(`now() + interval '1 hour'`))
    await ground.seal()
    expect((await ground.verify(older)).findings).toEqual([
      expect.stringMatching(/^ROW_BACKDATED access_log \S+$/),
    ])
  })

  test('that waits with a hash of something else', async () => {
    await ground.owner.query(insert('now()'))
    await tamper(`update audit.pending set leaf_hash = sha256('')`)
    expect((await ground.verify(newer)).findings).toEqual([
      expect.stringMatching(/^ROW_EDITED access_log \S+$/),
    ])
  })
})

describe('What is done to the tree is found', () => {
  test('a changed leaf', async () => {
    await tamper(`update audit.leaf set leaf_hash = sha256('') where leaf_index = 200`)
    const { findings } = await ground.verify(newer)
    expect(findings).toContain('TREE_CHANGED leaf 170–339')
    expect(findings).toContainEqual(expect.stringMatching(/^ROW_EDITED /))
  })

  test('leaves that have changed places', async () => {
    await tamper(`alter table audit.leaf drop constraint leaf_leaf_index_check;
      update audit.leaf set leaf_index = -1 where leaf_index = 200;
      update audit.leaf set leaf_index = 200 where leaf_index = 300;
      update audit.leaf set leaf_index = 300 where leaf_index = -1`)
    expect((await ground.verify(newer)).findings).toEqual([
      'TREE_CHANGED leaf 170–339',
      'NODE_CHANGED node 8/0',
      'NODE_CHANGED node 8/1',
    ])
  })

  test('a leaf that names another row', async () => {
    await tamper(`update audit.leaf set row_key = 'access_log:${NIL}' where leaf_index = 400`)
    const { findings } = await ground.verify(newer)
    expect(findings).toEqual([
      expect.stringMatching(/^ROW_INSERTED /),
      expect.stringMatching(/^ROW_DELETED .* ?0{12}$/),
    ])
  })

  test('a leaf of a table that is not sealed', async () => {
    await tamper(`update audit.leaf set row_key = 'nowhere:1' where leaf_index = 400`)
    expect((await ground.verify(newer)).findings).toContain('ROW_DELETED nowhere *')
  })

  test('two leaves for one row, so that the count still fits', async () => {
    await tamper(`alter table audit.leaf drop constraint leaf_row_key_key;
      update audit.leaf set row_key = (select row_key from audit.leaf where leaf_index = 401) where leaf_index = 400`)
    const { findings } = await ground.verify(newer)
    expect(findings).toContainEqual(expect.stringMatching(/^ROW_SEALED_TWICE /))
    expect(findings).toContainEqual(expect.stringMatching(/^ROW_INSERTED /))
  })

  test('a leaf that no checkpoint covers', async () => {
    await writeLooks(ground.owner, 1)
    await tamper(`insert into audit.leaf select 785, form, row_key, leaf_hash from audit.pending;
      delete from audit.pending`)
    expect((await ground.verify(newer)).findings).toEqual(['LEAVES_UNSIGNED leaf 785'])
  })

  test('a stored node that is changed, deleted or added', async () => {
    await tamper(`update audit.node set hash = sha256('') where node_index = 0; delete from audit.node where node_index = 1;
      insert into audit.node values (8, 7, sha256('')), (16, 0, sha256(''))`)
    expect((await ground.verify(newer)).findings).toEqual([
      'NODE_CHANGED node 8/0',
      'NODE_CHANGED node 8/1',
      'NODE_CHANGED 1 × node',
    ])
  })

  test('a checkpoint that is altered, exchanged or deleted', async () => {
    await tamper(`update audit.checkpoint set root = sha256('') where tree_size = 170;
      update audit.checkpoint set jws = (select jws from audit.checkpoint where tree_size = 170) where tree_size = 340;
      delete from audit.checkpoint where tree_size = 510`)
    expect((await ground.verify(newer)).findings).toEqual([
      'CHECKPOINT_FORGED checkpoint 170',
      'CHECKPOINT_FORGED checkpoint 340',
      'CHECKPOINT_MISSING checkpoint 510',
    ])
  })

  test('a form that leaves a column out, and a column that no form has', async () => {
    await tamper(`insert into audit.form (source, key_column, columns) values ('access_log', 'id', '{id,at}');
      alter table public.change add column remark text`)
    const { findings } = await ground.verify(newer)
    expect(findings).toContain('COLUMN_UNSEALED change.remark')
    expect(findings).toContain('COLUMN_UNSEALED access_log.purpose')
    expect(findings.every((finding) => finding.startsWith('COLUMN_UNSEALED'))).toBe(true)
  })

  test('a sealed column that is gone', async () => {
    await tamper('alter table public.access_log_review drop column remark')
    const { findings } = await ground.verify(newer)
    expect(findings[0]).toBe('COLUMN_MISSING access_log_review.remark')
    expect(findings).toHaveLength(21)
  })
})

describe('An attacker who writes the whole tree anew is found', () => {
  const truncated = `delete from public.access_log where 'access_log:' || id in (select row_key from audit.leaf where leaf_index >= 725);
    delete from audit.leaf where leaf_index >= 725; delete from audit.node where (node_index + 1) * 256 > 725;
    delete from audit.checkpoint where tree_size > 725`

  test('when the tail is cut off everywhere', async () => {
    await tamper(truncated)
    expect((await ground.verify(newer)).findings).toEqual([
      'CHECKPOINT_MISSING checkpoint 785',
      'TREE_TRUNCATED leaf 725–784',
    ])
    // What was sealed after the newest export at hand cannot be missed by it.
    expect((await ground.verify(older)).findings).toEqual([])
  })

  test('when the tail is cut off and the hub has gone on since', async () => {
    await tamper(truncated)
    await writeLooks(ground.owner, 60)
    await ground.seal()
    const { findings } = await ground.verify(newer)
    expect(findings).toContain('CHECKPOINT_FORGED checkpoint 785')
    expect(findings).toContain('TREE_CHANGED leaf 725–784')
  })

  const startAnew = `
    update public.change set purpose = 'statistics' where id = 1;
    delete from audit.leaf; delete from audit.node; delete from audit.checkpoint; delete from audit.pending;
    call audit.seal_rows_of('change'); call audit.seal_rows_of('data_sharing_grant'); call audit.seal_rows_of('data_sharing_revocation');
    call audit.seal_rows_of('access_log'); call audit.seal_rows_of('access_log_review')`

  test('when every row is hashed again and signed with a key of his own', async () => {
    await tamper(startAnew)
    const forger = await checkpointSigner(newSigningKey())
    await ground.seal(170, forger)
    for (const lines of [older, newer]) {
      const { findings } = await ground.verify(lines)
      expect(findings.filter((finding) => finding.startsWith('CHECKPOINT_FORGED'))).toHaveLength(5)
      expect(findings).toContain('TREE_CHANGED leaf 0–169')
    }
    // His own export shows nothing but a key that nobody knows.
    const forged = await ground.export()
    await expect(ground.verify(forged)).rejects.toThrow(forger.keyId)
    await expect(ground.verify(forged, [forger.keyId])).resolves.toMatchObject({ findings: [] })
  })

  test('even when he has the hub’s key', async () => {
    await tamper(startAnew)
    await ground.seal(170)
    const { findings } = await ground.verify(older)
    expect(findings).toContain('CHECKPOINT_FORGED checkpoint 170')
    expect(findings).toContain('TREE_CHANGED leaf 0–169')
  })
})

describe('An export is refused', () => {
  test.each([
    ['that is empty', ''],
    ['that is something else', 'hello'],
    ['that holds no signature', '{"jws":"a.b.c"}'],
  ])('%s', async (_, lines) => {
    await expect(ground.verify(lines)).rejects.toThrow(/kontrolpunkt.*\n.*checkpoint/s)
  })

  test('whose content is not what was signed', async () => {
    const [head, body = '', signature] = (
      JSON.parse(older.split('\n')[0] ?? '') as { jws: string }
    ).jws.split('.')
    const changed = Buffer.from(Buffer.from(body, 'base64url').toString().replace('170', '171')).toString(
      'base64url',
    )
    await expect(
      ground.verify(JSON.stringify({ jws: [head, changed, signature].join('.') })),
    ).rejects.toThrow('no genuine checkpoint')
  })
})
