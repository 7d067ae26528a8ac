import { randomBytes } from 'node:crypto'
import fastifyStatic from '@fastify/static'
import { getDistDirectory, renderAltair } from 'altair-static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DemoClient, DemoIdentity } from './identity.ts'

/** As whom one can explore, each with the purpose that opens most to it. */
const PURPOSE_OF = {
  'demo-municipality': 'municipal-allocation',
  'demo-organisation': 'vacancy-exchange',
  'demo-auditor': 'subsidy-audit',
} as const satisfies Partial<Record<DemoClient, string>>

type ExploringClient = keyof typeof PURPOSE_OF

const DEFAULT_CLIENT: ExploringClient = 'demo-municipality'

const EXAMPLE_QUERY = `# Ctrl+Enter runs this, Ctrl+Space suggests fields, Docs explains them.
# Ctrl+Enter kører den, Ctrl+mellemrum foreslår felter, Docs forklarer dem.
# Other clients / andre klienter: /explorer?client=demo-organisation
query Vacancies($first: Int!, $filter: VacancyFilter) {
  vacancies(first: $first, filter: $filter) {
    totalCount
    nodes {
      externalKey
      state
      availableFrom
      rent
      dwelling {
        address { street postalCode city }
        rooms
        areaM2
        estate { number organisation { name } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`
const EXAMPLE_VARIABLES = { first: 10, filter: { states: ['ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL'] } }

/**
 * Serves a GraphQL explorer at `/explorer`, ready to query as a demo client: `?client=` names which. Every load of
 * the page holds a fresh token, so it belongs to the demo only. The browser is told to fetch nothing from elsewhere.
 */
export async function explorerRoute(
  server: FastifyInstance,
  identity: Pick<DemoIdentity, 'token'>,
): Promise<void> {
  await server.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: '/explorer/',
    index: false,
    decorateReply: false,
    // The package's own pages would come without the policy below.
    allowedPath: (path) => !path.endsWith('.html'),
  })
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { client = DEFAULT_CLIENT } = request.query as { client?: unknown }
    if (!isExploringClient(client)) return reply.status(400).send(CLIENT_UNKNOWN)
    const nonce = randomBytes(16).toString('base64')
    return reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy(nonce) })
      .send(page(nonce, await identity.token(client), PURPOSE_OF[client]))
  }
  for (const url of ['/explorer', '/explorer/']) server.get(url, handler)
}

function isExploringClient(client: unknown): client is ExploringClient {
  return typeof client === 'string' && Object.hasOwn(PURPOSE_OF, client)
}

function page(nonce: string, token: string, purpose: string): string {
  return renderAltair({
    baseURL: '/explorer/',
    cspNonce: nonce,
    endpointURL: '/graphql',
    initialName: 'Vacancies',
    initialQuery: EXAMPLE_QUERY,
    initialVariables: JSON.stringify(EXAMPLE_VARIABLES, null, 2),
    initialHeaders: { Authorization: `Bearer ${token}`, 'x-purpose': purpose },
    initialSettings: {
      'schema.reloadOnStart': true,
      'alert.disableUpdateNotification': true,
      'banners.disable': true,
      disablePushNotification: true,
    },
    disableAccount: true,
    // A kept tab would keep its token, which is worth nothing an hour later.
    preserveState: false,
  })
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    // The explorer's components write styles that carry no nonce.
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const CLIENT_UNKNOWN = {
  errors: [
    {
      message:
        `client must be one of ${Object.keys(PURPOSE_OF).join(', ')}. / ` +
        `client skal være en af ${Object.keys(PURPOSE_OF).join(', ')}.`,
      extensions: { code: 'CLIENT_UNKNOWN' },
    },
  ],
}
