import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { beginSession, endSession } from '../../platform/access/sessions.ts'
import { listWorkspaces } from '../../platform/access/workspaces.ts'
import { reachOf, SESSION_COOKIE, setSessionCookie } from '../../platform/http/access.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { VERSION } from '../../platform/version.ts'
import { SessionResponse, SignIn, SignInLinkResponse } from './contract.ts'
import { createSignInLink, useSignInLink } from './sessions.ts'

const tags = ['sessions']

export function sessionRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { config, metadata, now } = platform
  const session = async (only: readonly string[] | null) => ({ workspaces: await listWorkspaces(metadata, only), version: VERSION })

  const signIn = {
    tags,
    summary: 'Exchanges the token of a sign-in link for a session cookie',
    body: SignIn,
    response: { 201: SessionResponse },
  }
  http.post('/v1/sessions', { config: { permission: 'public' }, schema: signIn }, async (request, reply) => {
    if (!(await useSignInLink(platform, request.body.token)))
      throw new Problem('link_expired', 'This link was used before, or is older than 15 minutes')
    setSessionCookie(reply, await beginSession(metadata, now()), config)
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send(await session(null))
  })

  const who = { tags, summary: 'What the caller may see', response: { 200: SessionResponse } }
  http.get('/v1/session', { config: { permission: 'see_workspaces' }, schema: who }, async (request) => session(reachOf(request)))

  const signOut = { tags, summary: 'Ends the session of this browser', response: { 204: Type.Null() } }
  http.delete('/v1/session', { config: { permission: 'own_session' }, schema: signOut }, async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE]
    if (request.access?.kind !== 'session' || token === undefined)
      throw new Problem('forbidden', 'Only a browser’s session can be ended; a key is revoked')
    await endSession(metadata, token)
    setSessionCookie(reply, '', config)
    return reply.code(204).send(null)
  })

  const link = { tags, summary: 'Makes a link that signs its first opener in', response: { 201: SignInLinkResponse } }
  http.post('/v1/sign-in-links', { config: { permission: 'make_sign_in_links' }, schema: link }, async (_request, reply) => {
    const address = server.server.address()
    const port = address !== null && typeof address === 'object' ? address.port : config.port
    return reply.code(201).send(await createSignInLink(platform, port))
  })
}
