import { createPublicKey, webcrypto } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import { jest } from '@jest/globals'
import { CompactEncrypt } from 'jose'
import { type TokenVerifierOptions, tokenVerifier } from '../../src/access/token.ts'
import {
  IssuerUnavailable,
  TokenRejected,
  type TokenRejectionCode,
} from '../../src/access/token-rejection.ts'
import {
  compactJws,
  goodClaims,
  type KeyServer,
  type KeyServerAnswer,
  keyServer,
  movableClock,
  publicJwk,
  SIGNERS,
  SIGNING_KEYS,
  type TokenPart,
} from '../support/tokens.ts'

const ISSUER = 'https://identity.example/realm'
const AUDIENCE = 'https://boligbro.example/graphql'
const PUBLISHED: KeyServerAnswer = {
  keys: [
    publicJwk(SIGNING_KEYS.rsa, { kid: 'rsa' }),
    publicJwk(SIGNING_KEYS.ec, { kid: 'ec', alg: 'ES256', use: 'sig' }),
    publicJwk(SIGNING_KEYS.ed, { kid: 'ed' }),
    publicJwk(SIGNING_KEYS.shortRsa, { kid: 'short' }),
    publicJwk(SIGNING_KEYS.rsa, { kid: 'encryption', use: 'enc' }),
    publicJwk(SIGNING_KEYS.rsa, { kid: 'twice' }),
    publicJwk(SIGNING_KEYS.stranger, { kid: 'twice' }),
  ],
}

const clock = movableClock('2026-11-22T10:00:00.000Z')
const servers: KeyServer[] = []
let keys: KeyServer
let outside: KeyServer

async function started(answer: KeyServerAnswer): Promise<KeyServer> {
  const server = await keyServer(answer)
  servers.push(server)
  return server
}

beforeEach(async () => {
  keys = await started(PUBLISHED)
  outside = await started(PUBLISHED)
})

