import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Feature } from '../feature.ts'
import type { Platform } from '../platform.ts'
import { guardRoutes } from './access.ts'
import { auditRoutes } from './audit.ts'
import type { Certificate } from './certificate.ts'
import { DASHBOARD, serveDashboard } from './dashboard.ts'
import { healthRoutes } from './health.ts'
import { measureRoutes } from './measure.ts'
import { describeRoutes } from './openapi.ts'
import { answerError, Problem, problemBody } from './problem.ts'
import { problemPages } from './problem-page.ts'
import { countRequests } from './rate-limits.ts'
import { RouteTable } from './routes.ts'
import { SDK_SCRIPT, sdkScriptRoute } from './sdk-script.ts'
import { addPermissionsPolicy, securityHeaders } from './security-headers.ts'
import { allowOtherSites, answerUnrouted, sparePageHeaders } from './unrouted.ts'
import { validatorCompiler } from './validation.ts'

/** Largest body where a route does not say otherwise. */
const BODY_MAX_BYTES = 1024 * 1024
/** Longest part of an address; content ids are addresses themselves, escaped. */
const PARAMETER_MAX_LENGTH = 2048
/** A connection on which nothing moves for this long is cut. */
const IDLE_MILLISECONDS = 300_000
/** Longest time to send a whole request: an import over a slow line. */
const REQUEST_MILLISECONDS = 6 * 3_600_000

interface Options {
  /** Where the built dashboard is. */
  readonly dashboard?: string
  /** What the server speaks HTTPS with; HTTP without. */
  readonly certificate?: Certificate | undefined
  /** The built script of the SDK. */
  readonly sdkScript?: string
}

/** The HTTP server with the routes of every feature. It does not listen yet. */
export function createServer(
  platform: Platform,
  features: readonly Feature[],
  { certificate, dashboard = DASHBOARD, sdkScript = SDK_SCRIPT }: Options = {},
): FastifyInstance {
  const http = fastify({
    loggerInstance: platform.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_MAX_BYTES,
    connectionTimeout: IDLE_MILLISECONDS,
    requestTimeout: REQUEST_MILLISECONDS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: platform.config.proxies.length > 0 ? [...platform.config.proxies] : false,
    routerOptions: { maxParamLength: PARAMETER_MAX_LENGTH },
    frameworkErrors: (error, request, reply) => {
      answerError(new Problem('invalid_request', error.message), request, reply)
    },
    clientErrorHandler: answerBrokenRequest,
    https: certificate?.context ?? null,
  }) as unknown as FastifyInstance
  // A form of another site can send text without asking first; JSON it cannot.
  http.removeContentTypeParser('text/plain')
  const routes = new RouteTable(http)
  http.decorate('routeTable', routes)
  sparePageHeaders(http)
  http.setValidatorCompiler(validatorCompiler)
  http.setErrorHandler(answerError)
  http.register(cookie)
  countRequests(http, platform)
  http.register(helmet, securityHeaders(platform.config))
  http.after(() => {
    addHooks(http, platform)
  })
  describeRoutes(http)
  for (const feature of features) {
    platform.models.offer(feature.trainers ?? [])
    platform.reportSections.offer(feature.reportSections ?? [])
    platform.documents.offer(feature.documents ?? [])
    http.register(async (scope) => {
      feature.routes?.(scope, platform)
    })
  }
  http.register(async (scope) => {
    healthRoutes(scope, platform)
    problemPages(scope)
    sdkScriptRoute(scope, sdkScript)
  })
  answerUnrouted(http, routes, serveDashboard(http, dashboard))
  http.addHook('onReady', async () => routes.requirePermissions())
  return http
}

function addHooks(http: FastifyInstance, platform: Platform): void {
  let stopping = false
  http.addHook('preClose', async () => {
    stopping = true
  })
  http.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done(stopping ? new Problem('shutting_down', 'The server is stopping') : undefined)
  })
  // A connection that is kept alive would keep the server from stopping until it falls silent.
  http.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close')
    done(null, payload)
  })
  measureRoutes(http, platform.measurements)
  allowOtherSites(http)
  addPermissionsPolicy(http)
  auditRoutes(http, platform)
  guardRoutes(http, platform)
}

/** What is not HTTP at all never becomes a request. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW'
  const problem = new Problem('invalid_request', tooLong ? 'The headers are larger than 16 KB' : 'This is not HTTP that can be understood')
  const body = JSON.stringify(problemBody(problem, randomUUID()))
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
