import pg from 'pg'
import { type Actor, programActor } from '../../src/access/actor.ts'
import { PURPOSES, type Purpose, ROLES, type Role } from '../../src/access/grant.ts'
import type { GuardedTable } from '../../src/access/guarded-table.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { POLICY } from '../../src/access/policy.ts'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { engagementIn, startHub, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, type Oracle, oracle, type World } from '../support/oracle.ts'
import type { Row } from '../support/oracle-types.ts'
import { OWN_UNIT, tellPersonalStory } from '../support/personal-story.ts'
import { BEARERS, sync, syncRecord, tellStory } from '../support/story.ts'

/**
 * Every table × role × command × whose rows they are, for every purpose that matters: generated from the policy table
 * and compared with it row by row. Nothing here is written by hand but the keys that actors may have.
 */
const NOT_PERMITTED = '42501'
const RESTRICTED = '23001'
const TABLES = GUARDED_TABLES.map(({ table }) => table)
/** What is allowed meets its unique key next, for the row is there already. */
const INSERTED = ['1', '23505', '23P01']

/** Whose rows the actor has the keys of: some that the data is full of, others, or none. */
const REACHES: Readonly<Record<string, Partial<Actor>>> = {
  own: keys('0169', '0045'),
  foreign: keys('0101', '0311'),
  limited: {
    ...keys('0169', '0045'),
    caseLimits: [{ roles: ROLES, unitIds: [OWN_UNIT], kleMasks: ['27'] }],
  },
  none: {},
}

function keys(municipalityCode: string, organisationNumber: string): Partial<Actor> {
  return {
    municipalityCodes: [municipalityCode],
    organisationNumbers: [organisationNumber],
    engagements: [engagementIn(municipalityCode)],
  }
}

let hub: TestHub
let world: World
let app: pg.Client
let attempts: readonly Attempts[]

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await sync(hub, BEARERS.otherOrganisation, '0007-incom', [syncRecord('0007/77/2')], { mode: 'SNAPSHOT' })
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  world = await loadWorld(hub)
  attempts = await Promise.all(GUARDED_TABLES.map(attemptsOn))
  await hub.asOwner(TRY_SQL)
  app = new pg.Client({ connectionString: hub.database.url })
  await app.connect()
}, 120_000)
afterAll(async () => {
  await app?.end()
  await hub?.stop()
})

/** No purpose, and those that some grant of the role asks for; one more that none of them does. */
function purposesOf(role: Role): readonly (Purpose | null)[] {
  const asked = new Set(
    Object.values(POLICY).flatMap((grants) =>
      grants
        .filter((grant) => grant.role === role)
        .flatMap(({ purposes }) => (purposes === 'any' ? [] : purposes)),
    ),
  )
  const other = PURPOSES.find((purpose) => !asked.has(purpose)) ?? null
  return [null, other, ...asked]
}

const CASES = ROLES.flatMap((role) =>
  Object.entries(REACHES).flatMap(([reach, held]) =>
    purposesOf(role).map((purpose) => ({
      name: `${role}, ${reach} rows, ${purpose ?? 'no purpose'}`,
      actor: { ...programActor('municipality-0169', { roles: [role], purpose }), ...held },
    })),
  ),
)

async function as<Result>(actor: Actor, work: () => Promise<Result>): Promise<Result> {
  await app.query('begin')
  try {
    await app.query(SET_ACTOR_SQL, actorParameters({ actor, requestId: 'test' }))
    return await work()
  } finally {
    await app.query('rollback')
  }
}

/**
 * Tries statements one by one as the caller, each undone before the next, with its parameter if it has one: the rows it
 * was about, or the code it was refused with.
 */
const TRY_SQL = `
create function public.try_each(statements text[], parameters jsonb[]) returns text[] language plpgsql as $$
declare
  outcomes text[] := '{}';
  affected bigint;
begin
  for place in 1 .. cardinality(statements) loop
    begin
      if parameters[place] is null then execute statements[place];
      else execute statements[place] using parameters[place];
      end if;
      get diagnostics affected = row_count;
      raise sqlstate 'TRIED';
    exception
      when sqlstate 'TRIED' then outcomes := outcomes || affected::text;
      when others then outcomes := outcomes || sqlstate;
    end;
  end loop;
  return outcomes;
end $$`

interface Trial {
  readonly table: string
  readonly sql: string
  readonly row: object | null
  /** The codes or numbers of rows that the policy answers with. */
  readonly expected: readonly string[]
}

