import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jest } from '@jest/globals'
import Fastify from 'fastify'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { tokenVerifier } from '../../src/access/token.ts'
import { type DemoClient, type DemoIdentity, demoIdentity } from '../../src/demo/identity.ts'
import type { Clock, Instant } from '../../src/kernel/clock.ts'
import { ConfigurationError } from '../../src/kernel/errors.ts'
import type { LocalDate } from '../../src/kernel/period.ts'

const AUDIENCE = 'https://boligbro.example/graphql'
const clock: Clock = {
  now: () => new Date().toISOString() as Instant,
  today: () => new Date().toISOString().slice(0, 10) as LocalDate,
}

interface RunningHub {
  readonly origin: string
  readonly issuer: string
  readonly identity: DemoIdentity
  close(): Promise<void>
}

const running: RunningHub[] = []
const directories: string[] = []

/** A Fastify server with the demo identity, on a port taken before so that the issuer can name it. */
async function startHub(dataDir?: string, port = 0): Promise<RunningHub> {
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const issuer = `${origin}/oidc`
  const identity = await demoIdentity({
    issuer,
    audience: AUDIENCE,
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  const server = Fastify({
    serverFactory: (handler) => http.on('request', handler),
  })
  // What the rest of a hub may do with forms is nothing to the token endpoint.
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  await server.register(identity.plugin)
  server.post('/echo', async (request) => request.body)
  await server.ready()
  const hub = {
    origin,
    issuer,
    identity,
    close: async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      http.closeAllConnections()
      await closed
      await server.close()
    },
  }
  running.push(hub)
  return hub
}

async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-identity-'))
  directories.push(directory)
  return directory
}

const requestToken = (hub: RunningHub, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${hub.issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers })

async function tokenOf(hub: RunningHub, client: DemoClient): Promise<string> {
  const response = await requestToken(hub, {
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: 'demo',
  })
  const { access_token: token } = (await response.json()) as { access_token: string }
  return token
}

const verifierOf = (hub: RunningHub) =>
  tokenVerifier([{ issuer: hub.issuer, audience: AUDIENCE, jwksUri: `${hub.issuer}/jwks` }], { clock })

let consoleLines: string[]

beforeEach(() => {
  consoleLines = []
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    jest.spyOn(console, method).mockImplementation((...line: unknown[]) => {
      consoleLines.push(line.join(' '))
    })
})

afterEach(async () => {
  jest.restoreAllMocks()
  await Promise.all(running.splice(0).map((hub) => hub.close()))
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true })))
})

const nobody = {
  cvr: null,
  roles: [],
  organisationNumbers: [],
  municipalityCodes: [],
  engagements: [],
  caseLimits: [],
  nsisLevel: null,
  purpose: null,
}

test.each<[DemoClient, object]>([
  ['demo-organisation', { ...nobody, roles: ['organisation_system'], organisationNumbers: ['0045'] }],
  ['demo-municipality', { ...nobody, roles: ['municipal_system'], municipalityCodes: ['0169'] }],
  [
    'demo-caseworker',
    {
      ...nobody,
      roles: ['municipal_allocator', 'municipal_nominator'],
      municipalityCodes: ['0169'],
      nsisLevel: 'Substantial',
    },
  ],
  [
    'demo-economist',
    { ...nobody, roles: ['municipal_economist'], municipalityCodes: ['0169'], nsisLevel: 'Substantial' },
  ],
  [
    'demo-auditor',
    {
      ...nobody,
      roles: ['auditor'],
      engagements: [
        {
          municipalityCode: '0169',
          programme: '98F',
          from: '2022-07-01',
          until: '2100-01-01',
          expires: '2100-01-01',
        },
      ],
    },
  ],
  ['demo-fund', { ...nobody, roles: ['fund_administrator'] }],
  ['demo-data-protection', { ...nobody, roles: ['data_protection_officer'], municipalityCodes: ['0169'] }],
])(
  '%s gets a token over HTTP that the hub accepts after fetching the keys over HTTP',
  async (client, rights) => {
    const hub = await startHub()
    expect(await verifierOf(hub).verify(`Bearer ${await tokenOf(hub, client)}`)).toEqual({
      subject: client,
      clientId: client,
      ...rights,
    })
  },
)

