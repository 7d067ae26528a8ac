import { type Action, type Grant, grantsOf, type Relation } from './policy.ts'

/** Which actions guard a table's rows. A command without an action is impossible for the application. */
export interface GuardedTable {
  /** Schema-qualified name. */
  readonly table: string
  readonly select: Action
  readonly insert?: Action
  readonly update?: Action
  readonly delete?: Action
  /** The columns that hold the relations' keys, where they are not called as usual. */
  readonly keys?: Partial<Record<'organisation' | 'municipality', string>>
}

/** Tables whose rows are versioned: `history.<name>` holds the earlier states, behind its own action. */
const versioned = (table: GuardedTable, history: Action): readonly GuardedTable[] => [
  table,
  { ...omitWrites(table), table: table.table.replace('public.', 'history.'), select: history },
]

function omitWrites(table: GuardedTable): GuardedTable {
  return table.keys === undefined
    ? { table: table.table, select: table.select }
    : { table: table.table, select: table.select, keys: table.keys }
}

const stock = (name: string): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: 'stock:read', insert: 'stock:register', update: 'stock:register' },
    'stock:readHistory',
  )

export const GUARDED_TABLES: readonly GuardedTable[] = [
  { table: 'public.municipality', select: 'municipality:read' },
  { table: 'public.municipality_region', select: 'municipality:read' },
  ...versioned(
    {
      table: 'public.housing_organisation',
      select: 'organisation:read',
      insert: 'organisation:register',
      update: 'organisation:register',
      keys: { organisation: 'id' },
    },
    'organisation:read',
  ),
  ...stock('estate'),
  ...versioned(
    { table: 'public.estate_succession', select: 'stock:read', insert: 'stock:register' },
    'stock:readHistory',
  ),
  ...stock('building_section'),
  ...stock('dwelling'),
  ...versioned(
    { table: 'public.dwelling_former_number', select: 'stock:read', insert: 'stock:register' },
    'stock:readHistory',
  ),
  { table: 'public.area', select: 'area:read', insert: 'area:record' },
  ...versioned(
    { table: 'public.area_estate', select: 'area:read', insert: 'area:record', update: 'area:record' },
    'area:read',
  ),
  ...versioned(
    { table: 'public.area_status', select: 'area:read', insert: 'area:record', update: 'area:record' },
    'area:read',
  ),
  ...versioned(
    { table: 'public.vacancy', select: 'vacancy:read', insert: 'vacancy:sync', update: 'vacancy:sync' },
    'vacancy:readHistory',
  ),
  ...versioned(
    { table: 'public.feed', select: 'feed:read', insert: 'feed:register', update: 'delivery:receive' },
    'feed:read',
  ),
  {
    table: 'public.delivery',
    select: 'delivery:read',
    insert: 'delivery:receive',
    update: 'delivery:receive',
  },
  { table: 'public.delivery_record', select: 'delivery:read', insert: 'delivery:receive' },
  { table: 'public.delivery_problem', select: 'delivery:read', insert: 'delivery:receive' },
  { table: 'public.delivery_raw', select: 'delivery:readRaw', insert: 'delivery:receive' },
]

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const
type Command = (typeof COMMANDS)[number]

/**
 * The SQL that makes the database enforce the policy on every guarded table: forced row-level security and one
 * policy per command. Complete and idempotent, so a later migration may run it again as a whole.
 */
export function rowLevelSecuritySql(tables: readonly GuardedTable[] = GUARDED_TABLES): string {
  return tables.map(tableSql).join('\n')
}

function tableSql(guarded: GuardedTable): string {
  const { table } = guarded
  const lines = [
    `alter table ${table} enable row level security;`,
    `alter table ${table} force row level security;`,
  ]
  for (const command of COMMANDS) {
    lines.push(`drop policy if exists ${command}_by_policy on ${table};`)
    const action = guarded[command]
    if (action === undefined) continue
    lines.push(
      `create policy ${command}_by_policy on ${table} for ${command} to boligbro_app ${clauses(command, predicate(action, guarded))};`,
    )
  }
  if (table.startsWith('history.')) {
    lines.push(
      `drop policy if exists kept_by_trigger on ${table};`,
      `create policy kept_by_trigger on ${table} for insert to current_user with check (true);`,
    )
  }
  return lines.join('\n')
}

/** An update is judged on the old state (`using`) and on the new one (`with check`). */
function clauses(command: Command, condition: string): string {
  if (command === 'insert') return `with check (${condition})`
  if (command === 'update') return `using (${condition}) with check (${condition})`
  return `using (${condition})`
}

/** One comparison per relation, each with a scalar subselect that runs once per statement, never per row. */
function predicate(action: Action, table: GuardedTable): string {
  const byRelation = new Map<string, Grant[]>()
  for (const grant of grantsOf(action)) {
    const key = `${grant.over} ${grant.purposes === 'any' ? 'any' : [...grant.purposes].sort().join()}`
    byRelation.set(key, [...(byRelation.get(key) ?? []), grant])
  }
  return [...byRelation.values()].map((grants) => comparison(grants, table)).join(' or ')
}

function comparison(grants: readonly Grant[], table: GuardedTable): string {
  const first = grants[0] as Grant
  const roles = sqlArray(grants.map((grant) => grant.role))
  const purposes = first.purposes === 'any' ? 'null' : sqlArray(first.purposes)
  return relationSql(first.over, `${roles}, ${purposes}`, table)
}

/** The row condition of one relation; `holder` is the SQL of the roles and purposes that it is granted to. */
function relationSql(relation: Relation, holder: string, table: GuardedTable): string {
  switch (relation) {
    case 'ownOrganisation':
      return `${table.keys?.organisation ?? 'organisation_id'} = any ((select access.organisation_ids(${holder}))::uuid[])`
    case 'ownMunicipality':
      return `${table.keys?.municipality ?? 'municipality_code'} = any ((select access.municipality_codes(${holder}))::text[])`
    case 'auditEngagement':
      return `${table.keys?.municipality ?? 'municipality_code'} = any ((select access.engaged_municipality_codes(${holder}))::text[])`
    case 'everything':
      return `(select access.holds(${holder}))`
  }
}

function sqlArray(values: readonly string[]): string {
  return `'{${[...new Set(values)].sort().join(',')}}'`
}
