import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { RequestOrigin } from '../../src/access/actor.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { CASE_SYSTEM } from '../support/case-system.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { isoOf } from '../support/instants.ts'
import { loadWorld, oracle, type World } from '../support/oracle.ts'
import { BEARERS, type BearerName, originOfBearer, sync, syncRecord, tellStory } from '../support/story.ts'

const NAMES = Object.keys(BEARERS) as BearerName[]
const TABLES = GUARDED_TABLES.map(({ table }) => table)
const NOT_PERMITTED = '42501'
const RESTRICTED = '23001'
const NOT_NULL = '23502'

let hub: TestHub
let world: World
/** Connected as the application is, so that row-level security is all that stands in between. */
let app: pg.Client

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  // A delivery that waits for a decision, so that there is something to decide on.
  await sync(hub, BEARERS.otherOrganisation, '0007-incom', [syncRecord('0007/77/2')], {
    mode: 'SNAPSHOT',
  })
  world = await loadWorld(hub)
  app = new pg.Client({ connectionString: hub.database.url })
  await app.connect()
}, 120_000)
afterAll(async () => {
  await app?.end()
  await hub?.stop()
})

/** Runs `work` in a transaction in the actor's name, or without any actor, and undoes it. */
async function as<Result>(origin: RequestOrigin | null, work: () => Promise<Result>): Promise<Result> {
  await app.query('begin')
  try {
    if (origin !== null) await app.query(SET_ACTOR_SQL, actorParameters(origin))
    return await work()
  } finally {
    await app.query('rollback')
  }
}

/** The SQLSTATE that a statement ends with, or how many rows it touched. */
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

const expectedOf = (name: BearerName) =>
  oracle(world, originOfBearer(BEARERS[name]).actor, systemClock.today())
test('the data tells the actors apart', () => {
  const sizes = NAMES.map((name) => expectedOf(name).allowed('public.vacancy', 'select').length)
  expect(new Set(sizes).size).toBeGreaterThanOrEqual(5)
})

describe.each(NAMES)('%s', (name) => {
  test('gets through the API what the policy grants: in lists, counts, below others, by filter and by id, now and then', async () => {
    const token = await hub.token(BEARERS[name])
    const expected = expectedOf(name)
    for (const [document, variables] of documents()) {
      const answer = await hub.query(token, document, variables)
      expect({ document, ...(await expected.answer(document, variables)) }).toEqual({
        document,
        data: answer.data,
      })
    }
  })
})

