import { type GraphQLSchema, parse, specifiedRules, validate } from 'graphql'
import { checkOperationLimits, OPERATION_LIMITS } from '../../src/platform/graphql/limits.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import fc from '../support/fast-check.ts'
import { type Answer, readStatements, startHub, statementsDuring, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, type Oracle, oracle, type World } from '../support/oracle.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { type ArgumentPool, argumentPool, OWN_TRACES, randomOperation } from '../support/random-operation.ts'
import { BEARERS, type BearerName, originOfBearer, tellStory } from '../support/story.ts'

const RUNS = Number(process.env.PROPERTY_RUNS ?? 150)

let hub: TestHub
let world: World
let schema: GraphQLSchema
let pool: ArgumentPool

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  world = await loadWorld(hub)
  schema = buildHubSchema()
  pool = argumentPool(world)
}, 120_000)
afterAll(() => hub?.stop())

const oracles = new Map<BearerName, Oracle>()

/** One for each bearer: it builds a schema of its own, which takes longer than many answers. */
function oracleOf(name: BearerName): Oracle {
  const known = oracles.get(name) ?? oracle(world, originOfBearer(BEARERS[name]).actor, systemClock.today())
  oracles.set(name, known)
  return known
}

const operations = fc.gen().map((gen) => randomOperation(gen, schema, pool))
/** The one who sees most persons comes more often, so that they do turn up. */
const bearerNames = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(BEARERS) as BearerName[])) },
  { weight: 1, arbitrary: fc.constant<BearerName>('allocator') },
)

const rules = specifiedRules

function isAcceptable(text: string, variables: Record<string, unknown>): boolean {
  const document = parse(text)
  if (validate(schema, document, rules).length > 0) return false
  return checkOperationLimits(schema, document, null, variables, OPERATION_LIMITS).length === 0
}

/** The answer's data as text, so that the order of the keys counts too; what a cursor holds is the hub's own. */
function comparable(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => (isCursor(value) ? 'cursor' : value))
}

function isCursor(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[\w-]{43,}$/.test(value) || /^[0-9a-f-]+$/.test(value)) return false
  return Buffer.from(value, 'base64url').length % 16 === 0
}

/** What the hub has shown: the characters of its answers, and the looks at persons that it has logged. */
interface Shown {
  readonly characters: number
  readonly looks: number
}

/** Asks the hub and the oracle; both must answer alike. `askSchema`: the hub is also asked about the schema. */
async function compare(
  text: string,
  variables: Record<string, unknown>,
  name: BearerName,
  askSchema: boolean,
): Promise<Shown> {
  const token = await hub.token(BEARERS[name])
  const { answer: answerTo, shown } = oracleOf(name)
  const expected = await answerTo(text, variables)

  let answer: Answer | undefined
  const statements = await statementsDuring(async () => {
    answer = await hub.query(token, askSchema ? withSchema(text) : text, variables)
  })
  const [refused] = expected.errors ?? []
  if (refused !== undefined) {
    // The purpose of all that is asked for is judged before any of it is read.
    expect(refused.extensions.code).toMatch(/^PURPOSE_/)
    expect(answer?.errors?.[0]?.extensions?.code).toBe(refused.extensions.code)
    expect(readStatements(statements)).toEqual([])
    return { characters: 0, looks: 0 }
  }
  expect(answer?.errors).toBeUndefined()
  const { theSchema: _, ...data } = { ...answer?.data } as Record<string, unknown>
  const received = comparable(data)
  expect(received).toBe(comparable(expected.data))
  const asked = Object.values(data).some((value) => value !== 'Query')
  expect(readStatements(statements)).toHaveLength(asked || !askSchema ? 1 : 0)

  const logged = await looksOf(answer?.headers.get('x-request-id') ?? '')
  expect(shown().filter((look) => !logged.has(look))).toEqual([])
  return { characters: received.length, looks: logged.size }
}

const OF_PERSONS = `{ households(first: 9) { totalCount nodes { id caseReference
  persons(first: 9) { nodes { id identity { name cpr } } } } } }`

test.each([false, true])(
  'whoever sees persons is shown them as by the policy, about the schema too: %s',
  async (askSchema) => {
    const { characters, looks } = await compare(OF_PERSONS, {}, 'allocator', askSchema)
    // Answers of nulls and empty lists would prove little.
    expect(characters).toBeGreaterThan(500)
    expect(looks).toBeGreaterThan(10)
  },
)

test(
  'a random operation answers what field-by-field execution over the policy answers, with one statement',
  async () => {
    let telling = 0
    await fc.assert(
      fc.asyncProperty(
        operations,
        bearerNames,
        fc.integer({ min: 1, max: 4 }),
        async ({ text, variables }, name, lane) => {
          fc.pre(isAcceptable(withSchema(text), variables))
          // Each look changes what these answer.
          fc.pre(!OWN_TRACES.test(text))
          const { characters } = await compare(text, variables, name, lane === 1)
          if (characters > 100) telling += 1
        },
      ),
      {
        numRuns: RUNS,
        maxSkipsPerRun: 30,
      },
    )
    // Answers of nulls and empty lists would prove little; more than a third of them are longer than that.
    expect(telling / RUNS).toBeGreaterThan(0.1)
  },
  60_000 + RUNS * 1_600,
)

/** Also asks about the schema, so that graphql-js walks the answer in place of the database's own text. */
function withSchema(text: string): string {
  return text.replace('{', '{ theSchema: __schema { queryType { name } }')
}

/** What the access log holds of a request, as `Type.field id`. */
async function looksOf(requestId: string): Promise<ReadonlySet<string>> {
  const rows = await hub.asOwner<{ look: string }>(
    `select f || ' ' || s.subject as look from access_log l,
       lateral (select names, coalesce(size, cardinality(l.subjects)) as size, place
                  from unnest(l.fields, l.set_sizes) with ordinality u(names, size, place)) shown,
       lateral (select coalesce(sum(coalesce(before, 0)), 0) as skipped from unnest(l.set_sizes[1:shown.place - 1]) before) earlier,
       regexp_split_to_table(shown.names, ',') f,
       unnest(l.subjects[earlier.skipped + 1:earlier.skipped + shown.size]) s(subject)
      where request_id = $1`,
    [requestId],
  )
  return new Set(rows.map(({ look }) => look))
}
