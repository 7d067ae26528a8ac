import { hash } from 'node:crypto'
import pg from 'pg'
import { type Actor, programActor } from '../../src/access/actor.ts'
import { type Grant, PURPOSES, ROLES, type Role } from '../../src/access/grant.ts'
import { type GuardedTable, guardsOf } from '../../src/access/guarded-table.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { type Action, grantsOf, POLICY } from '../../src/access/policy.ts'
import { rowLevelSecuritySql } from '../../src/access/rls.ts'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { engagementIn, startHub, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { BEARERS, originOfBearer, tellStory } from '../support/story.ts'

/**
 * There are no deny rules: taking one permission out of the policy never lets anybody see a row more. For each grant
 * of each action the database gets the policy without it, and every actor looks again.
 */

const ACTIONS = Object.keys(POLICY) as Action[]
const REMOVALS = ACTIONS.flatMap((action) => grantsOf(action).map((grant) => ({ action, grant })))

let hub: TestHub
/** Past row-level security; its transactions are rolled back. */
let owner: pg.Client

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  owner = new pg.Client({ connectionString: hub.database.ownerUrl })
  await owner.connect()
  // What the policy says now, whether or not a migration has it yet.
  await owner.query(rowLevelSecuritySql())
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  await addCases()
}, 240_000)
afterAll(async () => {
  await owner?.end()
  await hub?.stop()
})

/** Households, disclosures, looks and data-sharing grants, of the actors' own parties and of others, each with a past. */
async function addCases(): Promise<void> {
  await owner.query('begin')
  for (const part of [CASES_SQL, CASES_CHANGED_SQL]) {
    await owner.query(
      `with entered as (insert into change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
       select set_config('app.change_id', id::text, true) from entered`,
    )
    await owner.query(part)
  }
  await owner.query('commit')
}

