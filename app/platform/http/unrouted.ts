import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'
import type { RouteTable } from './routes.ts'

/** Longest time a browser may remember that a page of another site can send events here, in seconds. */
const PREFLIGHT_SECONDS = 86_400

/** Answers what no route answers: a page of the dashboard, a preflight, a method that is not taken, or nothing at all. */
export function answerUnrouted(http: FastifyInstance, routes: RouteTable, page: (reply: FastifyReply) => FastifyReply): void {
  http.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = routes.methodsOf(path)
    if (methods.length > 0) {
      reply.header('allow', [...methods, 'OPTIONS'].join(', '))
      if (request.method === 'OPTIONS') return answerOptions(reply, routes.takesEvents(path))
      throw new Problem('method_not_allowed', `${path} takes ${methods.join(', ')}, not ${request.method}`)
    }
    if (isNavigation(request) && !path.startsWith('/v1/')) return page(reply)
    throw new Problem('not_found', `There is nothing at ${request.method} ${path.slice(0, 200)}`)
  })
}

/** Answers to senders are read by programs: headers that guard a page are left out, for they take as long as all the rest. */
export function sparePageHeaders(http: FastifyInstance): void {
  http.addHook('onRoute', (route) => {
    if (route.config?.permission === 'send_events') route.helmet = false
  })
}

const FOR_OTHER_SITES = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, x-request-id',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}

/** Pages of any site may send events: the write key says whose they are, and no cookie is involved. */
export function allowOtherSites(http: FastifyInstance): void {
  http.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.permission === 'send_events') reply.headers(FOR_OTHER_SITES)
    done()
  })
}

function answerOptions(reply: FastifyReply, takesEvents: boolean): FastifyReply {
  if (takesEvents) {
    reply.header('access-control-allow-origin', '*')
    reply.header('access-control-allow-methods', 'POST')
    reply.header('access-control-allow-headers', 'authorization, content-type, content-encoding')
    reply.header('access-control-max-age', PREFLIGHT_SECONDS)
  }
  return reply.code(204).send()
}

/** Somebody opens an address in a browser. */
function isNavigation({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html')
}
