import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  parse,
} from 'graphql'
import type { Actor } from '../../src/access/actor.ts'
import type { Grant } from '../../src/access/grant.ts'
import { type Action, POLICY } from '../../src/access/policy.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { checkOperationLimits, OPERATION_LIMITS } from '../../src/platform/graphql/limits.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { type Answer, startHub, type TestHub } from '../support/hub.ts'
import { isoOf } from '../support/instants.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, type Oracle, oracle, type World } from '../support/oracle.ts'
import {
  ACTORS,
  type Edge,
  edgesToPersons,
  isConnection,
  leaves,
  PERSONAL,
  ROW_ARGUMENTS,
  rowTypeOf,
} from '../support/personal-schema.ts'
import { CANARIES, tellPersonalStory } from '../support/personal-story.ts'
import { originOfBearer, tellStory } from '../support/story.ts'

/**
 * Every field about persons, by every way that the schema has to it, for every role and each of its purposes: generated
 * from schema, views and policy, and compared with what the policy says row by row.
 */
let hub: TestHub
let world: World
let schema: GraphQLSchema
let documents: readonly Document[]
/** The ways to persons that lead through what is about none, or to what has no row of its own. */
let around: readonly Edge[]
/** What the hub answers each actor, by its name, to each of the documents. */
let answers: ReadonlyMap<string, readonly Asked[]>

/** One root field with its arguments and everything below it, which names its variables as `$name`. */
interface Way {
  readonly way: string
  readonly field: string
  readonly types: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, unknown>>
}

/** An answer, and the day that it was given on: the run may go on past midnight. */
interface Asked {
  readonly answer: Answer
  readonly on: LocalDate
}

interface Operation {
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** Ways whose rows the same actions open, in one operation. */
interface Document extends Operation {
  readonly ways: readonly string[]
  /** The actions that open the rows along the ways. */
  readonly actions: readonly Action[]
}

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  world = await loadWorld(hub)
  schema = buildHubSchema()
  const direct = PERSONAL.flatMap((view) => waysTo(schema.getType(view.type) as GraphQLObjectType))
  around = edgesToPersons(schema).filter(({ path }) => !isThroughPersons(path))
  documents = documentsOf([...direct, ...around.flatMap(waysAlong)])
  answers = await askedByAll(documents)
}, 600_000)
afterAll(() => hub?.stop())

/** Each document is asked by everybody before the next one is: to plan its statement takes longer than to answer it. */
async function askedByAll(asked: readonly Document[]): Promise<Map<string, Asked[]>> {
  const found = new Map<string, Asked[]>(ACTORS.map(([name]) => [name, []]))
  for (const { text, variables } of asked) {
    for (const [name, bearer] of ACTORS)
      found.get(name)?.push({
        answer: await hub.query(await hub.token(bearer), text, variables),
        on: systemClock.today(),
      })
  }
  return found
}

interface GuardedWay {
  readonly way: Way
  readonly actions: readonly Action[]
}

function waysTo(type: GraphQLObjectType): GuardedWay[] {
  const actionsOf = (types: readonly string[]) =>
    PERSONAL.filter((view) => types.includes(view.type)).map(({ action }) => action)
  const fields = leaves(type)
  const table = PERSONAL.find((view) => view.type === type.name)?.table ?? ''
  const ids = (world.get(table) ?? []).map((row) => `${type.name}:${row.id}`)
  const past = (world.get(table.replace('public.', 'history.')) ?? []).map((row) =>
    isoOf(BigInt(String(row.recorded_until)) - 1n),
  )
  const content = `... on ${type.name} { ${fields} }`
  return [
    ...[
      one('nodes', `nodes(ids: $ids) { __typename id ${content} }`, { ids: '[ID!]!' }, { ids }),
      ...ids.map((id) => one('node', `node(id: $id) { __typename ${content} }`, { id: 'ID!' }, { id })),
    ].map((way) => ({ way, actions: actionsOf([type.name]) })),
    ...pathsTo(type).flatMap((path) => {
      const actions = actionsOf(path.map((step) => String(rowTypeOf(step.type)?.name)))
      return alongPath(path, type, fields, past)
        .filter((way) => !limitsBroken(together([way])).includes('DEPTH_EXCEEDED'))
        .map((way) => ({ way, actions }))
    }),
  ]
}

