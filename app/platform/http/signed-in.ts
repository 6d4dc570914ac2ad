import type { FastifyReply, FastifyRequest } from 'fastify'
import { findPerson, type Person } from '../access/people.ts'
import { beginSession } from '../access/sessions.ts'
import type { Platform } from '../platform.ts'
import type { Queryable } from '../postgres/metadata.ts'
import { setSessionCookie } from './access.ts'
import { noteAudit } from './audit-note.ts'
import { Problem } from './problem.ts'

/** Somebody at a browser. */
export interface SignedIn {
  readonly person: Person
  readonly session: { readonly id: string; readonly method: string }
}

/** Who is signed in. @throws Problem forbidden for keys and the command line, which have no account. */
export function signedIn({ access }: FastifyRequest): SignedIn {
  if (access?.person === undefined || access.session === undefined) {
    throw new Problem('forbidden', 'This concerns the account of somebody who is signed in; a key has none')
  }
  return { person: access.person, session: access.session }
}

/** Begins a session in the browser that asks. @param method how the person proved who they are. */
export async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { personId, method }: { personId: string; method: string },
  { config, metadata, now }: Platform,
): Promise<void> {
  noteAudit(request, { actor: { kind: 'user', id: personId }, details: { method }, workspaceId: await onlyWorkspaceOf(metadata, personId) })
  const token = await beginSession(metadata, { personId, method, agent: request.headers['user-agent'], now: now() })
  setSessionCookie(reply, token, config)
  reply.header('cache-control', 'no-store')
}

/** Signing in concerns the workspace of whoever belongs to one only. */
async function onlyWorkspaceOf(metadata: Queryable, personId: string): Promise<string | null> {
  const [workspaceId = null, ...others] = Object.keys((await findPerson(metadata, personId))?.roles ?? {})
  return others.length === 0 ? workspaceId : null
}
