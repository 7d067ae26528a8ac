import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { Cpr } from './scalars.ts'

/** The code of the refusal. */
export const CPR_IN_URL = 'CPR_IN_URL'

/**
 * Refuses a query that takes a CPR number when it comes by GET, whether the number is a variable or stands in the
 * text: addresses are kept in the logs of everything between the client and the hub.
 */
export function noCprInUrl(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, request }) => {
        if (request.http?.method !== 'GET' || !takesCpr(schema, document)) return
        throw new GraphQLError(
          'A CPR number must not stand in a URL, which others log. Send the query by POST. / ' +
            'Et CPR-nummer må ikke stå i en URL, som andre logger. Send forespørgslen med POST.',
          { extensions: { code: CPR_IN_URL, http: { status: 405, headers: new Map([['allow', 'POST']]) } } },
        )
      },
    }),
  }
}

function takesCpr(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema)
  let takes = false
  const look = () => {
    const type = types.getInputType()
    if (type != null && getNamedType(type).name === Cpr.name) takes = true
  }
  visit(document, visitWithTypeInfo(types, { Argument: look, ObjectField: look }))
  return takes
}