test('a token is an RFC 9068 access token of one hour, for the hub alone', async () => {
  const hub = await startHub()
  const response = await requestToken(hub, {
    grant_type: 'client_credentials',
    client_id: 'demo-auditor',
    client_secret: 'demo',
  })
  expect(response.headers.get('cache-control')).toBe('no-store')
  const answer = (await response.json()) as { access_token: string }
  expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 })
  expect(decodeProtectedHeader(answer.access_token)).toEqual({
    alg: 'ES256',
    typ: 'at+jwt',
    kid: expect.any(String),
  })
  const claims = decodeJwt(answer.access_token)
  expect(claims).toMatchObject({ iss: hub.issuer, aud: AUDIENCE, jti: expect.any(String) })
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3_600)
})

test('the secret may be sent in the Authorization header as well', async () => {
  const hub = await startHub()
  const authorization = `Basic ${Buffer.from('demo-organisation:demo').toString('base64')}`
  const response = await requestToken(hub, { grant_type: 'client_credentials' }, { authorization })
  expect(response.status).toBe(200)
})

test('a token made without HTTP is as good as one from the token endpoint', async () => {
  const hub = await startHub()
  const token = await hub.identity.token('demo-municipality')
  expect(await verifierOf(hub).verify(`Bearer ${token}`)).toMatchObject({
    clientId: 'demo-municipality',
    municipalityCodes: ['0169'],
  })
})

test.each([
  ['a wrong secret', { client_id: 'demo-auditor', client_secret: 'guess' }, 401, 'invalid_client'],
  ['an unknown client', { client_id: 'somebody', client_secret: 'demo' }, 401, 'invalid_client'],
  ['no secret', { client_id: 'demo-auditor' }, 401, 'invalid_client'],
  [
    'another grant',
    { client_id: 'demo-auditor', client_secret: 'demo', grant_type: 'authorization_code' },
    400,
    'invalid_request',
  ],
  [
    'a token for another service',
    { client_id: 'demo-auditor', client_secret: 'demo', resource: 'https://elsewhere.example' },
    400,
    'invalid_target',
  ],
])('%s is refused', async (_name, form, status, error) => {
  const hub = await startHub()
  const response = await requestToken(hub, { grant_type: 'client_credentials', ...form })
  expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([status, error])
})

test('an error is JSON even for a browser', async () => {
  const hub = await startHub()
  const response = await requestToken(hub, { grant_type: 'client_credentials' }, { accept: 'text/html' })
  expect(await response.json()).toMatchObject({ error: 'invalid_request' })
})

test('a page of the hub may ask for a token, a page of another site may not', async () => {
  const hub = await startHub()
  const form = { grant_type: 'client_credentials', client_id: 'demo-auditor', client_secret: 'demo' }
  expect((await requestToken(hub, form, { origin: hub.origin })).status).toBe(200)
  const foreign = await requestToken(hub, form, { origin: 'https://evil.example' })
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([400, null])
})

