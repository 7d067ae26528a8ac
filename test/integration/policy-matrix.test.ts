import pg from 'pg'
import { type Actor, programActor } from '../../src/access/actor.ts'
import { PURPOSES, type Purpose, ROLES, type Role } from '../../src/access/grant.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { POLICY } from '../../src/access/policy.ts'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { engagementIn, startHub, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, oracle, type Row, type World } from '../support/oracle.ts'
import { OWN_UNIT, tellPersonalStory } from '../support/personal-story.ts'
import { BEARERS, sync, syncRecord, tellStory } from '../support/story.ts'

/**
 * Every table × role × command × whose rows they are, for every purpose that matters: generated from the policy table
 * and compared with it row by row. Nothing here is written by hand but the keys that actors may have.
 */
const NOT_PERMITTED = '42501'
const RESTRICTED = '23001'
const TABLES = GUARDED_TABLES.map(({ table }) => table)
const INSERTED = [1, '23505', '23P01']

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

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await sync(hub, BEARERS.otherOrganisation, '0007-incom', [syncRecord('0007/77/2')], { mode: 'SNAPSHOT' })
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  world = await loadWorld(hub)
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

async function outcome(sql: string, parameters: readonly unknown[] = []): Promise<string | number> {
  await app.query('savepoint attempt')
  try {
    return (await app.query(sql, [...parameters])).rowCount ?? 0
  } catch (error) {
    return (error as { code?: string }).code ?? 'UNKNOWN'
  } finally {
    await app.query('rollback to savepoint attempt')
  }
}

const places = (rows: readonly Row[]) => rows.map((row) => String(row.row_place)).sort()

test('each table has rows, and each relation of the policy reaches some of them and misses some', () => {
  const empty = TABLES.filter((table) => (world.get(table) ?? []).length === 0)
  expect(empty.filter((table) => !table.startsWith('history.'))).toEqual([])
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

describe.each(CASES)('$name', ({ actor }) => {
  test('sees, changes, enters and deletes what the policy grants, and nothing else', async () => {
    const expected = oracle(world, actor, systemClock.today())
    await as(actor, async () => {
      for (const { table, update } of GUARDED_TABLES) {
        const { rows } = await app.query<Row>(`select ctid::text as row_place from ${table}`)
        const seen = places(expected.allowed(table, 'select'))
        expect([table, places(rows)]).toEqual([table, seen])

        const column = await writableColumn(table)
        const changed = await outcome(`update ${table} set ${column} = ${column}`)
        const granted = places(expected.allowed(table, 'update')).filter((place) => seen.includes(place))
        expect([table, 'update', changed]).toEqual([
          table,
          'update',
          update === undefined ? NOT_PERMITTED : granted.length,
        ])

        const enterable = new Set(places(expected.allowed(table, 'insert')))
        for (const sample of await samplesOf(table)) {
          const entered = await outcome(
            `insert into ${table} (${sample.columns}) select ${sample.columns} from jsonb_populate_record(null::${table}, $1)`,
            [sample.row],
          )
          // What is allowed meets its unique key next, for the row is there already.
          const allowed = enterable.has(sample.row_place)
          expect([table, 'insert', allowed, entered]).toEqual([table, 'insert', allowed, entered])
          expect(allowed ? INSERTED : [NOT_PERMITTED, RESTRICTED]).toContain(entered)
        }
        expect([table, await outcome(`delete from ${table}`)]).toEqual([table, NOT_PERMITTED])
      }
    })
  })
})

const columns = new Map<string, Promise<readonly string[]>>()

/** The columns of a table that a statement may name a value for. */
function columnsOf(table: string): Promise<readonly string[]> {
  const known =
    columns.get(table) ??
    hub
      .asOwner<{ attname: string }>(
        `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = ''
            and attidentity = '' order by attnum`,
        [table],
      )
      .then((rows) => rows.map(({ attname }) => attname))
  columns.set(table, known)
  return known
}

async function writableColumn(table: string): Promise<string> {
  return (await columnsOf(table))[0] ?? ''
}

const samples = new Map<string, Promise<{ columns: string; row: object; row_place: string }[]>>()

/** A row for each of a few tenants of a table. */
function samplesOf(table: string) {
  const known = samples.get(table) ?? takeSamples(table)
  samples.set(table, known)
  return known
}

async function takeSamples(table: string) {
  const names = await columnsOf(table)
  const tenants = ['organisation_id', 'municipality_code', 'signed_for'].filter((key) => names.includes(key))
  const distinct = tenants.length === 0 ? '' : `distinct on (${tenants.join(', ')})`
  const rows = await hub.asOwner<{ row: object; row_place: string }>(
    `select ${distinct} to_jsonb(t) as row, ctid::text as row_place from ${table} t limit 4`,
  )
  return rows.map((row) => ({ ...row, columns: names.join(', ') }))
}
