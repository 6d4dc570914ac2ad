import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TOKEN_SECONDS } from '../../platform/access/access-tokens.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { KeySetResponse, TokenResponse } from './contract.ts'

const tags = ['tokens']
const SET_SECONDS = 300
const FORM_MAX_BYTES = 4096

/** OAuth 2.0’s client credentials (RFC 6749, section 4.4), and the keys that verify what comes of it. */
export function tokenRoutes(server: FastifyInstance): void {
  // OAuth clients send a form. It carries no cookie’s rights: only keys are exchanged.
  const form = { parseAs: 'string', bodyLimit: FORM_MAX_BYTES } as const
  server.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  const http = typed(server)

  const exchange = {
    tags,
    summary: 'Exchanges a key for an access token that is good for ten minutes',
    description: 'The key is shown as everywhere, or as the client’s secret in HTTP Basic; `grant_type`, if sent, is `client_credentials`.',
    response: { 200: TokenResponse },
  }
  http.post('/v1/tokens', { config: { permission: 'exchange_tokens', audit: 'token_issue' }, schema: exchange }, async (request, reply) => {
    requireClientCredentials(request)
    const key = server.keyRing.findById(request.access?.keyId ?? '')
    if (request.access?.kind !== 'key' || key?.access.scope === undefined || key.access.home === undefined)
      throw new Problem('forbidden', 'A token is given for a key, not for another token')
    reply.header('cache-control', 'no-store')
    const access_token = await server.accessTokens.issue(key)
    return {
      access_token,
      token_type: 'Bearer' as const,
      expires_in: TOKEN_SECONDS,
      scope: key.access.scope,
      workspace_id: key.access.home,
    }
  })

  const keys = { tags, summary: 'Public keys that verify access tokens (JWK Set)', response: { 200: KeySetResponse } }
  http.get('/.well-known/jwks.json', { config: { permission: 'public' }, schema: keys }, async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${SET_SECONDS}`)
    return reply.send({ keys: (await server.accessTokens.publicKeys()) as never })
  })
}

function requireClientCredentials({ body }: FastifyRequest): void {
  const { grant_type: type = 'client_credentials' } = (body ?? {}) as { grant_type?: unknown }
  if (type !== 'client_credentials') throw new Problem('invalid_request', 'grant_type must be client_credentials')
}
