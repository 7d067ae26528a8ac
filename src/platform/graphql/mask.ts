import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { Refused } from '../../kernel/errors.ts'
import { bothLanguages } from '../problem.ts'
import { CPR_IN_URL } from './cpr-in-url.ts'
import { LIMIT_CODES } from './limits.ts'

/**
 * Codes whose messages are written for the client. Everything else is a fault of the hub and is masked.
 */
const CLIENT_CODES: readonly string[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'CURSOR_INVALID',
  'QUERY_TIMEOUT',
  CPR_IN_URL,
  ...LIMIT_CODES,
]

/** What the mask needs of its surroundings. */
export interface MaskOptions {
  /** The id of the request being answered; becomes the reference that a person can quote. */
  readonly requestId: () => string
  /** Told of every fault once per request, with all that the client does not get to see. */
  readonly onFault: (error: unknown, requestId: string) => void
  /** Further codes that are the client's to read. */
  readonly clientCodes?: readonly string[]
}

/** Apollo's `formatError`. */
export type ErrorMask = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError

/**
 * Makes Apollo's `formatError`. An error meant for the client keeps its code and its message, less any value that
 * graphql-js repeats in it; a refusal that no payload took keeps its code, clause and texts; anything else becomes
 * `INTERNAL_SERVER_ERROR` with a reference.
 */
export function maskErrors(options: MaskOptions): ErrorMask {
  const clientCodes = new Set([...CLIENT_CODES, ...(options.clientCodes ?? [])])
  const reportedUnder = new WeakMap<object, string>()

  const fault = (error: unknown, cause: unknown): Answer => {
    const reference = options.requestId()
    // One broken read can fail every item of a list with the same error object.
    const key = typeof cause === 'object' && cause !== null ? cause : { cause }
    if (reportedUnder.get(key) !== reference) options.onFault(error, reference)
    reportedUnder.set(key, reference)
    return { message: FAULT_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR', reference } }
  }

  const answer = (formatted: GraphQLFormattedError, error: unknown): Answer => {
    const cause = causeOf(error)
    if (cause instanceof Refused) return refusalAnswer(cause) ?? fault(error, cause)
    if (!(cause instanceof GraphQLError)) return fault(error, cause)
    const code = String(formatted.extensions?.code)
    if (clientCodes.has(code)) {
      return { message: withoutValues(formatted.message, error), extensions: ownExtensions(formatted) }
    }
    // graphql-js gives these no code, though the variables are to blame.
    return CODELESS_INPUT_ERROR.test(formatted.message)
      ? { message: withoutValues(formatted.message, error), extensions: { code: 'BAD_USER_INPUT' } }
      : fault(error, cause)
  }

  return (formatted, error) => {
    const { locations, path } = formatted
    return { ...answer(formatted, error), ...(locations && { locations }), ...(path && { path }) }
  }
}

/** Apollo plugin that sends at most `most` errors, so that a short operation cannot ask for a long answer of them. */
export function capErrors(most = 10): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response: { body } }) => {
        if (body.kind !== 'single') return
        const { errors } = body.singleResult
        if (errors && errors.length > most) body.singleResult.errors = errors.slice(0, most)
      },
    }),
  }
}

type Answer = Pick<GraphQLFormattedError, 'message' | 'extensions'>

const FAULT_MESSAGE =
  'Internal error. Quote the reference when you ask for help. / ' +
  'Intern fejl. Oplys referencen, når du beder om hjælp.'

const CODELESS_INPUT_ERROR =
  /^Argument "\w+" (of required type|of non-null type|has invalid value) |^Too many errors processing variables, /

function causeOf(error: unknown): unknown {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

function refusalAnswer({ refusals: [refusal] }: Refused): Answer | null {
  if (!refusal) return null
  const { code, law, path, text } = refusal
  return {
    message: bothLanguages(text),
    extensions: { code, ...(law !== undefined && { law }), ...(path !== undefined && { path }) },
  }
}

const SENT_EXTENSIONS = ['code', 'reference', 'law', 'path'] as const

function ownExtensions({ extensions }: GraphQLFormattedError): Record<string, unknown> {
  const sent = SENT_EXTENSIONS.map((name) => [name, extensions?.[name]] as const)
  return Object.fromEntries(sent.filter(([, value]) => typeof value === 'string'))
}

// A name in a document may be as long as the document, and ten errors would each repeat it.
const LONGEST_MESSAGE = 500
// Part of a name, as in `person3112575003`, they may be a CPR number.
const TEN_DIGITS = /\d{10,}/g

/** A message of graphql-js without the values, literals and suggestions that it repeats. */
function withoutValues(message: string, error: unknown): string {
  const variable = /^Variable "\$(\w+)" got invalid value /.exec(message)?.[1]
  if (variable !== undefined) return variableMessage(message, variable, error)
  const [pattern, replacement] = VALUE_PATTERNS.find(([candidate]) => candidate.test(message)) ?? []
  const stripped = pattern && replacement !== undefined ? message.replace(pattern, replacement) : message
  return stripped
    .replace(/ Did you mean .*\?$/s, '')
    .replace(TEN_DIGITS, '…')
    .slice(0, LONGEST_MESSAGE)
}

const VALUE_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^(Syntax Error: .*?\b(?:String|BlockString|Int|Float)) ".*"\.$/s, '$1.'],
  [/^(Syntax Error: Invalid (?:character|Unicode) escape sequence): .*$/s, '$1.'],
  [/^((?:\w+|Enum "\w+") cannot represent [^:]*): .*$/s, '$1.'],
  [/^Value ".*" does not exist in "(\w+)" enum\..*$/s, 'The value does not exist in "$1" enum.'],
  [/^(Expected value of type "[^"]*"), found .*$/s, '$1.'],
  [/^Field ".*" is not defined by type "(\w+)"\..*$/s, 'A field is given that type "$1" does not define.'],
  [/^(Argument "\w+" has invalid value) .*$/s, '$1.'],
  [/^Unknown operation named .*$/s, 'operationName names no operation of the document.'],
]

// What graphql-js says about a variable in words of the schema alone.
const SCHEMA_ONLY =
  /^Expected (non-nullable )?type "[^"]*"( not to be null| to be an object)?\.$|^Field "\w+" (of required type "[^"]*" was not provided|must be non-null)\.$|^Exactly one key must be specified for OneOf type "\w+"\.$/

/**
 * Builds the message anew from what cannot hold a value: the variable's name, the place in the schema's field names,
 * and the expectation. The place is the last thing before the reason, and a quoted value has its quotes escaped.
 */
function variableMessage(message: string, variable: string, error: unknown): string {
  const reason = error instanceof GraphQLError ? error.originalError : undefined
  const beforeReason = reason ? message.slice(0, -`; ${reason.message}`.length) : ''
  const where = / at "\w+(?:\.\w+|\[\d+\])+"$/.exec(beforeReason)?.[0] ?? ''
  return `Variable "$${variable}" got an invalid value${where}. ${reason ? reasonOf(reason) : UNSAID}`
}

const UNSAID = 'Compare it with the schema.'

function reasonOf(reason: Error): string {
  if (reason instanceof GraphQLError && reason.extensions.code === 'BAD_USER_INPUT') return reason.message
  const stripped = withoutValues(reason.message, reason)
  return stripped !== reason.message || SCHEMA_ONLY.test(stripped) ? stripped : UNSAID
}
