import { randomBytes } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import pg from 'pg'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { copyOf, type TestDatabase } from '../support/database.ts'
import fc, { SEED } from '../support/fast-check.ts'
import { type Answer, startHub, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, oracle, type World } from '../support/oracle.ts'
import type { Row } from '../support/oracle-types.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { type ArgumentPool, argumentPool, OWN_TRACES, randomOperation } from '../support/random-operation.ts'
import { BEARERS, type BearerName, originOfBearer, tellStory } from '../support/story.ts'

/**
 * Two hubs over two databases that differ only in rows that the actor may not see. Whatever the actor asks, both
 * must answer alike, byte for byte: no filter, count, cursor, order, error or header may tell that a row exists.
 */
const RUNS = Number(process.env.NON_INTERFERENCE_RUNS ?? 2_000)
const NAMES = Object.keys(BEARERS) as BearerName[]
/** They differ between any two answers of one hub. */
const OF_THE_MOMENT = ['date', 'x-request-id', 'x-ratelimit-reset', 'x-ratelimit-remaining']
const ENV = { CURSOR_SECRET: randomBytes(32).toString('base64') }

let whole: TestHub
let world: World
let schema: GraphQLSchema
let pool: ArgumentPool
/** Copies for the actors, made while nobody was connected. */
const copies = new Map<BearerName, TestDatabase>()
let leaky: TestDatabase

beforeAll(async () => {
  const told = await startHub({ env: ENV })
  await tellStory(told)
  await tellPersonalStory(told)
  await tellLifecycleStory(told)
  world = await loadWorld(told)
  schema = buildHubSchema()
  pool = argumentPool(world)
  await told.pause()
  for (const name of NAMES) copies.set(name, await copyOf(told.database))
  leaky = await copyOf(told.database)
  whole = await startHub({ env: ENV, sampleData: false, database: told.database })
}, 180_000)
afterAll(async () => {
  await whole?.stop()
  for (const copy of copies.values()) await copy.drop()
})

/**
 * What is told on purpose of rows that an actor may not see: when a period's end is warned of concerns the landlord too, and so
 * does how long a claim may wait (`access.shared_amounts`).
 */
function isTold(table: string, row: Row): boolean {
  return /\.transition_parameter$/.test(table) && ['WARNING_MONTHS', 'CLAIM_DAYS'].includes(String(row.name))
}

/** Removes every second row that the actor may not see, and changes what it can of the others; answers how many rows. */
async function disturb(database: TestDatabase, name: BearerName): Promise<number> {
  const expected = oracle(world, originOfBearer(BEARERS[name]).actor, systemClock.today())
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  let disturbed = 0
  try {
    // Neither triggers nor foreign keys stand in the way.
    await owner.query('set session_replication_role = replica')
    for (const { table } of GUARDED_TABLES) {
      const seen = new Set(expected.allowed(table, 'select').map((row) => row.row_place))
      const hidden = (world.get(table) ?? [])
        .filter((row) => !isTold(table, row))
        .map((row) => String(row.row_place))
        .filter((place) => !seen.has(place))
      const removed = hidden.filter((_, place) => place % 2 === 0)
      await owner.query(`delete from ${table} where ctid = any ($1::text[]::tid[])`, [removed])
      for (const column of await contentColumns(owner, table)) {
        await owner
          .query(`update ${table} set ${column} = ${column} + 1 where ctid = any ($1::text[]::tid[])`, [
            hidden,
          ])
          .catch(() => undefined)
      }
      disturbed += hidden.length
    }
  } finally {
    await owner.end()
  }
  return disturbed
}

async function contentColumns(owner: pg.Client, table: string): Promise<string[]> {
  const { rows } = await owner.query<{ attname: string }>(
    `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and attidentity = ''
        and atttypid in ('bigint'::regtype, 'smallint'::regtype, 'numeric'::regtype, 'date'::regtype) and attname !~ '_id$'`,
    [table],
  )
  return rows.map(({ attname }) => attname)
}

