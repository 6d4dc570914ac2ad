import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { endOtherSessions, endSession } from '../../platform/access/sessions.ts'
import { setSessionCookie } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { type SignedIn, signedIn } from '../../platform/http/signed-in.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { EndedResponse, LinkInput, SessionParams, SessionResponse, SessionsResponse, SignInLinkResponse } from './contract.ts'
import { sessionAnswer } from './session-answer.ts'
import { createSignInLink, listSessions } from './sessions.ts'
import { signInRoutes } from './sign-in-routes.ts'

const tags = ['sessions']
const config = { permission: 'own_account' } as const

export function sessionRoutes(server: FastifyInstance, platform: Platform): void {
  signInRoutes(server, platform)
  ownSessionRoutes(server, platform)
  const http = typed(server)

  const who = { tags, summary: 'Who the caller is and what they may see', response: { 200: SessionResponse } }
  http.get('/v1/session', { config: { permission: 'see_workspaces' }, schema: who }, async (request) =>
    sessionAnswer(known(request), platform),
  )

  linkRoutes(server, platform)
}

function linkRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'make_sign_in_links', audit: 'sign_in_link_create' } as const
  const answer = { 201: SignInLinkResponse }
  const port = () => {
    const address = server.server.address()
    return address !== null && typeof address === 'object' ? address.port : platform.config.port
  }

  const link = { tags, summary: 'Makes a link that signs the owner of the installation in', response: answer }
  http.post('/v1/sign-in-links', { config, schema: link }, async (_request, reply) =>
    reply.code(201).send(await createSignInLink(platform, port())),
  )

  const theirs = { tags, summary: 'Makes a link that signs somebody in who has lost their password', body: LinkInput, response: answer }
  http.post('/v1/sign-in-links/by-email', { config, schema: theirs }, async (request, reply) =>
    reply.code(201).send(await createSignInLink(platform, port(), request.body.email)),
  )
}

function ownSessionRoutes(server: FastifyInstance, { config: settings, metadata, now }: Platform): void {
  const http = typed(server)

  const signOut = { tags, summary: 'Ends the session of this browser', response: { 204: Type.Null() } }
  http.delete('/v1/session', { config: { ...config, audit: 'sign_out' }, schema: signOut }, async (request, reply) => {
    const { person, session } = signedIn(request)
    await endSession(metadata, person.id, session.id)
    setSessionCookie(reply, '', settings)
    return reply.code(204).send(null)
  })

  const list = { tags, summary: 'One’s own sessions, the last used first', response: { 200: SessionsResponse } }
  http.get('/v1/sessions', { config, schema: list }, async (request) => {
    const { person, session }: SignedIn = signedIn(request)
    return { sessions: await listSessions(metadata, person.id, session.id, now()) }
  })

  const end = { tags, summary: 'Ends one of one’s own sessions', params: SessionParams, response: { 204: Type.Null() } }
  http.delete('/v1/sessions/:id', { config: { ...config, audit: 'session_end' }, schema: end }, async (request, reply) => {
    if (!(await endSession(metadata, signedIn(request).person.id, request.params.id)))
      throw new Problem('not_found', 'You have no session of that id')
    return reply.code(204).send(null)
  })

  const others = { tags, summary: 'Ends all of one’s own sessions but this', response: { 200: EndedResponse } }
  http.delete('/v1/sessions', { config: { ...config, audit: 'session_end' }, schema: others }, async (request) => {
    const { person, session } = signedIn(request)
    const ended = await endOtherSessions(metadata, person.id, session.id)
    noteAudit(request, { details: { ended } })
    return { ended }
  })
}

function known({ access }: FastifyRequest) {
  if (access === null) throw new Problem('unauthenticated', 'This address needs a key or a session')
  return access
}
