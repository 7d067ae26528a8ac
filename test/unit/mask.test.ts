import { ApolloServer } from '@apollo/server'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { Refused } from '../../src/kernel/errors.ts'
import { LIMIT_CODES } from '../../src/platform/graphql/limits.ts'
import { capErrors, maskErrors } from '../../src/platform/graphql/mask.ts'
import { Kroner, StrictID } from '../../src/platform/graphql/scalars.ts'

// Stands for anything that must not leave: a personal number in a value, or the words of the database.
const SECRET = '010190-1234'

const faults: { error: unknown; requestId: string }[] = []
let requestId = 'request-1'
const mask = maskErrors({
  requestId: () => requestId,
  onFault: (error, reference) => faults.push({ error, requestId: reference }),
  clientCodes: ['TEAPOT'],
})
const databaseError = () =>
  Object.assign(new Error(`duplicate key value violates unique constraint (cpr)=(${SECRET})`), {
    code: '23505',
  })
const shared = databaseError()

const thrown: Record<string, () => unknown> = {
  database: databaseError,
  shared: () => shared,
  text: () => SECRET,
  unknownCode: () => new GraphQLError(SECRET, { extensions: { code: 'SOMETHING_NEW' } }),
  wrapped: () =>
    new GraphQLError('wrapped', { originalError: databaseError(), extensions: { code: 'BAD_USER_INPUT' } }),
  borrowedCode: () => Object.assign(databaseError(), { extensions: { code: 'BAD_USER_INPUT' } }),
  refused: () =>
    new Refused({
      code: 'CAP_REACHED',
      text: { da: 'Loftet er nået.', en: 'The cap is reached.' },
      law: '§ 59',
      path: 'input.dwelling',
    }),
  emptyRefused: () => new Refused(),
  forbidden: () =>
    new GraphQLError('Name a purpose.', {
      extensions: { code: 'FORBIDDEN', law: '§ 1', cpr: SECRET, exception: { SECRET } },
    }),
  teapot: () => new GraphQLError('Short and stout.', { extensions: { code: 'TEAPOT' } }),
}

const server = new ApolloServer({
  typeDefs: `
    scalar Kroner
    enum Colour { RED GREEN }
    input Row { id: ID!, rent: Kroner, count: Int, colour: Colour, flag: Boolean, share: Float, name: String, rows: [Row!] }
    input Choice @oneOf { a: String, b: String }
    type Query { echo(row: Row, rows: [Row!], need: Int! = 1, choice: Choice): String, fail(how: String!): String, bad: Int, items(how: String!): [String] }
  `,
  resolvers: {
    ID: StrictID,
    Kroner,
    Query: {
      echo: () => 'ok',
      bad: () => SECRET,
      fail: (_: unknown, { how }: { how: string }) => {
        throw thrown[how]?.()
      },
      items: (_: unknown, { how }: { how: string }) => Array.from({ length: 40 }, () => thrown[how]?.()),
    },
  },
  formatError: mask,
  plugins: [capErrors()],
  includeStacktraceInErrorResponses: true,
})
afterAll(() => server.stop())
beforeEach(() => {
  faults.length = 0
})

const send = async (query: string, variables: Record<string, unknown> = {}, operationName?: string) => {
  const { body, http } = await server.executeOperation({
    query,
    variables,
    ...(operationName && { operationName }),
  })
  if (body.kind !== 'single') throw new Error('one answer is expected')
  return { status: http.status, ...body.singleResult }
}
const errorsOf = async (
  query: string,
  variables?: Record<string, unknown>,
): Promise<readonly GraphQLFormattedError[]> => (await send(query, variables)).errors ?? []

