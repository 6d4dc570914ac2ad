import type { FastifyInstance } from 'fastify'
import { sessionAccess } from '../../platform/access/caller.ts'
import { emailAddress, findPerson, findPersonByEmail } from '../../platform/access/people.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { signIn } from '../../platform/http/signed-in.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { PasswordSignIn, SessionResponse, SignIn } from './contract.ts'
import { personOf } from './password-sign-in.ts'
import { sessionAnswer } from './session-answer.ts'
import { useSignInLink } from './sessions.ts'

const tags = ['sessions']
const config = { permission: 'public', audit: 'sign_in' } as const

/** Ways to a session: a link, or a password with the code of an authenticator. */
export function signInRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)

  const byLink = {
    tags,
    summary: 'Exchanges the token of a sign-in link for a session cookie',
    body: SignIn,
    response: { 201: SessionResponse },
  }
  http.post('/v1/sessions', { config, schema: byLink }, async (request, reply) => {
    const personId = await useSignInLink(platform, request.body.token)
    if (personId === undefined) throw new Problem('link_expired', 'This link was used before, or is older than 15 minutes')
    await signIn(request, reply, { personId, method: 'link' }, platform)
    return reply.code(201).send(await answerOf(personId, 'link', platform))
  })

  const byPassword = {
    tags,
    summary: 'Signs in with e-mail address, password and, where the account asks for one, a code',
    body: PasswordSignIn,
    response: { 201: SessionResponse },
  }
  http.post('/v1/sessions/password', { config, schema: byPassword }, async (request, reply) => {
    const account = await findPersonByEmail(platform.metadata, emailAddress(request.body.email) ?? request.body.email)
    noteAudit(request, { target: account?.id ?? '' })
    const personId = await personOf(request.body, request.ip, platform)
    await signIn(request, reply, { personId, method: 'password' }, platform)
    return reply.code(201).send(await answerOf(personId, 'password', platform))
  })
}

async function answerOf(personId: string, method: string, platform: Platform): Promise<SessionResponse> {
  const person = await findPerson(platform.metadata, personId)
  if (person === undefined) throw new Problem('sign_in_failed', 'The account was removed just now')
  return sessionAnswer(sessionAccess({ id: '', method, person, newToken: undefined }), platform)
}