const CASES_SQL = `
insert into estate (organisation_id, municipality_code, number)
  select id, case lbf_number when '0045' then '0851' else '0169' end, '777' from housing_organisation
   where lbf_number in ('0045', '0007');
insert into data_sharing_grant (municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid)
  select code, o.id, side, 't', field_group, purpose, daterange(access.today() - 1, access.today() + 9)
    from housing_organisation o, unnest(array['0169', '0851']) code,
         (values ('MUNICIPALITY', 'DISCLOSURE', 'tenancy-agreement'), ('ORGANISATION', 'DELIVERY_REPORTS', 'vacancy-exchange'))
           kind(side, field_group, purpose), generate_series(1, 2)
   where o.lbf_number in ('0045', '0007', '0311');
-- All that 0007 has signed and all that others have signed for it is revoked, and half of the rest.
insert into data_sharing_revocation (grant_id, municipality_code, organisation_id, signed_for, signed_by)
  select g.id, g.municipality_code, g.organisation_id, g.signed_for, 't' from
    (select *, row_number() over (partition by municipality_code, organisation_id, field_group order by id) as nth
       from data_sharing_grant where signed_by = 't') g
    join housing_organisation o on o.id = g.organisation_id where o.lbf_number = '0007' or g.nth = 2;
insert into household (municipality_code, case_reference, adults, children)
  select code, 'sag-' || code, 1, 2 from unnest(array['0169', '0851']) code;
insert into household_need (household_id, municipality_code, case_scope, need_class)
  select id, municipality_code, case_scope, 'HOMELESS' from household where case_reference like 'sag-%';
insert into person (household_id, municipality_code, case_scope, lease_party, address_protected)
  select id, municipality_code, case_scope, true, protected from household, unnest(array[true, false]) protected
   where case_reference like 'sag-%';
insert into person_identity (person_id, household_id, municipality_code, case_scope, lease_party, address_protected, name_sealed)
  select id, household_id, municipality_code, case_scope, lease_party, address_protected, 'x' from person
   where household_id in (select id from household where case_reference like 'sag-%');
insert into disclosure (household_id, municipality_code, case_scope, organisation_id, estate_id, dwelling_id,
    data_sharing_grant_id, valid, basis, adults, children, municipal_contact, payer)
  select h.id, h.municipality_code, h.case_scope, d.organisation_id, d.estate_id, d.id, g.id,
         daterange(access.today(), access.today() + 5), 'MUNICIPAL_ALLOCATION', 1, 2, 'x', 'TENANT'
    from household h
    join lateral (select distinct on (organisation_id) * from dwelling where municipality_code = h.municipality_code
                   order by organisation_id, id) d on true
    join lateral (select * from data_sharing_grant where municipality_code = h.municipality_code
                     and organisation_id = d.organisation_id and field_group = 'DISCLOSURE' and signed_by = 't' order by id limit 1) g on true
   where h.case_reference like 'sag-%';
insert into criterion_check (applicant_id, organisation_id, municipality_code, estate_id, dwelling_type, agreement_term_id,
    criterion, uses, asked_on, consent_reference, consent_version, consent_given_on, consent_channel, answer_until,
    kept_until, periods_source)
  select uuidv7(), e.organisation_id, e.municipality_code, e.id, 'YOUTH', t.id, 'EDUCATION', '[{}]', access.today(), 'S', '1',
         access.today(), 'PAPER', access.today() + 9, access.today() + 9, 't'
    from (select distinct on (organisation_id, municipality_code) * from estate order by organisation_id, municipality_code, id) e,
         (select id from agreement_term order by id limit 1) t;
insert into criterion_applicant (id, check_id, organisation_id, municipality_code, cpr_sealed)
  select applicant_id, id, organisation_id, municipality_code, 'x' from criterion_check where consent_reference = 'S';
insert into criterion_answer (check_id, organisation_id, municipality_code, case_keys, number, answer)
  select id, organisation_id, municipality_code, case_keys, 1, 'YES' from criterion_check where consent_reference = 'S';
insert into access_log (subject, client_id, municipality_code, organisation_id, roles, purpose, request_id, operation, fields, subjects)
  select 't', 't', code, o.id, '{}', 'case-handling', 't', 't', '{name}', array[uuidv7()]
    from unnest(array['0169', '0851']) code, (select id from housing_organisation union all select null) o;
insert into access_log_review (access_log_id, municipality_code, organisation_id, week, verdict, reviewed_by)
  select id, case when organisation_id is null then municipality_code end, organisation_id, '2026-W47', 'JUSTIFIED', 't' from access_log`

const CASES_CHANGED_SQL = `
update household set children = 3;
update household_need set need_class = 'OTHER';
update person set lease_party = not lease_party where address_protected;
update person_identity set name_sealed = 'y';
update disclosure set adults = 2;
update criterion_check set erased = true;
update tenancy set rent_oere = rent_oere + 100;
update feed set closing_limit_percent = 30`

interface Looker {
  readonly name: string
  readonly actor: Actor
}

/** Every role alone with every purpose it knows, all roles at once, and the story's actors. */
function lookers(): Looker[] {
  const held = { organisationNumbers: ['0045'], municipalityCodes: ['0169'] }
  const looker = (name: string, roles: readonly Role[], purpose: Actor['purpose'], keys = held): Looker => ({
    name: `${name} for ${purpose}`,
    actor: { ...programActor(name, { roles, purpose, ...keys }), engagements: [engagementIn('0169')] },
  })
  const purposesOf = (role: Role) =>
    PURPOSES.filter(
      (purpose) =>
        purpose === 'statistics' ||
        REMOVALS.some(({ grant }) => grant.role === role && grant.purposes.includes(purpose)),
    )
  const crossed = { organisationNumbers: ['0007'], municipalityCodes: ['0169'] }
  return [
    ...ROLES.flatMap((role) => [null, ...purposesOf(role)].map((purpose) => looker(role, [role], purpose))),
    ...[null, ...PURPOSES].map((purpose) => looker('everything', ROLES, purpose)),
    ...[null, ...PURPOSES].map((purpose) => looker('crossed', ROLES, purpose, crossed)),
    ...Object.entries(BEARERS).map(([name, bearer]) => ({ name, actor: originOfBearer(bearer).actor })),
  ]
}