function comparable({ status, headers, text }: Answer) {
  return {
    status,
    body: text,
    headers: [...headers].filter(([name]) => !OF_THE_MOMENT.includes(name)),
  }
}

type Ask = (text: string, variables: Record<string, unknown>) => Promise<Answer>

/** Lends a way to ask the whole hub and one whose database is disturbed for this actor; it throws when they differ. */
async function withBoth(
  name: BearerName,
  copy: TestDatabase,
  work: (ask: Ask, disturbed: TestHub) => Promise<void>,
): Promise<void> {
  expect(await disturb(copy, name)).toBeGreaterThan(10)
  const disturbed = await startHub({ env: ENV, sampleData: false, database: copy })
  try {
    const tokens = [await whole.token(BEARERS[name]), await disturbed.token(BEARERS[name])] as const
    const ask: Ask = async (text, variables) => {
      const [one, other] = await Promise.all([
        whole.query(tokens[0], text, variables),
        disturbed.query(tokens[1], text, variables),
      ])
      expect({ text, variables, ...comparable(other) }).toEqual({ text, variables, ...comparable(one) })
      return one
    }
    await work(ask, disturbed)
  } finally {
    await disturbed.stop()
  }
}

function takeCopy(name: BearerName): TestDatabase {
  const copy = copies.get(name)
  if (copy === undefined) throw new Error(`There is no copy for ${name}`)
  copies.delete(name)
  return copy
}

test.each(NAMES)(
  `%s learns nothing of rows it may not see (seed ${SEED}, ${RUNS} queries in all)`,
  async (name) => {
    await withBoth(name, takeCopy(name), async (ask) => {
      await walkLists(ask)
      await fc.assert(
        fc.asyncProperty(
          fc.gen().map((gen) => randomOperation(gen, schema, pool)),
          async ({ text, variables }) => {
            fc.pre(!OWN_TRACES.test(text))
            const { status } = await ask(text, variables)
            expect(status).toBeLessThan(500)
          },
        ),
        { numRuns: Math.ceil(RUNS / NAMES.length), maxSkipsPerRun: 50 },
      )
    })
  },
  3_600_000,
)

test('a table that is open to everybody is noticed', async () => {
  // Of two organisations, so that no condition in the statement itself stands in for the policy.
  await withBoth('lettingOfficer', leaky, async (ask, disturbed) => {
    const before = 'alter policy select_by_policy on public.vacancy using '
    const [policy] = await whole.asOwner<{ qual: string }>(
      `select qual from pg_policies where tablename = 'vacancy' and schemaname = 'public' and policyname = 'select_by_policy'`,
    )
    try {
      for (const hub of [whole, disturbed]) await hub.asOwner(`${before} (true)`)
      await expect(walkLists(ask)).rejects.toThrow()
    } finally {
      await whole.asOwner(`${before} (${policy?.qual})`)
    }
  })
}, 60_000)

/** Every list of the query type, page by page to its end. */
async function walkLists(
  ask: (text: string, variables: Record<string, unknown>) => Promise<Answer>,
): Promise<void> {
  const lists = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
    ({ name, args }) =>
      args.some((argument) => argument.name === 'after') &&
      args.every(
        ({ name: of, type, defaultValue }) =>
          of === 'first' || !String(type).endsWith('!') || defaultValue !== undefined,
      ) &&
      !OWN_TRACES.test(name),
  )
  expect(lists.length).toBeGreaterThanOrEqual(6)
  for (const { name } of lists) {
    let after: string | null = null
    for (let page = 0; page < 5; page++) {
      const answer: Answer = await ask(
        `query ($after: Cursor) { list: ${name}(first: 3, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { __typename } } } }`,
        { after },
      )
      // A list about persons may be refused for its purpose, and for nothing else.
      for (const { extensions } of answer.errors ?? []) expect(extensions?.code).toMatch(/^PURPOSE_/)
      const { pageInfo } = (answer.data?.list ?? {}) as {
        pageInfo?: { hasNextPage: boolean; endCursor: string }
      }
      if (!pageInfo?.hasNextPage) break
      after = pageInfo.endCursor
    }
  }
}
