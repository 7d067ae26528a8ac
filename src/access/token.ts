import { hash } from 'node:crypto'
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { visit } from 'jsonc-parser'
import type { Clock } from '../kernel/clock.ts'
import type { Actor } from './actor.ts'
import { readActor } from './claims.ts'
import type { TrustedIssuer } from './issuers.ts'
import { IssuerUnavailable, TokenRejected } from './token-rejection.ts'

/** What a verified token says of its bearer; a purpose, where it names one, binds the request. */
export type VerifiedToken = Actor

/** Turns the value of an `Authorization` header into the actor it proves. */
export interface TokenVerifier {
  /** Throws {@link TokenRejected} (401) for a bad token and {@link IssuerUnavailable} (503) when no keys could be had. */
  verify(authorization: string | undefined): Promise<VerifiedToken>
}

/** How strict and how patient a verifier is. */
export interface TokenVerifierOptions {
  readonly clock: Clock
  /** Used for the key sets only. Default: the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** How long the last good key set of a silent issuer is trusted, from when it was fetched. Default: 24 hours. */
  readonly lastKnownGoodSeconds?: number
  /** How old a key set may be before it is fetched again. Default: 10 minutes. */
  readonly keySetMaxAgeSeconds?: number
  /** The shortest time between two fetches that an unknown key or a failed fetch can cause. Default: 30 seconds. */
  readonly retryAfterSeconds?: number
  /** How long one fetch of a key set may take. Default: 2 seconds. */
  readonly fetchTimeoutMs?: number
  /** The longest `exp - iat` accepted. Default: one hour. */
  readonly maxLifetimeSeconds?: number
  /** The oldest `iat` accepted. Default: the longest lifetime. */
  readonly maxAgeSeconds?: number
  /** How far the issuer's clock may be off. Default: 5 seconds. */
  readonly clockToleranceSeconds?: number
  /** How many verified tokens are remembered. Default: 10,000. */
  readonly cacheSize?: number
}

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA']
const HEADER_MEMBERS = ['alg', 'typ', 'kid']
// Beside `aud` and `iat`, which jose asks for with the audience and the age.
const REQUIRED_CLAIMS = ['sub', 'client_id', 'exp', 'jti']
const MAX_AUTHORIZATION_CHARACTERS = 8_192
// The JSON visitor recurses; an access token needs a handful of brackets, 6 KB of them come near the end of the stack.
const MAX_BRACKETS = 200
const CONTROL_CHARACTER = /\p{Cc}/u

/** Makes the verifier of bearer access tokens (RFC 9068) from these issuers. */
export function tokenVerifier(
  issuers: readonly TrustedIssuer[],
  options: TokenVerifierOptions,
): TokenVerifier {
  const { clock, clockToleranceSeconds = 5, maxLifetimeSeconds = 3_600, cacheSize = 10_000 } = options
  const maxAgeSeconds = options.maxAgeSeconds ?? maxLifetimeSeconds
  const now = () => Date.parse(clock.now()) / 1_000
  const trusted = new Map<unknown, TrustedIssuer & { readonly keys: IssuerKeys }>(
    issuers.map((entry) => [entry.issuer, { ...entry, keys: issuerKeys(entry.jwksUri, now, options) }]),
  )
  const verified = new Map<string, Remembered>()

  function remember(digest: string, entry: Remembered): void {
    verified.delete(digest)
    verified.set(digest, entry)
    const leastRecent = verified.keys().next()
    if (verified.size > cacheSize && !leastRecent.done) verified.delete(leastRecent.value)
  }

  /** The actor of a token seen before, while it is in time and its issuer's keys are what they were. */
  async function recall(digest: string): Promise<VerifiedToken | undefined> {
    const entry = verified.get(digest)
    if (entry === undefined || now() >= entry.validUntil) return undefined
    if ((await entry.keys.generation()) !== entry.generation) return undefined
    remember(digest, entry)
    return entry.token
  }

  async function check(compact: string, digest: string): Promise<VerifiedToken> {
    const [header, claims] = decode(compact)
    for (const member of Object.keys(header))
      if (!HEADER_MEMBERS.includes(member)) throw new TokenRejected('HEADER_NOT_ALLOWED')
    if (typeof header.kid !== 'string') throw new TokenRejected('KEY_ID_MISSING')
    // Before any key is looked up, so that a stranger's token makes the hub call nobody.
    const issuer = trusted.get(claims.iss)
    if (issuer === undefined) throw new TokenRejected('ISSUER_NOT_TRUSTED')

    let generation = 0
    const selectKey: JWTVerifyGetKey = async (protectedHeader, jws) => {
      const selected = await issuer.keys.select(protectedHeader, jws)
      generation = selected.generation
      return selected.key
    }
    const { payload } = await jwtVerify(compact, selectKey, {
      algorithms: ALGORITHMS,
      typ: 'at+jwt',
      audience: issuer.audience,
      requiredClaims: REQUIRED_CLAIMS,
      maxTokenAge: maxAgeSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now() * 1_000),
    }).catch((error: unknown) => {
      throw error instanceof IssuerUnavailable ? error : rejection(error)
    })

    // Both are there, jose has seen to it; but it takes Infinity, which JSON can spell (1e400), for a number.
    const { iat = 0, exp = Number.POSITIVE_INFINITY } = payload
    if (exp - iat > maxLifetimeSeconds + clockToleranceSeconds) throw new TokenRejected('LIFETIME_TOO_LONG')
    const token = readActor(payload, issuer)
    const validUntil = Math.min(exp, iat + maxAgeSeconds) + clockToleranceSeconds
    remember(digest, { token, keys: issuer.keys, generation, validUntil })
    return token
  }

  /** Judged on every request, for an engagement may expire while the token lives. */
  function asOfToday(token: VerifiedToken): VerifiedToken {
    const today = clock.today()
    const engagements = token.engagements.filter(({ expires }) => today < expires)
    if (engagements.length === token.engagements.length) return token
    const [role, another] = token.roles
    if (engagements.length === 0 && role === 'auditor' && another === undefined)
      throw new TokenRejected('ENGAGEMENT_EXPIRED')
    return { ...token, engagements }
  }

  return {
    async verify(authorization) {
      const compact = bearerToken(authorization)
      const digest = hash('sha256', compact, 'base64')
      return asOfToday((await recall(digest)) ?? (await check(compact, digest)))
    },
  }
}

