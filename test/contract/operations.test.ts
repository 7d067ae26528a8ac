import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, print } from 'graphql'
import { checkOperationLimits, OPERATION_LIMITS, PARSE_LIMITS } from '../../src/platform/graphql/limits.ts'
import { documentId, loadTrustedDocuments } from '../../src/platform/graphql/trusted-documents.ts'
import { buildHubSchema } from '../../src/schema.ts'

const FOLDER = join(import.meta.dirname, '../../schema/operations')
const schema = buildHubSchema()
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.graphql'))
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8')

describe.each(files)('schema/operations/%s', (file) => {
  it('is one operation, named as its file', () => {
    const [operation, ...others] = parse(textOf(file)).definitions
    expect(others).toEqual([])
    const name = operation?.kind === 'OperationDefinition' ? operation.name?.value : undefined
    expect(name?.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()).toBe(
      file.replace('.graphql', ''),
    )
  })

  it('fits the schema and the limits of open queries with the largest page', () => {
    const document = parse(textOf(file), PARSE_LIMITS)
    expect(
      checkOperationLimits(schema, document, null, { first: OPERATION_LIMITS.first }, OPERATION_LIMITS),
    ).toEqual([])
  })

  it('is loaded under the SHA-256 of its exact text', () => {
    const id = `sha256:${createHash('sha256')
      .update(readFileSync(join(FOLDER, file)))
      .digest('hex')}`
    expect(loadTrustedDocuments(FOLDER, schema).get(id)?.text).toBe(textOf(file))
  })
})

describe('a folder of trusted documents', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boligbro-operations-'))
    cpSync(join(FOLDER, 'viewer.graphql'), join(folder, 'viewer.graphql'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is loaded without the files that are no documents', () => {
    writeFileSync(join(folder, 'README.md'), 'x')
    expect([...loadTrustedDocuments(folder, schema).keys()]).toEqual([documentId(textOf('viewer.graphql'))])
  })

  it.each([
    [
      'asks for what the schema does not have',
      '{ viewer { shoeSize } }',
      /late\.graphql: Cannot query field/,
    ],
    [
      'holds two operations',
      'query A { viewer { subject } } query B { viewer { subject } }',
      /late\.graphql: must hold/,
    ],
    ['holds no operation', 'fragment A on Viewer { subject }', /late\.graphql/],
    ['is no GraphQL', '{ viewer {', /late\.graphql: Syntax Error/],
  ])('is refused at start when a file %s', (_, text, message) => {
    writeFileSync(join(folder, 'late.graphql'), text)
    expect(() => loadTrustedDocuments(folder, schema)).toThrow(message)
  })
})

it('the id of a document changes with every character, spaces included', () => {
  const text = textOf('viewer.graphql')
  expect(documentId(print(parse(text)))).not.toBe(documentId(text))
  expect(documentId(`${text}\n`)).not.toBe(documentId(text))
})