/** Whether `pathsTo` finds the way: all of its steps lead to personal rows. */
const isThroughPersons = (path: readonly Step[]) =>
  path.every(({ type }) => PERSONAL.some((view) => view.type === rowTypeOf(type)?.name))

/** The lengths of pages, of which the longest is taken that an operation may have. */
const PAGES = [20, 10, 5, 2]

/** The ways along an edge, one for each row that its steps may name; none when it lies deeper than any operation goes. */
function waysAlong({ path, target }: Edge): GuardedWay[] {
  const way = path.map(({ name }) => name).join('.')
  const pageOf = PAGES.find(
    (page) => limitsBroken(together([wayOf(path, target, way, page, 0)])).length === 0,
  )
  if (pageOf === undefined) return []
  const actions = PERSONAL.filter((view) =>
    path.some((step) => rowTypeOf(step.type)?.name === view.type),
  ).map(({ action }) => action)
  const turns = path.some((step) => rowArgumentsOf(step).length > 0) ? ROWS_NAMED : 1
  return Array.from({ length: turns }, (_, turn) => ({
    way: wayOf(path, target, way, pageOf, turn),
    actions,
  }))
}

/** How many rows a step that names some is tried with. */
const ROWS_NAMED = 8

const rowArgumentsOf = ({ args }: Step) =>
  args.filter(({ name, type }) => name in ROW_ARGUMENTS && isNonNullType(type))

function wayOf(
  path: readonly Step[],
  target: GraphQLObjectType,
  way: string,
  page: number,
  turn: number,
): Way {
  const field = path.reduceRight((content, step) => {
    const given = [
      ...(isConnection(step) ? [`first: ${page}`] : []),
      ...rowArgumentsOf(step).map(({ name }) => `${name}: "${rowNamed(name, turn)}"`),
    ]
    const named = `${step.name}${given.length === 0 ? '' : `(${given.join(', ')})`}`
    return isConnection(step) ? `${named} { totalCount nodes { ${content} } }` : `${named} { ${content} }`
  }, leaves(target) || '__typename')
  return one(way, field)
}

/** The row in this turn; households and vacancies take turns unlike, so that they meet in pairs. */
function rowNamed(argument: string, turn: number): string {
  const [type, table] = ROW_ARGUMENTS[argument] ?? ['', '']
  const rows = world.get(table) ?? []
  return `${type}:${rows[(argument === 'vacancyId' ? Math.floor(turn / 2) : turn) % rows.length]?.id}`
}

/** One operation of several ways, each under a name of its own. */
function together(ways: readonly Way[]): Operation {
  const named = ways.map(({ field, types, values }, place) => ({
    declared: Object.entries(types).map(([name, type]) => `$${name}${place}: ${type}`),
    field: `row${place}: ${field.replace(/\$(\w+)/g, (name) => `${name}${place}`)}`,
    values: Object.entries(values).map(([name, value]) => [`${name}${place}`, value]),
  }))
  const declared = named.flatMap((one) => one.declared).join(', ')
  return {
    text: `query ${declared && `(${declared})`} { ${named.map(({ field }) => field).join(' ')} }`,
    variables: Object.fromEntries(named.flatMap(({ values }) => values)),
  }
}

function limitsBroken({ text, variables }: Operation): readonly string[] {
  const problems = checkOperationLimits(schema, parse(text), null, { ...variables }, OPERATION_LIMITS)
  return problems.map(({ code }) => code)
}

/** As many ways to a request as its limits let through: a request takes longer than a row. */
function documentsOf(ways: readonly GuardedWay[]): Document[] {
  const alike = Map.groupBy(ways, ({ actions }) => [...new Set(actions)].sort().join())
  return [...alike.values()].flatMap((group) => {
    const actions = group[0]?.actions ?? []
    const parts: Way[][] = []
    for (const { way } of group) {
      const last = parts.at(-1)
      if (last !== undefined && limitsBroken(together([...last, way])).length === 0) last.push(way)
      else parts.push([way])
    }
    return parts.map((part) => ({ ...together(part), ways: part.map(({ way }) => way), actions }))
  })
}

