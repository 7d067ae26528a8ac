import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import rateLimit from '@fastify/rate-limit'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { RequestOrigin } from '../../access/actor.ts'
import { PURPOSES, type Purpose } from '../../access/grant.ts'
import type { TokenVerifier } from '../../access/token.ts'
import { IssuerUnavailable, TokenRejected } from '../../access/token-rejection.ts'
import type { Text } from '../../kernel/errors.ts'
import { withoutValues } from '../log.ts'
import { problemBody } from '../problem.ts'
import { parseStrictJson } from './strict-json.ts'

/** A request that is answered with a status and a text for a person, in place of what it asked for. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: string
  readonly text: Text
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, text: Text, headers: Readonly<Record<string, string>> = {}) {
    super(code)
    this.name = 'HttpProblem'
    this.status = status
    this.code = code
    this.text = text
    this.headers = headers
  }
}

export interface HttpServerOptions {
  readonly log: FastifyBaseLogger
  readonly limits: HttpLimits
  /** Names the client of a request for its share of `requestsPerMinute`; null when it proves none. */
  readonly clientOf: (request: FastifyRequest) => Promise<string | null>
}

/** What one client, and all of them together, may take of the server. */
export interface HttpLimits {
  readonly requestsPerMinute: number
  /** How long a request's headers may take to arrive. */
  readonly headersTimeoutMs: number
  /** How long a body may take to arrive; a route for larger bodies than usual gives an hour. */
  readonly bodyTimeoutMs: number
  readonly connectionsMax: number
}

/** The largest GraphQL body, before and after decompression: a thousand records of a sync fit well. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024
const JSON_DEPTH_MAX = 20
const LARGE_BODY_TIMEOUT_MS = 3_600_000
const TIMEOUT_CHECK_MS = 1_000
const KEEP_ALIVE_MS = 10_000
const DRAIN_MS = 20_000

const running = new AsyncLocalStorage<string>()

/** The id of the request that is being answered; a fresh one outside of a request. */
export function currentRequestId(): string {
  return running.getStore() ?? randomUUID()
}

/** An HTTP server that can be emptied. */
export interface HttpServer extends FastifyInstance {
  /** Refuses new requests and answers those begun; what has not ended after 20 seconds is cut off. */
  drain(): Promise<void>
}

/** Makes the HTTP server: strict bodies, JSON answers only, limits per client, and no word about faults. */
export async function httpServer({ log, limits, clientOf }: HttpServerOptions): Promise<HttpServer> {
  const server = Fastify({
    // Fastify's own notices, such as the addresses it listens on, are left out; the hub says what matters.
    loggerInstance: log.child({}, { level: QUIET_LEVELS.has(log.level) ? log.level : 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: LARGE_BODY_TIMEOUT_MS,
    connectionTimeout: limits.bodyTimeoutMs * 2,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 128 },
    return503OnClosing: true,
    frameworkErrors: answerProblem,
  })
  server.server.maxConnections = limits.connectionsMax
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) =>
      strictJson(
        await inflated(body, request.headers['content-encoding']),
        request.headers['content-type'] ?? '',
      ),
  )
  const begun = new Set<FastifyReply>()
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    begun.add(reply)
    reply.raw.once('close', () => begun.delete(reply))
    limitBodyTime(request, limits.bodyTimeoutMs)
    // No address holds NUL, and PostgreSQL takes no text with it.
    const refused = request.url.includes('%00') ? new HttpProblem(400, 'BAD_REQUEST', badRequest) : undefined
    running.run(request.id, () => done(refused))
  })
  await server.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    // A header that proves nothing must not open a new share.
    keyGenerator: async (request) => (await clientOf(request)) ?? request.ip,
    allowList: (request) => request.url.startsWith('/health/'),
    errorResponseBuilder: (_request, context) =>
      new HttpProblem(429, 'TOO_MANY_REQUESTS', tooMany, {
        'retry-after': String(Math.ceil(context.ttl / 1_000)),
      }),
  })
  server.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'answered',
    )
    done()
  })
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) => {
    answerProblem(new HttpProblem(404, 'NOT_FOUND', notFound), request, reply)
  })
  server.setErrorHandler((error, request, reply) => {
    if (asProblem(error).status >= 500)
      log.error({ requestId: request.id, err: withoutValues(error) }, 'fault')
    answerProblem(error, request, reply)
  })
  let draining = false
  server.addHook('onSend', (_request, reply, payload, done) => {
    // A kept connection would keep the server from closing.
    if (draining) reply.header('connection', 'close')
    done(null, payload)
  })
  const drain = async () => {
    draining = true
    const deadline = setTimeout(() => {
      for (const reply of begun) reply.raw.destroy()
    }, DRAIN_MS)
    await server.close()
    // Closing waits for the first of the addresses only, where `localhost` has two.
    await Promise.all([...begun].map((reply) => once(reply.raw, 'close')))
    clearTimeout(deadline)
  }
  return Object.assign(server, { drain }) as HttpServer
}

const QUIET_LEVELS = new Set(['error', 'fatal', 'silent'])

function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, code, text, headers } = asProblem(error)
  const reference = status >= 500 ? { reference: request.id } : {}
  reply
    .status(status)
    .headers(headers)
    .send(problemBody(text, { code, ...reference }))
}

/**
 * Cuts a request off whose body has not arrived in time.
 * @why The time limit of node:http is one for all routes, and a file of a gigabyte takes longer than a query may.
 */
