import type { FastifyInstance } from 'fastify'
import type { Measurements } from '../observe/measurements.ts'

/** Counts each answer and its time by the pattern of its route, so that ids do not multiply the series. */
export function measureRoutes(http: FastifyInstance, { httpSeconds }: Measurements): void {
  http.addHook('onResponse', (request, reply, done) => {
    const isStream = String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
    if (!isStream) httpSeconds.observe({ route, method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    done()
  })
}
