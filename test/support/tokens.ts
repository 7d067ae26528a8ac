import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Instant } from '../../src/kernel/clock.ts'
import type { LocalDate } from '../../src/kernel/period.ts'

/** A clock that stands still until it is moved. */
export interface MovableClock extends Clock {
  /** Whole seconds since 1970, as tokens write their times. */
  seconds(): number
  move(seconds: number): void
}

/** A clock standing at an instant such as `2026-11-22T10:00:00.000Z`. */
export function movableClock(start: string): MovableClock {
  let milliseconds = Date.parse(start)
  const iso = () => new Date(milliseconds).toISOString()
  return {
    now: () => iso() as Instant,
    today: () => iso().slice(0, 10) as LocalDate,
    seconds: () => Math.floor(milliseconds / 1_000),
    move: (seconds) => {
      milliseconds += seconds * 1_000
    },
  }
}

/** The private keys that the tests sign with; `publicJwk` gives what an issuer would publish. */
export const SIGNING_KEYS = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  shortRsa: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ed: generateKeyPairSync('ed25519').privateKey,
  stranger: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
}

/** The public half of a key with the members given, as a key set lists it. */
export function publicJwk(key: KeyObject, members: Record<string, unknown>): Record<string, unknown> {
  return { ...createPublicKey(key).export({ format: 'jwk' }), ...members }
}

type Signer = (input: string) => Buffer

/** How each algorithm of the tests signs; the bad ones too. */
export const SIGNERS = {
  RS256:
    (key: KeyObject): Signer =>
    (input) =>
      sign('sha256', Buffer.from(input), key),
  RS512:
    (key: KeyObject): Signer =>
    (input) =>
      sign('sha512', Buffer.from(input), key),
  PS256:
    (key: KeyObject): Signer =>
    (input) =>
      sign('sha256', Buffer.from(input), { key, padding: 6, saltLength: 32 }),
  ES256:
    (key: KeyObject): Signer =>
    (input) =>
      sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }),
  ES256inDer:
    (key: KeyObject): Signer =>
    (input) =>
      sign('sha256', Buffer.from(input), key),
  EdDSA:
    (key: KeyObject): Signer =>
    (input) =>
      sign(null, Buffer.from(input), key),
  HS256:
    (secret: string | Buffer): Signer =>
    (input) =>
      createHmac('sha256', secret).update(input).digest(),
}

/** JSON text or octets as they are; anything else is written as JSON. */
export type TokenPart = string | Buffer | object

/** A compact JWS of exactly this header and payload. */
export function compactJws(header: TokenPart, payload: TokenPart, signer: Signer): string {
  const input = `${base64urlOf(header)}.${base64urlOf(payload)}`
  return `${input}.${signer(input).toString('base64url')}`
}

function base64urlOf(part: TokenPart): string {
  if (Buffer.isBuffer(part)) return part.toString('base64url')
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/** The claims of a good token of one hour, issued now. */
export function goodClaims(
  issuer: string,
  audience: string,
  clock: MovableClock,
): Record<string, unknown> & { iat: number; exp: number } {
  return {
    iss: issuer,
    aud: audience,
    sub: 'fagsystem-7',
    client_id: 'fagsystem',
    jti: randomUUID(),
    iat: clock.seconds(),
    exp: clock.seconds() + 3_600,
    roles: ['municipal_system'],
    municipality_codes: ['0169'],
  }
}

/** How the key server answers. */
export type KeyServerAnswer = { keys: readonly object[] } | 'error' | 'hang' | { redirectTo: string }

/** An HTTP server that publishes a key set and counts who asks for it. */
export interface KeyServer {
  readonly uri: string
  answer: KeyServerAnswer
  /** Requests so far. */
  readonly requests: number
  /** Requests that still wait for their answer. */
  readonly waiting: number
  close(): Promise<void>
}

/** Starts a key server on a free port of this machine. */
export async function keyServer(answer: KeyServerAnswer): Promise<KeyServer> {
  let requests = 0
  const waiting = new Set<ServerResponse>()
  const server = createServer((_request, response) => {
    requests += 1
    const how = running.answer
    if (how === 'hang') {
      waiting.add(response)
      response.once('close', () => waiting.delete(response))
    } else if (how === 'error') response.writeHead(500).end()
    else if ('redirectTo' in how) response.writeHead(302, { location: how.redirectTo }).end()
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: how.keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const running = {
    uri: `http://127.0.0.1:${port}/jwks`,
    answer,
    get requests() {
      return requests
    },
    get waiting() {
      return waiting.size
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return running
}
