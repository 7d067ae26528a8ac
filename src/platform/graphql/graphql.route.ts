import type { FastifyInstance } from 'fastify'
import type { TokenVerifier } from '../../access/token.ts'
import { assertStrictJson, originOf } from '../http/server.ts'
import type { GraphQLServer } from './server.ts'

/** Serves GraphQL over HTTP at `/graphql`, for bearers of a token only. */
export function graphqlRoute(server: FastifyInstance, graphql: GraphQLServer, tokens: TokenVerifier): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const origin = await originOf(request, tokens)
      const url = new URL(request.url, 'http://hub')
      // Apollo parses these itself, more leniently than a body is parsed here.
      for (const name of ['variables', 'extensions']) {
        const json = url.searchParams.get(name)
        if (json !== null) assertStrictJson(Buffer.from(json))
      }
      const { status, headers, body } = await graphql.answer({
        method: request.method,
        headers: request.headers,
        search: url.search,
        body: request.body,
        origin,
      })
      for (const [name, value] of headers) reply.header(name, value)
      return reply.status(status).send(body)
    },
  })
}
