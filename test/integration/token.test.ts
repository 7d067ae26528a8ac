import { webcrypto } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import { jest } from '@jest/globals'
import { type Actor, caseKeys, engagedMunicipalityCodes } from '../../src/access/actor.ts'
import type { Role } from '../../src/access/grant.ts'
import type { TrustedIssuer } from '../../src/access/issuers.ts'
import { type TokenVerifierOptions, tokenVerifier } from '../../src/access/token.ts'
import { IssuerUnavailable, TokenRejected } from '../../src/access/token-rejection.ts'
import { type BadToken, PUBLISHED, tokenMint } from '../support/bad-tokens.ts'
import { engagementIn } from '../support/hub.ts'
import {
  BAD_LISTS,
  encodedList,
  KLE,
  listXml,
  MAPPING,
  MUNICIPALITY_CVR,
  NEW_NAMESPACE,
  ORGANISATION_CVR,
  PRIVILEGES,
  UNIT,
} from '../support/privileges.ts'
import {
  compactJws,
  type KeyServer,
  type KeyServerAnswer,
  keyServer,
  movableClock,
  publicJwk,
  SIGNERS,
  SIGNING_KEYS,
} from '../support/tokens.ts'

const ISSUER = 'https://identity.example/realm'
const AUDIENCE = 'https://boligbro.example/graphql'
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

const {
  badTokens: BAD_TOKENS,
  claims,
  header,
  signed,
  withClaims,
  withHeader,
} = tokenMint({
  issuer: ISSUER,
  audience: AUDIENCE,
  clock,
  strangerUri: () => outside.uri,
})

