import type { ApolloServerPlugin } from '@apollo/server'
import { HeaderMap } from '@apollo/server'
import { type DocumentNode, type GraphQLSchema, getVariableValues, visit } from 'graphql'
import { INTROSPECTION } from '../read/compile.ts'
import type { GraphQLContext } from './context.ts'

/** An operation's data as JSON text on its way to the wire; nobody parses it in between. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Writes an answer; data that is JSON text already goes out as it is. */
export function stringifyAnswer(answer: object): string {
  const { data } = answer as { data?: unknown }
  return data instanceof JsonText ? `{"data":${data.text}}` : JSON.stringify(answer)
}

/**
 * Answers a query with the JSON that the database built, in place of walking it field by field. Two kinds of
 * operation are left to graphql-js, which reads the same JSON through the resolvers: one that also asks about the
 * schema, and one whose read failed, so that the failure gets its path and its place among the nulls.
 */
export function compiledReads(schema: GraphQLSchema): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue }) {
          // Undefined, whatever its type says, when operationName names none of the document's.
          if (operation?.operation !== 'query' || asksAboutSchema(document)) return null
          const { coerced } = getVariableValues(
            schema,
            operation.variableDefinitions ?? [],
            request.variables ?? {},
          )
          if (coerced === undefined) return null
          const text = await contextValue
            .readAll({ document, operation, variables: coerced })
            .catch(() => null)
          if (text === null) return null
          return {
            http: { headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { data: new JsonText(text) as never } },
          }
        },
      }
    },
  }
}

const asking = new WeakMap<DocumentNode, boolean>()

function asksAboutSchema(document: DocumentNode): boolean {
  const known = asking.get(document)
  if (known !== undefined) return known
  let asks = false
  visit(document, {
    Field(field) {
      if (INTROSPECTION.has(field.name.value)) asks = true
    },
  })
  asking.set(document, asks)
  return asks
}
