import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../database.ts'

/** `/metrics` in the Prometheus text format: the process, answers by route and status, and the read pool. */
export function metricsRoute(server: FastifyInstance, database: Database): void {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const answers = new Histogram({
    name: 'boligbro_http_answer_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    registers: [register],
  })
  new Gauge({
    name: 'boligbro_read_connections_waiting',
    help: 'Queries that wait for a connection.',
    registers: [register],
    collect() {
      this.set(database.reads.waitingCount)
    },
  })
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    answers.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
    done()
  })
  server.get('/metrics', async (_request, reply) => {
    return reply.type(register.contentType).send(await register.metrics())
  })
}