/** The places of the rows that an actor sees, by table. */
async function seen(actor: Actor, tables: readonly GuardedTable[]): Promise<ReadonlyMap<string, string>> {
  await owner.query({ name: 'act', text: SET_ACTOR_SQL, values: actorParameters({ actor, requestId: 't' }) })
  const text = tables
    .map(({ table }) => `select '${table}', coalesce(string_agg(ctid::text, ' '), '') from ${table}`)
    .join(' union all ')
  const { rows } = await owner.query<[string, string]>({ name: hash('md5', text), text, rowMode: 'array' })
  return new Map(rows)
}

const placesOf = (text = '') => text.split(' ').filter((place) => place !== '')

/** Lets the actors look in a transaction where the policy is as given, and undoes it. */
async function under<Result>(sql: string, look: () => Promise<Result>): Promise<Result> {
  await owner.query('begin')
  try {
    await owner.query(sql)
    await owner.query('set local role boligbro_app')
    return await look()
  } finally {
    await owner.query('rollback')
  }
}

const mentions = (table: GuardedTable, action: Action) =>
  guardsOf(table.select).some((guard) => guard.action === action)

/** The tables that other tables' policies read, themselves or through functions, and those that the actor's keys come from. */
async function sources(): Promise<(table: GuardedTable) => boolean> {
  const functions = await hub.asOwner<{ name: string; body: string }>(
    `select proname as name, prosrc as body from pg_proc
      where pronamespace in ('access'::regnamespace, 'public'::regnamespace, 'history'::regnamespace)`,
  )
  const policies = await hub.asOwner<{ table: string; condition: string }>(
    `select schemaname || '.' || tablename as table, qual as condition from pg_policies where qual is not null`,
  )
  const withFunctions = (text: string, met = new Set<string>()): string => {
    const called = functions.filter(({ name }) => !met.has(name) && new RegExp(`\\b${name}\\(`).test(text))
    for (const { name } of called) met.add(name)
    return [text, ...called.map(({ body }) => withFunctions(body, met))].join('\n')
  }
  const texts = policies.map(({ table, condition }) => ({ table, text: withFunctions(condition) }))
  return ({ table }) => {
    const named = new RegExp(`\\b${table.replace(/^\w+\./, '')}\\b`)
    return named.test(SET_ACTOR_SQL) || texts.some(({ table: of, text }) => of !== table && named.test(text))
  }
}

test('removing any single grant adds no row to anybody’s answer, and each grant opens something', async () => {
  const all = lookers()
  const isSource = await sources()
  const before = await under('', async () => {
    const answers = new Map<Looker, ReadonlyMap<string, string>>()
    for (const looker of all) answers.set(looker, await seen(looker.actor, GUARDED_TABLES))
    return answers
  })

  const gains: string[] = []
  const idle: string[] = []
  for (const { action, grant } of REMOVALS) {
    const without = (asked: Action): readonly Grant[] =>
      asked === action ? grantsOf(asked).filter((one) => one !== grant) : grantsOf(asked)
    const guarded = GUARDED_TABLES.filter((table) => mentions(table, action))
    if (guarded.length === 0) continue
    const tables = guarded.some(isSource) ? GUARDED_TABLES : guarded
    let lost = 0
    await under(rowLevelSecuritySql(guarded, without), async () => {
      for (const looker of all) {
        for (const [table, after] of await seen(looker.actor, tables)) {
          const had = before.get(looker)?.get(table)
          if (after === had) continue
          const [held, left] = [new Set(placesOf(had)), placesOf(after)]
          for (const row of left)
            if (!held.has(row)) gains.push(`${looker.name}, without ${action} ${grant.role}: ${table} ${row}`)
          lost += held.size - left.length
        }
      }
    })
    if (lost === 0) idle.push(`${action} ${grant.role} ${grant.over}`)
  }
  expect(gains).toEqual([])
  // Were the data without rows of a kind, nothing would be tried.
  expect(idle).toEqual([])
}, 900_000)
