import type { FastifyInstance } from 'fastify'
import type { Database } from '../database.ts'

/** `/health/live`: the process answers. `/health/ready`: it can also serve, for the database answers. */
export function healthRoutes(server: FastifyInstance, database: Database): void {
  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_request, reply) => {
    const ready = await database.reads.query('select 1').then(
      () => true,
      () => false,
    )
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database unavailable' })
  })
}