/** What each trial came to. */
async function outcomesOf(trials: readonly Trial[]): Promise<readonly string[]> {
  const { rows } = await app.query<{ outcomes: string[] }>(
    'select public.try_each($1, array(select jsonb_array_elements($2::jsonb))) as outcomes',
    [trials.map(({ sql }) => sql), JSON.stringify(trials.map(({ row }) => row))],
  )
  return rows[0]?.outcomes ?? []
}

const places = (rows: readonly Row[]) => rows.map((row) => String(row.row_place)).sort()

test('each table has rows, and each relation of the policy reaches some of them and misses some', () => {
  const empty = TABLES.filter((table) => (world.get(table) ?? []).length === 0)
  expect(empty).toEqual([])
  const sizes = (table: string) =>
    new Set(
      CASES.map(({ actor }) => oracle(world, actor, systemClock.today()).allowed(table, 'select').length),
    )
  for (const table of [
    'public.household',
    'public.person_identity',
    'public.disclosure',
    'public.delivery',
  ]) {
    expect([table, sizes(table).size]).toEqual([table, expect.any(Number)])
    expect(sizes(table).size).toBeGreaterThan(2)
  }
})

test.each(CASES)(
  '$name: sees, changes, enters and deletes what the policy grants, and nothing else',
  async ({ actor }) => {
    const expected = oracle(world, actor, systemClock.today())
    await as(actor, async () => {
      const seen = new Map(TABLES.map((table) => [table, places(expected.allowed(table, 'select'))]))
      expect(await seenRows()).toEqual(seen)

      const trials = attempts.flatMap((attempt) => trialsOf(attempt, expected, seen.get(attempt.table) ?? []))
      const outcomes = await outcomesOf(trials)
      const amiss = trials
        .map((trial, place) => ({ ...trial, outcome: outcomes[place] ?? 'NOT_TRIED' }))
        .filter((trial) => !trial.expected.includes(trial.outcome))
      expect(amiss).toEqual([])
    })
  },
)

/** The places of the rows that each table shows. */
async function seenRows(): Promise<ReadonlyMap<string, readonly string[]>> {
  const looks = TABLES.map(
    (table) => `select '${table}' as name, coalesce(array_agg(ctid::text), '{}') as places from ${table}`,
  )
  const { rows } = await app.query<{ name: string; places: string[] }>({
    name: 'seen',
    text: looks.join(' union all '),
  })
  return new Map(rows.map(({ name, places: found }) => [name, found.sort()]))
}

/** An update, the entry of each sample and a delete, with what the policy makes of them. */
function trialsOf({ table, update, columns, samples }: Attempts, expected: Oracle, seen: readonly string[]) {
  const column = columns[0] ?? ''
  const changed = places(expected.allowed(table, 'update')).filter((place) => seen.includes(place))
  const enterable = new Set(places(expected.allowed(table, 'insert')))
  const names = columns.join(', ')
  const trial = (sql: string, codes: readonly string[], row: object | null = null): Trial => ({
    ...{ table, sql, row, expected: codes },
  })
  return [
    trial(`update ${table} set ${column} = ${column}`, [update ? String(changed.length) : NOT_PERMITTED]),
    ...samples.map(({ row, row_place }) =>
      trial(
        `insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table}, $1)`,
        enterable.has(row_place) ? INSERTED : [NOT_PERMITTED, RESTRICTED],
        row,
      ),
    ),
    trial(`delete from ${table}`, [NOT_PERMITTED]),
  ]
}

interface Attempts {
  readonly table: string
  readonly update: boolean
  /** Those that a statement may name a value for. */
  readonly columns: readonly string[]
  /** A row for each of a few tenants of the table. */
  readonly samples: readonly { readonly row: object; readonly row_place: string }[]
}

async function attemptsOn({ table, update }: GuardedTable): Promise<Attempts> {
  const named = await hub.asOwner<{ attname: string }>(
    `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = ''
        and attidentity = '' order by attnum`,
    [table],
  )
  const columns = named.map(({ attname }) => attname)
  const tenants = ['organisation_id', 'municipality_code', 'signed_for'].filter((key) =>
    columns.includes(key),
  )
  const distinct = tenants.length === 0 ? '' : `distinct on (${tenants.join(', ')})`
  const samples = await hub.asOwner<{ row: object; row_place: string }>(
    `select ${distinct} to_jsonb(t) as row, ctid::text as row_place from ${table} t limit 4`,
  )
  return { table, update: update !== undefined, columns, samples }
}
