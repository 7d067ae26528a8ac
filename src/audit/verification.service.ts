import pg from 'pg'
import { readCheckpoint } from './checkpoint.ts'
import type { Finding } from './finding.ts'
import { LEAF_SETTINGS, leafHashOf, rowKey, SEALED_TABLES, type SealedTable, textLeafHashOf } from './leaf.ts'
import { growingTree, type Subtree } from './merkle.ts'
import { fingerprintOf, type Moment, momentOf, type Timeline, timelineOf } from './timeline.ts'

export interface VerificationOptions {
  /** Reads the sealed rows past their policies: a superuser, or a member of the role boligbro_verifier. */
  readonly url: string
  /** Genuine checkpoints from outside the database. */
  readonly exported: readonly Moment[]
  /** Thumbprints of the keys whose signature counts. */
  readonly trusted: ReadonlySet<string>
  /** Told of everything that is wrong, as it is found. */
  readonly report: (finding: Finding) => void
}

/** How much was looked at. */
export interface Verification {
  readonly rows: number
  readonly leaves: number
  readonly checkpoints: number
  /** Rows younger than the newest checkpoint, hashed and waiting. */
  readonly waiting: number
}

const PAGE_CHECKPOINTS = 1_000
const PAGE_LEAVES = 20_000
const PAGE_ROWS = 5_000
const STORED_LEVELS = 8
const SEALED = new Set<string>(Object.values(SEALED_TABLES).map(({ table }) => table))

type Values = readonly (string | null)[]

/** Asks for rows as PostgreSQL writes them, nothing read into the text. */
type Ask = (text: string, values?: readonly unknown[]) => Promise<Values[]>

/**
 * Recomputes every row's hash and the tree's root at every checkpoint, from one snapshot of the database and in bounded
 * memory. Nothing in the database is believed but the rows themselves and checkpoints with a genuine signature; those
 * given must be there.
 */
export async function verify(options: VerificationOptions): Promise<Verification> {
  const client = new pg.Client({ connectionString: options.url })
  client.on('error', () => undefined)
  await client.connect()
  const ask: Ask = async (text, values = []) =>
    (await client.query({ text, values: [...values], rowMode: 'array', types: AS_TEXT })).rows as Values[]
  try {
    await ask('begin isolation level repeatable read, read only')
    const [[bypasses] = []] = await ask(
      'select rolsuper or rolbypassrls from pg_roles where rolname = current_user',
    )
    if (bypasses !== 't') await ask('set local role boligbro_verifier')
    // A page is read by index, whatever the statistics say.
    const plan = { enable_hashjoin: 'off', enable_mergejoin: 'off', enable_seqscan: 'off' }
    for (const [name, value] of Object.entries({ ...LEAF_SETTINGS, ...plan }))
      await ask('select set_config($1, $2, true)', [name, value])
    const timeline = await checkpoints(ask, options)
    const leaves = await tree(ask, timeline, options)
    const counted = { rows: 0, waiting: 0 }
    for (const sealed of Object.values(SEALED_TABLES)) {
      const table = await rows(ask, sealed, timeline, options)
      counted.rows += table.rows
      counted.waiting += table.waiting
      if (table.matched !== (leaves.byTable.get(sealed.table) ?? 0))
        await deletedRows(ask, sealed.table, table.key, options)
    }
    for (const table of leaves.byTable.keys())
      if (!SEALED.has(table)) options.report({ code: 'ROW_DELETED', place: `${table} *` })
    return { ...counted, leaves: leaves.size, checkpoints: timeline.moments.length }
  } finally {
    await client.end()
  }
}

const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig

