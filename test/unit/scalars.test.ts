import 'reflect-metadata'
import {
  type GraphQLScalarType,
  getIntrospectionQuery,
  graphql,
  Kind,
  parseValue,
  printSchema,
} from 'graphql'
import { Arg, buildSchema, Field, ID, InputType, ObjectType, Query, Resolver } from 'type-graphql'
import {
  Cpr,
  Cursor,
  IdempotencyKey,
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../../src/platform/graphql/scalars.ts'

const ALL: readonly GraphQLScalarType[] = [
  Cpr,
  Cursor,
  IdempotencyKey,
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
]

const RLO = '\u202e'
const ZERO_WIDTH_SPACE = '\u200b'
const LONE_SURROGATE = '\ud83c'

describe('what a client writes is read, as a variable and as a literal', () => {
  test.each<[GraphQLScalarType, string, unknown]>([
    [Kroner, '4351.36', 435136n],
    [Kroner, '4351', 435100n],
    [Kroner, '0.05', 5n],
    [Kroner, '-12.10', -1210n],
    [Kroner, '999999999999.99', 99999999999999n],
    [LocalDate, '2024-02-29', '2024-02-29'],
    [Instant, '2026-11-22T03:13:47+01:00', '2026-11-22T02:13:47Z'],
    [Instant, '2026-11-22T03:13:47.123456+01:00', '2026-11-22T02:13:47.123456Z'],
    [Instant, '2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00Z'],
    [Instant, '2026-11-22T02:13:47.1Z', '2026-11-22T02:13:47.1Z'],
    [Cpr, '311257-5001', '3112575001'],
    [Cpr, '3112575001', '3112575001'],
    [MunicipalityCode, '0169', '0169'],
    [
      StrictID,
      'Vacancy:0197a1f2-0000-7000-8000-000000000001',
      'Vacancy:0197a1f2-0000-7000-8000-000000000001',
    ],
    [StrictID, 'x'.repeat(128), 'x'.repeat(128)],
    [StrictID, 'a\u030arhus', 'århus'],
    [Cursor, 'AZaz09-_', 'AZaz09-_'],
    [PlainText, '  Ærø, 2. th. ', 'Ærø, 2. th.'],
    [PlainText, 'A\u030a'.repeat(500), 'Å'.repeat(500)],
    [PlainText, 'می\u200cخواهم', 'می\u200cخواهم'],
    [IdempotencyKey, '8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    [IdempotencyKey, '~'.repeat(255), '~'.repeat(255)],
  ])('%s %s', (scalar, written, read) => {
    expect(scalar.parseValue(written)).toEqual(read)
    expect(scalar.parseLiteral({ kind: Kind.STRING, value: written })).toEqual(read)
  })
})

describe('anything else is refused', () => {
  test.each<[GraphQLScalarType, unknown]>([
    [Cpr, '3112575001 '],
    [Cpr, '9112575001'],
    [Cpr, 3112575001],
    [Kroner, '4351,36'],
    [Kroner, '4.351,36'],
    [Kroner, '4351.360'],
    [Kroner, '.5'],
    [Kroner, '1e3'],
    [Kroner, ' 1'],
    [Kroner, ''],
    [Kroner, '1234567890123'],
    [Kroner, 4351.36],
    [Kroner, 4351],
    [Kroner, 4351n],
    [LocalDate, '2026-02-29'],
    [LocalDate, '2026-2-9'],
    [LocalDate, '22-11-2026'],
    [LocalDate, '2026-11-22T00:00:00Z'],
    [LocalDate, '0000-01-01'],
    [Instant, '2026-11-22T03:13:47'],
    [Instant, '2026-11-22T03:13Z'],
    [Instant, '2026-11-22 03:13:47Z'],
    [Instant, '2026-02-30T03:13:47Z'],
    [Instant, '2026-11-22T24:00:00Z'],
    [Instant, '0000-01-01T00:00:00Z'],
    [Instant, '2026-11-22T03:13:47.1234567Z'],
    [Instant, '2026-11-22'],
    [MunicipalityCode, '169'],
    [MunicipalityCode, '01690'],
    [MunicipalityCode, '٠١٦٩'],
    [MunicipalityCode, '0169\n'],
    [MunicipalityCode, 169],
    [StrictID, ''],
    [StrictID, 'x'.repeat(129)],
    [StrictID, 2 ** 53],
    [StrictID, 1],
    [StrictID, 'a\0b'],
    [StrictID, 'a\nb'],
    [StrictID, 'a\u0085b'],
    [StrictID, `a${RLO}b`],
    [StrictID, `a${ZERO_WIDTH_SPACE}b`],
    [StrictID, 'a\u2066b'],
    [StrictID, 'a\u00adb'],
    [StrictID, 'a\u3164b'],
    [StrictID, 'a\ufe0fb'],
    [StrictID, '\u{feff}a'],
    [StrictID, 'a\u2028b'],
    [StrictID, `a${LONE_SURROGATE}`],
    [StrictID, ['a']],
    [StrictID, true],
    [Cursor, ''],
    [Cursor, 'a+b='],
    [Cursor, 'a\0'],
    [Cursor, 'x'.repeat(1025)],
    [PlainText, ''],
    [PlainText, '   '],
    [PlainText, 'x'.repeat(501)],
    [PlainText, 'a\0b'],
    [PlainText, 'a\nb'],
    [PlainText, 'a\u001b[31mb'],
    [PlainText, `a${RLO}b`],
    [PlainText, 'a\u2067b'],
    [PlainText, 'a\u2029b'],
    [PlainText, LONE_SURROGATE],
    [PlainText, 5],
    [IdempotencyKey, ''],
    [IdempotencyKey, 'a b'],
    [IdempotencyKey, 'æ'],
    [IdempotencyKey, 'a\n'],
    [IdempotencyKey, '\x7f'],
    [IdempotencyKey, 'x'.repeat(256)],
    ...ALL.flatMap((scalar): [GraphQLScalarType, unknown][] => [
      [scalar, { toString: () => '0169' }],
      [scalar, 169],
    ]),
  ])('%s %j', (scalar, written) => {
    expect(() => scalar.parseValue(written)).toThrow(`${scalar.name} must be `)
  })

  test.each(
    ALL.flatMap((scalar) =>
      ['12', '1.5', 'true', 'NAME', '["0169"]', '{a: "0169"}'].map((l) => [scalar, l] as const),
    ),
  )('%s as the literal %s', (scalar, literal) => {
    expect(() => scalar.parseLiteral(parseValue(literal))).toThrow(`${scalar.name} must be `)
  })

  test.each(ALL)('%s never repeats the value', (scalar) => {
    const cpr = '010190\n1234'
    const message = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return String(error)
      }
      return 'accepted'
    }
    const messages = [
      message(() => scalar.parseValue(cpr)),
      message(() => scalar.parseLiteral({ kind: Kind.STRING, value: cpr })),
      message(() => scalar.serialize({ value: cpr })),
    ]
    expect(messages.filter((text) => text.includes('010190') || text === 'accepted')).toEqual([])
  })

  test('a text that would take long to normalise is refused unread', () => {
    const began = performance.now()
    expect(() => StrictID.parseValue(`a${'\u0301\u0316'.repeat(250_000)}`)).toThrow('ID must be ')
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})

describe('what the hub holds is written', () => {
  test.each<[GraphQLScalarType, unknown, string]>([
    [Kroner, 435136n, '4351.36'],
    [Kroner, -5n, '-0.05'],
    [Kroner, '4351.36', '4351.36'],
    [LocalDate, '2026-11-22', '2026-11-22'],
    [Instant, '2026-11-22T02:13:47.123456+00:00', '2026-11-22T02:13:47.123456Z'],
    [Instant, '2026-11-22T02:13:47.123Z', '2026-11-22T02:13:47.123Z'],
    [MunicipalityCode, '0169', '0169'],
    [StrictID, 'Vacancy:1', 'Vacancy:1'],
  ])('%s %p', (scalar, held, written) => {
    expect(scalar.serialize(held)).toBe(written)
  })

  test.each<[GraphQLScalarType, unknown]>([
    [Kroner, '4351.3'],
    [Kroner, '4351'],
    [Kroner, 4351.36],
    [LocalDate, new Date(0)],
    [LocalDate, '2026-11-31'],
    [Instant, new Date(0)],
    [Instant, '2026-11-22T02:13:47'],
    [StrictID, 5],
    [MunicipalityCode, 169],
  ])('%s refuses to write %p', (scalar, held) => {
    expect(() => scalar.serialize(held)).toThrow(TypeError)
  })
})

describe('in a schema of type-graphql', () => {
  @ObjectType()
  class Thing {
    @Field(() => StrictID)
    id!: string

    @Field(() => Kroner)
    rent!: bigint
  }

  @InputType()
  class ThingFilter {
    @Field(() => [StrictID], { nullable: true })
    ids?: string[]
  }

  @Resolver(() => Thing)
  class ThingResolver {
    @Query(() => Thing)
    thing(
      @Arg('id', () => StrictID) id: string,
      @Arg('filter', () => ThingFilter, { nullable: true }) filter?: ThingFilter,
    ): Thing {
      return { id: [id, ...(filter?.ids ?? [])].join('+'), rent: 435136n }
    }
  }

  const strict = () => buildSchema({ resolvers: [ThingResolver], validate: false })
  const ask = async (source: string, variableValues: Record<string, unknown> = {}) =>
    graphql({ schema: await strict(), source, variableValues })

  test('the type is called ID, is built in for every tool, and introspection works', async () => {
    const schema = await strict()
    expect(schema.getType('ID')).toBe(StrictID)
    const sdl = printSchema(schema)
    expect(sdl).toContain('thing(filter: ThingFilter, id: ID!): Thing!')
    expect(sdl).toContain('ids: [ID!]')
    expect(sdl).not.toContain('scalar ID')
    expect(sdl).toContain('scalar Kroner')
    const { errors, data } = await graphql({
      schema,
      source: getIntrospectionQuery({ specifiedByUrl: true }),
    })
    expect(errors).toBeUndefined()
    expect(JSON.stringify(data)).toContain('"name":"ID"')
  })

  test('an id that is a string goes through, as a literal, a variable and in a list', async () => {
    expect(await ask('{ thing(id: "a", filter: { ids: ["b", "c"] }) { id rent } }')).toEqual({
      data: { thing: { id: 'a+b+c', rent: '4351.36' } },
    })
    expect(
      await ask('query ($i: ID!, $f: ThingFilter) { thing(id: $i, filter: $f) { id } }', {
        i: 'a',
        f: { ids: ['b'] },
      }),
    ).toEqual({
      data: { thing: { id: 'a+b' } },
    })
  })

  test.each([
    ['{ thing(id: 9007199254740993) { id } }', {}],
    ['{ thing(id: "a", filter: { ids: [1] }) { id } }', {}],
    ['{ thing(id: "a\\u0000") { id } }', {}],
    ['query ($i: ID!) { thing(id: $i) { id } }', { i: 2 ** 53 }],
    ['query ($i: ID! = 5) { thing(id: $i) { id } }', {}],
    ['query ($f: ThingFilter) { thing(id: "a", filter: $f) { id } }', { f: { ids: [1] } }],
  ])('an id that is no plain string is refused: %s %j', async (source, variables) => {
    const { data, errors } = await ask(source, variables)
    expect(data).toBeUndefined()
    expect(errors?.[0]?.message).toContain('ID must be a string')
  })

  test('a schema that also uses the lenient ID cannot be built', async () => {
    @Resolver()
    class LenientResolver {
      @Query(() => String)
      lenient(@Arg('id', () => ID) id: string): string {
        return id
      }
    }
    await expect(
      buildSchema({ resolvers: [ThingResolver, LenientResolver], validate: false }),
    ).rejects.toThrow('multiple types named "ID"')
  })
})

test.each(ALL)('%s has a description with its Danish word', (scalar) => {
  expect(scalar.description).toMatch(/\(.+\)/)
})
