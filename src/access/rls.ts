import { type Guard, type GuardedTable, type GuardOfSome, versioned } from './guarded-table.ts'
import { type Action, type Grant, grantsOf, type Relation } from './policy.ts'
import { SUBSIDY_TABLES } from './subsidy-tables.ts'

const stock = (name: string): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: 'stock:read', insert: 'stock:register', update: 'stock:register' },
    'stock:readHistory',
  )

/** Each side signs for itself. */
const SIGNATURES = [
  { action: 'dataSharing:signForMunicipality', rows: `signed_for = 'MUNICIPALITY'` },
  { action: 'dataSharing:signForOrganisation', rows: `signed_for = 'ORGANISATION'` },
] as const

/** Under address protection it takes an action of its own, also to change a row and so to lift the protection. */
const unlessProtected = (action: Action): readonly GuardOfSome[] => [
  { action, rows: 'not address_protected' },
  { action: 'person:readProtectedIdentity', rows: 'address_protected' },
]

/** Only those who are to sign the lease are disclosed. */
const DISCLOSED_TENANT =
  'lease_party and household_id = any ((select access.disclosed_household_ids($holder))::uuid[])'

const DISCLOSURE_IN_FORCE =
  'not withdrawn and valid @> (select access.today()) and data_sharing_grant_id = any ((select access.disclosure_grant_ids($holder))::uuid[])'

/** Each party of an agreement reads it. */
const AGREEMENT_PARTIES = { organisations: 'organisation_ids' } as const

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
  {
    table: 'public.data_sharing_grant',
    select: 'dataSharing:read',
    insert: SIGNATURES,
  },
  {
    table: 'public.data_sharing_revocation',
    select: 'dataSharing:read',
    insert: SIGNATURES,
  },
  ...versioned(
    {
      table: 'public.household',
      // Who grants a tenant a subsidy names the household, and sees nothing further of it.
      select: ['household:read', 'tenantSubsidy:record'],
      insert: 'household:register',
      update: 'household:register',
    },
    'household:readHistory',
  ),
  ...versioned(
    {
      table: 'public.household_need',
      select: 'household:readNeed',
      insert: 'household:recordNeed',
      update: 'household:recordNeed',
    },
    'household:readNeedHistory',
  ),
  ...versioned(
    {
      table: 'public.person',
      select: ['household:read', 'person:erase'],
      insert: 'household:register',
      update: ['household:register', 'person:erase'],
      updateOf: [...unlessProtected('household:register'), 'person:erase'],
    },
    'household:readHistory',
  ),
  ...versioned(
    {
      table: 'public.person_identity',
      select: unlessProtected('person:readIdentity'),
      insert: 'person:recordIdentity',
      update: 'person:recordIdentity',
      updateOf: unlessProtected('person:recordIdentity'),
      disclosure: DISCLOSED_TENANT,
    },
    'person:readIdentityHistory',
  ),
  ...versioned(
    {
      table: 'public.disclosure',
      select: 'disclosure:read',
      insert: 'disclosure:give',
      update: 'disclosure:give',
      disclosure: DISCLOSURE_IN_FORCE,
    },
    'disclosure:readHistory',
  ),
  {
    table: 'public.access_log',
    select: ['accessLog:read', 'accessLog:extract'],
    trace: true,
  },
  { table: 'public.access_log_review', select: 'accessLog:read', insert: 'accessLog:review' },
  ...versioned(
    {
      table: 'public.agreement',
      select: 'agreement:read',
      insert: 'agreement:record',
      update: 'agreement:record',
      keys: AGREEMENT_PARTIES,
    },
    'agreement:readHistory',
  ),
  ...versioned(
    {
      table: 'public.agreement_version',
      select: 'agreement:read',
      insert: 'agreement:record',
      update: 'agreement:record',
      keys: AGREEMENT_PARTIES,
    },
    'agreement:readHistory',
  ),
  {
    table: 'public.agreement_term',
    select: 'agreement:read',
    insert: 'agreement:record',
    keys: AGREEMENT_PARTIES,
  },
  ...versioned(
    {
      table: 'public.step_placement',
      select: 'agreement:read',
      insert: 'agreement:record',
      update: 'agreement:record',
    },
    'agreement:readHistory',
  ),
  { table: 'public.agreement_consent', select: 'agreement:read', insert: 'agreement:consent' },
  ...versioned(
    { table: 'public.tenancy', select: 'tenancy:read', insert: 'tenancy:record', update: 'tenancy:record' },
    'tenancy:readHistory',
  ),
  ...SUBSIDY_TABLES,
]

