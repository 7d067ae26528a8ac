import { ApolloServer } from '@apollo/server'
import {
  buildSchema,
  type DocumentNode,
  getIntrospectionQuery,
  getVariableValues,
  Kind,
  parse,
  validate,
} from 'graphql'
import {
  checkOperationLimits,
  LIMIT_CODES,
  OPERATION_LIMITS,
  operationLimits,
  PARSE_LIMITS,
} from '../../src/platform/graphql/limits.ts'

const schema = buildSchema(`
  interface Node { id: ID! }
  union Found = Vacancy | Dwelling
  directive @mark repeatable on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION | QUERY | VARIABLE_DEFINITION
  type Vacancy implements Node { id: ID!, dwelling: Dwelling!, lines: [Line!]!, codes: [String!]!, allocations(first: Int): AllocationConnection! }
  interface Place { vacancies(first: Int): VacancyConnection! }
  type Dwelling implements Node & Place { id: ID!, vacancies(first: Int): VacancyConnection!, up: Dwelling }
  type Line { name: String! }
  type Allocation { id: ID!, vacancy: Vacancy! }
  type VacancyEdge { cursor: String!, node: Vacancy! }
  type VacancyConnection { edges: [VacancyEdge!]!, nodes: [Vacancy!]!, totalCount: Int! }
  type AllocationConnection { nodes: [Allocation!]! }
  type Query {
    vacancies(first: Int): VacancyConnection!
    defaulted(first: Int = 50): VacancyConnection!
    nodes(ids: [ID!]!): [Node]!
    found: Found
    place: Place
    latest: VacancyConnection!
    dwelling: Dwelling
    ping: String
  }
  type Mutation { ping: String }
`)

const check = (source: string, variables: Record<string, unknown> = {}, operationName?: string) => {
  const document = parse(source, PARSE_LIMITS)
  expect(validate(schema, document)).toEqual([])
  const operation = document.definitions.find(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      (operationName === undefined || definition.name?.value === operationName),
  )
  const definitions = operation?.kind === Kind.OPERATION_DEFINITION ? operation.variableDefinitions : []
  const { coerced } = getVariableValues(schema, definitions ?? [], variables)
  if (!coerced) throw new Error('the variables of the example do not fit')
  return checkOperationLimits(schema, document, operationName, coerced, OPERATION_LIMITS)
}
const codes = (source: string, variables?: Record<string, unknown>, operationName?: string) =>
  check(source, variables, operationName).map((refusal) => refusal.code)

const ups = (levels: number) => `dwelling { ${'up { '.repeat(levels - 2)} id ${'} '.repeat(levels - 2)} }`
const repeat = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ')

describe('an operation within the limits may run', () => {
  test.each([
    ['the deepest allowed', `{ ${ups(8)} }`, {}],
    ['fifteen aliases', `{ dwelling { ${repeat(15, (i) => `a${i}: id`)} } }`, {}],
    ['fifty directives', `{ ping ${'@mark '.repeat(50)} }`, {}],
    ['ten root fields', `{ ${repeat(10, () => 'ping')} }`, {}],
    ['a full page', '{ vacancies(first: 100) { nodes { id } } }', {}],
    ['the smallest page', '{ vacancies(first: 1) { nodes { id } } }', {}],
    ['a page size from a variable', 'query ($n: Int) { vacancies(first: $n) { totalCount } }', { n: 100 }],
    ['a page size by default of the schema', '{ defaulted { totalCount } }', {}],
    [
      'a page size by default of the variable',
      'query ($n: Int = 5) { vacancies(first: $n) { totalCount } }',
      {},
    ],
    ['a hundred ids', 'query ($i: [ID!]!) { nodes(ids: $i) { id } }', { i: Array(100).fill('x') }],
    [
      'nested pages of exactly 10,000 objects',
      '{ vacancies(first: 100) { nodes { allocations(first: 99) { nodes { id } } } } }',
      {},
    ],
    ['both faces of a page', '{ vacancies(first: 100) { nodes { id } edges { node { id } } } }', {}],
    [
      'a list of leaves',
      '{ vacancies(first: 100) { nodes { codes allocations(first: 98) { nodes { id } } } } }',
      {},
    ],
    ['a union', '{ found { __typename ... on Vacancy { id } ... on Dwelling { id } } }', {}],
    ['a mutation', 'mutation { ping }', {}],
    ['the introspection of every tool', getIntrospectionQuery(), {}],
  ])('%s', (_name, source, variables) => {
    expect(codes(source, variables)).toEqual([])
  })
})