/** With which code a request is refused that has no purpose, or one that its roles may not look for; null when it is not, or asks for no row about persons. */
function refusalOf(actor: Actor, actions: readonly Action[]): string | null {
  if (actions.length === 0) return null
  if (actor.purpose === null) return 'PURPOSE_MISSING'
  const misfits = actions.some((action) => {
    const held: readonly Grant[] = POLICY[action].filter((grant) => actor.roles.includes(grant.role))
    return held.length > 0 && !held.some(({ purposes }) => purposes.includes(String(actor.purpose) as never))
  })
  return misfits ? 'PURPOSE_NOT_ALLOWED' : null
}

const one = (way: string, field: string, types: Way['types'] = {}, values: Way['values'] = {}): Way => ({
  way,
  field,
  types,
  values,
})

type Step = GraphQLField<unknown, unknown>

/** Every way through the schema from a query field to a type, without going round in circles. */
function pathsTo(type: GraphQLObjectType): Step[][] {
  const found: Step[][] = []
  const walk = (at: GraphQLObjectType, steps: Step[], seen: readonly string[]) => {
    if (steps.length > 4) return
    for (const field of Object.values(at.getFields())) {
      if (at.name === 'Query' && ['node', 'nodes'].includes(field.name)) continue
      const target = rowTypeOf(field.type)
      if (target === undefined || seen.includes(target.name)) continue
      // Only ways through what is about persons: elsewhere there is nothing to see.
      if (target === type) found.push([...steps, field])
      else if (PERSONAL.some((view) => view.type === target.name))
        walk(target, [...steps, field], [...seen, target.name])
    }
  }
  walk(schema.getQueryType() as GraphQLObjectType, [], [])
  return found
}

/** Documents along one path: each filter and order of its lists, counts, edges, cursors, single rows by id, and the past. */
function alongPath(
  path: readonly Step[],
  type: GraphQLObjectType,
  fields: string,
  past: readonly string[],
): Way[] {
  const [root, ...below] = path as [Step, ...Step[]]
  const inner = below.reduceRight(
    (content, step) =>
      isConnection(step)
        ? `${step.name}(first: 20) { totalCount nodes { ${content} } }`
        : `${step.name} { ${content} }`,
    fields,
  )
  const way = path.map(({ name }) => name).join('.')
  if (!isConnection(root)) return singleRow(root, inner, way, past)
  const edges =
    below.length === 0
      ? `pageInfo { hasNextPage startCursor endCursor } edges { cursor node { ${inner} } }`
      : ''
  const list = (given: string) => `${root.name}(first: 20${given}) { totalCount nodes { ${inner} } ${edges} }`
  const ways = [one(way, list(''))]
  if (below.length > 0) return ways
  for (const { name, type: of } of root.args) {
    const named = getNamedType(of)
    if (name === 'orderBy' && isEnumType(named)) {
      for (const value of named.getValues())
        ways.push(one(`${way} in order`, list(`, orderBy: ${value.name}`)))
    }
    if (name === 'filter' && isInputObjectType(named)) {
      for (const field of Object.keys(named.getFields())) {
        for (const value of valuesFor(field, type)) {
          const filter = { [field]: value }
          ways.push(one(`${way} by ${field}`, list(', filter: $filter'), { filter: named.name }, { filter }))
        }
      }
    }
  }
  return ways
}

function singleRow(root: Step, inner: string, way: string, past: readonly string[]): Way[] {
  if (root.args.some(({ name }) => name === 'cpr')) {
    const cprs = [...new Set((world.get('public.person_identity') ?? []).map((row) => String(row.cpr)))]
    const types = { cpr: 'Cpr!', municipalityCode: 'MunicipalityCode!' }
    const field = `${root.name}(cpr: $cpr, municipalityCode: $municipalityCode) { ${inner} }`
    return cprs.flatMap((cpr) =>
      ['0169', '0101'].map((municipalityCode) => one(way, field, types, { cpr, municipalityCode })),
    )
  }
  const table = PERSONAL.find((view) => view.type === getNamedType(root.type).name)?.table ?? ''
  const ids = (world.get(table) ?? []).map((row) => `${getNamedType(root.type).name}:${row.id}`)
  const known = root.args.some(({ name }) => name === 'knownAt')
  const then = `${root.name}(id: $id, knownAt: $at) { ${inner} }`
  return ids.flatMap((id) => [
    one(way, `${root.name}(id: $id) { ${inner} }`, { id: 'ID!' }, { id }),
    ...(known
      ? past.slice(0, 2).map((at) => one(`${way} then`, then, { id: 'ID!', at: 'Instant' }, { id, at }))
      : []),
  ])
}