const verifier = (options: Partial<TokenVerifierOptions> = {}) =>
  tokenVerifier([{ issuer: ISSUER, audience: AUDIENCE, jwksUri: keys.uri }], { clock, ...options })

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
      audit_engagements: [
        {
          municipality_code: '0147',
          programme: '98F',
          from: '2020-01-01',
          until: '2030-01-01',
          expires: '2099-01-01',
        },
      ],
    })
    expect(await verifier().verify(`Bearer ${signed({ payload })}`)).toEqual({
      subject: 'fagsystem-7',
      clientId: 'fagsystem',
      roles: ['organisation_system', 'auditor'],
      organisationNumbers: ['0045', '19501817'],
      municipalityCodes: ['0169', '0101'],
      cvr: null,
      engagements: [engagementIn('0147')],
      caseLimits: [],
      nsisLevel: null,
      purpose: null,
    })
  })

  test('without roles and scopes is somebody without rights', async () => {
    const payload = claims({ roles: undefined, municipality_codes: undefined })
    expect(await verifier().verify(`Bearer ${signed({ payload })}`)).toMatchObject({
      roles: [],
      organisationNumbers: [],
      municipalityCodes: [],
      engagements: [],
    })
  })

  test('says for which organisation, how surely, for what and within which limits, each thing once', async () => {
    const payload = claims({
      cvr: '19501817',
      roles: ['municipal_allocator', 'municipal_system', 'municipal_system'],
      municipality_codes: ['0169', '0169'],
      nsis_level: 'https://data.gov.dk/concept/core/nsis/loa/Substantial',
      purpose: 'case-handling',
      organisation_units: [UNIT.toUpperCase(), UNIT],
      kle_masks: ['27', '27.*', '27.35.12'],
    })
    const actor = await verifier().verify(`Bearer ${signed({ payload })}`)
    expect(actor).toEqual({
      subject: 'fagsystem-7',
      clientId: 'fagsystem',
      cvr: '19501817',
      roles: ['municipal_allocator', 'municipal_system'],
      organisationNumbers: [],
      municipalityCodes: ['0169'],
      engagements: [],
      caseLimits: [
        {
          roles: ['municipal_allocator', 'municipal_system'],
          unitIds: [UNIT],
          kleMasks: ['27', '27.35.12'],
        },
      ],
      nsisLevel: 'Substantial',
      purpose: 'case-handling',
    })
    expect([...caseKeys(actor)].sort()).toEqual([
      `municipal_allocator|0169|${UNIT}|27`,
      `municipal_allocator|0169|${UNIT}|27.35.12`,
      `municipal_system|0169|${UNIT}|27`,
      `municipal_system|0169|${UNIT}|27.35.12`,
    ])
  })

  test.each([
    ['no org unit', { organisation_units: [] }, []],
    ['no KLE mask', { kle_masks: [] }, []],
    ['every KLE number', { kle_masks: ['27', '*'] }, ['municipal_system|0169|*|*']],
    ['one KLE number', { kle_masks: ['27.35.*'] }, ['municipal_system|0169|*|27.35']],
    ['one org unit', { organisation_units: [UNIT] }, [`municipal_system|0169|${UNIT}|*`]],
  ])('limited to %s reaches cases by exactly those keys', async (_name, changes, keysExpected) => {
    const actor = await verifier().verify(`Bearer ${signed({ payload: claims(changes) })}`)
    expect(caseKeys(actor)).toEqual(keysExpected)
  })

  test.each([
    ['Low', 'Low'],
    ['https://data.gov.dk/concept/core/nsis/loa/High', 'High'],
  ])('with the level of assurance %s says %s', async (claimed, nsisLevel) => {
    const payload = claims({ nsis_level: claimed })
    expect(await verifier().verify(`Bearer ${signed({ payload })}`)).toMatchObject({ nsisLevel })
  })

  test('with as many limits as there may be is accepted', async () => {
    const payload = claims({
      municipality_codes: Array.from({ length: 40 }, (_, at) => String(1_000 + at)),
      kle_masks: Array.from({ length: 50 }, (_, at) => String(10 + at)),
    })
    expect(caseKeys(await verifier().verify(`Bearer ${signed({ payload })}`))).toHaveLength(2_000)
  })

  test.each<[string, BadToken[2]]>([
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

test('a user and a client are their issuer’s, so that the log and idempotency keys tell two of one name apart', async () => {
  outside.answer = { keys: [publicJwk(SIGNING_KEYS.stranger, { kid: 'rsa' })] }
  const other = 'https://identity.other.example'
  const hub = tokenVerifier(
    [
      { issuer: ISSUER, name: 'own', audience: AUDIENCE, jwksUri: keys.uri },
      { issuer: other, name: 'other', audience: AUDIENCE, jwksUri: outside.uri },
    ],
    { clock },
  )
  const same = { sub: 'employee-7', client_id: 'fagsystem' }
  const stranger = SIGNERS.RS256(SIGNING_KEYS.stranger)
  const actors = [
    await hub.verify(`Bearer ${signed({ payload: claims(same) })}`),
    await hub.verify(`Bearer ${compactJws(header(), claims({ ...same, iss: other }), stranger)}`),
  ]
  expect(actors.map(({ subject, clientId }) => [subject, clientId])).toEqual([
    ['own:employee-7', 'own:fagsystem'],
    ['other:employee-7', 'other:fagsystem'],
  ])
})

describe('an audit engagement', () => {
  const engagement = (municipalityCode: string, expires: string) => ({
    municipality_code: municipalityCode,
    programme: '98F',
    from: '2020-01-01',
    until: '2026-01-01',
    expires,
  })
  const late = movableClock('2026-11-22T23:50:00.000Z')
  const mint = tokenMint({ issuer: ISSUER, audience: AUDIENCE, clock: late, strangerUri: () => outside.uri })
  const lateToken = (changes: Record<string, unknown>) =>
    `Bearer ${mint.signed({ payload: mint.claims({ municipality_codes: undefined, ...changes }) })}`
  const codesOf = async (verifying: Promise<Actor>) => engagedMunicipalityCodes(await verifying)

  test('opens nothing from the day it expires, although the token is remembered and still good', async () => {
    const hub = verifier({ clock: late })
    const both = lateToken({
      roles: ['auditor'],
      audit_engagements: [engagement('0169', '2026-11-23'), engagement('0101', '2026-11-24')],
    })
    const one = lateToken({ roles: ['auditor'], audit_engagements: [engagement('0169', '2026-11-23')] })
    const other = lateToken({
      roles: ['auditor', 'bl_analyst'],
      audit_engagements: [engagement('0169', '2026-11-23')],
    })
    expect(await codesOf(hub.verify(both))).toEqual(['0169', '0101'])
    for (const token of [one, other]) expect(await codesOf(hub.verify(token))).toEqual(['0169'])
    late.move(600)
    const checks = jest.spyOn(webcrypto.subtle, 'verify')
    expect(await codesOf(hub.verify(both))).toEqual(['0101'])
    expect((await refusal(hub.verify(one))).code).toBe('ENGAGEMENT_EXPIRED')
    expect(await codesOf(hub.verify(other))).toEqual([])
    expect(checks).not.toHaveBeenCalled()
  })

  test('is missing from an auditor who sees nothing for that, and is not refused', async () => {
    const actor = await verifier({ clock: late }).verify(lateToken({ roles: ['auditor'] }))
    expect([actor.roles, actor.engagements]).toEqual([['auditor'], []])
  })
})

describe('an issuer', () => {
  const STS = 'https://sts.example/realm'
  const withSettings = (settings: Partial<TrustedIssuer>) =>
    tokenVerifier([{ issuer: STS, audience: AUDIENCE, jwksUri: keys.uri, ...settings }], { clock })
  const stsToken = (changes: Record<string, unknown>) =>
    `Bearer ${signed({ payload: claims({ iss: STS, ...changes }) })}`
  const besideNothing = { roles: undefined, municipality_codes: undefined }

  test('may call the claims otherwise; then the usual names mean nothing', async () => {
    const hub = withSettings({
      claims: { roles: 'https://sts.example/roles', municipalityCodes: 'kommuner', cvr: 'virksomhed' },
    })
    const token = stsToken({
      'https://sts.example/roles': ['municipal_economist'],
      kommuner: ['0101'],
      virksomhed: '64942212',
      roles: ['operator'],
      organisation_numbers: ['0045'],
    })
    expect(await hub.verify(token)).toMatchObject({
      roles: ['municipal_economist'],
      municipalityCodes: ['0101'],
      organisationNumbers: ['0045'],
      cvr: '64942212',
    })
  })

  test('without a claim of the name set says nothing, whatever every object inherits', async () => {
    const hub = withSettings({ claims: { roles: 'toString', purpose: 'constructor' } })
    expect(await hub.verify(stsToken({}))).toMatchObject({ roles: [], purpose: null })
  })

  test('with privilege lists gives what the list says', async () => {
    const hub = withSettings({ privileges: MAPPING })
    const list = encodedList(
      listXml([{ privileges: [PRIVILEGES.allocator], constraints: [[KLE, '27.*']] }], NEW_NAMESPACE),
    )
    const token = stsToken({
      ...besideNothing,
      cvr: MUNICIPALITY_CVR,
      nsis_level: 'High',
      [MAPPING.claim]: list,
    })
    expect(await hub.verify(token)).toEqual({
      subject: 'fagsystem-7',
      clientId: 'fagsystem',
      cvr: MUNICIPALITY_CVR,
      roles: ['municipal_allocator'],
      organisationNumbers: [],
      municipalityCodes: ['0169'],
      engagements: [],
      caseLimits: [{ roles: ['municipal_allocator'], unitIds: null, kleMasks: ['27'] }],
      nsisLevel: 'High',
      purpose: null,
    })
  })

  test('with privilege lists gives no right to a token without one', async () => {
    const token = stsToken({ ...besideNothing, cvr: MUNICIPALITY_CVR })
    expect(await withSettings({ privileges: MAPPING }).verify(token)).toMatchObject({
      cvr: MUNICIPALITY_CVR,
      roles: [],
      organisationNumbers: [],
      municipalityCodes: [],
    })
  })

  test('of whom no privilege lists are expected gives nothing by one', async () => {
    const token = stsToken({
      ...besideNothing,
      [MAPPING.claim]: encodedList(listXml([{ privileges: [PRIVILEGES.allocator] }])),
    })
    expect(await withSettings({}).verify(token)).toMatchObject({ roles: [], municipalityCodes: [] })
  })

  test('whose list concerns another CVR number than its token is refused', async () => {
    const token = stsToken({
      ...besideNothing,
      cvr: ORGANISATION_CVR,
      [MAPPING.claim]: encodedList(listXml([{ privileges: [PRIVILEGES.allocator] }])),
    })
    const hub = withSettings({ privileges: MAPPING })
    expect((await refusal(hub.verify(token))).code).toBe('ORGANISATION_MISMATCH')
  })

  test.each([
    ['roles', ['municipal_system']],
    ['municipality_codes', ['0169']],
    ['organisation_numbers', []],
    ['organisation_units', [UNIT]],
    ['kle_masks', ['27']],
  ])('with privilege lists is refused when %s stands beside the list', async (claim, value) => {
    const hub = withSettings({ privileges: MAPPING })
    const token = stsToken({ ...besideNothing, [claim]: value })
    const rejected = await refusal(hub.verify(token))
    expect([rejected.code, rejected.text.en]).toEqual([
      'PRIVILEGES_AMBIGUOUS',
      expect.stringContaining(`(${claim})`),
    ])
  })

  test.each(BAD_LISTS)(
    'with privilege lists is refused when the list is or holds %s',
    async (_name, list, code) => {
      const hub = withSettings({ privileges: MAPPING })
      const token = stsToken({ ...besideNothing, [MAPPING.claim]: list })
      expect((await refusal(hub.verify(token))).code).toBe(code)
    },
  )

  test.each([
    [undefined, 'NSIS_LEVEL_TOO_LOW'],
    ['Low', 'NSIS_LEVEL_TOO_LOW'],
    ['https://data.gov.dk/concept/core/nsis/loa/Low', 'NSIS_LEVEL_TOO_LOW'],
    ['Substantial', 'accepted'],
    ['High', 'accepted'],
  ])('may ask level Substantial of a role: %s is %s', async (level, outcome) => {
    const hub = withSettings({ nsisMinimum: { municipal_allocator: 'Substantial', auditor: 'High' } })
    const asked = (roles: readonly Role[]) => hub.verify(stsToken({ roles, nsis_level: level }))
    const allocator = asked(['municipal_system', 'municipal_allocator'])
    if (outcome === 'accepted') expect((await allocator).roles).toContain('municipal_allocator')
    else expect((await refusal(allocator)).code).toBe(outcome)
    expect((await asked(['municipal_system'])).roles).toEqual(['municipal_system'])
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
