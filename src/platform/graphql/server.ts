import { ApolloServer, HeaderMap } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type ValidationContext,
} from 'graphql'
import type { RequestOrigin } from '../../access/actor.ts'
import type { Text } from '../../kernel/errors.ts'
import { problemBody } from '../problem.ts'
import type { Reader } from '../read/reader.ts'
import { compiledReads, stringifyAnswer } from './compiled-reads.ts'
import { type GraphQLContext, graphqlContext, selected } from './context.ts'
import { noCprInUrl } from './cpr-in-url.ts'
import { checkOperationLimits, OPERATION_LIMITS, operationLimits, PARSE_LIMITS } from './limits.ts'
import { capErrors, maskErrors } from './mask.ts'
import type { TrustedDocument } from './trusted-documents.ts'

export interface GraphQLServerOptions {
  readonly schema: GraphQLSchema
  readonly reader: Reader
  readonly introspection: boolean
  readonly trustedDocuments: ReadonlyMap<string, TrustedDocument>
  /** Refuses every document that is not one of them. */
  readonly trustedDocumentsOnly: boolean
  /** The id of the request that is being answered. */
  readonly requestId: () => string
  /** Told of every fault, with what the client does not get to see. */
  readonly onFault: (error: unknown, requestId: string) => void
}

/** A GraphQL request as HTTP brought it, its body already parsed strictly. */
export interface GraphQLRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly search: string
  readonly body: unknown
  readonly origin: RequestOrigin
}

export interface GraphQLAnswer {
  readonly status: number
  readonly headers: Iterable<readonly [string, string]>
  readonly body: string
}

/** GraphQL without a network: one request in, one answer out. */
export interface GraphQLServer {
  answer(request: GraphQLRequest): Promise<GraphQLAnswer>
  stop(): Promise<void>
}

const ERRORS_MAX = 10
const JSON_TYPE = 'application/json; charset=utf-8'

/** Starts Apollo over the compiled reads; trusted queries go past it, straight from the database to the wire. */
export async function graphqlServer(options: GraphQLServerOptions): Promise<GraphQLServer> {
  const { schema, reader, trustedDocuments } = options
  const formatError = maskErrors(options)
  const apollo = new ApolloServer<GraphQLContext>({
    schema,
    introspection: options.introspection,
    fieldResolver: selected,
    stringifyResult: stringifyAnswer,
    parseOptions: PARSE_LIMITS,
    validationRules: [offeredOperations],
    // It would repeat on the console, values and all, what `onFault` is told.
    logger: SILENT,
    validationOptions: { maxErrors: ERRORS_MAX },
    executionOptions: { maxCoercionErrors: ERRORS_MAX },
    formatError,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    maxRecursiveSelections: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      capErrors(ERRORS_MAX),
      operationLimits(),
      noCprInUrl(),
      compiledReads(schema),
    ],
  })
  await apollo.start()

  /** A trusted query with variables that fit; null leaves the request to Apollo, which says what is wrong. */
  async function answerTrusted(
    trusted: TrustedDocument,
    request: GraphQLRequest,
  ): Promise<GraphQLAnswer | null> {
    const { document, operation } = trusted
    if (operation.operation !== 'query' || request.method !== 'POST') return null
    const { variables, operationName, extensions } = request.body as Record<string, unknown>
    if (!isAbsentOrObject(variables) || !isAbsentOrObject(extensions)) return null
    if (operationName != null && operationName !== operation.name?.value) return null
    const given = (variables ?? {}) as Record<string, unknown>
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given)
    if (coerced === undefined) return null
    if (checkOperationLimits(schema, document, null, coerced, OPERATION_LIMITS).length > 0) return null
    try {
      const read = { document, operation, variables: coerced, trusted: true }
      const data = await reader.read(read, request.origin)
      return { status: 200, headers: [['content-type', JSON_TYPE]], body: `{"data":${data}}` }
    } catch (error) {
      const fault =
        error instanceof GraphQLError
          ? error
          : new GraphQLError('read failed', { originalError: error as Error })
      return {
        status: 200,
        headers: [['content-type', JSON_TYPE]],
        body: JSON.stringify({ data: null, errors: [formatError(fault.toJSON(), fault)] }),
      }
    }
  }

  return {
    async answer(request) {
      const trusted = trustedOf(request.body, trustedDocuments)
      if (trusted === 'UNKNOWN') return problem('DOCUMENT_UNKNOWN', documentUnknown)
      // Something in between might judge the one while the hub runs the other.
      if (trusted !== null && 'query' in (request.body as object))
        return problem('DOCUMENT_AMBIGUOUS', documentAmbiguous)
      if (trusted === null && options.trustedDocumentsOnly)
        return problem('DOCUMENT_REQUIRED', documentRequired)
      if (trusted !== null) {
        const answer = await answerTrusted(trusted, request)
        if (answer !== null) return answer
      }
      const body = trusted === null ? request.body : { ...(request.body as object), query: trusted.text }
      const response = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method,
          headers: headerMap(request.headers),
          search: request.search,
          body,
        },
        context: async () => graphqlContext(reader, request.origin),
      })
      if (response.body.kind !== 'complete') throw new Error('Answers in parts are not offered')
      return { status: response.status ?? 200, headers: response.headers, body: response.body.string }
    },
    stop: () => apollo.stop(),
  }
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** Refuses an operation that the schema has no root type for; graphql-js finds out only when it runs it. */
function offeredOperations(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation) != null) return
      context.reportError(new GraphQLError(`This API offers no ${node.operation}.`, { nodes: node }))
    },
  }
}

function isAbsentOrObject(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && !Array.isArray(value))
}

function trustedOf(
  body: unknown,
  documents: ReadonlyMap<string, TrustedDocument>,
): TrustedDocument | 'UNKNOWN' | null {
  const id = (body as { documentId?: unknown } | null | undefined)?.documentId
  if (id === undefined) return null
  return (typeof id === 'string' && documents.get(id)) || 'UNKNOWN'
}

function problem(code: string, text: Text): GraphQLAnswer {
  const body = JSON.stringify(problemBody(text, { code }))
  return { status: 400, headers: [['content-type', JSON_TYPE]], body }
}

const documentUnknown: Text = {
  da: 'Dette documentId er ukendt. Brug sha256: og SHA-256 af en fil i schema/operations i hubbens version.',
  en: 'This documentId is unknown. Use sha256: and the SHA-256 of a file in schema/operations of the hub’s version.',
}
const documentAmbiguous: Text = {
  da: 'Kaldet har både documentId og query. Send kun det ene.',
  en: 'The request has both documentId and query. Send one of them only.',
}
const documentRequired: Text = {
  da: 'Her besvares kun kendte dokumenter. Send documentId i stedet for query, som JSON med POST.',
  en: 'Only known documents are answered here. Send documentId in place of query, as JSON by POST.',
}

function headerMap(headers: GraphQLRequest['headers']): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return map
}