/** What a filter of this name is tried with: what the rows have, seen or not. */
function valuesFor(filter: string, type: GraphQLObjectType): unknown[] {
  const table = PERSONAL.find((view) => view.type === type.name)?.table ?? ''
  const rows = world.get(table) ?? []
  const column = filter.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  const typeOfId = { organisationId: 'HousingOrganisation', dwellingId: 'Dwelling', estateId: 'Estate' }[
    filter
  ]
  const values = [...new Set(rows.map((row) => row[column]).filter((value) => value != null))]
  return typeOfId === undefined ? values : values.map((value) => `${typeOfId}:${value}`)
}

test('the ways are found: through lists, below others, by id, by CPR number, by every filter and order, and then', () => {
  const ways = new Set(documents.flatMap((document) => document.ways))
  for (const way of [
    'node',
    'nodes',
    'households',
    'households by caseReference',
    'households in order',
    'households.need',
    'households.persons.identity',
    'household.persons.identity then',
    'personByCpr.identity',
    'disclosures.tenants',
    'criterionChecks by criterion',
    'criterionChecks.applicant',
    'criterionCheck.applicant',
  ]) {
    expect(ways).toContain(way)
  }
})

/** Ways that lie deeper than an operation may go are none; of what has a shallower one, all are asked. */
test('every field that leads to persons is asked for, through whatever types', () => {
  const ways = new Set(documents.flatMap((document) => document.ways))
  const named = (path: readonly Step[]) => path.map(({ name }) => name).join('.')
  const unasked = around.filter(({ path }) => !ways.has(named(path))).map(({ name }) => name)
  expect(unasked).toEqual([])
  expect(around.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Tenancy.arrears',
      'TransitionTimeline.case',
      'DeliveryRecord.caseRecord',
      'Match.household',
      'AllocationDecision.explanation',
      'SubsidyAuditChange.finding',
      'Stay.conditions',
    ]),
  )
})

const seen = new Map<string, number>()

test.each(ACTORS)('%s', async (name, bearer) => {
  const { actor } = originOfBearer(bearer)
  const answersOn = new Map<LocalDate, Oracle>()
  for (const [place, { ways, text, variables, actions }] of documents.entries()) {
    const asked = answers.get(name)?.[place]
    if (asked === undefined) throw new Error(`${name} was not asked for ${ways.join()}`)
    const { answer, on } = asked
    const refusal = refusalOf(actor, actions)
    if (refusal !== null) {
      expect([ways, answer.errors?.[0]?.extensions?.code]).toEqual([ways, refusal])
      expect(CANARIES.filter((canary) => answer.text.includes(canary))).toEqual([])
      continue
    }
    const judge = answersOn.get(on) ?? oracle(world, actor, on)
    answersOn.set(on, judge)
    const expected = await judge.answer(text, variables)
    if (expected.errors !== undefined) {
      const refused = expected.errors[0]?.extensions.code
      expect([ways, answer.errors?.[0]?.extensions?.code]).toEqual([ways, refused])
      expect(CANARIES.filter((canary) => answer.text.includes(canary))).toEqual([])
      continue
    }
    expect({ ways, variables, data: withoutCursors(answer.data) }).toEqual({
      ways,
      variables,
      data: withoutCursors(expected.data),
    })
    const found = CANARIES.filter((canary) => answer.text.includes(canary)).length
    const [role = ''] = bearer.roles
    seen.set(role, (seen.get(role) ?? 0) + found)
  }
})

test('those who are to see persons did, and nobody else', () => {
  const seers = [...seen].filter(([, count]) => count > 0).map(([role]) => role)
  expect(seers.sort()).toEqual([
    'municipal_allocator',
    'municipal_nominator',
    'municipal_system',
    'organisation_letting_officer',
    'organisation_system',
  ])
})

function withoutCursors(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner: unknown) =>
      /cursor$/i.test(name) && typeof inner === 'string' ? 'cursor' : inner,
    ),
  )
}
