import type { Grant, Relation } from './grant.ts'
import { type Guard, type GuardedTable, guardsOf } from './guarded-table.ts'
import { GUARDED_TABLES } from './guarded-tables.ts'
import { type Action, grantsOf } from './policy.ts'

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