function limitBodyTime({ raw, routeOptions }: FastifyRequest, milliseconds: number): void {
  if ((routeOptions.bodyLimit ?? BODY_BYTES_MAX) > BODY_BYTES_MAX) {
    // Applying a large file takes longer than a silent connection is kept.
    raw.once('end', () => raw.socket.setTimeout(0))
    return
  }
  const timer = setTimeout(() => {
    if (!raw.complete) raw.destroy()
  }, milliseconds)
  raw.once('close', () => clearTimeout(timer))
}

const gunzipped = promisify(gunzip)

async function inflated(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body
  if (encoding !== 'gzip') throw new HttpProblem(415, 'ENCODING_UNSUPPORTED', encodingUnsupported)
  try {
    return await gunzipped(body, { maxOutputLength: BODY_BYTES_MAX })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new HttpProblem(413, 'BODY_TOO_LARGE', bodyTooLarge)
    throw new HttpProblem(400, 'BODY_NOT_GZIP', bodyNotGzip)
  }
}

function strictJson(body: Buffer, contentType: string): unknown {
  const charset = /charset\s*=\s*"?([^;"\s]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset !== 'utf-8' && charset !== 'utf8')
    throw new HttpProblem(415, 'CHARSET_UNSUPPORTED', charsetUnsupported)
  return assertStrictJson(body)
}

/** JSON that means one thing only, parsed. Throws the 400 or 415 that is due. */
export function assertStrictJson(body: Uint8Array): unknown {
  const parsed = parseStrictJson(body, { depth: JSON_DEPTH_MAX })
  if (parsed.ok) return parsed.value
  throw new HttpProblem(parsed.status, parsed.code, parsed.text)
}

/**
 * Who asks, from the bearer token, and for which purpose: the token's, where it names one, or that of `x-purpose`.
 * Throws the 401 or 400 that is due.
 */
export async function originOf(request: FastifyRequest, tokens: TokenVerifier): Promise<RequestOrigin> {
  const asked = purposeOf(request.headers['x-purpose'])
  const actor = await tokens.verify(request.headers.authorization)
  if (actor.purpose === null) return { actor: { ...actor, purpose: asked }, requestId: request.id }
  if (asked !== null && asked !== actor.purpose)
    throw new HttpProblem(400, 'PURPOSE_CONFLICT', purposeConflict)
  return { actor, requestId: request.id }
}

function purposeOf(header: string | string[] | undefined): Purpose | null {
  if (header === undefined || header === '') return null
  const purpose = PURPOSES.find((known) => known === header)
  if (purpose === undefined) throw new HttpProblem(400, 'PURPOSE_UNKNOWN', purposeUnknown)
  return purpose
}

/** Any error as what a client may be told. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof TokenRejected) {
    // Of a request without a token, RFC 6750 § 3.1 has nothing said but which scheme it needs.
    const challenge = error.code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"'
    return new HttpProblem(401, error.code, error.text, { 'www-authenticate': challenge })
  }
  if (error instanceof IssuerUnavailable) {
    return new HttpProblem(503, error.code, error.text, { 'retry-after': String(error.retryAfterSeconds) })
  }
  const { statusCode } = error as { statusCode?: number }
  if (statusCode === 413) return new HttpProblem(413, 'BODY_TOO_LARGE', bodyTooLarge)
  if (statusCode === 415) return new HttpProblem(415, 'CONTENT_TYPE_UNSUPPORTED', contentTypeUnsupported)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new HttpProblem(statusCode, 'BAD_REQUEST', badRequest)
  return new HttpProblem(500, 'INTERNAL_SERVER_ERROR', internal)
}

const tooMany: Text = {
  da: 'For mange kald på kort tid. Vent det antal sekunder, som Retry-After siger.',
  en: 'Too many requests in a short time. Wait as many seconds as Retry-After says.',
}
const notFound: Text = {
  da: 'Der er intet på denne adresse. GraphQL findes på /graphql.',
  en: 'There is nothing at this address. GraphQL is at /graphql.',
}
const encodingUnsupported: Text = {
  da: 'Indholdet må kun være komprimeret med gzip.',
  en: 'The body may be compressed with gzip only.',
}
const bodyTooLarge: Text = {
  da: 'Indholdet er for stort, også når det er pakket ud. Send store mængder som en fil til /feeds/{feed}/deliveries.',
  en: 'The body is too large, also after decompression. Send large amounts as a file to /feeds/{feed}/deliveries.',
}
const bodyNotGzip: Text = {
  da: 'Indholdet er ikke gyldig gzip, selvom Content-Encoding siger det.',
  en: 'The body is not valid gzip although Content-Encoding says so.',
}
const charsetUnsupported: Text = { da: 'JSON skal være UTF-8.', en: 'JSON must be UTF-8.' }
const contentTypeUnsupported: Text = {
  da: 'Denne indholdstype modtages ikke her. GraphQL tager application/json.',
  en: 'This content type is not accepted here. GraphQL takes application/json.',
}
const badRequest: Text = { da: 'Kaldet kan ikke forstås.', en: 'The request cannot be understood.' }
const internal: Text = {
  da: 'Intern fejl. Oplys referencen, hvis du henvender dig.',
  en: 'Internal error. Quote the reference when you get in touch.',
}
const purposeUnknown: Text = {
  da: `Formålet i x-purpose er ukendt. Brug et af: ${PURPOSES.join(', ')}.`,
  en: `The purpose in x-purpose is unknown. Use one of: ${PURPOSES.join(', ')}.`,
}
const purposeConflict: Text = {
  da: 'Formålet i x-purpose er et andet end adgangstokenets. Udelad headeren, eller hent et token til dette formål.',
  en: 'The purpose in x-purpose is not the one in the access token. Leave the header out, or get a token for this purpose.',
}
