import pg from 'pg'
import { TOKEN_ROLES } from '../../src/access/grant.ts'
import { guardsOf } from '../../src/access/guarded-table.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { type Action, POLICY } from '../../src/access/policy.ts'
import { rowLevelSecuritySql } from '../../src/access/rls.ts'
import { SEALED_TABLES, type SealedTable } from '../../src/audit/index.ts'
import { connectDatabase } from '../../src/platform/database.ts'
import { READ_MODEL } from '../../src/schema.ts'
import { startHub, type TestHub } from '../support/hub.ts'

const APP = 'boligbro_app'
/** The migrator's own list; the application is not let in at all. */
const UNGUARDED = ['public.migration']
/** Guarded by hand in the migration: whoever writes a row is the one who may read it. */
const OWN_ROWS = ['public.change', 'public.idempotency']

/** Triggers beside those of history: what stands in for foreign keys of bulk tables, and rules of single tables. */
const OWN_TRIGGERS: Readonly<Record<string, readonly string[]>> = {
  agreement: ['mark_parties'],
  area_estate: ['mark_area'],
  area_status: ['mark_area'],
  dwelling_former_number: ['mark_party'],
  quota_turn: ['keep_acted_turn'],
  step_placement: ['mark_party'],
  estate: ['key_stays', 'row_stays'],
  building_section: ['key_stays', 'row_stays'],
  feed: ['key_stays', 'row_stays'],
  agreement_version: ['keep_agreement_version', 'mark_parties', 'propose_agreement_version'],
  municipal_offer: [
    'follow_offer',
    'keep_allocation_of_tenancy',
    'transition_begins',
    'transition_follows_offer',
  ],
  allocation: ['case_follows', 'case_of_transition', 'end_disclosure', 'notify_allocator'],
  agreement_term: ['keep_agreement_proposal'],
  disclosure: ['keep_within_grant'],
  person_identity: ['empty_identity'],
  criterion_check: ['keep_criterion_check'],
  criterion_applicant: ['empty_applicant'],
  dwelling: [
    'estate_is_there',
    'estate_stays',
    'building_section_is_there',
    'building_section_stays',
    'key_stays',
    'row_stays',
  ],
  tenancy: [
    'end_contacts_with_tenancy',
    'end_subsidies_with_tenancy',
    'transition_begins',
    'transition_follows_tenancy',
  ],
  transition: ['appoint_look_at_changed', 'appoint_look_at_new', 'keep_transition_steps', 'settle_reminders'],
  transition_approval: ['count_transitional', 'uncount_transitional'],
  transition_terms: ['end_subsidies_with_terms', 'transition_follows_terms'],
  transition_case: ['keep_housing_steps', 'reminders_follow'],
  termination_request: ['keep_followed_request'],
  stay: ['appoint_look_at_changed', 'appoint_look_at_new', 'settle_reminders'],
  discharge_condition: ['appoint_look_at_changed', 'settle_reminders'],
  payment_review: ['appoint_look_at_new', 'settle_reminders'],
  arrears_step: ['appoint_look_at_changed', 'appoint_look_at_new', 'settle_reminders'],
  guarantee_claim: ['appoint_look_at_new', 'settle_reminders'],
  subsidy_frame: ['count_frame'],
  subsidy_commitment: ['count_commitments', 'recount_commitments'],
  tenant_subsidy: ['count_commitments', 'keep_subsidy_within_terms', 'recount_commitments'],
  vacancy: [
    'count_letting',
    'dwelling_is_there',
    'dwelling_stays',
    'feed_is_there',
    'feed_stays',
    'mark_changed_vacancies',
    'mark_entered_vacancies',
  ],
}

/** Names of two parties whose ledger is to be recomputed; guarded by hand, for whoever changes a fact leaves one. */
const MARKS: Readonly<Record<string, readonly string[]>> = {
  'public.quota_stale': ['select', 'insert', 'delete'],
}

/** The tables whose versions are kept. */
const VERSIONED = GUARDED_TABLES.filter(({ table }) => table.startsWith('history.'))
  .map(({ table }) => table.slice(8))
  .sort()

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ sampleData: false })
}, 120_000)
afterAll(() => hub?.stop())

