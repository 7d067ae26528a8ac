import { PUBLISHED, tokenMint } from '../support/bad-tokens.ts'
import { type RawAnswer, send } from '../support/http.ts'
import { startHub, type TestHub } from '../support/hub.ts'
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

/** A hub in production settings whose tokens come from `keys`. */
async function started(answer: KeyServerAnswer): Promise<void> {
  stranger = await keyServer(PUBLISHED)
  keys = await keyServer(answer)
  hub = await startHub({
    clock,
    sampleData: false,
    env: {
      NODE_ENV: 'production',
      OIDC_ISSUER: ISSUER,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_JWKS_URI: keys.uri,
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

const graphql = (headers: Headers) =>
  send(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ viewer { subject } }"}',
  })
const deliver = (headers: Headers) =>
  send(`${hub.url}/feeds/0045-csv/deliveries`, { method: 'POST', headers, body: 'x' })

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })

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
    expect([answer.status, answer.json?.data]).toEqual([200, { viewer: { subject: 'fagsystem-7' } }])
    const delivered = await deliver(bearer(signed()))
    expect([delivered.status, delivered.json?.errors?.[0]?.extensions?.code]).toEqual([403, 'NOT_ALLOWED'])
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
