import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { JWK } from 'jose'
import { InvalidTarget } from 'oidc-provider/lib/helpers/errors.js'
// Not from the package's front door: that one warns on the console about every Node that is not yet called LTS.
import { type ClientCredentials, Provider } from 'oidc-provider/lib/provider.js'
import { ConfigurationError } from '../kernel/errors.ts'

/** What the token of each demo client says of its bearer; every client's secret is `demo`. */
const DEMO_CLAIMS = {
  'demo-organisation': { roles: ['organisation_system'], organisation_numbers: ['0045'] },
  'demo-municipality': { roles: ['municipal_system'], municipality_codes: ['0169'] },
  'demo-caseworker': {
    roles: ['municipal_allocator', 'municipal_nominator'],
    municipality_codes: ['0169'],
    nsis_level: 'Substantial',
  },
  'demo-economist': {
    roles: ['municipal_economist'],
    municipality_codes: ['0169'],
    nsis_level: 'Substantial',
  },
  'demo-auditor': {
    roles: ['auditor'],
    audit_engagements: [
      {
        municipality_code: '0169',
        programme: '98F',
        from: '2022-07-01',
        until: '2100-01-01',
        expires: '2100-01-01',
      },
    ],
  },
  'demo-fund': { roles: ['fund_administrator'] },
  'demo-data-protection': { roles: ['data_protection_officer'], municipality_codes: ['0169'] },
} as const

/** The client ids of the demo. */
export type DemoClient = keyof typeof DEMO_CLAIMS

/** Where the demo identity lives and for whom it issues tokens. */
export interface DemoIdentityOptions {
  /** The address clients and the hub reach it at, with the path it is mounted under: `http://localhost:4000/oidc`. */
  readonly issuer: string
  /** The hub's audience, an absolute URI. */
  readonly audience: string
  /** Keeps the signing key, so that tokens outlive a restart; without it every start makes a new key. */
  readonly dataDir?: string
}

/** An authorization server for trying the hub out. */
export interface DemoIdentity {
  /** Serves the token endpoint, the key set and the metadata under the issuer's path. */
  readonly plugin: FastifyPluginAsync
  /** A token as the token endpoint would give it to this client. */
  token(client: DemoClient): Promise<string>
}

const TOKEN_LIFETIME_SECONDS = 3_600
const ALGORITHM = 'ES256'

/** Makes the demo identity. Throws {@link ConfigurationError} when the kept signing key cannot be read. */
export async function demoIdentity(options: DemoIdentityOptions): Promise<DemoIdentity> {
  const { issuer, audience, dataDir } = options
  const key = dataDir === undefined ? newSigningKey() : await keptSigningKey(dataDir)
  const hub = { scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: ALGORITHM } } } as const
  const claimsOf = new Map<string, object>(Object.entries(DEMO_CLAIMS))

  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    clients: Object.keys(DEMO_CLAIMS).map((clientId) => ({
      client_id: clientId,
      client_secret: 'demo',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: ALGORITHM,
    })),
    // Nothing is kept: the clients are given above and the tokens carry their own content.
    adapter: () => ({ find: async () => undefined }),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    ttl: { ClientCredentials: TOKEN_LIFETIME_SECONDS },
    extraTokenClaims: (_request: unknown, token: ClientCredentials) => claimsOf.get(token.clientId),
    // A page of the hub itself may ask for a token, other sites' pages may not.
    clientBasedCORS: (request: { readonly host: string }, origin: string) =>
      URL.parse(origin)?.host === request.host,
    renderError: (response: { body: unknown }, error: unknown) => {
      response.body = error
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: (_request: unknown, resource: string) => {
          if (resource !== audience) throw new InvalidTarget()
          return hub
        },
      },
    },
  })

  const mountPath = new URL(issuer).pathname.replace(/\/$/, '')
  const listener = provider.callback()

  return {
    plugin: async (server) => {
      // The provider reads the body itself.
      server.removeAllContentTypeParsers()
      server.addContentTypeParser('*', (_request, _payload, done) => done(null))
      const routes = [
        ['POST', '/token'],
        ['GET', '/jwks'],
        ['GET', '/.well-known/openid-configuration'],
        ['GET', '/.well-known/oauth-authorization-server'],
      ] as const
      for (const [method, path] of routes)
        server.route({
          method: [method, 'OPTIONS'],
          url: `${mountPath}${path}`,
          handler: (request, reply) => {
            reply.hijack()
            listener(Object.assign(request.raw, { originalUrl: request.raw.url, url: path }), reply.raw)
          },
        })
    },
    async token(clientId) {
      const client = await provider.Client.find(clientId)
      const token = new provider.ClientCredentials({ client })
      token.resourceServer = new provider.ResourceServer(audience, hub)
      return token.save()
    },
  }
}

function newSigningKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ format: 'jwk' })
}

/** The key in this directory, made at the first start; of several processes starting at once, all use one key. */
async function keptSigningKey(dataDir: string): Promise<JWK> {
  const path = join(dataDir, 'demo-signing-key.json')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  // Written aside and linked, so that nobody ever reads half a key.
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(newSigningKey()), { mode: 0o600 })
  // Fails when there is a key already; any other reason shows when the key is read.
  await link(draft, path).catch(() => undefined)
  await rm(draft)
  try {
    const key: JWK = JSON.parse(await readFile(path, 'utf8'))
    return createPrivateKey({ key, format: 'jwk' }).export({ format: 'jwk' })
  } catch {
    throw new ConfigurationError([
      `Demoens signeringsnøgle i ${path} kan ikke læses. Slet filen, så laves en ny, eller vælg en anden mappe; udstedte tokens mister så deres gyldighed.`,
      `The demo's signing key in ${path} cannot be read. Delete the file and a new one is made, or choose another directory; tokens issued before lose their validity.`,
    ])
  }
}