/** The actions of a guard, each with the rows it opens. */
export function guardsOf(guard: Guard): readonly { readonly action: Action; readonly rows: string | null }[] {
  const guards = typeof guard === 'string' ? [guard] : guard
  return guards.map((one) => (typeof one === 'string' ? { action: one, rows: null } : one))
}

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const
type Command = (typeof COMMANDS)[number]

/** Which grants an action has: the policy, or another one to compare with it. */
export type Granting = (action: Action) => readonly Grant[]

/**
 * The SQL that makes the database enforce the policy on every guarded table: forced row-level security and one
 * policy per command. Complete and idempotent, so a later migration may run it again as a whole.
 */
export function rowLevelSecuritySql(
  tables: readonly GuardedTable[] = GUARDED_TABLES,
  granting: Granting = grantsOf,
): string {
  return tables.map((table) => tableSql(table, granting)).join('\n')
}

function tableSql(guarded: GuardedTable, granting: Granting): string {
  const { table } = guarded
  const lines = [
    `alter table ${table} enable row level security;`,
    `alter table ${table} force row level security;`,
  ]
  for (const command of COMMANDS) {
    lines.push(`drop policy if exists ${command}_by_policy on ${table};`)
    const guard = guarded[command]
    if (guard === undefined) continue
    const before = command === 'update' ? (guarded.updateOf ?? guard) : guard
    const clause = clauses(command, condition(before, guarded, granting), condition(guard, guarded, granting))
    lines.push(`create policy ${command}_by_policy on ${table} for ${command} to boligbro_app ${clause};`)
  }
  lines.push(`drop policy if exists own_trace on ${table};`)
  if (guarded.trace === true) {
    lines.push(
      `create policy own_trace on ${table} for insert to boligbro_app with check (subject = (select current_setting('app.subject', true)));`,
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
function clauses(command: Command, before: string, after: string): string {
  if (command === 'insert') return `with check (${after})`
  if (command === 'update') return `using (${before}) with check (${after})`
  return `using (${before})`
}

function condition(guard: Guard, table: GuardedTable, granting: typeof grantsOf): string {
  return guardsOf(guard)
    .map(({ action, rows }) => {
      const granted = predicate(granting(action), table)
      return rows === null ? granted : `(${rows}) and (${granted})`
    })
    .join(' or ')
}

/** One comparison per relation, each with a scalar subselect that runs once per statement, never per row. */
function predicate(granted: readonly Grant[], table: GuardedTable): string {
  const byRelation = new Map<string, Grant[]>()
  for (const grant of granted) {
    const key = `${grant.over} ${grant.purposes === 'any' ? 'any' : [...grant.purposes].sort().join()}`
    byRelation.set(key, [...(byRelation.get(key) ?? []), grant])
  }
  return [...byRelation.values()].map((grants) => comparison(grants, table)).join(' or ') || 'false'
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
      if (table.keys?.organisations !== undefined) {
        return `${table.keys.organisations} && (select access.organisation_ids(${holder}))::uuid[]`
      }
      return `${table.keys?.organisation ?? 'organisation_id'} = any ((select access.organisation_ids(${holder}))::uuid[])`
    case 'ownMunicipality':
      return `${table.keys?.municipality ?? 'municipality_code'} = any ((select access.municipality_codes(${holder}))::text[])`
    case 'ownCase':
      return `case_keys && (select access.case_keys(${holder}))::text[]`
    case 'disclosure':
      return (
        table.disclosure?.replaceAll('$holder', holder) ??
        `household_id = any ((select access.disclosed_household_ids(${holder}))::uuid[])`
      )
    case 'reportsShared':
      return `${table.keys?.organisation ?? 'organisation_id'} = any ((select access.sharing_organisation_ids(${holder}))::uuid[])`
    case 'auditEngagement':
      return `${table.keys?.municipality ?? 'municipality_code'} = any ((select access.engaged_municipality_codes(${holder}))::text[])`
    case 'programmeEngagement':
      return `${table.keys?.days ?? 'valid'} && ((select access.engagement_days(${holder}))::datemultirange[])[array_position((select access.engagement_programmes(${holder}))::text[], ${table.keys?.municipality ?? 'municipality_code'} || '|' || programme)]`
    case 'everything':
      return `(select access.holds(${holder}))`
  }
}

function sqlArray(values: readonly string[]): string {
  return `'{${[...new Set(values)].sort().join(',')}}'`
}
