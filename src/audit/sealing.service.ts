import { programActor } from '../access/actor.ts'
import type { Database } from '../platform/database.ts'
import { type Loop, startLoop } from '../platform/loop.ts'
import { inTransaction, type Sql, statements } from '../platform/transaction.ts'
import { type CheckpointSigner, readCheckpoint, type SignedCheckpoint } from './checkpoint.ts'
import { EMPTY_ROOT, edgeOf, type GrowingTree, growingTree, nodeHash, type Subtree } from './merkle.ts'

export interface SealingOptions {
  readonly database: Database
  readonly signer: CheckpointSigner
  /** Thumbprints of keys that signed earlier checkpoints of this tree. */
  readonly formerKeyIds: readonly string[]
  /** Names the tree in its first checkpoint; later ones keep the name. */
  readonly origin: string
}

/** What one round of sealing did: `more` leaves are waiting, or not; `busy`: another process is at it. */
export type SealedBatch = 'none' | 'busy' | 'done' | 'more'

const BATCH_LEAVES_MAX = 20_000
const HASH_BYTES = 32
/** Every eighth level of the tree is stored. */
const STORED_LEVELS = 8
const SEALING_LOCK = 710_301_842

/**
 * Seals what there is to seal, and looks again every `intervalMs`. Any number of processes may do so at once. After a
 * failure, of which `onFault` is told, it waits longer and longer, a minute at most.
 */
export function startSealing(
  options: SealingOptions,
  intervalMs: number,
  onFault: (error: unknown) => void,
): Loop {
  return startLoop(async () => (await sealBatch(options)) === 'more', intervalMs, onFault)
}

/** The tree in the database is not the one that its newest checkpoint vouches for; nothing may be added to it. */
export class TreeInconsistent extends Error {
  readonly code: string

  constructor(code: 'AUDIT_CHECKPOINT_UNKNOWN' | 'AUDIT_TREE_INCONSISTENT') {
    super(code)
    this.name = 'TreeInconsistent'
    this.code = code
  }
}

/**
 * Moves the oldest waiting leaves into the tree and signs the new root, all in one transaction.
 * @throws TreeInconsistent when the newest checkpoint is signed by a key that is not known here, or its root is not
 * that of the tree: an altered tree must not get a signature.
 */
export async function sealBatch(
  options: SealingOptions,
  leavesMax: number = BATCH_LEAVES_MAX,
): Promise<SealedBatch> {
  const em = options.database.orm.em.fork()
  const [now] = await statements(em)<{ waiting: boolean }>(
    'select exists (select from audit.pending) as waiting',
  )
  if (now?.waiting !== true) return 'none'
  const [earlier] = await statements(em)<Earlier>(
    `select pg_current_xact_id()::text as transaction, ${instant('statement_timestamp()')} as at`,
  )
  return inTransaction(options.database, SEALER, (sql) =>
    batchAfter(sql, earlier as Earlier, options, leavesMax),
  )
}

/** A transaction that has ended, and a moment before it began. */
interface Earlier {
  readonly transaction: string
  readonly at: string
}

async function batchAfter(
  sql: Sql,
  earlier: Earlier,
  options: SealingOptions,
  leavesMax: number,
): Promise<SealedBatch> {
  const [lock] = await sql<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [
    SEALING_LOCK,
  ])
  if (lock?.locked !== true) return 'busy'
  const previous = await newestCheckpoint(sql, options)
  const tree = await treeOf(sql, previous)
  const settled = await settledOnceNothingWaits(sql, earlier)
  const [batch] = await sql<{ hashes: Buffer | null; at: string }>(MOVE_SQL, [tree.size, leavesMax])
  if (batch === undefined || batch.hashes === null) return 'none'
  await appendLeaves(sql, tree, batch.hashes)

  const more = batch.hashes.length === leavesMax * HASH_BYTES
  const { settledUntil = null, settledTables = [] } = previous ?? {}
  const jws = await options.signer.sign({
    origin: previous?.origin ?? options.origin,
    treeSize: tree.size,
    root: tree.root().toString('hex'),
    at: batch.at,
    settledUntil: more ? settledUntil : (settled.until ?? settledUntil),
    settledTables: more ? settledTables : settled.tables,
  })
  await sql(
    `insert into audit.checkpoint (tree_size, root, at, earlier_transaction, earlier_at, jws)
     values ($1, $2, $3, $4, $5, $6)`,
    [tree.size, tree.root(), batch.at, earlier.transaction, earlier.at, jws],
  )
  return more ? 'more' : 'done'
}

async function appendLeaves(sql: Sql, tree: GrowingTree, hashes: Buffer): Promise<void> {
  const stored: Subtree[] = []
  for (let at = 0; at < hashes.length; at += HASH_BYTES)
    tree.append(hashes.subarray(at, at + HASH_BYTES), (subtree) => {
      if (subtree.level % STORED_LEVELS === 0) stored.push(subtree)
    })
  if (stored.length === 0) return
  await sql(
    `insert into audit.node (level, node_index, hash)
     select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])`,
    [stored.map(({ level }) => level), stored.map(({ index }) => index), stored.map(({ hash }) => hash)],
  )
}

