import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database.ts'

const PATIENCE_MS = 2_000

/** `/health/live`: the process answers. `/health/ready`: it can also serve, for the database answers in time. */
export function healthRoutes(server: FastifyInstance, database: Database): void {
  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_request, reply) => {
    const answered = database.reads.query('select 1').then(
      () => true,
      () => false,
    )
    const ready = await Promise.race([answered, delay(PATIENCE_MS, false, { ref: false })])
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database unavailable' })
  })
}
