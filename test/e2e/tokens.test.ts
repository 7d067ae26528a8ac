import { PUBLISHED, tokenMint } from '../support/bad-tokens.ts'
import { type RawAnswer, send } from '../support/http.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import {
  BAD_LISTS,
  encodedList,
  KLE,
  listXml,
  MAPPING,
  ORGANISATION_CVR,
  PRIVILEGES,
} from '../support/privileges.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { type KeyServer, type KeyServerAnswer, keyServer, movableClock } from '../support/tokens.ts'

const ISSUER = 'https://identity.example/realm'
const AUDIENCE = 'https://boligbro.example/graphql'
const HOOK_MS = 120_000

const clock = movableClock('2026-11-22T10:00:00.000Z')
const { badTokens, signed, claims } = tokenMint({
  issuer: ISSUER,
  audience: AUDIENCE,
  clock,
  strangerUri: () => stranger.uri,
})
let stranger: KeyServer
let keys: KeyServer
let hub: TestHub

/** An issuer with privilege lists, which has to be sure of those who allocate. */
const STS = 'https://sts.example'

/** A hub in production settings whose tokens come from `keys`. */
async function started(answer: KeyServerAnswer): Promise<void> {
  stranger = await keyServer(PUBLISHED)
  keys = await keyServer(answer)
  hub = await startHub({
    clock,
    sampleData: false,
    env: {
      NODE_ENV: 'production',
      OIDC_ISSUERS: JSON.stringify([
        { issuer: ISSUER, name: 'own', audience: AUDIENCE, jwksUri: keys.uri },
        {
          issuer: STS,
          name: 'sts',
          audience: AUDIENCE,
          jwksUri: keys.uri,
          privileges: MAPPING,
          nsisMinimum: { municipal_allocator: 'Substantial' },
        },
      ]),
      CURSOR_SECRET: Buffer.alloc(32, 7).toString('base64'),
      AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()),
    },
  })
}

async function stopped(): Promise<void> {
  await hub?.stop()
  await Promise.all([stranger?.close(), keys?.close()])
}

type Headers = Record<string, string>

const ask = (headers: Headers, query: string) =>
  send(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
const graphql = (headers: Headers) => ask(headers, '{ viewer { subject } }')
const deliver = (headers: Headers) =>
  send(`${hub.url}/feeds/0045-csv/deliveries`, { method: 'POST', headers, body: 'x' })

/** A token of the issuer with privilege lists. */
const listed = (changes: Record<string, unknown>) =>
  signed({ payload: claims({ iss: STS, roles: undefined, municipality_codes: undefined, ...changes }) })

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })

/** All of an answer but what differs between any two. */
function visible({ status, headers, text }: RawAnswer): unknown {
  const own = ['x-request-id', 'date', 'x-ratelimit-remaining', 'x-ratelimit-reset']
  return { status, text, headers: [...headers].filter(([name]) => !own.includes(name)) }
}

function expectProblem(answer: RawAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json?.errors?.[0]?.extensions?.code }).toEqual({
    status,
    code,
  })
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  expect(answer.json?.errors?.[0]?.message).toMatch(/^[A-Z].*\. \/ .*\.|\(\w+\)$/)
  expect(answer.text).not.toMatch(/node_modules|\.ts:|jose|JWS|JWT[A-Z]/)
}

