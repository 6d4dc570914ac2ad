import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeyScope } from '../access/api-key.ts'
import { KeyRing, type KnownKey } from '../access/key-ring.ts'
import { sameSecret } from '../access/secret.ts'
import { findSession, SESSION_MILLISECONDS } from '../access/sessions.ts'
import { readSecret } from '../data-directory.ts'
import type { Platform } from '../platform.ts'
import { Problem } from './problem.ts'

/** What a route asks of whoever calls it. */
export type RouteScope = 'public' | KeyScope

/** Who is asking. */
export interface Access {
  readonly kind: 'session' | 'key' | 'local'
  readonly scope: KeyScope
  /** The only workspace a key opens; null opens all of them. */
  readonly workspaceId: string | null
  readonly keyId?: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    scope?: RouteScope
  }
  interface FastifyRequest {
    /** Null on public routes, and on write routes until `workspaceOf` has seen the key in the body. */
    access: Access | null
  }
  interface FastifyInstance {
    keyRing: KeyRing
  }
}

export const SESSION_COOKIE = 'trill_session'
/** A form on another site cannot set a header, so this one proves that our own page asks. */
const CSRF_HEADER = 'x-trill-csrf'
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Lets nobody in without what the route’s `config.scope` asks for. A route that names none asks for `admin`. */
export function guardRoutes(http: FastifyInstance, platform: Platform): void {
  const ring = new KeyRing(platform)
  const secret = readSecret(platform.config.dataDir)
  http.decorate('keyRing', ring)
  http.decorateRequest('access', null)
  http.addHook('onClose', () => ring.close())
  http.addHook('onRequest', async (request, reply) => {
    const scope = request.routeOptions.config.scope ?? 'admin'
    if (scope === 'public' || request.is404) return
    reply.header('cache-control', 'no-store')
    await ring.ready()
    const access = await identify(request, reply, { scope, secret, platform })
    if (access === null && scope !== 'write') throw new Problem('unauthenticated', 'This address needs a key or a session')
    if (access !== null) permit(access.scope, scope)
    request.access = access
  })
}

/**
 * The workspace a request is about: a key’s own, otherwise the one that is asked for.
 * @param writeKey key in the body, where a write route takes one.
 * @throws Problem unauthenticated, forbidden, invalid_request or not_found.
 */
export function workspaceOf(request: FastifyRequest, requested?: string, writeKey?: unknown): string {
  const access = request.access ?? admit(request, writeKey)
  if (access.workspaceId !== null) {
    if (requested === undefined || requested === access.workspaceId) return access.workspaceId
    throw new Problem('forbidden', `This key belongs to the workspace ${access.workspaceId}`)
  }
  if (requested === undefined) throw new Problem('invalid_request', 'workspace_id is required: say which workspace')
  if (!request.server.keyRing.hasWorkspace(requested)) throw new Problem('not_found', 'There is no workspace of that id')
  return requested
}

/** For what concerns all workspaces. @throws Problem forbidden for a key, which belongs to one. */
export function requireOwner({ access }: FastifyRequest): void {
  if (access === null || access.workspaceId !== null) {
    throw new Problem('forbidden', 'A key belongs to one workspace; this needs a signed-in owner or the command line')
  }
}

/** Writes or, with an empty token, removes the session’s cookie. */
export function setSessionCookie(reply: FastifyReply, token: string, { publicUrl }: Platform['config']): void {
  const secure = publicUrl.startsWith('https:')
  const maxAge = token === '' ? 0 : SESSION_MILLISECONDS / 1000
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge })
}

interface Context {
  readonly scope: KeyScope
  readonly secret: string | undefined
  readonly platform: Platform
}

async function identify(request: FastifyRequest, reply: FastifyReply, { scope, secret, platform }: Context): Promise<Access | null> {
  const credential = credentialOf(request) ?? (scope === 'write' ? writeKeyOf(request) : undefined)
  if (credential === undefined) return identifySession(request, reply, scope, platform)
  if (secret !== undefined && sameSecret(credential, secret)) return { kind: 'local', scope: 'admin', workspaceId: null }
  const key = await request.server.keyRing.seek(credential)
  if (key === undefined) throw unknownKey()
  return accessOf(request, key)
}

async function identifySession(request: FastifyRequest, reply: FastifyReply, scope: KeyScope, platform: Platform): Promise<Access | null> {
  const token = request.cookies[SESSION_COOKIE]
  const proven = SAFE_METHODS.has(request.method) || request.headers[CSRF_HEADER] === '1'
  if (!token || (scope === 'write' && !proven)) return null
  const session = await findSession(platform.metadata, token, platform.now())
  if (session === undefined) return null
  if (!proven) throw new Problem('forbidden', `A request that changes something needs the header ${CSRF_HEADER}: 1`)
  if (session.prolonged) setSessionCookie(reply, token, platform.config)
  return { kind: 'session', scope: 'admin', workspaceId: null }
}

/** The Bearer token or the Basic user name. */
function credentialOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  if (authorization === undefined) return undefined
  const [scheme = '', value = ''] = authorization.trim().split(/ +/)
  if (/^bearer$/i.test(scheme) && value !== '') return value
  if (!/^basic$/i.test(scheme)) throw new Problem('unauthenticated', 'The Authorization header must be Basic or Bearer')
  const [user = ''] = Buffer.from(value, 'base64').toString('utf8').split(':')
  if (user === '') throw new Problem('unauthenticated', 'The Authorization header holds no key')
  return user
}

/** A beacon has no headers. */
function writeKeyOf({ query }: FastifyRequest): string | undefined {
  const { write_key: key } = query as { write_key?: unknown }
  return typeof key === 'string' && key !== '' ? key : undefined
}

/** Only write routes get here without an access. */
function admit(request: FastifyRequest, writeKey: unknown): Access {
  if (typeof writeKey !== 'string' || writeKey === '') {
    throw new Problem(
      'unauthenticated',
      'No write key was given: neither as the Basic user name, nor as write_key, nor as writeKey in the body',
    )
  }
  const key = request.server.keyRing.find(writeKey)
  if (key === undefined) throw unknownKey()
  permit(key.scope, 'write')
  request.access = accessOf(request, key)
  return request.access
}

function accessOf({ server }: FastifyRequest, key: KnownKey): Access {
  server.keyRing.touch(key)
  return { kind: 'key', scope: key.scope, workspaceId: key.workspaceId, keyId: key.id }
}

function permit(held: KeyScope, needed: KeyScope): void {
  if (held === 'admin' || held === needed) return
  throw new Problem(
    'forbidden',
    `This key has the scope ${held}; this address needs ${needed === 'admin' ? 'admin' : `${needed} or admin`}`,
  )
}

function unknownKey(): Problem {
  return new Problem('unauthenticated', 'The key is not known, or was revoked')
}
