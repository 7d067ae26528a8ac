import fc from 'fast-check'
import { type GraphQLSchema, parse, specifiedRules, validate } from 'graphql'
import { checkOperationLimits, OPERATION_LIMITS } from '../../src/platform/graphql/limits.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { type Answer, readStatements, startHub, statementsDuring, type TestHub } from '../support/hub.ts'
import { loadWorld, oracle, type World } from '../support/oracle.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { type ArgumentPool, argumentPool, randomOperation } from '../support/random-operation.ts'
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
  world = await loadWorld(hub)
  schema = buildHubSchema()
  pool = argumentPool(world)
}, 120_000)
afterAll(() => hub?.stop())

const operations = fc.gen().map((gen) => randomOperation(gen, schema, pool))
const bearerNames = fc.constantFrom(...(Object.keys(BEARERS) as BearerName[]))

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
  if (typeof value !== 'string' || !/^[\w-]{20,}$/.test(value)) return false
  return Buffer.from(value, 'base64url').subarray(12).toString('utf8').startsWith('["')
}

test('a random operation answers what field-by-field execution over the policy answers, with one statement', async () => {
  let characters = 0
  await fc.assert(
    fc.asyncProperty(
      operations,
      bearerNames,
      fc.integer({ min: 1, max: 4 }),
      async ({ text, variables }, name, lane) => {
        fc.pre(isAcceptable(withSchema(text), variables))
        const bearer = BEARERS[name]
        const token = await hub.token(bearer)
        const expected = await oracle(world, originOfBearer(bearer).actor, systemClock.today()).answer(
          text,
          variables,
        )
        expect(expected.errors).toBeUndefined()

        let answer: Answer | undefined
        const statements = await statementsDuring(async () => {
          answer = await hub.query(token, lane === 1 ? withSchema(text) : text, variables)
        })
        expect(answer?.errors).toBeUndefined()
        const { theSchema: _, ...data } = { ...answer?.data } as Record<string, unknown>
        const received = comparable(data)
        expect(received).toBe(comparable(expected.data))
        const asked = Object.values(data).some((value) => value !== 'Query')
        expect(readStatements(statements)).toHaveLength(asked || lane !== 1 ? 1 : 0)
        characters += received.length
      },
    ),
    {
      numRuns: RUNS,
      maxSkipsPerRun: 30,
      seed: Number(process.env.PROPERTY_SEED ?? Date.now() & 0x7fffffff),
    },
  )
  // Answers of nulls and empty lists would prove little.
  expect(characters / RUNS).toBeGreaterThan(100)
}, 300_000)

/** Also asks about the schema, so that graphql-js walks the answer in place of the database's own text. */
function withSchema(text: string): string {
  return text.replace('{', '{ theSchema: __schema { queryType { name } }')
}