describe('a token', () => {
  beforeAll(() => started(PUBLISHED), HOOK_MS)
  afterAll(stopped)

  test('that is good opens both doors', async () => {
    const answer = await graphql(bearer(signed()))
    expect([answer.status, answer.json?.data]).toEqual([200, { viewer: { subject: 'own:fagsystem-7' } }])
    const delivered = await deliver(bearer(signed()))
    expect([delivered.status, delivered.json?.errors?.[0]?.extensions?.code]).toEqual([
      403,
      'PURPOSE_MISSING',
    ])
    expect(keys.requests).toBe(1)
  })

  test.each(badTokens)(
    '%s: %s is answered with 401 and calls nobody but the issuer',
    async (_number, _name, make, code) => {
      const token = await make()
      // What HTTP itself cannot carry in a header never arrives; a header of over 16 KB is refused as such.
      if (/[\r\n]/.test(token)) return expect(() => new Headers(bearer(token))).toThrow()
      for (const door of [graphql, deliver]) {
        const answer = await door(bearer(token))
        if (token.length > 16_000) {
          expect(answer.status).toBe(431)
          continue
        }
        // The HTTP client takes the space after a value away, so the hub sees the good token.
        if (token.endsWith(' ')) {
          expect(answer.status).not.toBe(401)
          continue
        }
        expectProblem(answer, 401, code)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
      }
      expect(stranger.requests).toBe(0)
      expect(keys.requests).toBeLessThanOrEqual(2)
    },
  )

  test('that is missing, empty or of another scheme is answered with 401', async () => {
    const cases: readonly (readonly [Headers, string, string])[] = [
      [{}, 'TOKEN_MISSING', 'Bearer'],
      [{ authorization: '' }, 'TOKEN_MISSING', 'Bearer'],
      [{ authorization: 'Bearer' }, 'AUTHORIZATION_MALFORMED', 'Bearer error="invalid_token"'],
      [{ authorization: 'Basic ZGVtbzpkZW1v' }, 'AUTHORIZATION_MALFORMED', 'Bearer error="invalid_token"'],
    ]
    for (const [headers, code, challenge] of cases) {
      for (const door of [graphql, deliver]) {
        const answer = await door(headers)
        expectProblem(answer, 401, code)
        expect(answer.headers.get('www-authenticate')).toBe(challenge)
      }
    }
    const inAddress = await send(`${hub.url}/graphql?access_token=${signed()}`, { method: 'POST' })
    expectProblem(inAddress, 401, 'TOKEN_MISSING')
  })

  test('beside a purpose that nobody has is answered with 400', async () => {
    for (const purpose of ['curiosity', 'vacancy-exchange, operations', '__proto__']) {
      for (const door of [graphql, deliver]) {
        expectProblem(await door({ ...bearer(signed()), 'x-purpose': purpose }), 400, 'PURPOSE_UNKNOWN')
      }
    }
  })

  test.each(BAD_LISTS)(
    'whose privilege list is or holds %s is answered with 401 at both doors',
    async (_name, list, code) => {
      const token = listed({ [MAPPING.claim]: list })
      for (const door of [graphql, deliver]) expectProblem(await door(bearer(token)), 401, code)
    },
  )

  test('with a privilege list opens what the list says', async () => {
    const groups = [{ privileges: [PRIVILEGES.allocator], constraints: [[KLE, '27.*']] }] as const
    const token = listed({ [MAPPING.claim]: encodedList(listXml(groups)), nsis_level: 'Substantial' })
    const answer = await ask(bearer(token), '{ viewer { roles municipalities { code } } }')
    expect(answer.json?.data).toEqual({
      viewer: { roles: ['municipal_allocator'], municipalities: [{ code: '0169' }] },
    })
  })

  test('names the purpose of the request, which the header may repeat but not change', async () => {
    const bound = bearer(signed({ payload: claims({ purpose: 'municipal-allocation' }) }))
    const purposeAt = async (headers: Headers) =>
      (await ask(headers, '{ viewer { purpose } }')).json?.data?.viewer
    expect(await purposeAt(bound)).toEqual({ purpose: 'municipal-allocation' })
    expect(await purposeAt({ ...bound, 'x-purpose': 'municipal-allocation' })).toEqual({
      purpose: 'municipal-allocation',
    })
    expect(await purposeAt({ ...bearer(signed()), 'x-purpose': 'statistics' })).toEqual({
      purpose: 'statistics',
    })
    for (const door of [graphql, deliver])
      expectProblem(await door({ ...bound, 'x-purpose': 'vacancy-exchange' }), 400, 'PURPOSE_CONFLICT')
  })

  test('that is refused does not tell whether a row is there', async () => {
    const list = encodedList(listXml([{ privileges: [PRIVILEGES.allocator] }]))
    const expired = { municipality_code: '0169', programme: '98F', from: '2020-01-01', until: '2021-01-01' }
    const refused: readonly (readonly [Headers, number, string])[] = [
      [bearer(signed({ payload: claims({ roles: ['superuser'] }) })), 401, 'ROLE_UNKNOWN'],
      [bearer(signed({ payload: claims({ purpose: 'curiosity' }) })), 401, 'TOKEN_PURPOSE_UNKNOWN'],
      [bearer(listed({ [MAPPING.claim]: list })), 401, 'NSIS_LEVEL_TOO_LOW'],
      [bearer(listed({ [MAPPING.claim]: list, cvr: ORGANISATION_CVR })), 401, 'ORGANISATION_MISMATCH'],
      [bearer(listed({ [MAPPING.claim]: list, kle_masks: ['27'] })), 401, 'PRIVILEGES_AMBIGUOUS'],
      [
        bearer(
          signed({
            payload: claims({
              roles: ['auditor'],
              audit_engagements: [{ ...expired, expires: '2026-11-22' }],
            }),
          }),
        ),
        401,
        'ENGAGEMENT_EXPIRED',
      ],
      [
        { ...bearer(signed({ payload: claims({ purpose: 'statistics' }) })), 'x-purpose': 'operations' },
        400,
        'PURPOSE_CONFLICT',
      ],
    ]
    const municipality = (code: string) =>
      `{ node(id: "Municipality:${code}") { ... on Municipality { name } } }`
    const there = await ask(bearer(signed()), municipality('0169'))
    expect(there.json?.data).toEqual({ node: { name: 'Høje-Taastrup' } })
    for (const [headers, status, code] of refused) {
      const [existing, missing] = [
        await ask(headers, municipality('0169')),
        await ask(headers, municipality('9999')),
      ]
      expectProblem(existing, status, code)
      expect(visible(missing)).toEqual(visible(existing))
    }
  })

  test('is judged before what the body asks', async () => {
    const answer = await send(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ nonsense }"}',
    })
    expectProblem(answer, 401, 'TOKEN_MISSING')
  })

  test('is still judged by the last known keys when the issuer fails or says nothing, for a day', async () => {
    for (const silence of ['error', 'hang'] as const) {
      keys.answer = silence
      clock.move(700)
      expect((await graphql(bearer(signed()))).status).toBe(200)
      expect(
        (await graphql(bearer(signed({ payload: claims({ aud: 'https://elsewhere.example' }) })))).status,
      ).toBe(401)
    }
    keys.answer = 'error'
    clock.move(86_401)
    const late = await graphql(bearer(signed()))
    expectProblem(late, 503, 'ISSUER_UNAVAILABLE')
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
    keys.answer = PUBLISHED
    clock.move(31)
    expect((await graphql(bearer(signed()))).status).toBe(200)
  })
})

describe('a token of an issuer that has never answered', () => {
  beforeAll(() => started('error'), HOOK_MS)
  afterAll(stopped)

  test('is answered with 503 and Retry-After, and the issuer is not called for each', async () => {
    for (let i = 0; i < 5; i++) {
      for (const door of [graphql, deliver]) {
        const answer = await door(bearer(signed()))
        expectProblem(answer, 503, 'ISSUER_UNAVAILABLE')
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      }
    }
    expect(keys.requests).toBe(1)
    keys.answer = PUBLISHED
    clock.move(31)
    expect((await graphql(bearer(signed()))).status).toBe(200)
  })
})