const SEALER = {
  requestId: 'audit-sealing',
  actor: programActor('audit-sealing', { roles: ['operator'], purpose: 'operations' }),
}

/** One statement, so that a leaf is either waiting or in the tree. Answers the new leaves' hashes, one after the other. */
const MOVE_SQL = `with taken as (
    delete from audit.pending where seq = any (array(select seq from audit.pending order by seq limit $2)) returning *),
  placed as (
    insert into audit.leaf (leaf_index, form, row_key, leaf_hash)
    select $1::bigint + row_number() over (order by seq) - 1, form, row_key, leaf_hash from taken
    returning leaf_index, leaf_hash)
  select string_agg(leaf_hash, '' order by leaf_index) as hashes, ${instant('clock_timestamp()')} as at from placed`

async function newestCheckpoint(
  sql: Sql,
  { signer, formerKeyIds }: SealingOptions,
): Promise<SignedCheckpoint | null> {
  const [newest] = await sql<{ jws: string }>(
    'select jws from audit.checkpoint order by tree_size desc limit 1',
  )
  if (newest === undefined) return null
  const checkpoint = await readCheckpoint(newest.jws, new Set([signer.keyId, ...formerKeyIds]))
  if (checkpoint === null) throw new TreeInconsistent('AUDIT_CHECKPOINT_UNKNOWN')
  return checkpoint
}

/** The tree as it is in the database, by one query: beginning or ending a statement costs more than reading its rows. */
async function treeOf(sql: Sql, checkpoint: SignedCheckpoint | null): Promise<GrowingTree> {
  const size = checkpoint?.treeSize ?? 0
  const parts = edgeOf(size).map(({ level, index }) => {
    const below = level - (level % STORED_LEVELS)
    const width = 2 ** (level - below)
    return { below, first: index * width, width }
  })
  const [found] = await sql<{ beyond: boolean; hashes: (Buffer | null)[] }>(TREE_SQL, [
    size,
    parts.map(({ below }) => below),
    parts.map(({ first }) => first),
    parts.map(({ width }) => width),
  ])
  const edge = parts.map(({ width }, place) => subtreeRoot(found?.hashes[place] ?? null, width))
  const tree = growingTree(
    size,
    edge.filter((root) => root !== null),
  )
  const root = checkpoint?.root ?? EMPTY_ROOT.toString('hex')
  if (found?.beyond !== false || edge.includes(null) || tree.root().toString('hex') !== root)
    throw new TreeInconsistent('AUDIT_TREE_INCONSISTENT')
  return tree
}

/** Whether there are leaves beyond a size, and each part's hashes, one after the other, of the leaves or a stored level. */
const TREE_SQL = `select exists (select from audit.leaf where leaf_index >= $1) as beyond,
  array(select case level when 0
      then (select string_agg(leaf_hash, '' order by leaf_index) from audit.leaf where leaf_index >= first and leaf_index < first + width)
      else (select string_agg(hash, '' order by node_index) from audit.node n
             where n.level = part.level and node_index >= first and node_index < first + width) end
    from unnest($2::smallint[], $3::bigint[], $4::bigint[]) with ordinality part(level, first, width, place) order by place) as hashes`

/** The root over `width` hashes that follow one another; null when there are not as many. */
function subtreeRoot(joined: Buffer | null, width: number): Buffer | null {
  if (joined?.length !== width * HASH_BYTES) return null
  let hashes = Array.from({ length: width }, (_, at) =>
    joined.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  )
  while (hashes.length > 1)
    hashes = hashes.flatMap((left, at) => (at % 2 === 0 ? [nodeHash(left, hashes[at + 1] as Buffer)] : []))
  return hashes[0] ?? null
}

/**
 * What the checkpoint may call settled when it leaves nothing waiting.
 * @why A transaction may commit long after it has written. Of an earlier transaction that is known to have begun after a
 * moment, all later ones have written after that moment. Once every transaction up to it has ended and nothing waits,
 * whatever was written before that moment is in the tree; a row of that time that appears later is back-dated.
 */
async function settledOnceNothingWaits(
  sql: Sql,
  { transaction, at }: Earlier,
): Promise<{ until: string | null; tables: readonly string[] }> {
  const [settled] = await sql<{ until: string | null; tables: string[] }>(
    `with present as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as oldest)
     select case when oldest > $1::xid8 then $2 else (
         select ${instant('c.earlier_at')} from audit.checkpoint c where c.earlier_transaction < oldest
          order by c.tree_size desc limit 1) end as until,
       array(select distinct source::text from audit.form order by 1) as tables
     from present`,
    [transaction, at],
  )
  return settled ?? { until: null, tables: [] }
}

function instant(expression: string): string {
  return `to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