describe('an operation over a limit is refused with its code', () => {
  test.each([
    ['one level too deep', `{ ${ups(9)} }`, {}, 'DEPTH_EXCEEDED'],
    ['too deep below an operation called __schema', `query __schema { ${ups(9)} }`, {}, 'DEPTH_EXCEEDED'],
    ['too deep below an alias called schema', `{ _schema: ${ups(9)} }`, {}, 'DEPTH_EXCEEDED'],
    [
      'too deep through fragments',
      'query { dwelling { ...A } } fragment A on Dwelling { up { up { up { ...B } } } } fragment B on Dwelling { up { up { up { up { id } } } } }',
      {},
      'DEPTH_EXCEEDED',
    ],
    [
      'too deep in what is skipped',
      `query ($s: Boolean!) { ... @skip(if: $s) { ${ups(9)} } }`,
      { s: true },
      'DEPTH_EXCEEDED',
    ],
    ['sixteen aliases', `{ dwelling { ${repeat(16, (i) => `a${i}: id`)} } }`, {}, 'TOO_MANY_ALIASES'],
    [
      'sixteen aliases that are skipped',
      `{ dwelling @skip(if: true) { ${repeat(16, (i) => `a${i}: id`)} } }`,
      {},
      'TOO_MANY_ALIASES',
    ],
    [
      'eight aliases in a fragment spread twice',
      `{ dwelling { ...A up { ...A } } } fragment A on Dwelling { ${repeat(8, (i) => `a${i}: id`)} }`,
      {},
      'TOO_MANY_ALIASES',
    ],
    ['fifty-one directives on a field', `{ ping ${'@mark '.repeat(51)} }`, {}, 'TOO_MANY_DIRECTIVES'],
    [
      'fifty-one directives on the operation',
      `query ${'@mark '.repeat(51)} { ping }`,
      {},
      'TOO_MANY_DIRECTIVES',
    ],
    [
      'fifty-one directives on a variable',
      `query ($n: Int ${'@mark '.repeat(51)}) { vacancies(first: $n) { totalCount } }`,
      { n: 1 },
      'TOO_MANY_DIRECTIVES',
    ],
    [
      'directives on a fragment, its spread and an inline fragment',
      `{ dwelling { ...A ${'@mark '.repeat(17)} ... ${'@mark '.repeat(17)} { id } } } fragment A on Dwelling ${'@mark '.repeat(17)} { id }`,
      {},
      'TOO_MANY_DIRECTIVES',
    ],
    ['eleven root fields', `{ ${repeat(11, () => 'ping')} }`, {}, 'TOO_MANY_ROOT_FIELDS'],
    [
      'eleven root fields through a fragment',
      `{ ...A ...A ping } fragment A on Query { ${repeat(5, () => 'ping')} }`,
      {},
      'TOO_MANY_ROOT_FIELDS',
    ],
    ['501 fields', `{ dwelling { ${repeat(500, () => 'id')} } }`, {}, 'TOO_MANY_FIELDS'],
    ['no first', '{ vacancies { totalCount } }', {}, 'FIRST_REQUIRED'],
    ['first: null', '{ vacancies(first: null) { totalCount } }', {}, 'FIRST_REQUIRED'],
    [
      'first from a variable that is missing',
      'query ($n: Int) { vacancies(first: $n) { totalCount } }',
      {},
      'FIRST_REQUIRED',
    ],
    [
      'first from a variable that is null',
      'query ($n: Int) { vacancies(first: $n) { totalCount } }',
      { n: null },
      'FIRST_REQUIRED',
    ],
    [
      'first: null where the schema has a default',
      '{ defaulted(first: null) { totalCount } }',
      {},
      'FIRST_REQUIRED',
    ],
    ['first: 0', '{ vacancies(first: 0) { totalCount } }', {}, 'FIRST_OUT_OF_RANGE'],
    ['first: -1', '{ vacancies(first: -1) { totalCount } }', {}, 'FIRST_OUT_OF_RANGE'],
    ['first: 101', '{ vacancies(first: 101) { totalCount } }', {}, 'FIRST_OUT_OF_RANGE'],
    [
      'first: $n with a huge value',
      'query ($n: Int) { vacancies(first: $n) { totalCount } }',
      { n: 2147483647 },
      'FIRST_OUT_OF_RANGE',
    ],
    [
      'a nested page without first',
      '{ vacancies(first: 1) { nodes { allocations { nodes { id } } } } }',
      {},
      'FIRST_REQUIRED',
    ],
    ['a page of an interface without first', '{ place { vacancies { totalCount } } }', {}, 'FIRST_REQUIRED'],
    ['101 ids', 'query ($i: [ID!]!) { nodes(ids: $i) { id } }', { i: Array(101).fill('x') }, 'TOO_MANY_IDS'],
    [
      'nested pages of 10,100 objects',
      '{ vacancies(first: 100) { nodes { allocations(first: 100) { nodes { id } } } } }',
      {},
      'NODE_BUDGET_EXCEEDED',
    ],
    [
      'nested pages that a variable makes large',
      'query ($n: Int!) { vacancies(first: $n) { nodes { allocations(first: $n) { nodes { id } } } } }',
      { n: 100 },
      'NODE_BUDGET_EXCEEDED',
    ],
    [
      'nested pages through a fragment and an interface',
      'query ($i: [ID!]!) { nodes(ids: $i) { ...V } } fragment V on Vacancy { allocations(first: 100) { nodes { id } } }',
      { i: Array(100).fill('x') },
      'NODE_BUDGET_EXCEEDED',
    ],
    [
      'many pages side by side',
      `{ ${repeat(10, (i) => `a${i}: vacancies(first: 100) { nodes { lines { name } } }`)} }`,
      {},
      'NODE_BUDGET_EXCEEDED',
    ],
    [
      'edges and nodes both with large pages below',
      '{ vacancies(first: 60) { nodes { allocations(first: 90) { nodes { id } } } edges { node { allocations(first: 90) { nodes { id } } } } } }',
      {},
      'NODE_BUDGET_EXCEEDED',
    ],
  ])('%s', (_name, source, variables, code) => {
    expect(codes(source, variables)).toEqual([code])
  })

  test('several at once come in the declared order', () => {
    const source = `{ b: vacancies(first: 0) { totalCount } ${repeat(16, (i) => `a${i}: vacancies { totalCount }`)} ${ups(9)} }`
    const found = codes(source)
    expect(found).toEqual([
      'DEPTH_EXCEEDED',
      'TOO_MANY_ALIASES',
      'TOO_MANY_ROOT_FIELDS',
      'FIRST_REQUIRED',
      'FIRST_OUT_OF_RANGE',
    ])
    expect(found).toEqual(LIMIT_CODES.filter((code) => found.includes(code)))
  })

  test('the field is named, in both languages', () => {
    const [refusal] = check('{ a: vacancies(first: 1) { nodes { b: allocations { nodes { id } } } } }')
    expect(refusal).toMatchObject({ path: 'Vacancy.allocations' })
    expect(refusal?.text.en).toContain('Vacancy.allocations requires the argument first')
    expect(refusal?.text.da).toContain('Vacancy.allocations kræver argumentet first')
  })
})