/** Hashes and signatures, guarded by hand in the migration: what the application may run on each. */
const AUDIT: Readonly<Record<string, readonly string[]>> = {
  'audit.checkpoint': ['select', 'insert'],
  'audit.form': ['select'],
  'audit.leaf': ['select', 'insert'],
  'audit.node': ['select', 'insert'],
  'audit.pending': ['select', 'insert', 'delete'],
}

/** The queue of jobs: the package's own tables, which the application fills and empties. */
const JOBS = ['_private_job_queues', '_private_jobs', '_private_known_crontabs', '_private_tasks']

const inOwnSchemas = `n.nspname in ('public', 'history', 'access', 'audit')`

test('every table forces row-level security, and is guarded by the policy table or by hand', async () => {
  const tables = await hub.asOwner<{ name: string; forced: boolean; policies: number }>(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
            (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${inOwnSchemas} and c.relkind in ('r', 'p', 'f', 'm') order by name`,
  )
  const guarded = tables.filter(({ name }) => !UNGUARDED.includes(name))
  expect(guarded.filter(({ forced, policies }) => !forced || policies === 0)).toEqual([])
  expect(guarded.map(({ name }) => name)).toEqual(
    [
      ...GUARDED_TABLES.map(({ table }) => table),
      ...OWN_ROWS,
      ...Object.keys(MARKS),
      ...Object.keys(AUDIT),
    ].sort(),
  )
})

test('reading earlier versions is an action of its own, save of what everybody may read', () => {
  const isOpen = (action: Action) =>
    TOKEN_ROLES.every((role) => POLICY[action].some((held) => held.role === role))
  const actionsOf = (schema: string) =>
    new Set(
      GUARDED_TABLES.filter(({ table }) => table.startsWith(schema))
        .flatMap(({ select }) => guardsOf(select))
        .map(({ action }) => action)
        .filter((action) => !isOpen(action)),
    )
  const live = actionsOf('public.')
  expect([...actionsOf('history.')].filter((action) => live.has(action))).toEqual([])
  expect(actionsOf('history.').size).toBeGreaterThan(20)
})

test('the application may run on each table what the policy table names, and nothing else', async () => {
  const privileges = await hub.asOwner<{ name: string; held: string[] }>(
    `select n.nspname || '.' || c.relname as name,
            array(select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain']) p
                   where has_table_privilege($1, c.oid, p)) as held
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${inOwnSchemas} and c.relkind = 'r'`,
    [APP],
  )
  const held = Object.fromEntries(privileges.map(({ name, held: of }) => [name, of]))
  const expected = Object.fromEntries([
    ...GUARDED_TABLES.map((guarded) => [
      guarded.table,
      (['select', 'insert', 'update', 'delete'] as const).filter(
        (command) => guarded[command] !== undefined || (command === 'insert' && guarded.trace),
      ),
    ]),
    ...OWN_ROWS.map((table) => [table, ['select', 'insert']]),
    ...Object.entries(MARKS),
    ...Object.entries(AUDIT),
    ...UNGUARDED.map((table) => [table, []]),
  ])
  expect(held).toEqual(expected)
})

test('where the persons’ keys share the database, the application may make, find and destroy them, not change them', async () => {
  const privileges = await hub.asOwner<{ name: string; held: string[]; changes: string[] }>(
    `select c.relname as name,
            array(select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain']) p
                   where has_table_privilege($1, c.oid, p)) as held,
            array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0
                     and has_column_privilege($1, c.oid, attnum, 'update')) as changes
       from pg_class c where c.relnamespace = 'vault'::regnamespace and c.relkind = 'r' order by name`,
    [APP],
  )
  expect(privileges).toEqual([
    { name: 'master_key', held: ['select', 'insert'], changes: [] },
    { name: 'person_key', held: ['select', 'insert', 'delete'], changes: ['cpr_mac'] },
  ])
})

test('the job queue is the application’s to fill and empty, under a policy of its own', async () => {
  const tables = await hub.asOwner<{ name: string; held: string[]; policies: string[] }>(
    `select c.relname as name, c.relrowsecurity as guarded,
            array(select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain']) p
                   where has_table_privilege($1, c.oid, p)) as held,
            array(select polname::text from pg_policy where polrelid = c.oid) as policies
       from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r' order by name`,
    [APP],
  )
  expect(tables).toEqual([
    ...JOBS.map((name) => ({
      ...{ name, guarded: true, policies: ['jobs_of_application'] },
      held: ['select', 'insert', 'update', 'delete'],
    })),
    { name: 'migrations', guarded: false, held: ['select'], policies: [] },
  ])
})