/** The checkpoints given and those in the database with a genuine signature. */
async function checkpoints(ask: Ask, { exported, trusted, report }: VerificationOptions): Promise<Timeline> {
  const genuine = new Map(exported.map((moment) => [moment.treeSize, moment]))
  const missing = new Set(genuine.keys())
  const page = (after: number) =>
    ask(
      'select tree_size, root, jws from audit.checkpoint where tree_size > $1 order by tree_size limit $2',
      [after, PAGE_CHECKPOINTS],
    )
  await eachPage(
    page,
    0,
    (found) => Number(found[0]),
    PAGE_CHECKPOINTS,
    async (found) => {
      for (const [size, root, jws] of found) {
        const treeSize = Number(size)
        missing.delete(treeSize)
        const given = genuine.get(treeSize)
        const moment =
          given !== undefined && given.fingerprint === fingerprintOf(String(jws))
            ? given
            : await readCheckpoint(String(jws), trusted).then((one) => (one === null ? null : momentOf(one)))
        const agrees =
          moment?.treeSize === treeSize &&
          moment.root === root?.slice(2) &&
          moment.root === (given ?? moment).root
        if (!agrees) report({ code: 'CHECKPOINT_FORGED', place: `checkpoint ${treeSize}` })
        else genuine.set(treeSize, given ?? moment)
      }
    },
  )
  for (const treeSize of missing) report({ code: 'CHECKPOINT_MISSING', place: `checkpoint ${treeSize}` })
  return timelineOf(genuine.values())
}

interface Leaves {
  readonly size: number
  readonly byTable: ReadonlyMap<string, number>
}

/** Builds the tree anew out of its leaves, and holds it against each checkpoint and each stored node. */
async function tree(ask: Ask, { moments }: Timeline, { report }: VerificationOptions): Promise<Leaves> {
  const growing = growingTree()
  const byTable = new Map<string, number>()
  let [next, changed, nodes] = [0, false, 0]
  const atCheckpoint = () => {
    const moment = moments[next]
    if (moment === undefined || moment.treeSize !== growing.size) return
    next += 1
    // From the first one on, all differ.
    if (changed || growing.root().toString('hex') === moment.root) return
    changed = true
    const since = moments[next - 2]?.treeSize ?? 0
    report({ code: 'TREE_CHANGED', place: `leaf ${since}–${moment.treeSize - 1}` })
  }
  const page = (after: number) =>
    ask(
      'select leaf_index, leaf_hash, row_key from audit.leaf where leaf_index > $1 order by leaf_index limit $2',
      [after, PAGE_LEAVES],
    )
  let gap = false
  await eachPage(
    page,
    -1,
    (leaf) => Number(leaf[0]),
    PAGE_LEAVES,
    async (found) => {
      const completed: Subtree[] = []
      for (const [index, hash, row] of found) {
        const table = String(row).slice(0, String(row).indexOf(':'))
        byTable.set(table, (byTable.get(table) ?? 0) + 1)
        if (Number(index) !== growing.size && !gap) {
          gap = true
          report({ code: 'LEAF_MISSING', place: `leaf ${growing.size}` })
        }
        growing.append(Buffer.from(String(hash).slice(2), 'hex'), (subtree) => {
          if (subtree.level % STORED_LEVELS === 0) completed.push(subtree)
        })
        atCheckpoint()
      }
      nodes += completed.length
      await storedNodes(ask, completed, report)
    },
  )
  const last = moments.at(-1)?.treeSize ?? 0
  if (growing.size < last) report({ code: 'TREE_TRUNCATED', place: `leaf ${growing.size}–${last - 1}` })
  if (growing.size > last) report({ code: 'LEAVES_UNSIGNED', place: `leaf ${last}` })
  const [[stored] = []] = await ask('select count(*) from audit.node')
  if (Number(stored) > nodes) report({ code: 'NODE_CHANGED', place: `${Number(stored) - nodes} × node` })
  return { size: growing.size, byTable }
}

