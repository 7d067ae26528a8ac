import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'

/** A document that was checked when the hub was built; clients name it by its hash. */
export interface TrustedDocument {
  readonly id: string
  readonly text: string
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
}

/**
 * Loads `*.graphql` of a folder; each file holds one operation and is named by `sha256:` and the hash of its text.
 * @throws Error at start when a file does not fit the schema: a drift that must not be served.
 */
export function loadTrustedDocuments(
  folder: string,
  schema: GraphQLSchema,
): ReadonlyMap<string, TrustedDocument> {
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => trustedDocument(file, readFileSync(join(folder, file), 'utf8'), schema))
  return new Map(documents.map((document) => [document.id, document]))
}

function trustedDocument(file: string, text: string, schema: GraphQLSchema): TrustedDocument {
  const refused = (reason: string) => new Error(`${file}: ${reason}`)
  const document = parsed()
  const [error] = validate(schema, document)
  const operation = getOperationAST(document)
  if (error !== undefined) throw refused(error.message)
  if (operation === null || operation === undefined) throw refused('must hold exactly one operation')
  return { id: documentId(text), text, document, operation }

  function parsed(): DocumentNode {
    try {
      return parse(text)
    } catch (error) {
      throw refused((error as Error).message)
    }
  }
}

/** The id of a document: `sha256:` and the hash of its exact text in hexadecimal. */
export function documentId(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
