import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { type GraphQLArgument, type GraphQLField, getNamedType } from 'graphql'
import { hubLog } from '../../src/platform/log.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { tablesHolding } from '../support/canaries.ts'
import { allocationFeed, CASE_SYSTEM } from '../support/case-system.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { sampleInput, textPlaces } from '../support/sample-input.ts'
import { BEARERS } from '../support/story.ts'
import { subsidyFeed } from '../support/subsidy-feeds.ts'
import { SUBSIDY_BEARERS } from '../support/subsidies.ts'
import { TRANSITION_FEEDS, type TransitionFeedKind, transitionFeed } from '../support/transition-feeds.ts'

/**
 * A CPR number in every free text of every command, one after another: no command keeps one, no answer repeats one, and a
 * record that is delivered with one is kept without it. Generated from the schema.
 */
const CPR = ['3112575001', '311257-5001', '31 12 57 5001']
const TEXT = `Se ${CPR[0]}, ${CPR[1]} og ${CPR[2]}`

const MUTATIONS = Object.values(buildHubSchema().getMutationType()?.getFields() ?? {})
/** They take records, each of which answers for itself. */
const isDelivery = ({ args }: GraphQLField<unknown, unknown>) =>
  args.some(({ type }) => /RecordInput$/.test(getNamedType(type).name))
const COMMANDS = MUTATIONS.filter((mutation) => !isDelivery(mutation))
const DELIVERIES = MUTATIONS.filter(isDelivery)

let hub: TestHub
let logged = ''
const answers: string[] = []
const found = (text: string) => CPR.filter((cpr) => text.includes(cpr))

beforeAll(async () => {
  const log = new PassThrough()
  log.on('data', (chunk: Buffer) => {
    logged += chunk.toString()
  })
  hub = await startHub({ log: hubLog('debug', log) })
}, 120_000)
afterAll(() => hub?.stop())

async function send(
  { name, args }: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
  bearer: Bearer,
  selection: string,
) {
  const taken = args.filter((arg) => arg.name in variables)
  const declared = taken.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const passed = taken.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const answer = await hub.query<Record<string, { refusals?: { code: string; path: string }[] }>>(
    await hub.token(bearer),
    `mutation (${declared}) { ${name}(${passed}) { ${selection} } }`,
    variables,
  )
  answers.push(answer.text)
  return answer
}

/** The arguments of a command, with the text at one place of one of them. */
function variablesWith(args: readonly GraphQLArgument[], at: string, place: readonly string[]) {
  return Object.fromEntries(
    args.flatMap((arg) => {
      if (arg.name === 'idempotencyKey') return [[arg.name, `${randomUUID()}-${CPR[0]}`]]
      if (arg.name === at) return [[arg.name, sampleInput(arg.type, place, TEXT)]]
      return arg.defaultValue === undefined && `${arg.type}`.endsWith('!')
        ? [[arg.name, sampleInput(arg.type, null, TEXT)]]
        : []
    }),
  )
}

const PLACES = COMMANDS.flatMap((command) =>
  command.args.flatMap((arg) =>
    textPlaces(arg.type).map((place) => ({
      command,
      at: arg.name,
      place,
      path: [arg.name, ...place].join('.'),
    })),
  ),
)

test('there are free texts in most commands, and every delivery of records is known', () => {
  expect(PLACES.length).toBeGreaterThan(100)
  expect(new Set(PLACES.map(({ command }) => command.name)).size).toBeGreaterThan(50)
  expect(DELIVERIES.map(({ name }) => name).sort()).toEqual([
    'syncAllocations',
    'syncSubsidies',
    'syncTransitions',
    'syncVacancies',
  ])
})

test.each(PLACES.map((one) => [one.command.name, one.path, one] as const))(
  '%s takes no CPR number in %s',
  async (_, path, { command, at, place }) => {
    const variables = variablesWith(command.args, at, place)
    const { data, text } = await send(
      command,
      variables,
      BEARERS.allocator,
      'refusals { code path law messageDa messageEn }',
    )
    expect(data?.[command.name]?.refusals).toMatchObject([{ code: 'TEXT_HOLDS_CPR', path }])
    expect(found(text)).toEqual([])
  },
)

/** Who delivers each kind of record, by the feed of that kind. */
const KINDS: readonly {
  readonly name: string
  readonly argument: string
  readonly bearer: Bearer
  readonly feed: () => Promise<string>
}[] = [
  { name: 'syncVacancies', argument: 'records', bearer: BEARERS.organisation, feed: async () => '0045-csv' },
  { name: 'syncAllocations', argument: 'records', bearer: CASE_SYSTEM, feed: () => allocationFeed(hub) },
  {
    name: 'syncSubsidies',
    argument: 'records',
    bearer: SUBSIDY_BEARERS.economist,
    feed: () => subsidyFeed(hub),
  },
  ...(Object.keys(TRANSITION_FEEDS) as TransitionFeedKind[]).map((kind) => ({
    name: 'syncTransitions',
    ...TRANSITION_FEEDS[kind],
    feed: () => transitionFeed(hub, kind),
  })),
]

test.each(KINDS)('a record of $name, $argument, is kept without the CPR number in it', async (kind) => {
  const mutation = DELIVERIES.find(({ name }) => name === kind.name) as GraphQLField<unknown, unknown>
  const arg = mutation.args.find(({ name }) => name === kind.argument) as GraphQLArgument
  const places = textPlaces(arg.type).map(([, ...place]) => place)
  expect(places.length).toBeGreaterThan(1)
  const records = places.flatMap((place) => sampleInput(arg.type, ['0', ...place], TEXT) as object[])
  const { data, text } = await send(
    mutation,
    { feed: await kind.feed(), [kind.argument]: records, idempotencyKey: randomUUID() },
    kind.bearer,
    `delivery { received records(first: 100) { nodes { row outcome raw problems { code path messageDa messageEn } } } } refusals { code }`,
  )
  expect(data).toMatchObject({ [kind.name]: { refusals: [], delivery: { received: records.length } } })
  expect(found(text)).toEqual([])
})

test('no log, metric or answer holds one', async () => {
  const metrics = await (await fetch(`${hub.url}/metrics`)).text()
  expect(metrics).toContain('process_cpu')
  expect(logged.split('\n').length).toBeGreaterThan(100)
  expect(answers.length).toBeGreaterThan(PLACES.length)
  expect([metrics, logged, ...answers].flatMap(found)).toEqual([])
})

test('no table of any schema holds one, the job queue’s neither', async () => {
  const { tables, holding } = await tablesHolding(hub.database.ownerUrl, found)
  expect([...new Set(tables.map(({ schema }) => schema))]).toEqual(
    expect.arrayContaining(['public', 'history', 'audit', 'graphile_worker']),
  )
  expect(holding).toEqual([])
})
