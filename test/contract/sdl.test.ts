import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import {
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isNullableType,
  isObjectType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql'
import { firstDifference } from '../../src/committed-file.ts'
import { buildHubSchema, READ_MODEL } from '../../src/schema.ts'
import { SCHEMA_FILE, schemaFileText } from '../../src/schema-file.ts'

const schema = buildHubSchema()
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)

test('the schema is a valid one', () => {
  expect(validateSchema(schema)).toEqual([])
})

test('the committed schema is the one that the code emits', () => {
  expect(firstDifference(readFileSync(SCHEMA_FILE, 'utf8'), schemaFileText(schema))).toBeNull()
})

test.each([
  ['a changed line', 'a\nb\nc', 'a\nB\nc', { line: 2, found: 'B', expected: 'b' }],
  ['a line too many', 'a\nb', 'a\nb\nc', { line: 3, found: 'c', expected: '' }],
  ['a missing end', 'a\nb\nc', 'a\nb', { line: 3, found: '', expected: 'c' }],
  ['no file', 'a', '', { line: 1, found: '', expected: 'a' }],
])('a difference is named by its first line: %s', (_, expected, found, difference) => {
  expect(firstDifference(found, expected)).toEqual(difference)
})

/** Every place that a reader may look up, with its description. */
function described(type: GraphQLNamedType): [string, string | null | undefined][] {
  const places: [string, string | null | undefined][] = [[type.name, type.description]]
  if (isEnumType(type)) {
    for (const value of type.getValues()) places.push([`${type.name}.${value.name}`, value.description])
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      places.push([`${type.name}.${field.name}`, field.description])
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      places.push([`${type.name}.${field.name}`, field.description])
      for (const argument of field.args)
        places.push([`${type.name}.${field.name}(${argument.name}:)`, argument.description])
    }
  }
  return places
}

test('every type, field, argument and value says what it is, in a sentence', () => {
  const places = types.flatMap(described)
  expect(places.length).toBeGreaterThan(300)
  expect(places.filter(([, description]) => !/^\S[\s\S]*[.:)]$/.test(description ?? ''))).toEqual([])
})

test('an id is a string scalar wherever one is', () => {
  const ids: [string, string][] = []
  for (const type of types) {
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
    for (const [name, field] of Object.entries(type.getFields())) {
      if (!/^ids?$|Ids?$/.test(name) || name === 'clientId' || name === 'sourceId') continue
      ids.push([`${type.name}.${name}`, getNamedType(field.type as GraphQLType).name])
    }
  }
  expect(ids.length).toBeGreaterThan(10)
  const textual = [
    ...['VacancyRecordInput.bbrUnitId', 'VacancyRecordInput.darAddressId'],
    ...['AllocationRecordInput.organisationUnitId', 'AllocationRecordInput.vacancySourceId'],
    ...['StayRecordInput.organisationUnitId', 'SupportRecordInput.organisationUnitId'],
  ]
  for (const [place, of] of ids)
    expect([place, of]).toEqual([place, textual.includes(place) ? 'PlainText' : 'ID'])
  const id = schema.getType('ID') as unknown as {
    parseValue(value: unknown): unknown
    serialize(value: unknown): unknown
  }
  expect(() => id.parseValue(17)).toThrow()
  expect(() => id.serialize(17)).toThrow()
  expect(id.parseValue('Vacancy:1')).toBe('Vacancy:1')
})

/** Lists of entities that are short by nature and bounded in SQL. */
const SHORT_LISTS = [
  'Viewer.organisations',
  'Viewer.municipalities',
  'Estate.buildingSections',
  'SubsidyAuditChange.corrections',
  'SubsidyFrame.conditions',
  'Query.nodes',
]

test('a list of entities is a page, and a page takes first and after', () => {
  const entities = new Set([...READ_MODEL.nodes.map(({ type }) => type), 'Node', 'DeliveryRecord'])
  const lists: string[] = []
  let pages = 0
  for (const type of types) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type).name
      const list = isListType(isNonNullType(field.type) ? field.type.ofType : field.type)
      if (list && entities.has(named) && !type.name.endsWith('Connection'))
        lists.push(`${type.name}.${field.name}`)
      if (!named.endsWith('Connection')) continue
      pages += 1
      const args = Object.fromEntries(field.args.map(({ name, type: of }) => [name, String(of)]))
      expect([field.name, args.first, args.after]).toEqual([field.name, 'Int!', 'Cursor'])
    }
  }
  expect(lists.sort()).toEqual([...SHORT_LISTS].sort())
  expect(pages).toBeGreaterThanOrEqual(15)
})

test('every node type is reached by node, and the other way round', () => {
  const node = schema.getType('Node')
  if (!isInterfaceType(node)) throw new Error('Node is no interface')
  const possible = schema.getPossibleTypes(node).map(({ name }) => name)
  expect(possible.sort()).toEqual(READ_MODEL.nodes.map(({ type }) => type).sort())
})

test('every mutation answers a payload that can refuse', () => {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const payload = getNamedType(field.type)
    expect(payload.name).toMatch(/Payload$/)
    if (!isObjectType(payload)) throw new Error(`${payload.name} is no object`)
    const { refusals, ...rest } = payload.getFields()
    expect(String(refusals?.type)).toBe('[Refusal!]!')
    for (const one of Object.values(rest))
      expect([field.name, isNullableType(one.type)]).toEqual([field.name, true])
  }
})