test('the application owns nothing, creates nothing and passes by no policy', async () => {
  const [role] = await hub.asOwner(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
            (select count(*)::int from pg_shdepend d where d.refobjid = r.oid and d.deptype = 'o') as owned,
            (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships,
            has_database_privilege(r.oid, 'boligbro_template', 'TEMP') as temporary,
            has_database_privilege(r.oid, 'boligbro_template', 'CREATE') as schemas,
            (select array_agg(n.nspname) from pg_namespace n where has_schema_privilege(r.oid, n.oid, 'CREATE')) as "createsIn"
       from pg_roles r where rolname = $1`,
    [APP],
  )
  expect(role).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
    owned: 0,
    memberships: 0,
    temporary: false,
    schemas: false,
    createsIn: null,
  })
})

test('each sealed table hashes its rows at insertion, every column of them', async () => {
  const tables: readonly SealedTable[] = Object.values(SEALED_TABLES)
  const sealed = await hub.asOwner<{ source: string; missing: string[]; hashed: boolean }>(
    `select f.source, array(select attname::text from pg_attribute where attrelid = ('public.' || f.source)::regclass
               and attnum > 0 and not attisdropped and attgenerated = '' and attname <> all (f.columns)) as missing,
            exists (select from pg_trigger where tgrelid = ('public.' || f.source)::regclass and tgname = 'hash_row'
                       and tgenabled = 'O' and tgfoid = ('audit.hash_of_' || f.source)::regproc) as hashed
       from (select distinct on (source) * from audit.form order by source, id desc) f`,
  )
  expect(sealed).toEqual(
    tables
      .map(({ table, unsealed = [] }) => ({ source: table, missing: [...unsealed], hashed: true }))
      .sort((a, b) => (a.source < b.source ? -1 : 1)),
  )
  const times = await hub.asOwner<{ place: string }>(
    `select table_name || '.' || column_name as place from information_schema.columns
      where table_schema = 'public' and data_type = 'timestamp with time zone'`,
  )
  const places = times.map(({ place }) => place)
  for (const { table, writtenAt } of Object.values(SEALED_TABLES))
    expect(places).toContain(`${table}.${writtenAt}`)
})

test('the verifier’s role reads what is sealed and the seals, and can do nothing else', async () => {
  const held = await hub.asOwner<{ place: string }>(
    `select n.nspname || '.' || c.relname || ' ' || p as place
       from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain']) p
      where ${inOwnSchemas} and c.relkind in ('r', 'v') and has_table_privilege('boligbro_verifier', c.oid, p)`,
  )
  const tables = Object.values(SEALED_TABLES).map(({ table }) => `public.${table}`)
  expect(held.map(({ place }) => place).sort()).toEqual(
    [...tables, ...Object.keys(AUDIT)].map((table) => `${table} select`).sort(),
  )
})

test('every view reads as whoever asks', async () => {
  const views = await hub.asOwner<{ name: string; options: string[] | null }>(
    `select n.nspname || '.' || c.relname as name, c.reloptions as options
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${inOwnSchemas} and c.relkind = 'v'`,
  )
  expect(views.length).toBeGreaterThanOrEqual(7)
  expect(views.filter(({ options }) => !options?.includes('security_invoker=true'))).toEqual([])
})

test('of the functions that run as their owner only those that find looks, what the clock of arrears, their log, costs and audits take, and what the hub reminds by can be called, and all have a fixed search path', async () => {
  const definers = await hub.asOwner(
    `select n.nspname || '.' || p.proname as name, has_function_privilege($1, p.oid, 'execute') as callable,
            exists (select 1 from unnest(p.proconfig) c where c like 'search_path=%') as pinned
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef order by name`,
    [APP],
  )
  expect(definers).toEqual([
    { name: 'access.appoint_look', callable: false, pinned: true },
    { name: 'access.arrears_days', callable: true, pinned: true },
    { name: 'access.case_follows', callable: false, pinned: true },
    { name: 'access.case_of_transition', callable: false, pinned: true },
    { name: 'access.children_disclosed', callable: true, pinned: true },
    { name: 'access.count_transitional', callable: false, pinned: true },
    { name: 'access.end_contacts_with_tenancy', callable: false, pinned: true },
    { name: 'access.end_disclosure', callable: false, pinned: true },
    { name: 'access.end_subsidies_with_terms', callable: false, pinned: true },
    { name: 'access.follow_offer', callable: false, pinned: true },
    { name: 'access.household_of_tenancy', callable: true, pinned: true },
    { name: 'access.keep_allocation_of_tenancy', callable: false, pinned: true },
    { name: 'access.keep_followed_request', callable: false, pinned: true },
    { name: 'access.keep_housing_steps', callable: false, pinned: true },
    { name: 'access.keep_subsidy_within_terms', callable: false, pinned: true },
    { name: 'access.looks_about', callable: true, pinned: true },
    { name: 'access.notify_allocator', callable: false, pinned: true },
    { name: 'access.paid_in_all', callable: true, pinned: true },
    { name: 'access.paid_to_tenants_in_all', callable: true, pinned: true },
    { name: 'access.raise_reminders', callable: true, pinned: true },
    { name: 'access.reminders_follow_case', callable: false, pinned: true },
    { name: 'access.settle_by_facts', callable: false, pinned: true },
    { name: 'access.settle_reminders', callable: true, pinned: true },
    { name: 'access.settle_with_fact', callable: false, pinned: true },
    { name: 'access.shared_amounts', callable: true, pinned: true },
    { name: 'access.transition_of_cancelled_lease', callable: false, pinned: true },
    { name: 'access.transition_of_offer', callable: false, pinned: true },
    { name: 'access.transition_of_offer_event', callable: false, pinned: true },
    { name: 'access.transition_of_tenancy', callable: false, pinned: true },
    { name: 'access.transition_of_terms', callable: false, pinned: true },
    ...VERSIONED.map((table) => ({
      name: `history.keep_version_of_${table}`,
      callable: false,
      pinned: true,
    })),
    { name: 'public.count_commitments', callable: false, pinned: true },
    { name: 'public.count_frame', callable: false, pinned: true },
    { name: 'public.end_subsidies_with_tenancy', callable: false, pinned: true },
    { name: 'public.recount_commitments', callable: false, pinned: true },
  ])
})

describe('The policies of the database', () => {
  const snapshot = async (client: pg.Client) =>
    (
      await client.query(
        `select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check
           from pg_policies order by schemaname, tablename, policyname`,
      )
    ).rows

  /** The policies as they are and as the policy table generates them, after `before` has run; all of it is undone. */
  async function compared(before: string): Promise<[unknown[], unknown[]]> {
    const owner = new pg.Client({ connectionString: hub.database.ownerUrl })
    await owner.connect()
    try {
      await owner.query('begin')
      await owner.query(before)
      const found = await snapshot(owner)
      await owner.query(rowLevelSecuritySql())
      return [found, await snapshot(owner)]
    } finally {
      await owner.query('rollback')
      await owner.end()
    }
  }

  test('are those that the policy table generates', async () => {
    const [found, generated] = await compared('')
    expect(found.length).toBeGreaterThan(50)
    expect(found).toEqual(generated)
  })

  test.each([
    ['wider', 'alter policy select_by_policy on public.vacancy using (true)'],
    ['missing', 'drop policy insert_by_policy on public.delivery'],
    [
      'for another command',
      'create policy delete_by_policy on public.vacancy for delete to boligbro_app using (true)',
    ],
    ['for everybody', 'alter policy select_by_policy on history.vacancy to public'],
  ])('are seen to differ when one is %s', async (_, change) => {
    const [found, generated] = await compared(change)
    expect(found).not.toEqual(generated)
  })
})

test('each history table has the columns of its live table, in their order, and its triggers are on', async () => {
  const columnsOf = async (table: string) =>
    (
      await hub.asOwner<{ column: string }>(
        `select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute
          where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
        [table],
      )
    ).map(({ column }) => column)
  for (const name of VERSIONED) {
    expect([name, await columnsOf(`history.${name}`)]).toEqual([
      name,
      ['ended_by bigint', ...(await columnsOf(`public.${name}`))],
    ])
    expect([name, await columnsOf(`history.${name}_versions`)]).toEqual([
      name,
      await columnsOf(`public.${name}`),
    ])
    const triggers = await hub.asOwner<{ trigger: string }>(
      `select tgrelid::regclass || ' ' || tgname as trigger from pg_trigger
        where tgrelid in ($1::regclass, $2::regclass) and not tgisinternal and tgenabled = 'O' order by 1`,
      [`public.${name}`, `history.${name}`],
    )
    const [foreignKey] = await hub.asOwner(
      `select 1 from pg_constraint where conrelid = $1::regclass and confrelid = 'public.change'::regclass`,
      [`public.${name}`],
    )
    // A row's change is there: a foreign key sees to it, or a trigger once per statement.
    const within = foreignKey === undefined ? [`${name} within_change`] : []
    const own = (OWN_TRIGGERS[name] ?? []).map((trigger) => `${name} ${trigger}`)
    expect(triggers.map(({ trigger }) => trigger)).toEqual(
      [
        `${name} keep_deleted`,
        `${name} keep_version`,
        ...within,
        ...own,
        `history.${name} append_only`,
      ].sort(),
    )
  }
  expect(VERSIONED.length).toBeGreaterThanOrEqual(7)
})

