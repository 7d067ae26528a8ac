import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import 'postgraphile/grafast'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { actorParameters } from '../../../src/platform/session.ts'
import { benchActor } from './actor.ts'

/** PostGraphile over the same tables, with the same role, settings and row-level security for each request. */
const server = createServer()
const hub = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL ?? '',
      schemas: ['public'],
      poolConfig: { max: Number(process.env.READ_CONNECTIONS) },
    }),
  ],
  grafserv: { graphiql: false, watch: false },
  grafast: {
    explain: false,
    context: async ({ node }) => ({ pgSettings: await settings(node?.req.headers.authorization) }),
  },
})

async function settings(authorization: string | undefined): Promise<Record<string, string>> {
  const actor = await benchActor(authorization)
  const [subject, client, roles, municipalities, engaged, purpose, request] = actorParameters({
    actor,
    requestId: 'bench',
  }) as string[]
  return {
    role: 'boligbro_app',
    'app.subject': subject ?? '',
    'app.client_id': client ?? '',
    'app.roles': roles ?? '',
    'app.municipality_codes': municipalities ?? '',
    'app.engaged_municipality_codes': engaged ?? '',
    'app.purpose': purpose ?? '',
    'app.request_id': request ?? '',
  }
}

await hub.createServ(grafserv).addTo(server)
server.listen(Number(process.env.PORT), process.env.HOST)
