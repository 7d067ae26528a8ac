import { buildSchema, parse, validate } from 'graphql'
import {
  checkOperationLimits,
  LIMIT_CODES,
  OPERATION_LIMITS,
  type OperationLimits,
} from '../../src/platform/graphql/limits.ts'
import fc from '../support/fast-check.ts'

const schema = buildSchema(`
  type Item { id: ID!, one: Item, many: [Item!]!, page(first: Int): Page! }
  type Page { nodes: [Item!]! }
  type Query { item: Item }
`)

const UNLIMITED: OperationLimits = {
  depth: Infinity,
  aliases: Infinity,
  directives: Infinity,
  rootFields: Infinity,
  fields: Infinity,
  first: 100,
  ids: 100,
  nodes: Infinity,
  values: Infinity,
  unpagedList: 10,
}

interface Leaf {
  readonly kind: 'leaf'
  readonly alias: boolean
}
interface Branch {
  readonly kind: 'one' | 'many' | 'page'
  readonly alias: boolean
  readonly first: number
  readonly selections: readonly Selection[]
}
type Selection = Leaf | Branch

const selections = fc.letrec<{ selection: Selection; selections: readonly Selection[] }>((tie) => ({
  selection: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('leaf' as const), alias: fc.boolean() }),
    fc.record({
      kind: fc.constantFrom('one' as const, 'many' as const, 'page' as const),
      alias: fc.boolean(),
      first: fc.integer({ min: 1, max: 100 }),
      selections: tie('selections'),
    }),
  ),
  selections: fc.array(tie('selection'), { minLength: 1, maxLength: 3 }),
})).selections

/** The same selections as text; `fragments` gives every set of selections its own fragment. */
function document(all: readonly Selection[], inFragments: boolean, firstAsVariable: boolean) {
  const fragments: string[] = []
  const variables: Record<string, number> = {}
  let names = 0
  const set = (members: readonly Selection[]): string => {
    const text = members.map(one).join(' ')
    if (!inFragments) return text
    const name = `F${fragments.length}`
    fragments.push(`fragment ${name} on Item { ${text} }`)
    return `...${name}`
  }
  const one = (selection: Selection): string => {
    const key = selection.alias ? `k${names++}: ` : ''
    if (selection.kind === 'leaf') return `${key}id`
    const inner = set(selection.selections)
    if (selection.kind !== 'page') return `${key}${selection.kind} { ${inner} }`
    const variable = `v${names++}`
    if (firstAsVariable) variables[variable] = selection.first
    return `${key}page(first: ${firstAsVariable ? `$${variable}` : selection.first}) { nodes { ${inner} } }`
  }
  const body = set(all)
  const declared = Object.keys(variables).map((name) => `$${name}: Int!`)
  const head = declared.length > 0 ? `query (${declared.join(', ')})` : 'query'
  return { source: `${head} { item { ${body} } } ${fragments.join(' ')}`, variables }
}

// The plain definition of each measure, written down a second time without memory or fragments.
const aliases = (all: readonly Selection[]): number =>
  all.reduce((n, s) => n + (s.alias ? 1 : 0) + (s.kind === 'leaf' ? 0 : aliases(s.selections)), 0)
const depth = (all: readonly Selection[]): number =>
  Math.max(...all.map((s) => (s.kind === 'leaf' ? 1 : depth(s.selections) + (s.kind === 'page' ? 2 : 1))))
const nodes = (all: readonly Selection[]): number =>
  all.reduce((n, s) => {
    if (s.kind === 'leaf') return n
    const inner = nodes(s.selections)
    return n + (s.kind === 'page' ? s.first * (1 + inner) : s.kind === 'many' ? 10 * (1 + inner) : inner)
  }, 0)

test('depth, aliases and nodes are measured exactly, with and without fragments and variables', () => {
  fc.assert(
    fc.property(selections, fc.boolean(), fc.boolean(), (all, inFragments, firstAsVariable) => {
      const { source, variables } = document(all, inFragments, firstAsVariable)
      const refused = (limits: Partial<OperationLimits>) =>
        checkOperationLimits(schema, parse(source), null, variables, { ...UNLIMITED, ...limits }).map(
          (refusal) => refusal.code,
        )
      expect(refused({ depth: depth(all) + 1, aliases: aliases(all), nodes: nodes(all) })).toEqual([])
      expect(refused({ depth: depth(all) })).toEqual(['DEPTH_EXCEEDED'])
      expect(refused({ aliases: aliases(all) - 1 })).toEqual(['TOO_MANY_ALIASES'])
      expect(refused({ nodes: nodes(all) - 1 })).toEqual(['NODE_BUDGET_EXCEEDED'])
    }),
  )
})

test('any graph of fragments, cycles too, is measured in no time', () => {
  const spreads = fc.array(fc.array(fc.nat({ max: 29 }), { maxLength: 8 }), { minLength: 30, maxLength: 30 })
  fc.assert(
    fc.property(spreads, (graph) => {
      const fragments = graph.map(
        (targets, i) =>
          `fragment F${i} on Item { id page(first: 100) { nodes { ${['id', ...targets.map((t) => `...F${t}`)].join(' ')} } } }`,
      )
      const parsed = parse(`{ item { ...F0 } } ${fragments.join(' ')}`)
      const began = performance.now()
      const refusals = checkOperationLimits(schema, parsed, null, {}, OPERATION_LIMITS)
      expect(performance.now() - began).toBeLessThan(1_000)
      expect(LIMIT_CODES).toEqual(expect.arrayContaining(refusals.map((refusal) => refusal.code)))
    }),
  )
})

test('the documents of these properties are ones that validation lets through', () => {
  fc.assert(
    fc.property(selections, fc.boolean(), fc.boolean(), (all, inFragments, firstAsVariable) => {
      const { source } = document(all.slice(0, 1), inFragments, firstAsVariable)
      // Two equal fields with different arguments conflict; the measure does not care.
      const conflicts = (message: string) => message.includes('conflict')
      expect(validate(schema, parse(source)).filter((error) => !conflicts(error.message))).toEqual([])
    }),
    { numRuns: 30 },
  )
})