describe('what @skip and @include switch off', () => {
  const nested = 'nodes { allocations(first: 100) { nodes { id } } }'
  test.each([
    ['@skip(if: true)', {}, []],
    ['@skip(if: false)', {}, ['NODE_BUDGET_EXCEEDED']],
    ['@include(if: false)', {}, []],
    ['@include(if: true)', {}, ['NODE_BUDGET_EXCEEDED']],
    ['@skip(if: $v)', { v: true }, []],
    ['@skip(if: $v)', { v: false }, ['NODE_BUDGET_EXCEEDED']],
    ['@include(if: $v)', { v: false }, []],
    ['@include(if: $v)', { v: true }, ['NODE_BUDGET_EXCEEDED']],
  ])('costs accordingly: %s with %j', (directive, variables, expected) => {
    const declared = directive.includes('$v') ? '($v: Boolean!)' : ''
    for (const place of [
      `{ vacancies(first: 100) ${directive} { ${nested} } }`,
      `{ vacancies(first: 100) { ... ${directive} { ${nested} } } }`,
      `{ vacancies(first: 100) { ...N ${directive} } } fragment N on VacancyConnection { ${nested} }`,
    ]) {
      expect(codes(`query ${declared} ${place}`, variables)).toEqual(expected)
    }
  })

  test('a fragment that is skipped in one place still costs in another', () => {
    const source = `{ a: vacancies(first: 100) { ...N @skip(if: true) } b: vacancies(first: 100) { ...N } } fragment N on VacancyConnection { ${nested} }`
    expect(codes(source)).toEqual(['NODE_BUDGET_EXCEEDED'])
  })

  test('a page that is skipped needs no first', () => {
    expect(codes('{ ping vacancies @skip(if: true) { totalCount } }')).toEqual([])
  })
})

test('a fragment counts anew where its list is not the content of a page', () => {
  const fragment =
    'fragment N on VacancyConnection { nodes { allocations(first: 100) { nodes { vacancy { lines { name } } } } } }'
  expect(codes(`{ vacancies(first: 1) { ...N } } ${fragment}`)).toEqual([])
  expect(codes(`{ vacancies(first: 1) { ...N } latest { ...N } } ${fragment}`)).toEqual([
    'NODE_BUDGET_EXCEEDED',
  ])
})