test('every foreign key that the database does not enforce by itself has its triggers', async () => {
  const unenforced = await hub.asOwner<{ child: string; parent: string }>(
    `select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
      where contype = 'f' and not conenforced`,
  )
  expect(unenforced.map(({ child, parent }) => `${child} ${parent}_is_there`).sort()).toEqual(
    Object.entries(OWN_TRIGGERS)
      .flatMap(([child, triggers]) => triggers.map((trigger) => `${child} ${trigger}`))
      .filter((trigger) => trigger.endsWith('_is_there'))
      .sort(),
  )
})

test('every table that the read model names is there and guarded', () => {
  const guarded = new Set(GUARDED_TABLES.map(({ table }) => table))
  for (const { type, table, versions, action } of READ_MODEL.nodes) {
    expect([type, guarded.has(table)]).toEqual([type, true])
    const select = GUARDED_TABLES.find((one) => one.table === table)?.select ?? []
    expect([type, guardsOf(select)[0]?.action]).toEqual([type, action])
    const history = table.replace('public.', 'history.')
    expect([type, versions]).toEqual([type, guarded.has(history) ? `${history}_versions` : undefined])
  }
})

test('every column of an entity is in the database', async () => {
  const metadata = [...hub.app.database.orm.getMetadata().getAll().values()]
  expect(metadata.map(({ tableName }) => tableName)).toContain('feed')
  for (const { tableName, props } of metadata) {
    const rows = await hub.asOwner<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema = 'public' and table_name = $1`,
      [tableName],
    )
    const columns = rows.map(({ column_name }) => column_name)
    expect(columns).toEqual(expect.arrayContaining(props.flatMap(({ fieldNames }) => fieldNames ?? [])))
  }
})

test('a login that owns everything still acts as the application', async () => {
  const database = await connectDatabase({
    url: hub.database.ownerUrl,
    entities: [],
    readConnections: 1,
    writeConnections: 1,
  })
  try {
    const { rows } = await database.reads.query(
      'select current_user as role, (select count(*)::int from public.municipality) as seen',
    )
    expect(rows).toEqual([{ role: APP, seen: 0 }])
    await database.reads.query('reset role')
    const { rows: after } = await database.reads.query('select current_user as role')
    expect(after).toEqual([{ role: APP }])
    expect(await database.orm.em.fork().execute('select current_user as role')).toEqual([{ role: APP }])
  } finally {
    await database.close()
  }
})
