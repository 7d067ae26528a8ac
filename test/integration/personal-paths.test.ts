import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  parse,
} from 'graphql'
import type { Actor } from '../../src/access/actor.ts'
import type { Grant } from '../../src/access/grant.ts'
import { type Action, POLICY } from '../../src/access/policy.ts'
import { checkOperationLimits, OPERATION_LIMITS } from '../../src/platform/graphql/limits.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { isoOf } from '../support/instants.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { loadWorld, oracle, type World } from '../support/oracle.ts'
import { ACTORS, isConnection, leaves, PERSONAL, rowTypeOf } from '../support/personal-schema.ts'
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

interface Document {
  readonly way: string
  /** The actions that open the rows along the way. */
  readonly actions: readonly Action[]
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

type Way = Omit<Document, 'actions'>

beforeAll(async () => {
  hub = await startHub()
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  world = await loadWorld(hub)
  schema = buildHubSchema()
  documents = PERSONAL.flatMap((view) => waysTo(schema.getType(view.type) as GraphQLObjectType))
}, 120_000)
afterAll(() => hub?.stop())

function waysTo(type: GraphQLObjectType): Document[] {
  const actionsOf = (types: readonly string[]) =>
    PERSONAL.filter((view) => types.includes(view.type)).map(({ action }) => action)
  const fields = leaves(type)
  const table = PERSONAL.find((view) => view.type === type.name)?.table ?? ''
  const ids = (world.get(table) ?? []).map((row) => `${type.name}:${row.id}`)
  const past = (world.get(table.replace('public.', 'history.')) ?? []).map((row) =>
    isoOf(BigInt(String(row.recorded_until)) - 1n),
  )
  return [
    ...[
      one(
        'nodes',
        `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on ${type.name} { ${fields} } } }`,
        { ids },
      ),
      ...rowByRow(
        'node',
        'node',
        { id: 'ID!' },
        `__typename ... on ${type.name} { ${fields} }`,
        ids.map((id) => ({ id })),
      ),
    ].map((document) => ({ ...document, actions: actionsOf([type.name]) })),
    ...pathsTo(type).flatMap((path) => {
      const actions = actionsOf(path.map((step) => String(rowTypeOf(step.type)?.name)))
      return alongPath(path, type, fields, past)
        .filter(({ text, variables }) => isShallow(text, variables))
        .map((document) => ({ ...document, actions }))
    }),
  ]
}

/** False for a way that is longer than any operation may be. */
function isShallow(text: string, variables: Readonly<Record<string, unknown>>): boolean {
  return !limitsBroken({ text, variables }).includes('DEPTH_EXCEEDED')
}

function limitsBroken({ text, variables }: Omit<Way, 'way'>): readonly string[] {
  const problems = checkOperationLimits(schema, parse(text), null, { ...variables }, OPERATION_LIMITS)
  return problems.map(({ code }) => code)
}

/**
 * One root field, asked with each of these arguments: as many to an operation, each under a name of its own, as the
 * limits let through, for a request takes longer than a row.
 */
function rowByRow(
  way: string,
  field: string,
  types: Readonly<Record<string, string>>,
  content: string,
  given: readonly Readonly<Record<string, unknown>>[],
): Way[] {
  if (given.length === 0) return []
  const names = Object.keys(types)
  const asked = (some: typeof given): Way => {
    const declared = some.flatMap((_, place) => names.map((name) => `$${name}${place}: ${types[name]}`))
    const fields = some.map((_, place) => {
      const passed = names.map((name) => `${name}: $${name}${place}`)
      return `row${place}: ${field}(${passed.join(', ')}) { ${content} }`
    })
    const variables = some.flatMap((values, place) => names.map((name) => [`${name}${place}`, values[name]]))
    return one(way, `query (${declared.join(', ')}) { ${fields.join(' ')} }`, Object.fromEntries(variables))
  }
  const size =
    [OPERATION_LIMITS.rootFields, 5, 3, 2].find(
      (many) => limitsBroken(asked(given.slice(0, many))).length === 0,
    ) ?? 1
  return Array.from({ length: Math.ceil(given.length / size) }, (_, nth) =>
    asked(given.slice(nth * size, (nth + 1) * size)),
  )
}

/** With which code a request is refused that has no purpose, or one that its roles may not look for; null when it is not. */
function refusalOf(actor: Actor, actions: readonly Action[]): string | null {
  if (actor.purpose === null) return 'PURPOSE_MISSING'
  const misfits = actions.some((action) => {
    const held: readonly Grant[] = POLICY[action].filter((grant) => actor.roles.includes(grant.role))
    return held.length > 0 && !held.some(({ purposes }) => purposes.includes(String(actor.purpose) as never))
  })
  return misfits ? 'PURPOSE_NOT_ALLOWED' : null
}

const one = (way: string, text: string, variables: Readonly<Record<string, unknown>> = {}): Way => ({
  way,
  text,
  variables,
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
  const documents = [one(way, `{ ${list('')} }`)]
  if (below.length > 0) return documents
  for (const { name, type: of } of root.args) {
    const named = getNamedType(of)
    if (name === 'orderBy' && isEnumType(named)) {
      for (const value of named.getValues())
        documents.push(one(`${way} in order`, `{ ${list(`, orderBy: ${value.name}`)} }`))
    }
    if (name === 'filter' && isInputObjectType(named)) {
      for (const field of Object.keys(named.getFields())) {
        for (const value of valuesFor(field, type)) {
          documents.push(
            one(`${way} by ${field}`, `query ($filter: ${named.name}) { ${list(', filter: $filter')} }`, {
              filter: { [field]: value },
            }),
          )
        }
      }
    }
  }
  return documents
}

function singleRow(root: Step, inner: string, way: string, past: readonly string[]): Way[] {
  if (root.args.some(({ name }) => name === 'cpr')) {
    const cprs = [...new Set((world.get('public.person_identity') ?? []).map((row) => String(row.cpr)))]
    return rowByRow(
      way,
      root.name,
      { cpr: 'Cpr!', municipalityCode: 'MunicipalityCode!' },
      inner,
      cprs.flatMap((cpr) => ['0169', '0101'].map((municipalityCode) => ({ cpr, municipalityCode }))),
    )
  }
  const table = PERSONAL.find((view) => view.type === getNamedType(root.type).name)?.table ?? ''
  const ids = (world.get(table) ?? []).map((row) => `${getNamedType(root.type).name}:${row.id}`)
  const known = root.args.some(({ name }) => name === 'knownAt')
  const then = ids.flatMap((id) => past.slice(0, 2).map((knownAt) => ({ id, knownAt })))
  return [
    ...rowByRow(
      way,
      root.name,
      { id: 'ID!' },
      inner,
      ids.map((id) => ({ id })),
    ),
    ...(known ? rowByRow(`${way} then`, root.name, { id: 'ID!', knownAt: 'Instant' }, inner, then) : []),
  ]
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
  const ways = new Set(documents.map(({ way }) => way))
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

const seen = new Map<string, number>()

test.each(ACTORS)('%s', async (_, bearer) => {
  const token = await hub.token(bearer)
  const { actor } = originOfBearer(bearer)
  const { answer: answerTo } = oracle(world, actor, systemClock.today())
  for (const { way, text, variables, actions } of documents) {
    const answer = await hub.query(token, text, variables)
    const refusal = refusalOf(actor, actions)
    if (refusal !== null) {
      expect([way, answer.errors?.[0]?.extensions?.code]).toEqual([way, refusal])
      expect(CANARIES.filter((canary) => answer.text.includes(canary))).toEqual([])
      continue
    }
    const expected = await answerTo(text, variables)
    expect({ way, variables, data: withoutCursors(answer.data) }).toEqual({
      way,
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