interface Remembered {
  readonly token: VerifiedToken
  readonly keys: IssuerKeys
  /** Which of the issuer's key sets the signature was checked with: a withdrawn key ends the memory of its tokens. */
  readonly generation: number
  readonly validUntil: number
}

type SigningKey = Awaited<ReturnType<JWTVerifyGetKey>>

interface IssuerKeys {
  /** The number of the key set in force; it grows when the issuer changes its keys. */
  generation(): Promise<number>
  select(...request: Parameters<JWTVerifyGetKey>): Promise<{ key: SigningKey; generation: number }>
}

/**
 * One issuer's keys. jose fetches, parses and selects; when to fetch is decided here, because jose alone refuses every
 * token once its key set has aged and the issuer is down, and calls the silent issuer anew for each of them.
 */
function issuerKeys(jwksUri: string, now: () => number, options: TokenVerifierOptions): IssuerKeys {
  const { keySetMaxAgeSeconds = 600, lastKnownGoodSeconds = 86_400, retryAfterSeconds = 30 } = options
  const remote = createRemoteJWKSet(new URL(jwksUri), {
    [customFetch]: (url, request) => (options.fetch ?? globalThis.fetch)(url, request),
    timeoutDuration: options.fetchTimeoutMs ?? 2_000,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
  })
  let generation = 0
  let keySet = ''
  let fetchedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY

  const usable = () => now() - fetchedAt <= lastKnownGoodSeconds
  const failing = () => failedAt > fetchedAt

  /** Fetches unless a fetch failed a moment ago; concurrent calls share one fetch. */
  async function reload(): Promise<void> {
    if (now() - failedAt < retryAfterSeconds) return
    try {
      await remote.reload()
    } catch {
      failedAt = now()
      return
    }
    fetchedAt = now()
    const fetched = JSON.stringify(remote.jwks())
    if (fetched !== keySet) generation += 1
    keySet = fetched
  }

  async function refresh(): Promise<void> {
    if (now() - fetchedAt > keySetMaxAgeSeconds) {
      const inOutage = failing() && usable()
      const reloading = reload()
      // Only the first call of an outage waits for the issuer; the later attempts run beside the last good keys.
      if (!inOutage) await reloading
    }
    if (!usable()) throw new IssuerUnavailable(retryAfterSeconds)
  }

  return {
    async generation() {
      await refresh()
      return generation
    },
    async select(protectedHeader, jws) {
      await refresh()
      // Read before the key is chosen: a key set that arrives in between makes this answer forgotten, not trusted.
      let chosenFrom = generation
      try {
        return { key: await remote(protectedHeader, jws), generation: chosenFrom }
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      }
      if (now() - fetchedAt >= retryAfterSeconds) await reload()
      // The issuer may have changed its keys since it fell silent, so the token cannot be called bad.
      if (failing()) throw new IssuerUnavailable(retryAfterSeconds)
      chosenFrom = generation
      return { key: await remote(protectedHeader, jws), generation: chosenFrom }
    },
  }
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') throw new TokenRejected('TOKEN_MISSING')
  if (authorization.length > MAX_AUTHORIZATION_CHARACTERS) throw new TokenRejected('TOKEN_TOO_LARGE')
  const compact = /^Bearer ([^\s,]+)$/i.exec(authorization)?.[1]
  if (compact === undefined) throw new TokenRejected('AUTHORIZATION_MALFORMED')
  return compact
}