/** Operations that reach every guarded table by more than one way. */
function documents(): [string, Record<string, unknown>][] {
  const idsOf = (type: string, table: string, key = 'id') =>
    [
      ...new Map(
        (world.get(table) ?? []).map((row) => [
          `${row.organisation_id} ${row.municipality_code}`,
          `${type}:${row[key]}`,
        ]),
      ).values(),
    ].slice(0, 12)
  const organisations = idsOf('HousingOrganisation', 'public.housing_organisation').concat(
    (world.get('public.housing_organisation') ?? []).map((row) => `HousingOrganisation:${row.id}`),
  )
  const ids = [
    ...organisations,
    ...idsOf('Vacancy', 'public.vacancy'),
    ...idsOf('Dwelling', 'public.dwelling'),
    ...idsOf('Estate', 'public.estate'),
    ...idsOf('BuildingSection', 'public.building_section'),
    ...idsOf('Feed', 'public.feed'),
    ...idsOf('Delivery', 'public.delivery'),
  ]
  const past = (world.get('history.vacancy') ?? []).map((row) =>
    isoOf(BigInt(String(row.recorded_until)) - 1n),
  )
  const lists = `{
    vacancies(first: 30) { totalCount nodes { id rent municipality { code } organisation { name } dwelling { id } } }
    dwellings(first: 30, orderBy: AREA_DESC) { totalCount nodes { id formerNumbers { tenancyNumber } buildingSection { id } } }
    estates(first: 30) { totalCount nodes { id successor { id } buildingSections { id } areaStatuses { kind } } }
    municipalities(first: 3, filter: { codes: ["0169", "0851", "0101"] }) { totalCount nodes { region estates(first: 2) { totalCount nodes { id } } vacancies(first: 2) { totalCount nodes { id } } } }
    housingOrganisations(first: 5) { totalCount nodes { id administrator { id } vacancies(first: 2) { totalCount nodes { id } } estates(first: 3) { totalCount nodes { number } } } }
    feeds(first: 10) { totalCount nodes { code } }
    viewer { organisations { name } municipalities { name } } }`
  return [
    [lists, {}],
    [
      `{ deliveries(first: 6) { totalCount nodes { id feed { code } records(first: 12) { totalCount nodes { row outcome raw problems { code } vacancy { id } } } } } }`,
      {},
    ],
    ['query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids }],
    ...ids.map((id): [string, Record<string, unknown>] => [
      'query ($id: ID!) { node(id: $id) { __typename id } vacancy(id: $id) { id state } delivery(id: $id) { id status } }',
      { id },
    ]),
    ...organisations.map((id): [string, Record<string, unknown>] => [
      'query ($id: ID!) { vacancies(first: 3, filter: { organisationId: $id }) { totalCount nodes { id } } estates(first: 1, filter: { organisationId: $id }) { totalCount } }',
      { id },
    ]),
    ...past.slice(0, 6).map((at): [string, Record<string, unknown>] => [
      `query ($at: Instant) { vacancies(first: 20, knownAt: $at, orderBy: RENT_ASC) { totalCount nodes { id state rent recordedFrom recordedUntil dwelling { tenancyNumber } } }
         estates(first: 3, knownAt: $at) { totalCount } dwellings(first: 3, knownAt: $at) { totalCount } housingOrganisations(first: 5, knownAt: $at) { nodes { name } } }`,
      { at },
    ]),
  ]
}

describe('Without an actor', () => {
  test('no table has a row', async () => {
    await as(null, async () => {
      for (const table of [...TABLES, 'public.change', 'public.idempotency']) {
        const { rows } = await app.query(`select count(*)::int as seen from ${table}`)
        expect([table, rows]).toEqual([table, [{ seen: 0 }]])
      }
    })
  })

  test('the views of earlier versions have none either', async () => {
    const views = await hub.asOwner<{ name: string }>(
      `select format('%I.%I', schemaname, viewname) as name from pg_views where schemaname in ('public', 'history')`,
    )
    expect(views.length).toBeGreaterThanOrEqual(7)
    await as(null, async () => {
      for (const { name } of views) {
        const { rows } = await app.query(`select count(*)::int as seen from ${name}`)
        expect([name, rows]).toEqual([name, [{ seen: 0 }]])
      }
    })
  })

  test('one that was set ends with its transaction', async () => {
    const operator = originOfBearer(BEARERS.operator)
    const seen = () =>
      app
        .query<{ seen: number }>('select count(*)::int as seen from public.vacancy')
        .then(({ rows }) => rows[0]?.seen)
    expect(await as(operator, seen)).toBeGreaterThan(0)
    expect(await as(null, seen)).toBe(0)
  })
})

describe('An organisation', () => {
  const origin = originOfBearer(BEARERS.organisation)
  const ids = `(select id from public.housing_organisation where lbf_number = `

  test('cannot hand a row of its own to another, nor take one over', async () => {
    await as(origin, async () => {
      await app.query(`select set_config('app.change_id', (select max(id)::text from public.change), true)`)
      expect(await outcome(`update public.feed set organisation_id = ${ids} '0007')`)).toBe(NOT_PERMITTED)
      expect(await outcome(`update public.vacancy set organisation_id = ${ids} '0007')`)).toBe(NOT_PERMITTED)
      expect(
        await outcome(`update public.vacancy set rent_oere = 1 where organisation_id = ${ids} '0007')`),
      ).toBe(0)
      expect(
        await outcome(
          `update public.vacancy set organisation_id = ${ids} '0045') where organisation_id <> ${ids} '0045')`,
        ),
      ).toBe(0)
    })
  })

  test('cannot write outside a change', async () => {
    await as(origin, async () => {
      for (const table of ['public.vacancy', 'public.dwelling', 'public.estate', 'public.feed']) {
        const column =
          table === 'public.estate' ? 'number' : table === 'public.feed' ? 'code' : 'municipality_code'
        expect([table, await outcome(`update ${table} set ${column} = ${column} || '1'`)]).toEqual([
          table,
          RESTRICTED,
        ])
      }
      const own = `${ids} '0045')`
      expect(
        await outcome(
          `insert into public.estate (organisation_id, municipality_code, number) values (${own}, '0169', '999')`,
        ),
      ).toBe(NOT_NULL)
    })
  })
})

describe('What belongs to another answers like what is not there', () => {
  const missing = '00000000-0000-7000-8000-000000000000'

  async function foreign(table: string): Promise<string> {
    const [row] = await hub.asOwner<{ id: string }>(
      `select t.id from public.${table} t join housing_organisation o on o.id = t.organisation_id where o.lbf_number = '0007'
        order by ${table === 'delivery' ? `(status = 'AWAITING_APPROVAL') desc,` : ''} t.id limit 1`,
    )
    return row?.id ?? ''
  }

  test.each([
    ['Vacancy', 'vacancy', 'query ($id: ID!) { vacancy(id: $id) { id state } }'],
    [
      'Vacancy',
      'vacancy',
      'query ($id: ID!) { vacancy(id: $id, knownAt: "2100-01-01T00:00:00Z") { id state } }',
    ],
    ['Delivery', 'delivery', 'query ($id: ID!) { delivery(id: $id) { id } }'],
    ['Dwelling', 'dwelling', 'query ($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id]) { id } }'],
    [
      'Estate',
      'estate',
      'query ($id: ID!) { dwellings(first: 1, filter: { estateId: $id }) { totalCount pageInfo { hasNextPage endCursor } } }',
    ],
    [
      'Dwelling',
      'dwelling',
      'query ($id: ID!) { vacancies(first: 1, filter: { dwellingId: $id }) { totalCount nodes { id } } }',
    ],
    [
      'Feed',
      'feed',
      'query ($id: ID!) { deliveries(first: 1, filter: { feedId: $id }) { totalCount nodes { id } } }',
    ],
    [
      'Delivery',
      'delivery',
      'mutation ($id: ID!) { approveDelivery(id: $id) { delivery { id } refusals { code path messageEn } } }',
    ],
    [
      'Delivery',
      'delivery',
      'mutation ($id: ID!) { rejectDelivery(id: $id) { delivery { id } refusals { code path messageEn } } }',
    ],
  ])('%s in %s: %s', async (type, table, document) => {
    const id = await foreign(table)
    const token = await hub.token(BEARERS.organisation)
    const [theirs, nobodys] = await Promise.all([
      hub.query(token, document, { id: `${type}:${id}` }),
      hub.query(token, document, { id: `${type}:${missing}` }),
    ])
    expect(theirs.text).toBe(nobodys.text)
    expect(theirs.status).toBe(nobodys.status)
    expect(theirs.errors).toBeUndefined()
    // The owner gets another answer, so that the row is one that could be seen.
    const own = await hub.query(await hub.token(BEARERS.otherOrganisation), document, {
      id: `${type}:${id}`,
    })
    expect(own.text).not.toBe(nobodys.text)
  })

  test('a feed to deliver to', async () => {
    const token = await hub.token(BEARERS.organisation)
    const document = `mutation ($feed: PlainText!, $key: IdempotencyKey!) { syncVacancies(feed: $feed, records: [], idempotencyKey: $key) {
      delivery { id } refusals { code path messageDa } } }`
    const [theirs, nobodys] = await Promise.all(
      ['0007-incom', 'no-such-feed'].map((feed) => hub.query(token, document, { feed, key: randomUUID() })),
    )
    expect(theirs?.text).toBe(nobodys?.text)
    expect(theirs?.data?.syncVacancies).toMatchObject({ refusals: [{ code: 'FEED_NOT_FOUND' }] })
  })
})

test.each([
  [
    'municipality',
    'no purpose',
    BEARERS.municipality,
    ['PURPOSE_MISSING', 'PURPOSE_MISSING', 'PURPOSE_MISSING'],
  ],
  [
    'municipality',
    'its own purpose',
    CASE_SYSTEM,
    ['FEED_NOT_FOUND', 'DELIVERY_NOT_FOUND', 'ORGANISATION_NOT_FOUND'],
  ],
  ...(['auditor', 'operator', 'nobody'] as const).map(
    (name) => [name, 'no purpose', BEARERS[name], ['NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED']] as const,
  ),
] as const)(
  '%s with %s cannot deliver vacancies, decide on them or register a feed of them',
  async (_name, _purpose, bearer, [sync, approve, register]) => {
    const { data } = await hub.query(
      await hub.token(bearer),
      `mutation ($key: IdempotencyKey!) {
      sync: syncVacancies(feed: "0045-csv", records: [], idempotencyKey: $key) { why: refusals { code } }
      approve: approveDelivery(id: "Delivery:x") { why: refusals { code } }
      register: registerFeed(input: { code: "ny", organisationId: "x", format: CSV, mode: DELTA, mapping: { municipalityCode: "0169" } }) { why: refusals { code } } }`,
      { key: randomUUID() },
    )
    const refused = (code: string) => ({ why: [{ code }] })
    expect(data).toEqual({ sync: refused(sync), approve: refused(approve), register: refused(register) })
  },
)

test.each([
  [
    '12345678-aaaa|27.15.04',
    [
      '*|*',
      '*|27',
      '*|27.15',
      '*|27.15.04',
      '12345678-aaaa|*',
      '12345678-aaaa|27',
      '12345678-aaaa|27.15',
      '12345678-aaaa|27.15.04',
    ],
  ],
  ['12345678-aaaa|27', ['*|*', '*|27', '12345678-aaaa|*', '12345678-aaaa|27']],
  ['12345678-aaaa|-', ['*|*', '12345678-aaaa|*']],
  ['-|27.15', ['*|*', '*|27', '*|27.15']],
  ['-|-', ['*|*']],
])(
  'a case of unit and KLE number %s is within reach by its unit or any, and by its number or a group above it',
  async (scope, keys) => {
    const { rows } = await app.query<{ keys: string[] }>(`select access.case_keys_of('0169', $1) as keys`, [
      scope,
    ])
    expect(rows[0]?.keys.sort()).toEqual(keys.map((key) => `0169|${key}`).sort())
  },
)