test('the metadata name the endpoints where they are, and nothing that is not needed', async () => {
  const hub = await startHub()
  const metadata = (await (await fetch(`${hub.issuer}/.well-known/openid-configuration`)).json()) as object
  expect(metadata).toMatchObject({
    issuer: hub.issuer,
    jwks_uri: `${hub.issuer}/jwks`,
    token_endpoint: `${hub.issuer}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  })
  // The provider cannot leave out the authorization endpoint; nothing answers there.
  expect(Object.keys(metadata).filter((name) => /_endpoint$|^dpop/.test(name))).toEqual([
    'authorization_endpoint',
    'token_endpoint',
  ])
})

test('the key set shows the public half only', async () => {
  const hub = await startHub()
  const { keys } = (await (await fetch(`${hub.issuer}/jwks`)).json()) as { keys: object[] }
  expect(keys).toEqual([
    {
      kty: 'EC',
      crv: 'P-256',
      alg: 'ES256',
      use: 'sig',
      kid: expect.any(String),
      x: expect.any(String),
      y: expect.any(String),
    },
  ])
})

test.each(['/auth', '/me', '/reg', '/request', '/token/introspection', '/session/end', '/interaction/x'])(
  'there is nothing at %s',
  async (path) => {
    const hub = await startHub()
    expect((await fetch(`${hub.issuer}${path}`)).status).toBe(404)
  },
)

test('the rest of the server still reads JSON bodies', async () => {
  const hub = await startHub()
  const response = await fetch(`${hub.origin}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  })
  expect(await response.json()).toEqual({ a: 1 })
})

test('nothing is written to the console, whatever is asked', async () => {
  const hub = await startHub()
  await tokenOf(hub, 'demo-auditor')
  await requestToken(hub, { grant_type: 'client_credentials' }, { accept: 'text/html' })
  await requestToken(
    hub,
    { grant_type: 'client_credentials', client_id: 'demo-auditor', client_secret: 'demo' },
    { origin: 'https://evil.example' },
  )
  expect(consoleLines).toEqual([])
})

test('nothing is written to the console by the start alone', async () => {
  const start = `
    import { demoIdentity } from './src/demo/identity.ts'
    const identity = await demoIdentity({ issuer: 'http://127.0.0.1/oidc', audience: '${AUDIENCE}' })
    process.stdout.write((await identity.token('demo-auditor')).slice(0, 3))`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type', 'module', '--eval', start],
    { cwd: join(import.meta.dirname, '../..'), env: { ...process.env, NODE_OPTIONS: '' } },
  )
  expect([stdout, stderr]).toEqual(['eyJ', ''])
})

test('a token outlives a restart when the signing key is kept, readable by its owner only', async () => {
  const directory = join(await freshDirectory(), 'identity')
  const before = await startHub(directory)
  const token = await tokenOf(before, 'demo-auditor')
  const port = Number(new URL(before.origin).port)
  await before.close()
  const after = await startHub(directory, port)
  expect(await verifierOf(after).verify(`Bearer ${token}`)).toMatchObject({ subject: 'demo-auditor' })
  expect(await readdir(directory)).toEqual(['demo-signing-key.json'])
  expect((await stat(join(directory, 'demo-signing-key.json'))).mode & 0o777).toBe(0o600)
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
})

test('a token does not outlive a restart when the signing key is not kept', async () => {
  const before = await startHub()
  const token = await tokenOf(before, 'demo-auditor')
  const port = Number(new URL(before.origin).port)
  await before.close()
  const after = await startHub(undefined, port)
  await expect(verifierOf(after).verify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' })
})

test('processes that start at once agree on one signing key', async () => {
  const directory = await freshDirectory()
  const hubs = await Promise.all(Array.from({ length: 5 }, () => startHub(directory)))
  const keySets = await Promise.all(hubs.map(async (hub) => (await fetch(`${hub.issuer}/jwks`)).text()))
  expect(new Set(keySets).size).toBe(1)
})

test.each(['{"kty":"EC"', '{}'])(
  'a signing key file holding %s is named, in both languages',
  async (content) => {
    const directory = await freshDirectory()
    const path = join(directory, 'demo-signing-key.json')
    await writeFile(path, content)
    const error = await demoIdentity({
      issuer: 'http://127.0.0.1/oidc',
      audience: AUDIENCE,
      dataDir: directory,
    }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ConfigurationError)
    expect((error as ConfigurationError).problems).toEqual([
      expect.stringMatching(/demo-signing-key\.json .* Slet filen/),
      expect.stringMatching(/demo-signing-key\.json .* Delete the file/),
    ])
    expect(await readFile(path, 'utf8')).toBe(content)
  },
)