async function storedNodes(ask: Ask, completed: readonly Subtree[], report: VerificationOptions['report']) {
  if (completed.length === 0) return
  const found = await ask(
    `select w.level, w.node_index from unnest($1::smallint[], $2::bigint[], $3::bytea[]) w(level, node_index, hash)
      left join audit.node n on n.level = w.level and n.node_index = w.node_index
     where n.hash is distinct from w.hash order by 1, 2`,
    [
      completed.map(({ level }) => level),
      completed.map(({ index }) => index),
      completed.map(({ hash }) => hash),
    ],
  )
  for (const [level, index] of found) report({ code: 'NODE_CHANGED', place: `node ${level}/${index}` })
}

interface TableForm {
  readonly key: string
  /** Every column of a form that the table has. */
  readonly columns: readonly string[]
  /** The forms by id; null where the table lacks a column of it. */
  readonly forms: ReadonlyMap<string, Form | null>
}

interface Form {
  readonly names: readonly string[]
  /** Hashed as PostgreSQL sends its rows; else as texts. */
  readonly binary: boolean
}

async function formsOf(
  ask: Ask,
  { table, unsealed = [] }: SealedTable,
  { report }: VerificationOptions,
): Promise<TableForm> {
  const there = await ask(
    `select a.attname, exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and i.indkey[0] = a.attnum)
       from pg_attribute a where a.attrelid = format('public.%I', $1::text)::regclass and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' order by a.attnum`,
    [table],
  )
  const columns = there.map(([name]) => String(name))
  const given = await ask(
    'select id, array_to_json(columns), encoding from audit.form where source = $1 order by id',
    [table],
  )
  const forms = new Map<string, Form | null>()
  const missing = new Set<string>()
  let newest: readonly string[] = []
  for (const [id, json, encoding] of given) {
    const names = JSON.parse(String(json)) as string[]
    newest = names
    const gone = names.filter((name) => !columns.includes(name))
    for (const name of gone) missing.add(name)
    forms.set(String(id), gone.length > 0 ? null : { names, binary: encoding === 'binary' })
  }
  for (const name of missing) report({ code: 'COLUMN_MISSING', place: `${table}.${name}` })
  for (const name of columns)
    if (!newest.includes(name) && !unsealed.includes(name))
      report({ code: 'COLUMN_UNSEALED', place: `${table}.${name}` })
  return { key: String(there.find(([, key]) => key === 't')?.[0]), columns, forms }
}

