import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { ERRORS } from '@trill/contract/errors'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { VERSION } from '../version.ts'
import type { RouteScope } from './access.ts'

const ProblemAnswer = Type.Object(
  {
    type: Type.String({ description: '`/problems/<code>`, a page that explains it.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong with this request.' }),
    remedy: Type.String({ description: 'What to do about it.' }),
    code: Type.String({ enum: Object.keys(ERRORS) }),
    request_id: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({}), { description: 'Each part that is wrong.' })),
  },
  { title: 'Problem', description: 'RFC 9457 problem.' },
)

const WHO: Readonly<Record<RouteScope, string>> = {
  public: 'Open to everybody.',
  write: 'Needs a key of scope `write` or `admin`.',
  read: 'Needs a session, or a key of scope `read` or `admin`.',
  admin: 'Needs a session, or a key of scope `admin`.',
}

/** Swagger UI sets styles by attribute and draws its icons from data addresses. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** Describes every route that is added after this: OpenAPI 3.1 at /openapi.json, a readable page at /docs. */
export function describeRoutes(http: FastifyInstance): void {
  http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Trill',
        version: VERSION,
        description: 'Engagement intelligence on your own machine. Problems are RFC 9457; each names its remedy.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key of `trill keys create`; the Basic user name works too.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'trill_session',
            description: 'A signed-in browser; unsafe methods also send `x-trill-csrf: 1`.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: withAccess(schema, route.config?.scope ?? 'admin'), url }),
  })
  http.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, scope: 'public' }
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: DOCS_POLICY,
      theme: { title: 'Trill · API' },
      uiConfig: { layout: 'BaseLayout', docExpansion: 'list', deepLinking: true },
    })
    docs.get('/openapi.json', { schema: { hide: true } }, async () => http.swagger())
  })
}

function withAccess(schema: FastifySchema | undefined, scope: RouteScope): FastifySchema {
  const { response = {}, description, ...rest } = schema ?? {}
  return {
    ...rest,
    description: [description, WHO[scope]].filter(Boolean).join('\n\n'),
    response: {
      ...(response as object),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: ProblemAnswer } } },
    },
    ...(scope === 'public' ? { security: [] } : { security: scope === 'write' ? [{ key: [] }] : [{ key: [] }, { session: [] }] }),
  }
}
