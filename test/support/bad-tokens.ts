import { createPublicKey, webcrypto } from 'node:crypto'
import { CompactEncrypt } from 'jose'
import type { TokenRejectionCode } from '../../src/access/token-rejection.ts'
import {
  compactJws,
  goodClaims,
  type KeyServerAnswer,
  type MovableClock,
  publicJwk,
  SIGNERS,
  SIGNING_KEYS,
  type TokenPart,
} from './tokens.ts'

/** The key set of the issuer whose tokens `tokenMint` makes. */
export const PUBLISHED: KeyServerAnswer = {
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

const GOOD_ENGAGEMENT = {
  municipality_code: '0169',
  programme: '98F',
  from: '2022-07-01',
  until: '2026-01-01',
  expires: '2099-01-01',
}

const BAD_ENGAGEMENTS: readonly (readonly [name: string, changes: Record<string, unknown>])[] = [
  ['an engagement from a day that does not exist', { from: '2022-02-30' }],
  ['an engagement until a day in another form', { until: '1.1.2026' }],
  ['an engagement that expires at a time of day', { expires: '2099-01-01T00:00:00Z' }],
  ['an engagement that expires on no day', { expires: null }],
  ['an engagement whose last day is a number', { until: 20260101 }],
  ['an engagement that ends before it begins', { until: '2022-06-30' }],
  ['an engagement of no day', { until: '2022-07-01' }],
  ['an engagement without its programme', { programme: undefined }],
  ['an engagement for an empty programme', { programme: '' }],
  ['an engagement for a programme of 101 characters', { programme: 'x'.repeat(101) }],
  ['an engagement in a municipality of three digits', { municipality_code: '169' }],
  ['an engagement in no municipality', { municipality_code: undefined }],
  ['an engagement with one more member, which may narrow it', { estates: ['3'] }],
]

const UNIT = '48df8b3d-56be-4f3a-bd0f-d3ade05348dd'

type Make = () => string | Promise<string>

/** A token that must be refused: the attack's number, what is wrong with it, how to make it now, and the refusal. */
export type BadToken = readonly [number: string, name: string, make: Make, TokenRejectionCode]

/** For whom tokens are made. */
export interface TokenMintOptions {
  readonly issuer: string
  readonly audience: string
  readonly clock: MovableClock
  /** Where a bad token tries to send the hub for its key. */
  readonly strangerUri: () => string
}

/** Makes tokens of one issuer: good ones, good but for what is changed, and the list of bad ones. */
export function tokenMint({ issuer, audience, clock, strangerUri }: TokenMintOptions) {
  const claims = (changes: Record<string, unknown> = {}) => ({
    ...goodClaims(issuer, audience, clock),
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
    return compactJws(
      changes.header ?? header(),
      changes.payload ?? claims(),
      SIGNERS.RS256(SIGNING_KEYS.rsa),
    )
  }

  const withHeader = (changes: Record<string, unknown>) => () => signed({ header: header(changes) })
  const withClaims = (changes: Record<string, unknown>) => () => signed({ payload: claims(changes) })
  /** The good claims with one more member, written letter by letter. */
  const withRawClaim = (member: string) => () =>
    signed({ payload: `${JSON.stringify(claims()).slice(0, -1)},${member}}` })

  const rsaPublic = createPublicKey(SIGNING_KEYS.rsa)
  const publicPem = rsaPublic.export({ type: 'spki', format: 'pem' })
  const publicDer = rsaPublic.export({ type: 'spki', format: 'der' })

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

  const badTokens: readonly BadToken[] = [
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
      () => compactJws(header({ jku: strangerUri() }), claims(), SIGNERS.RS256(SIGNING_KEYS.stranger)),
      'HEADER_NOT_ALLOWED',
    ],
    [
      '16',
      'an x5u to a stranger',
      () => compactJws(header({ x5u: strangerUri() }), claims(), SIGNERS.RS256(SIGNING_KEYS.stranger)),
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
      () => signed({ header: header({ jku: strangerUri() }) }),
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
    [
      '24',
      'exp in the past',
      () => signed({ payload: claims({ exp: clock.seconds() - 6 }) }),
      'TOKEN_EXPIRED',
    ],
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
      withClaims({ aud: [audience, 'https://elsewhere.example'] }),
      'AUDIENCE_NOT_SOLE',
    ],
    ['35', 'another issuer', withClaims({ iss: 'https://evil.example' }), 'ISSUER_NOT_TRUSTED'],
    ['36', 'the issuer with a trailing slash', withClaims({ iss: `${issuer}/` }), 'ISSUER_NOT_TRUSTED'],
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
    [
      '46',
      'a claim given twice further in',
      withRawClaim('"act":{"sub":"a","sub":"b"}'),
      'MEMBER_DUPLICATED',
    ],
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
    ['-', 'the issuer in a list', withClaims({ iss: [issuer] }), 'ISSUER_NOT_TRUSTED'],
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
      withClaims({ audit_engagements: ['Høje-Taastrup'] }),
      'CLAIM_MALFORMED',
    ],
    ...BAD_ENGAGEMENTS.map(
      ([name, changes]): BadToken => [
        '-',
        name,
        withClaims({ audit_engagements: [{ ...GOOD_ENGAGEMENT, ...changes }] }),
        'CLAIM_MALFORMED',
      ],
    ),
    [
      '-',
      'engagements that are no list',
      withClaims({ audit_engagements: GOOD_ENGAGEMENT }),
      'CLAIM_MALFORMED',
    ],
    [
      '-',
      'a null among the engagements',
      withClaims({ audit_engagements: [GOOD_ENGAGEMENT, null] }),
      'CLAIM_MALFORMED',
    ],
    [
      '-',
      '41 engagements',
      withClaims({ audit_engagements: Array.from({ length: 41 }, () => GOOD_ENGAGEMENT) }),
      'CLAIM_MALFORMED',
    ],
    [
      '-',
      'an auditor whose engagements have all expired',
      withClaims({
        roles: ['auditor'],
        audit_engagements: [
          { ...GOOD_ENGAGEMENT, expires: '2026-11-22' },
          { ...GOOD_ENGAGEMENT, municipality_code: '0101', expires: '2020-01-02' },
        ],
      }),
      'ENGAGEMENT_EXPIRED',
    ],
    ['-', 'an unknown role', withClaims({ roles: ['municipal_system', 'superuser'] }), 'ROLE_UNKNOWN'],
    ['-', 'a role that is a word of JavaScript', withClaims({ roles: ['__proto__'] }), 'ROLE_UNKNOWN'],
    ['-', 'an empty role', withClaims({ roles: [''] }), 'CLAIM_MALFORMED'],
    [
      '-',
      'more municipalities than there can be',
      withClaims({ municipality_codes: Array.from({ length: 251 }, (_, at) => String(1_000 + at)) }),
      'CLAIM_MALFORMED',
    ],
    ['-', 'a CVR number as a number', withClaims({ cvr: 19501817 }), 'CLAIM_MALFORMED'],
    ['-', 'a CVR number of seven digits', withClaims({ cvr: '1950181' }), 'CLAIM_MALFORMED'],
    ['-', 'an unknown level of assurance', withClaims({ nsis_level: 'substantial' }), 'CLAIM_MALFORMED'],
    [
      '-',
      'a level of assurance of another concept',
      withClaims({ nsis_level: 'https://data.gov.dk/concept/core/nist/loa/High' }),
      'CLAIM_MALFORMED',
    ],
    ['-', 'a level of assurance as a number', withClaims({ nsis_level: 3 }), 'CLAIM_MALFORMED'],
    ['-', 'an unknown purpose', withClaims({ purpose: 'curiosity' }), 'TOKEN_PURPOSE_UNKNOWN'],
    ['-', 'two purposes', withClaims({ purpose: ['statistics', 'operations'] }), 'TOKEN_PURPOSE_UNKNOWN'],
    ['-', 'an org unit by name', withClaims({ organisation_units: ['Borgerservice'] }), 'CLAIM_MALFORMED'],
    ['-', 'one org unit outside of a list', withClaims({ organisation_units: UNIT }), 'CLAIM_MALFORMED'],
    ['-', 'null org units', withClaims({ organisation_units: null }), 'CLAIM_MALFORMED'],
    ['-', 'a KLE mask in words', withClaims({ kle_masks: ['27', 'bolig'] }), 'CLAIM_MALFORMED'],
    ['-', 'KLE masks in one text', withClaims({ kle_masks: ['27,28'] }), 'CLAIM_MALFORMED'],
    ['-', 'a KLE mask as a number', withClaims({ kle_masks: [27] }), 'CLAIM_MALFORMED'],
    [
      '-',
      'KLE masks for a role that has no cases',
      withClaims({ roles: ['municipal_system', 'bl_analyst'], kle_masks: ['27'] }),
      'CONSTRAINT_NOT_APPLICABLE',
    ],
    [
      '-',
      'org units for a role that has no cases',
      withClaims({ roles: ['data_protection_officer'], organisation_units: [UNIT] }),
      'CONSTRAINT_NOT_APPLICABLE',
    ],
    [
      '-',
      'limits that multiply beyond bounds',
      withClaims({
        municipality_codes: Array.from({ length: 41 }, (_, at) => String(1_000 + at)),
        kle_masks: Array.from({ length: 50 }, (_, at) => String(10 + at)),
      }),
      'CONSTRAINTS_TOO_MANY',
    ],
    [
      '-',
      'an organisation number of five digits',
      withClaims({ organisation_numbers: ['00450'] }),
      'CLAIM_MALFORMED',
    ],
  ]

  return { claims, header, signed, withHeader, withClaims, badTokens }
}

function lastSymbolChanged(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(token.slice(-1))
  return token.slice(0, -1) + alphabet[last ^ 1]
}