describe('the check itself is cheap', () => {
  const timed = (run: () => unknown) => {
    const began = performance.now()
    const result = run()
    return { result, ms: performance.now() - began }
  }
  const bomb = (leaf: string) =>
    `query { dwelling { ...F25 } } fragment F0 on Dwelling { ${leaf} } ${repeat(25, (i) => `fragment F${i + 1} on Dwelling { ...F${i} ...F${i} }`)}`

  test('a fragment bomb of 2^25 is refused at once', () => {
    const { result, ms } = timed(() => codes(bomb('id a: id')))
    expect(result).toEqual(['TOO_MANY_ALIASES', 'TOO_MANY_FIELDS'])
    expect(ms).toBeLessThan(1_000)
  })

  test('a fragment bomb of pages is refused at once', () => {
    const { result, ms } = timed(() => codes(bomb('vacancies(first: 1) { totalCount }')))
    expect(result).toEqual(['TOO_MANY_FIELDS', 'NODE_BUDGET_EXCEEDED'])
    expect(ms).toBeLessThan(1_000)
  })

  test('fragment cycles and unknown names, which validation refuses, end', () => {
    const unchecked = (source: string): DocumentNode => parse(source)
    const cyclic = unchecked(
      '{ ...A ...Missing nowhere { x } } fragment A on Query { ...B } fragment B on Query { ...A ping }',
    )
    expect(checkOperationLimits(schema, cyclic, undefined, {}, OPERATION_LIMITS)).toEqual([])
    expect(
      checkOperationLimits(schema, unchecked('subscription { x { y } }'), null, {}, OPERATION_LIMITS),
    ).toEqual([])
    expect(
      checkOperationLimits(schema, unchecked('fragment A on Query { ping }'), null, {}, OPERATION_LIMITS),
    ).toEqual([])
  })
})

test('a document of more tokens than allowed is not parsed to its end', () => {
  expect(() => parse(`{ ${'a '.repeat(1000)} }`, PARSE_LIMITS)).toThrow('1000 tokens. Parsing aborted.')
})

test('only the operation that is asked for is measured', () => {
  const source = `query Small { ping } query Large { ${ups(9)} }`
  expect(codes(source, {}, 'Small')).toEqual([])
  expect(codes(source, {}, 'Large')).toEqual(['DEPTH_EXCEEDED'])
})

describe('on Apollo Server', () => {
  const resolved: string[] = []
  const server = new ApolloServer({
    typeDefs: 'type Page { n: Int } type Query { vacancies(first: Int): Page, ping: String }',
    resolvers: {
      Query: {
        vacancies: () => {
          resolved.push('vacancies')
          return { n: 1 }
        },
      },
    },
    plugins: [operationLimits()],
    parseOptions: PARSE_LIMITS,
  })
  afterAll(() => server.stop())
  const send = async (query: string, variables: Record<string, unknown> = {}, operationName?: string) => {
    resolved.length = 0
    const { body, http } = await server.executeOperation({
      query,
      variables,
      ...(operationName && { operationName }),
    })
    if (body.kind !== 'single') throw new Error('one answer is expected')
    return { status: http.status, ...body.singleResult }
  }
  const paged = 'query ($n: Int) { vacancies(first: $n) { n } }'

  test('an operation over a limit is answered with one error and 400, and no resolver runs', async () => {
    const { status, errors } = await send(`${paged.slice(0, -1)} ${repeat(11, () => 'ping')} }`, { n: 500 })
    expect(status).toBe(400)
    expect(errors?.map((error) => error.extensions?.code)).toEqual(['TOO_MANY_ROOT_FIELDS'])
    expect(errors?.[0]?.message).toMatch(
      /10 fields at its top level.*from 1 to 100.*øverste niveau.*fra 1 til 100/s,
    )
    expect(resolved).toEqual([])
  })

  test('an operation within the limits runs', async () => {
    expect(await send(paged, { n: 5 })).toMatchObject({ data: { vacancies: { n: 1 } } })
    expect(resolved).toEqual(['vacancies'])
  })

  test('variables that do not fit are refused by the execution', async () => {
    const { status, errors } = await send(paged, { n: 'many' })
    expect([status, errors?.[0]?.extensions?.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect(resolved).toEqual([])
  })

  test('an operation name that is not in the document is refused as such', async () => {
    const { status, errors } = await send(paged, { n: 5 }, 'Other')
    expect([status, errors?.[0]?.extensions?.code]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE'])
  })
})