afterEach(async () => {
  jest.restoreAllMocks()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const verifier = (options: Partial<TokenVerifierOptions> = {}) =>
  tokenVerifier([{ issuer: ISSUER, audience: AUDIENCE, jwksUri: keys.uri }], { clock, ...options })

const claims = (changes: Record<string, unknown> = {}) => ({
  ...goodClaims(ISSUER, AUDIENCE, clock),
  ...changes,
})

const header = (changes: Record<string, unknown> = {}) => ({
  alg: 'RS256',
  typ: 'at+jwt',
  kid: 'rsa',
  ...changes,
})

/** A token signed by the issuer's RSA key, good but for what is changed; `undefined` leaves a member out. */
function signed(changes: { header?: TokenPart; payload?: TokenPart } = {}): string {
  return compactJws(changes.header ?? header(), changes.payload ?? claims(), SIGNERS.RS256(SIGNING_KEYS.rsa))
}

const withHeader = (changes: Record<string, unknown>) => () => signed({ header: header(changes) })
const withClaims = (changes: Record<string, unknown>) => () => signed({ payload: claims(changes) })
/** The good claims with one more member, written letter by letter. */
const withRawClaim = (member: string) => () =>
  signed({ payload: `${JSON.stringify(claims()).slice(0, -1)},${member}}` })

const rsaPublic = createPublicKey(SIGNING_KEYS.rsa)
const publicPem = rsaPublic.export({ type: 'spki', format: 'pem' })
const publicDer = rsaPublic.export({ type: 'spki', format: 'der' })

async function refusal(pending: Promise<unknown>): Promise<TokenRejected> {
  const outcome = await pending.then(
    () => new Error('the token was accepted'),
    (error: unknown) => error,
  )
  if (outcome instanceof TokenRejected) return outcome
  throw outcome
}

/** Counts every TCP connection that this process opens while `work` runs. */
async function connectionsDuring(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const listener = () => {
    count += 1
  }
  subscribe('net.client.socket', listener)
  try {
    await work()
  } finally {
    unsubscribe('net.client.socket', listener)
  }
  return count
}

function lastSymbolChanged(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(token.slice(-1))
  return token.slice(0, -1) + alphabet[last ^ 1]
}

type Make = () => string | Promise<string>

const BAD_TOKENS: readonly (readonly [number: string, name: string, make: Make, TokenRejectionCode])[] = [
  [
    '1',
    'alg none',
    () => compactJws(header({ alg: 'none' }), claims(), () => Buffer.alloc(0)),
    'ALGORITHM_NOT_ALLOWED',
  ],
  [
    '2',
    'alg nOnE',
    () => compactJws(header({ alg: 'nOnE' }), claims(), () => Buffer.alloc(0)),
    'ALGORITHM_NOT_ALLOWED',
  ],
  ['3', 'alg none with a signature', withHeader({ alg: 'none' }), 'ALGORITHM_NOT_ALLOWED'],
  [
    '4',
    'an empty signature',
    () => compactJws(header(), claims(), () => Buffer.alloc(0)),
    'SIGNATURE_INVALID',
  ],
  [
    '5',
    'HS256 keyed with the public key as PEM',
    () => compactJws(header({ alg: 'HS256' }), claims(), SIGNERS.HS256(publicPem)),
    'ALGORITHM_NOT_ALLOWED',
  ],
  [
    '6',
    'HS256 keyed with the public key as DER',
    () => compactJws(header({ alg: 'HS256' }), claims(), SIGNERS.HS256(publicDer)),
    'ALGORITHM_NOT_ALLOWED',
  ],
  [
    '7',
    'HS256 keyed with nothing',
    () => compactJws(header({ alg: 'HS256' }), claims(), SIGNERS.HS256('')),
    'ALGORITHM_NOT_ALLOWED',
  ],
  [
    '8',
    'PS256 with the right key',
    () => compactJws(header({ alg: 'PS256' }), claims(), SIGNERS.PS256(SIGNING_KEYS.rsa)),
    'ALGORITHM_NOT_ALLOWED',
  ],
  [
    '9',
    'RS512 with the right key',
    () => compactJws(header({ alg: 'RS512' }), claims(), SIGNERS.RS512(SIGNING_KEYS.rsa)),
    'ALGORITHM_NOT_ALLOWED',
  ],
  [
    '10',
    'another key under a known kid',
    () => compactJws(header(), claims(), SIGNERS.RS256(SIGNING_KEYS.stranger)),
    'SIGNATURE_INVALID',
  ],
  ['11', 'a path as kid', withHeader({ kid: '../../dev/null' }), 'KEY_UNKNOWN'],
  ['12', 'SQL as kid', withHeader({ kid: "x' UNION SELECT 'key'; --" }), 'KEY_UNKNOWN'],
  ['13', 'an object as kid', withHeader({ kid: { rsa: true } }), 'KEY_ID_MISSING'],
  ['14', 'no kid, several keys', withHeader({ kid: undefined }), 'KEY_ID_MISSING'],
  [
    '15',
    'an embedded jwk, signed with it',
    () =>
      compactJws(
        header({ jwk: publicJwk(SIGNING_KEYS.stranger, {}) }),
        claims(),
        SIGNERS.RS256(SIGNING_KEYS.stranger),
      ),
    'HEADER_NOT_ALLOWED',
  ],
  [
    '16',
    'a jku to a stranger',
    () => compactJws(header({ jku: outside.uri }), claims(), SIGNERS.RS256(SIGNING_KEYS.stranger)),
    'HEADER_NOT_ALLOWED',
  ],
  [
    '16',
    'an x5u to a stranger',
    () => compactJws(header({ x5u: outside.uri }), claims(), SIGNERS.RS256(SIGNING_KEYS.stranger)),
    'HEADER_NOT_ALLOWED',
  ],
  [
    '17',
    'an embedded x5c',
    () => compactJws(header({ x5c: ['MIIB'] }), claims(), SIGNERS.RS256(SIGNING_KEYS.stranger)),
    'HEADER_NOT_ALLOWED',
  ],
  [
    '18',
    'a good signature and a jku',
    () => signed({ header: header({ jku: outside.uri }) }),
    'HEADER_NOT_ALLOWED',
  ],
  [
    '19',
    'a good signature and a jwk',
    () => signed({ header: header({ jwk: publicJwk(SIGNING_KEYS.rsa, {}) }) }),
    'HEADER_NOT_ALLOWED',
  ],
  [
    '20',
    'an ECDSA signature of zeros',
    () => compactJws(header({ alg: 'ES256', kid: 'ec' }), claims(), () => Buffer.alloc(64)),
    'SIGNATURE_INVALID',
  ],
  [
    '21',
    'an ECDSA signature in DER',
    () => compactJws(header({ alg: 'ES256', kid: 'ec' }), claims(), SIGNERS.ES256inDer(SIGNING_KEYS.ec)),
    'SIGNATURE_INVALID',
  ],
  [
    '22',
    'an RSA key of 1024 bits',
    () => compactJws(header({ kid: 'short' }), claims(), SIGNERS.RS256(SIGNING_KEYS.shortRsa)),
    'KEY_UNUSABLE',
  ],
  ['23', 'a key meant for encryption', withHeader({ kid: 'encryption' }), 'KEY_UNKNOWN'],
  ['24', 'exp in the past', () => signed({ payload: claims({ exp: clock.seconds() - 6 }) }), 'TOKEN_EXPIRED'],
  [
    '25',
    'nbf in the future',
    () => signed({ payload: claims({ nbf: clock.seconds() + 6 }) }),
    'TOKEN_NOT_YET_VALID',
  ],
  ['26', 'no exp', withClaims({ exp: undefined }), 'CLAIM_MISSING'],
  [
    '27',
    'exp as a string',
    () => signed({ payload: claims({ exp: String(clock.seconds() + 60) }) }),
    'CLAIM_MALFORMED',
  ],
  [
    '28',
    'exp 1e400',
    () => signed({ payload: JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e400') }),
    'LIFETIME_TOO_LONG',
  ],
  [
    '29',
    'iat in the future',
    () => signed({ payload: claims({ iat: clock.seconds() + 6 }) }),
    'TOKEN_NOT_YET_VALID',
  ],
  [
    '30',
    'iat too long ago',
    () => signed({ payload: claims({ iat: clock.seconds() - 3_606, exp: clock.seconds() + 60 }) }),
    'TOKEN_TOO_OLD',
  ],
  [
    '31',
    'a lifetime of one year',
    () => signed({ payload: claims({ exp: clock.seconds() + 31_536_000 }) }),
    'LIFETIME_TOO_LONG',
  ],
  ['32', 'another audience', withClaims({ aud: 'https://elsewhere.example' }), 'AUDIENCE_NOT_ACCEPTED'],
  ['33', 'no audience', withClaims({ aud: undefined }), 'CLAIM_MISSING'],
  [
    '34',
    'a second audience',
    withClaims({ aud: [AUDIENCE, 'https://elsewhere.example'] }),
    'AUDIENCE_NOT_SOLE',
  ],
  ['35', 'another issuer', withClaims({ iss: 'https://evil.example' }), 'ISSUER_NOT_TRUSTED'],
  ['36', 'the issuer with a trailing slash', withClaims({ iss: `${ISSUER}/` }), 'ISSUER_NOT_TRUSTED'],
  ['37', 'no sub', withClaims({ sub: undefined }), 'CLAIM_MISSING'],
  ['38', 'sub as a number', withClaims({ sub: 7 }), 'CLAIM_MALFORMED'],
  ['39', 'an empty sub', withClaims({ sub: '' }), 'CLAIM_MALFORMED'],
  ['40', 'typ JWT', withHeader({ typ: 'JWT' }), 'TYPE_NOT_ALLOWED'],
  ['41', 'no typ', withHeader({ typ: undefined }), 'TYPE_NOT_ALLOWED'],
  ['42', 'typ logout+jwt', withHeader({ typ: 'logout+jwt' }), 'TYPE_NOT_ALLOWED'],
  ['43', 'crit with an unknown name', withHeader({ crit: ['exp'], exp: 1 }), 'HEADER_NOT_ALLOWED'],
  ['44', 'an empty crit', withHeader({ crit: [] }), 'HEADER_NOT_ALLOWED'],
  ['45', 'b64 false', withHeader({ crit: ['b64'], b64: false }), 'HEADER_NOT_ALLOWED'],
  ['46', 'a claim given twice', withRawClaim('"sub":"somebody-else"'), 'MEMBER_DUPLICATED'],
  [
    '46',
    'a claim given twice, once in escapes',
    withRawClaim('"s\\u0075b":"somebody-else"'),
    'MEMBER_DUPLICATED',
  ],
  ['46', 'a claim given twice further in', withRawClaim('"act":{"sub":"a","sub":"b"}'), 'MEMBER_DUPLICATED'],
  [
    '46',
    'a claim given twice, once before and once after an object',
    withRawClaim('"act":{"name":"x"},"sub":"somebody-else"'),
    'MEMBER_DUPLICATED',
  ],
  [
    '47',
    'a header member given twice',
    () => signed({ header: '{"alg":"none","alg":"RS256","typ":"at+jwt","kid":"rsa"}' }),
    'MEMBER_DUPLICATED',
  ],
  ['48', 'a __proto__ claim', withRawClaim('"__proto__":{"roles":["operator"]}'), 'MEMBER_FORBIDDEN'],
  ['49', 'a NUL in sub', withClaims({ sub: 'fagsystem\u0000' }), 'CHARACTER_FORBIDDEN'],
  [
    '50',
    'a payload that is not UTF-8',
    () => signed({ payload: Buffer.from(JSON.stringify(claims({ sub: 'Sæby' })), 'latin1') }),
    'TOKEN_MALFORMED',
  ],
  ['51', 'other trailing bits in the signature', () => lastSymbolChanged(signed()), 'TOKEN_NOT_CANONICAL'],
  ['52', 'padding', () => `${signed()}==`, 'TOKEN_NOT_CANONICAL'],
  [
    '53',
    'the standard base64 alphabet',
    () => signed().replaceAll('-', '+').replaceAll('_', '/'),
    'TOKEN_NOT_CANONICAL',
  ],
  ['54', 'a trailing space', () => `${signed()} `, 'AUTHORIZATION_MALFORMED'],
  ['55', 'a newline inside', () => signed().replace('.', '.\n'), 'AUTHORIZATION_MALFORMED'],
  ['56', 'four parts', () => `${signed()}.AAAA`, 'TOKEN_MALFORMED'],
  ['57', 'two parts', () => signed().split('.').slice(0, 2).join('.'), 'TOKEN_MALFORMED'],
  ['58', 'an encrypted token', encrypted, 'TOKEN_MALFORMED'],
  ['59', 'an array as payload', () => signed({ payload: [claims()] }), 'TOKEN_MALFORMED'],
  ['60', 'a string as payload', () => signed({ payload: '"claims"' }), 'TOKEN_MALFORMED'],
  ['61', 'a token of 200 KB', withClaims({ padding: 'x'.repeat(150_000) }), 'TOKEN_TOO_LARGE'],
  ['62', 'another payload under a good signature', tampered, 'SIGNATURE_INVALID'],
  ['-', 'null as payload', () => signed({ payload: 'null' }), 'TOKEN_MALFORMED'],
  ['-', 'a payload that is no JSON', () => signed({ payload: '{"iss":' }), 'TOKEN_MALFORMED'],
  [
    '-',
    'brackets 5,000 deep in the header',
    () => signed({ header: `{"alg":${'['.repeat(2_500)}${']'.repeat(2_500)}}` }),
    'TOKEN_MALFORMED',
  ],
  [
    '-',
    'brackets 5,000 deep in a claim',
    withRawClaim(`"x":${'['.repeat(2_500)}${']'.repeat(2_500)}`),
    'TOKEN_MALFORMED',
  ],
  [
    '-',
    'padding in the header',
    () =>
      compactJws(header({ kid: 'ec', alg: 'ES256' }), claims(), SIGNERS.ES256(SIGNING_KEYS.ec)).replace(
        '.',
        '=.',
      ),
    'TOKEN_NOT_CANONICAL',
  ],
  ['-', 'a half character in a claim', withRawClaim('"name":"\\ud800"'), 'CHARACTER_FORBIDDEN'],
  ['-', 'a control character in a name', withRawClaim('"na\\u0007me":1'), 'CHARACTER_FORBIDDEN'],
  ['-', 'the issuer in a list', withClaims({ iss: [ISSUER] }), 'ISSUER_NOT_TRUSTED'],
  ['-', 'no alg', withHeader({ alg: undefined }), 'TOKEN_MALFORMED'],
  ['-', 'two keys of one kid', withHeader({ kid: 'twice' }), 'KEY_UNUSABLE'],
  [
    '-',
    'exp on the last second',
    () => signed({ payload: claims({ exp: clock.seconds() - 5 }) }),
    'TOKEN_EXPIRED',
  ],
  [
    '-',
    'one second over the longest lifetime',
    () => signed({ payload: claims({ exp: clock.seconds() + 3_606 }) }),
    'LIFETIME_TOO_LONG',
  ],
  ['-', 'no iat', withClaims({ iat: undefined }), 'CLAIM_MISSING'],
  ['-', 'no jti', withClaims({ jti: undefined }), 'CLAIM_MISSING'],
  ['-', 'jti as a number', withClaims({ jti: 1 }), 'CLAIM_MALFORMED'],
  ['-', 'no client_id', withClaims({ client_id: undefined }), 'CLAIM_MISSING'],
  ['-', 'client_id as a list', withClaims({ client_id: ['fagsystem'] }), 'CLAIM_MALFORMED'],
  ['-', 'a sub of 256 characters', withClaims({ sub: 'x'.repeat(256) }), 'CLAIM_MALFORMED'],
  ['-', 'a key-bound token sent as bearer', withClaims({ cnf: { jkt: 'x' } }), 'BINDING_NOT_SUPPORTED'],
  ['-', 'roles as a string', withClaims({ roles: 'operator' }), 'CLAIM_MALFORMED'],
  ['-', 'null roles', withClaims({ roles: null }), 'CLAIM_MALFORMED'],
  ['-', 'a number among the roles', withClaims({ roles: ['auditor', 1] }), 'CLAIM_MALFORMED'],
  [
    '-',
    'a municipality code of three digits',
    withClaims({ municipality_codes: ['169'] }),
    'CLAIM_MALFORMED',
  ],
  ['-', 'a municipality code as a number', withClaims({ municipality_codes: [169] }), 'CLAIM_MALFORMED'],
  [
    '-',
    'an audited municipality by name',
    withClaims({ audit_municipality_codes: ['Høje-Taastrup'] }),
    'CLAIM_MALFORMED',
  ],
  [
    '-',
    'an organisation number of five digits',
    withClaims({ organisation_numbers: ['00450'] }),
    'CLAIM_MALFORMED',
  ],
]

async function encrypted(): Promise<string> {
  const key = await webcrypto.subtle.importKey(
    'jwk',
    rsaPublic.export({ format: 'jwk' }),
    { name: 'RSA-OAEP', hash: 'SHA-256' },
    false,
    ['encrypt'],
  )
  return new CompactEncrypt(Buffer.from(signed()))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'rsa' })
    .encrypt(key)
}

function tampered(): string {
  const [head, , signature] = signed().split('.')
  const [, payload] = signed({ payload: claims({ municipality_codes: ['0101'] }) }).split('.')
  return `${head}.${payload}.${signature}`
}

describe('a bad token', () => {
  test.each(BAD_TOKENS)('%s: %s is refused', async (_number, _name, make, code) => {
    expect((await refusal(verifier().verify(`Bearer ${await make()}`))).code).toBe(code)
  })

  test.each(
    BAD_TOKENS.filter(([, , , code]) => code === 'HEADER_NOT_ALLOWED' || code === 'ISSUER_NOT_TRUSTED'),
  )('%s: %s makes the hub call nobody', async (_number, _name, make) => {
    const token = await make()
    const cold = verifier()
    expect(await connectionsDuring(() => refusal(cold.verify(`Bearer ${token}`)))).toBe(0)
    expect(keys.requests + outside.requests).toBe(0)
  })

  test('is what the count of connections can see: a good one opens one, to its issuer', async () => {
    const cold = verifier()
    expect(await connectionsDuring(() => cold.verify(`Bearer ${signed()}`))).toBe(1)
    expect([keys.requests, outside.requests]).toEqual([1, 0])
  })

  test.each([
    ['no header', undefined, 'TOKEN_MISSING'],
    ['an empty header', '', 'TOKEN_MISSING'],
    ['a scheme alone', 'Bearer', 'AUTHORIZATION_MALFORMED'],
    ['another scheme', 'Basic ZGVtbzpkZW1v', 'AUTHORIZATION_MALFORMED'],
    ['two headers joined by a proxy', 'Bearer a.b.c, Bearer a.b.c', 'AUTHORIZATION_MALFORMED'],
    ['no token at all', 'Bearer x', 'TOKEN_MALFORMED'],
  ])('%s is refused', async (_name, authorization, code) => {
    expect((await refusal(verifier().verify(authorization))).code).toBe(code)
  })

  test('is answered in both languages, with the claim and without a word of what it says', async () => {
    const token = signed({ payload: claims({ sub: 'Kirsten Hansen', municipality_codes: ['Kirstens by'] }) })
    const rejected = await refusal(verifier().verify(`Bearer ${token}`))
    expect(rejected.text.da).toMatch(/ret.*\(municipality_codes\)$/)
    expect(rejected.text.en).toMatch(/correct.*\(municipality_codes\)$/)
    expect(JSON.stringify([rejected.message, rejected.text, rejected.stack, rejected.cause])).not.toMatch(
      /Kirsten/,
    )
  })

  test('leaves nothing of its claims on the error when jose refused it', async () => {
    const rejected = await refusal(
      verifier().verify(`Bearer ${signed({ payload: claims({ sub: 'Kirsten', aud: 'x' }) })}`),
    )
    expect(
      Object.values(Object.getOwnPropertyDescriptors(rejected))
        .map(({ value }) => JSON.stringify(value))
        .join(),
    ).not.toMatch(/Kirsten/)
  })

  test('is judged anew every time: one that came too early is accepted when its time has come', async () => {
    const hub = verifier()
    const authorization = `Bearer ${signed({ payload: claims({ nbf: clock.seconds() + 60 }) })}`
    expect((await refusal(hub.verify(authorization))).code).toBe('TOKEN_NOT_YET_VALID')
    clock.move(60)
    expect((await hub.verify(authorization)).subject).toBe('fagsystem-7')
  })
})

describe('a good token', () => {
  test('says who acts, for whom and as what', async () => {
    const payload = claims({
      roles: ['organisation_system', 'auditor'],
      organisation_numbers: ['0045', '19501817'],
      municipality_codes: ['0169', '0101'],
      audit_municipality_codes: ['0147'],
    })
    expect(await verifier().verify(`Bearer ${signed({ payload })}`)).toEqual({
      subject: 'fagsystem-7',
      clientId: 'fagsystem',
      roles: ['organisation_system', 'auditor'],
      organisationNumbers: ['0045', '19501817'],
      municipalityCodes: ['0169', '0101'],
      engagedMunicipalityCodes: ['0147'],
    })
  })

  test('without roles and scopes of the hub is somebody without rights', async () => {
    const payload = claims({ roles: ['superuser', '__proto__'], municipality_codes: undefined })
    expect(await verifier().verify(`Bearer ${signed({ payload })}`)).toMatchObject({
      roles: [],
      organisationNumbers: [],
      municipalityCodes: [],
      engagedMunicipalityCodes: [],
    })
  })

  test.each<[string, Make]>([
    ['RS256', () => signed()],
    [
      'ES256',
      () => compactJws(header({ alg: 'ES256', kid: 'ec' }), claims(), SIGNERS.ES256(SIGNING_KEYS.ec)),
    ],
    [
      'EdDSA',
      () => compactJws(header({ alg: 'EdDSA', kid: 'ed' }), claims(), SIGNERS.EdDSA(SIGNING_KEYS.ed)),
    ],
    ['a media type as typ', withHeader({ typ: 'application/AT+JWT' })],
    ['the hub as the only audience of a list', withClaims({ aud: [AUDIENCE] })],
    [
      'claims the hub does not know',
      withClaims({ scope: 'x', realm_access: { roles: ['a'] }, act: { sub: 'x' } }),
    ],
    ['the longest lifetime', () => signed({ payload: claims({ exp: clock.seconds() + 3_605 }) })],
    ['exp within the tolerance', () => signed({ payload: claims({ exp: clock.seconds() - 4 }) })],
    ['nbf within the tolerance', () => signed({ payload: claims({ nbf: clock.seconds() + 5 }) })],
  ])('with %s is accepted', async (_name, make) => {
    expect((await verifier().verify(`bearer ${await make()}`)).clientId).toBe('fagsystem')
  })

  test('of one issuer cannot be signed by another that the hub trusts as well', async () => {
    outside.answer = { keys: [publicJwk(SIGNING_KEYS.stranger, { kid: 'rsa' })] }
    const other = 'https://identity.other.example'
    const hub = tokenVerifier(
      [
        { issuer: ISSUER, audience: AUDIENCE, jwksUri: keys.uri },
        { issuer: other, audience: AUDIENCE, jwksUri: outside.uri },
      ],
      { clock },
    )
    const stranger = SIGNERS.RS256(SIGNING_KEYS.stranger)
    await hub.verify(`Bearer ${compactJws(header(), claims({ iss: other }), stranger)}`)
    const forged = compactJws(header(), claims(), stranger)
    expect((await refusal(hub.verify(`Bearer ${forged}`))).code).toBe('SIGNATURE_INVALID')
  })
})

describe('the memory of verified tokens', () => {
  const signatureChecks = () => jest.spyOn(webcrypto.subtle, 'verify')

  test('checks the signature of a token once', async () => {
    const hub = verifier()
    const authorization = `Bearer ${signed()}`
    const checks = signatureChecks()
    const first = await hub.verify(authorization)
    for (let call = 0; call < 50; call += 1) expect(await hub.verify(authorization)).toEqual(first)
    expect(checks).toHaveBeenCalledTimes(1)
  })

  test('ends when the token ends', async () => {
    const hub = verifier()
    const authorization = `Bearer ${signed({ payload: claims({ exp: clock.seconds() + 60 }) })}`
    await hub.verify(authorization)
    clock.move(64)
    await hub.verify(authorization)
    clock.move(1)
    expect((await refusal(hub.verify(authorization))).code).toBe('TOKEN_EXPIRED')
  })

  test('ends when the token has become too old', async () => {
    const hub = verifier({ maxAgeSeconds: 60 })
    const authorization = `Bearer ${signed()}`
    await hub.verify(authorization)
    clock.move(66)
    expect((await refusal(hub.verify(authorization))).code).toBe('TOKEN_TOO_OLD')
  })

  test('ends when the issuer withdraws the key', async () => {
    const hub = verifier()
    const authorization = `Bearer ${signed()}`
    await hub.verify(authorization)
    keys.answer = { keys: [publicJwk(SIGNING_KEYS.ec, { kid: 'ec' })] }
    await hub.verify(authorization)
    clock.move(601)
    expect((await refusal(hub.verify(authorization))).code).toBe('KEY_UNKNOWN')
  })

  test('outlives a new fetch of the same keys', async () => {
    const hub = verifier()
    const authorization = `Bearer ${signed()}`
    const checks = signatureChecks()
    await hub.verify(authorization)
    clock.move(601)
    await hub.verify(authorization)
    expect(keys.requests).toBe(2)
    expect(checks).toHaveBeenCalledTimes(1)
  })

  test('holds so many, and forgets the one unused for longest', async () => {
    const hub = verifier({ cacheSize: 2 })
    const [a, b, c] = [signed(), signed(), signed()].map((token) => `Bearer ${token}`)
    const checks = signatureChecks()
    for (const authorization of [a, b, a, c]) await hub.verify(authorization)
    expect(checks).toHaveBeenCalledTimes(3)
    await hub.verify(a)
    expect(checks).toHaveBeenCalledTimes(3)
    await hub.verify(b)
    expect(checks).toHaveBeenCalledTimes(4)
  })
})

describe('the keys of an issuer', () => {
  test('are fetched once for any number of first calls', async () => {
    const hub = verifier()
    await Promise.all(Array.from({ length: 20 }, () => hub.verify(`Bearer ${signed()}`)))
    expect(keys.requests).toBe(1)
  })

  test('are not asked for again by 200 tokens of unknown keys', async () => {
    const hub = verifier()
    await hub.verify(`Bearer ${signed()}`)
    for (let call = 0; call < 200; call += 1)
      expect(
        (await refusal(hub.verify(`Bearer ${signed({ header: header({ kid: `k${call}` }) })}`))).code,
      ).toBe('KEY_UNKNOWN')
    expect(keys.requests).toBe(1)
  })

  test('may rotate: the new key is found 30 seconds after the last fetch, with one more', async () => {
    const hub = verifier()
    await hub.verify(`Bearer ${signed()}`)
    keys.answer = { keys: [publicJwk(SIGNING_KEYS.rsa, { kid: 'rsa-2' })] }
    const authorization = `Bearer ${signed({ header: header({ kid: 'rsa-2' }) })}`
    expect((await refusal(hub.verify(authorization))).code).toBe('KEY_UNKNOWN')
    expect(keys.requests).toBe(1)
    clock.move(30)
    const checks = jest.spyOn(webcrypto.subtle, 'verify')
    await hub.verify(authorization)
    await hub.verify(authorization)
    expect(keys.requests).toBe(2)
    expect(checks).toHaveBeenCalledTimes(1)
  })

  test('that were never had make the hub unavailable, not the token bad', async () => {
    keys.answer = 'error'
    const hub = verifier()
    await expect(hub.verify(`Bearer ${signed()}`)).rejects.toThrow(IssuerUnavailable)
    await expect(hub.verify(`Bearer ${signed()}`)).rejects.toMatchObject({
      code: 'ISSUER_UNAVAILABLE',
      retryAfterSeconds: 30,
      text: { da: expect.stringContaining('Prøv igen'), en: expect.stringContaining('Try again') },
    })
  })

  test('are not asked for again within 30 seconds of a failed fetch', async () => {
    keys.answer = 'error'
    const hub = verifier()
    for (let call = 0; call < 50; call += 1)
      await expect(hub.verify(`Bearer ${signed()}`)).rejects.toThrow(IssuerUnavailable)
    expect(keys.requests).toBe(1)
    keys.answer = PUBLISHED
    clock.move(29)
    await expect(hub.verify(`Bearer ${signed()}`)).rejects.toThrow(IssuerUnavailable)
    clock.move(1)
    await hub.verify(`Bearer ${signed()}`)
    expect(keys.requests).toBe(2)
  })

  test('are not fetched from where a redirect points', async () => {
    keys.answer = { redirectTo: outside.uri }
    await expect(verifier().verify(`Bearer ${signed()}`)).rejects.toThrow(IssuerUnavailable)
    expect(outside.requests).toBe(0)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['answers 500', async () => Object.assign(keys, { answer: 'error' })],
    ['is gone', () => keys.close()],
    ['hangs', async () => Object.assign(keys, { answer: 'hang' })],
  ])('stay good while the issuer %s', async (_name, fail) => {
    const hub = verifier({ fetchTimeoutMs: 100 })
    await hub.verify(`Bearer ${signed()}`)
    await fail()
    clock.move(601)
    const asked = keys.requests
    for (let call = 0; call < 20; call += 1) await hub.verify(`Bearer ${signed()}`)
    expect(keys.requests - asked).toBeLessThanOrEqual(1)
  })

  test('are sought beside the last good ones in an outage: only its first call waits', async () => {
    const hub = verifier({ fetchTimeoutMs: 60_000 })
    await hub.verify(`Bearer ${signed()}`)
    keys.answer = 'error'
    clock.move(601)
    await hub.verify(`Bearer ${signed()}`)
    keys.answer = 'hang'
    clock.move(30)
    await hub.verify(`Bearer ${signed()}`)
    for (let turn = 0; turn < 100 && keys.waiting === 0; turn += 1) await setTimeout(10)
    expect([keys.requests, keys.waiting]).toEqual([3, 1])
  })

  test('are not good for ever: after the bounded time the issuer must answer', async () => {
    const hub = verifier({ lastKnownGoodSeconds: 1_200 })
    const authorization = `Bearer ${signed()}`
    await hub.verify(authorization)
    keys.answer = 'error'
    clock.move(1_200)
    await hub.verify(authorization)
    clock.move(1)
    await expect(hub.verify(authorization)).rejects.toThrow(IssuerUnavailable)
    await expect(hub.verify(`Bearer ${signed()}`)).rejects.toThrow(IssuerUnavailable)
    keys.answer = PUBLISHED
    clock.move(30)
    await hub.verify(authorization)
  })

  test('are good for a day unless told otherwise', async () => {
    const hub = verifier()
    await hub.verify(`Bearer ${signed()}`)
    keys.answer = 'error'
    clock.move(86_400)
    await hub.verify(`Bearer ${signed()}`)
    clock.move(1)
    await expect(hub.verify(`Bearer ${signed()}`)).rejects.toThrow(IssuerUnavailable)
  })

  test('of an issuer that fell silent leave a token of a new key undecided', async () => {
    const hub = verifier()
    await hub.verify(`Bearer ${signed()}`)
    keys.answer = 'error'
    clock.move(30)
    const authorization = `Bearer ${signed({ header: header({ kid: 'rsa-2' }) })}`
    await expect(hub.verify(authorization)).rejects.toThrow(IssuerUnavailable)
    expect(keys.requests).toBe(2)
    await hub.verify(`Bearer ${signed()}`)
  })

  test('are fetched with the fetch that the hub was given', async () => {
    const asked: unknown[] = []
    const fetch: typeof globalThis.fetch = (url, init) => {
      asked.push(url)
      return globalThis.fetch(url, init)
    }
    await verifier({ fetch }).verify(`Bearer ${signed()}`)
    expect(asked).toEqual([keys.uri])
  })
})