describe('a value in a variable never comes back', () => {
  const row = 'query ($row: Row) { echo(row: $row) }'
  const at = (place: string) => `Variable "$row" got an invalid value at "row.${place}".`
  test.each([
    ['a scalar of ours', { id: 'x', rent: SECRET }, `${at('rent')} Kroner must be a string of kroner`],
    [
      'a nested scalar of ours',
      { id: 'x', rows: [{ id: 'x' }, { id: SECRET.repeat(30) }] },
      `${at('rows[1].id')} ID must be`,
    ],
    ['Int', { id: 'x', count: SECRET }, `${at('count')} Int cannot represent non-integer value.`],
    [
      'Int of 32 bits',
      { id: 'x', count: 101901234101 },
      `${at('count')} Int cannot represent non 32-bit signed integer value.`,
    ],
    ['Float', { id: 'x', share: SECRET }, `${at('share')} Float cannot represent non numeric value.`],
    ['Boolean', { id: 'x', flag: SECRET }, `${at('flag')} Boolean cannot represent a non boolean value.`],
    ['String', { id: 'x', name: [SECRET] }, `${at('name')} String cannot represent a non string value.`],
    [
      'an enum value',
      { id: 'x', colour: SECRET },
      `${at('colour')} The value does not exist in "Colour" enum.`,
    ],
    [
      'an enum value near a real one',
      { id: 'x', colour: 'REDD' },
      `${at('colour')} The value does not exist in "Colour" enum.`,
    ],
    [
      'an enum value that is no string',
      { id: 'x', colour: [SECRET] },
      `${at('colour')} Enum "Colour" cannot represent non-string value.`,
    ],
    [
      'an unknown field',
      { id: 'x', [SECRET]: 1 },
      'got an invalid value. A field is given that type "Row" does not define.',
    ],
    [
      'an unknown field near a real one',
      { id: 'x', nam: SECRET },
      'got an invalid value. A field is given that type "Row" does not define.',
    ],
    ['a missing field', { name: SECRET }, 'Field "id" of required type "ID!" was not provided.'],
    ['a null', { id: null, name: SECRET }, `${at('id')} Expected non-nullable type "ID!" not to be null.`],
    ['a scalar for an object', SECRET, 'got an invalid value. Expected type "Row" to be an object.'],
    [
      'a text that looks like a place',
      `x at "row.name`,
      'got an invalid value. Expected type "Row" to be an object.',
    ],
    [
      'a text that looks like a reason',
      { id: 'x', count: `1"; Kroner must be ${SECRET}` },
      `${at('count')} Int cannot`,
    ],
  ])('%s', async (_name, value, message) => {
    const errors = await errorsOf(row, { row: value })
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect(JSON.stringify(errors)).not.toMatch(/010190|10190123|Did you mean|REDD|"nam\b|stacktrace/)
    expect(faults).toEqual([])
  })

  test('of the choice between two', async () => {
    const [error] = await errorsOf('query ($c: Choice) { echo(choice: $c) }', { c: { a: SECRET, b: SECRET } })
    expect(error?.message).toBe(
      'Variable "$c" got an invalid value. Exactly one key must be specified for OneOf type "Choice".',
    )
  })

  test('of a variable that is not given at all, the message stays', async () => {
    const { status, errors } = await send('query ($n: Int!) { echo(need: $n) }')
    expect(status).toBe(400)
    expect(errors?.[0]?.message).toBe('Variable "$n" of required type "Int!" was not provided.')
  })

  test('an explicit null where a default was expected is the client’s mistake, not a fault', async () => {
    const [error] = await errorsOf('query ($n: Int = 1) { echo(need: $n) }', { n: null })
    expect(error?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
    expect(faults).toEqual([])
  })

  test('hundreds of wrong rows give ten errors, and no fault', async () => {
    const rows = Array.from({ length: 300 }, () => ({ id: 'x', count: SECRET }))
    const errors = await errorsOf('query ($rows: [Row!]) { echo(rows: $rows) }', { rows })
    expect(errors).toHaveLength(10)
    expect(JSON.stringify(errors)).not.toContain(SECRET)
    expect(faults).toEqual([])
  })

  test('a reason that the mask does not know is left out', () => {
    const reason = new GraphQLError(`Something about ${SECRET}`)
    const error = new GraphQLError(`Variable "$row" got invalid value "${SECRET}"; ${reason.message}`, {
      originalError: reason,
    })
    const formatted = { message: error.message, extensions: { code: 'BAD_USER_INPUT' } }
    expect(mask(formatted, error).message).toBe(
      'Variable "$row" got an invalid value. Compare it with the schema.',
    )
  })
})

describe('a literal in the document never comes back', () => {
  test.each([
    [
      `{ echo(row: { id: "x", rent: "${SECRET}" }) }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Kroner must be a string of kroner',
    ],
    [
      `{ echo(row: { id: "x", count: "${SECRET}" }) }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Int cannot represent non-integer value.',
    ],
    [
      `{ echo(row: { id: "x", colour: "${SECRET}" }) }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Enum "Colour" cannot represent non-enum value.',
    ],
    [
      '{ echo(row: { id: "x", colour: REDD }) }',
      'GRAPHQL_VALIDATION_FAILED',
      'The value does not exist in "Colour" enum.',
    ],
    [`{ echo(row: "${SECRET}") }`, 'GRAPHQL_VALIDATION_FAILED', 'Expected value of type "Row".'],
    [`{ echo("${SECRET}") }`, 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found String.'],
    [`{ """${SECRET}""" }`, 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found BlockString.'],
    ['{ 10190 }', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name, found Int.'],
    ['{ echo(row: "\\u0101901234") }', 'GRAPHQL_VALIDATION_FAILED', 'Expected value of type "Row".'],
    ['{ echo(row: "\\u10-9") }', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Invalid Unicode escape sequence.'],
  ])('%s', async (query, code, message) => {
    const errors = await errorsOf(query)
    expect(errors[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } })
    expect(JSON.stringify(errors.map((error) => error.message))).not.toMatch(/10190|REDD|10-9|Did you mean/)
  })

  test('an operation name that names nothing is not repeated', async () => {
    const { errors } = await send('query A { bad } query B { bad }', {}, SECRET)
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })
    expect(errors?.[0]?.message).toBe('operationName names no operation of the document.')
  })

  test('nor with an argument that a variable makes unfit', async () => {
    const query = `query ($id: ID = "x") { echo(row: { id: $id, name: "${SECRET}" }) }`
    expect((await errorsOf(query, { id: null }))[0]).toMatchObject({
      message: 'Argument "row" has invalid value.',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect(faults).toEqual([])
  })

  test('and no name of the schema is suggested', async () => {
    expect((await errorsOf('{ ech }'))[0]?.message).toBe('Cannot query field "ech" on type "Query".')
  })

  test('an endless name is cut', async () => {
    const [error] = await errorsOf(`{ ${'a'.repeat(50_000)} }`)
    expect(error?.message).toHaveLength(500)
  })

  test('what the client needs to correct a document stays', async () => {
    expect((await errorsOf('{ nowhere }'))[0]).toEqual({
      message: 'Cannot query field "nowhere" on type "Query".',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    })
  })
})

describe('a fault is masked', () => {
  test.each(['database', 'text', 'unknownCode', 'wrapped', 'borrowedCode', 'emptyRefused'])(
    '%s',
    async (how) => {
      requestId = `request-of-${how}`
      const { data, errors } = await send('query ($how: String!) { a: fail(how: $how) }', { how })
      expect(data).toEqual({ a: null })
      expect(errors).toEqual([
        {
          message: expect.stringMatching(/^Internal error\..* \/ Intern fejl\./),
          locations: [{ line: 1, column: 25 }],
          path: ['a'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', reference: requestId },
        },
      ])
      expect(faults).toEqual([{ error: expect.anything(), requestId }])
    },
  )

  test('a value that a field cannot hold is a fault too', async () => {
    const errors = await errorsOf('{ bad }')
    expect(errors[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(errors)).not.toContain(SECRET)
    expect(faults).toHaveLength(1)
  })

  test('whoever keeps the log gets the whole error', async () => {
    await send('{ fail(how: "database") }')
    expect(faults[0]?.error).toMatchObject({ originalError: { code: '23505' } })
  })

  test('forty items that share one error are ten errors and one report', async () => {
    expect(await errorsOf('{ items(how: "shared") }')).toHaveLength(10)
    expect(faults).toHaveLength(1)
  })

  test('the same error in the next request is reported under that request', async () => {
    for (const id of ['first', 'second']) {
      requestId = id
      await send('{ fail(how: "shared") }')
    }
    expect(faults.map((fault) => fault.requestId)).toEqual(['first', 'second'])
  })

  test('a thrown value that is no object is reported', () => {
    mask({ message: SECRET }, SECRET)
    expect(faults).toEqual([{ error: SECRET, requestId }])
  })
})

describe('an error for the client passes', () => {
  test('with its own words and only the extensions that are meant to be sent', async () => {
    expect(await errorsOf('{ fail(how: "forbidden") }')).toMatchObject([{ message: 'Name a purpose.' }])
    expect((await errorsOf('{ fail(how: "forbidden") }'))[0]?.extensions).toEqual({
      code: 'FORBIDDEN',
      law: '§ 1',
    })
  })

  test.each(LIMIT_CODES)('when a limit is overstepped: %s', (code) => {
    const error = new GraphQLError('Too much.', { extensions: { code } })
    expect(mask({ message: 'Too much.', extensions: { code } }, error)).toEqual({
      message: 'Too much.',
      extensions: { code },
    })
  })

  test('when the hub adds its code', async () => {
    expect((await errorsOf('{ fail(how: "teapot") }'))[0]).toMatchObject({
      message: 'Short and stout.',
      extensions: { code: 'TEAPOT' },
    })
  })

  test('when it is a refusal outside a payload', async () => {
    expect((await errorsOf('{ fail(how: "refused") }'))[0]).toMatchObject({
      message: 'The cap is reached. / Loftet er nået.',
      extensions: { code: 'CAP_REACHED', law: '§ 59', path: 'input.dwelling' },
    })
    expect(faults).toEqual([])
  })
})