/** Recomputes the hash of every row of a table, and asks whether it may have been written when it says. */
async function rows(ask: Ask, sealed: SealedTable, timeline: Timeline, options: VerificationOptions) {
  const { table } = sealed
  const { report } = options
  const { key, columns, forms } = await formsOf(ask, sealed, options)
  const [keyAt, writtenAt] = [columns.indexOf(key), columns.indexOf(sealed.writtenAt)]
  const counted = { rows: 0, matched: 0, waiting: 0, key }
  const sentForms = [...forms].filter(([, form]) => form?.binary === true).map(([id]) => id)
  const isHash = (id: string | null | undefined, hash: string | null | undefined, row: Values) => {
    const form = forms.get(String(id)) ?? null
    if (form === null) return false
    const sent = row[columns.length + sentForms.indexOf(String(id))]
    const leaf = form.binary
      ? leafHashOf(table, form.names, Buffer.from(`${sent}`.slice(2), 'hex'))
      : textLeafHashOf(
          table,
          form.names.map((name) => [name, row[columns.indexOf(name)] ?? null] as const),
        )
    return `\\x${leaf.toString('hex')}` === hash
  }

  const keySql = pg.escapeIdentifier(key)
  const columnsSql = (names: readonly string[]) =>
    names.map((name) => `t.${pg.escapeIdentifier(name)}`).join(', ')
  const listed = [
    columnsSql(columns),
    ...sentForms.map((id) => `pg_catalog.record_send(row(${columnsSql(forms.get(id)?.names ?? [])}))`),
  ].join(', ')
  const page = (after: string | null) =>
    ask(
      `select ${listed}, l.leaf_index, l.form, l.leaf_hash
         from (select * from public.${pg.escapeIdentifier(table)} ${after === null ? '' : `where ${keySql} > $2`}
                order by ${keySql} limit $1) t
         left join audit.leaf l on l.row_key = ${pg.escapeLiteral(rowKey(table, ''))} || t.${keySql}::text
        order by t.${keySql}`,
      after === null ? [PAGE_ROWS] : [PAGE_ROWS, after],
    )
  let previous: string | null = null
  await eachPage(
    page,
    null,
    (row) => String(row[keyAt]),
    PAGE_ROWS,
    async (found) => {
      const unsealed: Values[] = []
      for (const row of found) {
        const [leafIndex, form, hash] = row.slice(columns.length + sentForms.length)
        const place = `${table} ${row[keyAt]}`
        if (row[keyAt] === previous) {
          report({ code: 'ROW_SEALED_TWICE', place })
          continue
        }
        previous = String(row[keyAt])
        counted.rows += 1
        if (leafIndex === null || leafIndex === undefined) {
          unsealed.push(row)
          continue
        }
        counted.matched += 1
        if (!isHash(form, hash, row)) report({ code: 'ROW_EDITED', place })
        else if (!timeline.fits(table, timeOf(row[writtenAt]), Number(leafIndex)))
          report({ code: 'ROW_BACKDATED', place })
      }
      const waiting = await waitingOf(
        ask,
        table,
        unsealed.map((row) => String(row[keyAt])),
      )
      for (const row of unsealed) {
        const place = `${table} ${row[keyAt]}`
        const [form, hash] = waiting.get(rowKey(table, String(row[keyAt]))) ?? []
        if (form === undefined) report({ code: 'ROW_INSERTED', place })
        else if (!isHash(form, hash, row)) report({ code: 'ROW_EDITED', place })
        else if (!timeline.fits(table, timeOf(row[writtenAt]), null)) report({ code: 'ROW_BACKDATED', place })
        else counted.waiting += 1
      }
    },
  )
  return counted
}

async function waitingOf(
  ask: Ask,
  table: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Values>> {
  if (keys.length === 0) return new Map()
  const found = await ask('select row_key, form, leaf_hash from audit.pending where row_key = any ($1)', [
    keys.map((key) => rowKey(table, key)),
  ])
  return new Map(found.map(([row, form, hash]) => [String(row), [form ?? null, hash ?? null]]))
}

/** Unix ms of a timestamptz in UTC. */
function timeOf(text: string | null | undefined): number {
  return Date.parse(`${text}`.replace(' ', 'T').replace(/\+00$/, 'Z'))
}

async function deletedRows(
  ask: Ask,
  table: string,
  key: string,
  { report }: VerificationOptions,
): Promise<void> {
  const prefix = rowKey(table, '')
  const found = await ask(
    `select substr(l.row_key, $2) from audit.leaf l where l.row_key like $1 || '%' and not exists (
       select from public.${pg.escapeIdentifier(table)} t where t.${pg.escapeIdentifier(key)}::text = substr(l.row_key, $2))
      order by l.leaf_index`,
    [prefix.replaceAll('_', '\\_'), prefix.length + 1],
  )
  for (const [id] of found) report({ code: 'ROW_DELETED', place: `${table} ${id}` })
}

/** Asks for each page while the one before it is being looked at. */
async function eachPage<Key>(
  page: (after: Key) => Promise<Values[]>,
  first: Key,
  keyOf: (row: Values) => Key,
  full: number,
  look: (found: readonly Values[]) => Promise<void>,
): Promise<void> {
  let coming: Promise<Values[]> | null = page(first)
  while (coming !== null) {
    const found: Values[] = await coming
    const last = found.at(-1)
    coming = last !== undefined && found.length >= full ? page(keyOf(last)) : null
    // Whoever waits for it hears of a failure; until then nobody does.
    coming?.catch(() => undefined)
    await look(found)
  }
}
