import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { ERRORS } from '@trill/contract/errors'
import { PERMISSIONS, rolesWith, scopesWith } from '@trill/contract/permissions'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { VERSION } from '../version.ts'
import type { RoutePermission } from './access.ts'

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

/** Swagger UI sets styles by attribute and draws its icons from data addresses. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

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
    transform: ({ schema, url, route }) => ({ schema: withAccess(schema, route.config?.permission ?? 'public'), url }),
  })
  http.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, permission: 'public' }
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

function withAccess(schema: FastifySchema | undefined, permission: RoutePermission): FastifySchema {
  const { response = {}, description, ...rest } = schema ?? {}
  const extension: object = { 'x-permission': permission }
  return {
    ...rest,
    ...extension,
    description: [description, whoMay(permission)].filter(Boolean).join('\n\n'),
    response: {
      ...(response as object),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: ProblemAnswer } } },
    },
    security: securityOf(permission),
  }
}

/** Who may call a route, in words. */
function whoMay(permission: RoutePermission): string {
  if (permission === 'public') return 'Open to everybody.'
  const roles = rolesWith(permission).map((role) => role.replaceAll('_', ' '))
  const scopes = scopesWith(permission)
  const people = roles.length === 0 ? 'an owner of the installation' : `the role ${either(roles)}`
  const keys = scopes.length === 0 ? '' : `, or a key of scope ${either(scopes.map((scope) => `\`${scope}\``))}`
  return `Needs \`${permission}\` (${PERMISSIONS[permission].about}): ${people}${keys}.`
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function securityOf(permission: RoutePermission): Record<string, string[]>[] {
  if (permission === 'public') return []
  if (permission === 'send_events') return [{ key: [] }]
  return scopesWith(permission).length === 0 ? [{ session: [] }] : [{ key: [] }, { session: [] }]
}