/** Header and claims of a compact JWS, each a JSON object without tricks; the signature is only checked for spelling. */
function decode(compact: string): [Record<string, unknown>, Record<string, unknown>] {
  const [header = '', claims = '', signature] = compact.split('.')
  if (signature === undefined) throw new TokenRejected('TOKEN_MALFORMED')
  octets(signature)
  return [parseObject(octets(header)), parseObject(octets(claims))]
}

/** Refuses a second spelling of the same octets (padding, other alphabet, stray trailing bits). */
function octets(base64url: string): Buffer {
  const decoded = Buffer.from(base64url, 'base64url')
  if (decoded.toString('base64url') !== base64url) throw new TokenRejected('TOKEN_NOT_CANONICAL')
  return decoded
}

function parseObject(encoded: Buffer): Record<string, unknown> {
  let text: string
  let parsed: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(encoded)
    parsed = JSON.parse(text)
  } catch {
    throw new TokenRejected('TOKEN_MALFORMED')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new TokenRejected('TOKEN_MALFORMED')
  if ((text.match(/[[{]/g)?.length ?? 0) > MAX_BRACKETS) throw new TokenRejected('TOKEN_MALFORMED')
  refuseTricks(text)
  return parsed as Record<string, unknown>
}

/** What `JSON.parse` lets through and another reader of the same token, or the database, would take otherwise. */
function refuseTricks(json: string): void {
  const open: Set<string>[] = []
  visit(json, {
    onObjectBegin: () => {
      open.push(new Set())
    },
    onObjectEnd: () => {
      open.pop()
    },
    onObjectProperty: (name) => {
      const members = open.at(-1)
      if (members?.has(name)) throw new TokenRejected('MEMBER_DUPLICATED')
      if (name === '__proto__') throw new TokenRejected('MEMBER_FORBIDDEN')
      refuseCharacters(name)
      members?.add(name)
    },
    onLiteralValue: (value: unknown) => {
      if (typeof value === 'string') refuseCharacters(value)
    },
  })
}

function refuseCharacters(text: string): void {
  if (CONTROL_CHARACTER.test(text) || !text.isWellFormed()) throw new TokenRejected('CHARACTER_FORBIDDEN')
}

/** Says in our codes what jose refused. Its errors carry the payload, so none is passed on as a cause. */
function rejection(error: unknown): TokenRejected {
  if (error instanceof errors.JOSEAlgNotAllowed) return new TokenRejected('ALGORITHM_NOT_ALLOWED')
  if (error instanceof errors.JWSInvalid) return new TokenRejected('TOKEN_MALFORMED')
  if (error instanceof errors.JWKSNoMatchingKey) return new TokenRejected('KEY_UNKNOWN')
  if (error instanceof errors.JWSSignatureVerificationFailed) return new TokenRejected('SIGNATURE_INVALID')
  if (error instanceof errors.JWTExpired)
    return new TokenRejected(error.claim === 'iat' ? 'TOKEN_TOO_OLD' : 'TOKEN_EXPIRED')
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return new TokenRejected('CLAIM_MISSING', error.claim)
    if (error.reason === 'invalid') return new TokenRejected('CLAIM_MALFORMED', error.claim)
    if (error.claim === 'typ') return new TokenRejected('TYPE_NOT_ALLOWED')
    if (error.claim === 'aud') return new TokenRejected('AUDIENCE_NOT_ACCEPTED')
    return new TokenRejected('TOKEN_NOT_YET_VALID')
  }
  // What is left concerns the key: two keys of one id, a private key, a key that cannot be read or is too short.
  return new TokenRejected('KEY_UNUSABLE')
}
