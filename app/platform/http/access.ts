import type { Permission } from '@trill/contract/permissions'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AccessTokens } from '../access/access-tokens.ts'
import { type Access, allows, knows, LOCAL_ACCESS, refusalOf, sessionAccess, workspacesWith } from '../access/caller.ts'
import { KeyRing, type KnownKey } from '../access/key-ring.ts'
import { sameSecret } from '../access/secret.ts'
import { findSession, SESSION_MILLISECONDS } from '../access/sessions.ts'
import type { Config } from '../config.ts'
import { readSecret } from '../data-directory.ts'
import type { Platform } from '../platform.ts'
import { isLocalOnly, isSecure } from './address.ts'
import { noteAudit } from './audit-note.ts'
import { Problem } from './problem.ts'
import { createRateLimits, type RateLimits } from './rate-limits.ts'
import { isFromOwnPage, isSafe } from './same-origin.ts'

/** What a route asks of whoever calls it. */
export type RoutePermission = 'public' | Permission

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: RoutePermission
  }
  interface FastifyRequest {
    /** Null on public routes, and where events are sent until `workspaceOf` has seen the key in the body. */
    access: Access | null
  }
  interface FastifyInstance {
    keyRing: KeyRing
    accessTokens: AccessTokens
  }
}

export const SESSION_COOKIE = 'trill_session'
/** A form on another site cannot set a header, so this one proves that our own page asks. */
const CSRF_HEADER = 'x-trill-csrf'
/** A JSON Web Token; no key looks like one. */
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/
/** What a page of any site may ask with a key alone. */
const FOR_SENDERS = 'send_events'
/** What an account that is not set up yet may do on an installation that others can reach. */
const BEFORE_SET_UP = new Set<RoutePermission>(['see_workspaces', 'own_account'])

/** Lets nobody in without the permission that the route’s config names. */
export function guardRoutes(http: FastifyInstance, platform: Platform): void {
  const ring = new KeyRing(platform)
  const secret = readSecret(platform.config.dataDir)
  http.decorate('keyRing', ring)
  const limits = createRateLimits(http, platform)
  const issuer = platform.config.publicUrl || 'trill'
  http.decorate('accessTokens', new AccessTokens({ metadata: platform.metadata, issuer, now: platform.now }))
  http.decorateRequest('access', null)
  http.addHook('onClose', () => ring.close())
  http.addHook('onRequest', async (request, reply) => {
    const permission = neededOf(request)
    if (request.is404) return
    if (permission === 'public') {
      refuseOtherSites(request, platform.config)
      return limitOpen(request, limits)
    }
    reply.header('cache-control', 'no-store')
    await ring.ready()
    const forSenders = permission === FOR_SENDERS
    const access = await identify(request, reply, { forSenders, secret, platform }).catch((error) => refuse(error, request, limits))
    if (access === null && !forSenders)
      return refuse(new Problem('unauthenticated', 'This address needs a key or a session'), request, limits)
    if (forSenders) await limits.ofSender(request, access)
    else if (access !== null) await limits.ofCaller(request, access)
    noteAudit(request, { access })
    if (access !== null) permit(access, permission)
    if (access !== null && mustSetUp(access, platform.config) && !BEFORE_SET_UP.has(permission))
      throw new Problem('account_incomplete', 'This account has no e-mail address and no password yet')
    request.access = access
  })
}

/**
 * The workspace a request is about: a key’s own, otherwise the one that is asked for.
 * @param writeKey key in the body, where a route for senders takes one.
 * @throws Problem unauthenticated, forbidden, invalid_request or not_found.
 */
export function workspaceOf(request: FastifyRequest, requested?: string, writeKey?: unknown): string {
  const access = request.access ?? admit(request, writeKey)
  const { home } = access
  if (home !== undefined && (requested ?? home) !== home) throw new Problem('forbidden', `This key belongs to the workspace ${home}`)
  const workspaceId = requested ?? home
  if (workspaceId === undefined) throw new Problem('invalid_request', 'workspace_id is required: say which workspace')
  if (home === undefined && !(request.server.keyRing.hasWorkspace(workspaceId) && knows(access, workspaceId))) {
    throw new Problem('not_found', 'There is no workspace of that id')
  }
  noteAudit(request, { workspaceId })
  permit(access, neededOf(request), workspaceId)
  return workspaceId
}

/** True when what the route does is open to the caller in a workspace: for what is found by its own id. */
export function reaches(request: FastifyRequest, workspaceId: string): boolean {
  const permission = neededOf(request)
  const isOpen = permission !== 'public' && request.access !== null && allows(request.access, permission, workspaceId)
  if (isOpen) noteAudit(request, { workspaceId })
  return isOpen
}

/** Workspaces in which what the route does is open to the caller; null for all of them. */
export function reachOf(request: FastifyRequest): readonly string[] | null {
  const permission = neededOf(request)
  return permission === 'public' || request.access === null ? [] : workspacesWith(request.access, permission)
}

/** True when somebody must give their account an address and a password before anything else. */
export function mustSetUp({ person }: Access, config: Platform['config']): boolean {
  return person !== undefined && person.email === null && !isLocalOnly(config)
}

/** Writes or, with an empty token, removes the session’s cookie. */
export function setSessionCookie(reply: FastifyReply, token: string, config: Config): void {
  setCookieFor(reply, { name: SESSION_COOKIE, path: '/', seconds: SESSION_MILLISECONDS / 1000 }, token, config)
}

/** A cookie that no script reads and no form of another site sends; secure where people come by https. An empty value removes it. */
export function setCookieFor(
  reply: FastifyReply,
  { name, path, seconds }: { readonly name: string; readonly path: string; readonly seconds: number },
  value: string,
  config: Config,
): void {
  const secure = isSecure(config)
  reply.setCookie(name, value, { path, httpOnly: true, sameSite: 'lax', secure, maxAge: value === '' ? 0 : seconds })
}

/** Pages and health checks are not counted; what is open in the API is. */
async function limitOpen(request: FastifyRequest, limits: RateLimits): Promise<void> {
  if (request.routeOptions.url?.startsWith('/v1/')) await limits.ofEverybody(request)
}

/** Bad credentials are counted, so that keys cannot be searched. */
async function refuse(error: unknown, request: FastifyRequest, limits: RateLimits): Promise<never> {
  if (error instanceof Problem && error.status === 401) await limits.ofFailures(request)
  throw error
}

interface Context {
  readonly forSenders: boolean
  readonly secret: string | undefined
  readonly platform: Platform
}

async function identify(request: FastifyRequest, reply: FastifyReply, { forSenders, secret, platform }: Context): Promise<Access | null> {
  const credential = credentialOf(request) ?? (forSenders ? writeKeyOf(request) : undefined)
  if (credential === undefined) return identifySession(request, reply, forSenders, platform)
  if (secret !== undefined && sameSecret(credential, secret)) return LOCAL_ACCESS
  if (TOKEN.test(credential)) return identifyToken(request, credential)
  const key = await request.server.keyRing.seek(credential)
  if (key === undefined) throw unknownKey()
  return accessOf(request, key)
}

/** A token opens no longer than the key it stands for. */
async function identifyToken({ server }: FastifyRequest, token: string): Promise<Access> {
  const keyId = await server.accessTokens.verify(token)
  const key = keyId === undefined ? undefined : server.keyRing.findById(keyId)
  if (key === undefined) throw new Problem('unauthenticated', 'The access token is not valid, or has expired')
  server.keyRing.touch(key)
  return key.tokenAccess
}

async function identifySession(
  request: FastifyRequest,
  reply: FastifyReply,
  forSenders: boolean,
  platform: Platform,
): Promise<Access | null> {
  const token = request.cookies[SESSION_COOKIE]
  const proven = isSafe(request) || request.headers[CSRF_HEADER] === '1'
  if (!token || (forSenders && !(proven && isFromOwnPage(request, platform.config)))) return null
  const session = await findSession(platform.metadata, token, platform.now(), !isStream(request))
  if (session === undefined) return null
  if (!proven) throw new Problem('forbidden', `A request that changes something needs the header ${CSRF_HEADER}: 1`)
  refuseOtherSites(request, platform.config)
  if (session.newToken !== undefined) setSessionCookie(reply, session.newToken, platform.config)
  return sessionAccess(session)
}

/** What a page of another site makes a browser change, with its cookies or signing it in. A key in the header no page can know. */
function refuseOtherSites(request: FastifyRequest, config: Config): void {
  if (isSafe(request) || request.headers.authorization !== undefined || isFromOwnPage(request, config)) return
  throw new Problem('cross_site_request', 'The browser says that a page of another address asks for this')
}

/** A stream takes the connection from the framework, cookies and all. */
function isStream({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/event-stream') ?? false
}

/** The Bearer token, the Basic user name or, as OAuth clients send it, the Basic password. */
function credentialOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  if (authorization === undefined) return undefined
  const [scheme = '', value = ''] = authorization.trim().split(/ +/)
  if (/^bearer$/i.test(scheme) && value !== '') return value
  if (!/^basic$/i.test(scheme)) throw new Problem('unauthenticated', 'The Authorization header must be Basic or Bearer')
  const [name = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(':')
  const user = password.startsWith('trill_') ? password : name
  if (user === '') throw new Problem('unauthenticated', 'The Authorization header holds no key')
  return user
}

/** A beacon has no headers. */
function writeKeyOf({ query }: FastifyRequest): string | undefined {
  const { write_key: key } = query as { write_key?: unknown }
  return typeof key === 'string' && key !== '' ? key : undefined
}

/** Only routes for senders get here without an access. */
function admit(request: FastifyRequest, writeKey: unknown): Access {
  if (typeof writeKey !== 'string' || writeKey === '') {
    throw new Problem(
      'unauthenticated',
      'No write key was given: neither as the Basic user name, nor as write_key, nor as writeKey in the body',
    )
  }
  const key = request.server.keyRing.find(writeKey)
  if (key === undefined) throw unknownKey()
  permit(key.access, FOR_SENDERS)
  request.access = accessOf(request, key)
  return request.access
}

function accessOf({ server }: FastifyRequest, key: KnownKey): Access {
  server.keyRing.touch(key)
  return key.access
}

/** A route that names no permission keeps the server from starting, so this default is never asked. */
function neededOf(request: FastifyRequest): RoutePermission {
  return request.routeOptions.config.permission ?? 'make_sign_in_links'
}

function permit(access: Access, permission: RoutePermission, workspaceId?: string): void {
  if (permission !== 'public' && !allows(access, permission, workspaceId)) throw new Problem('forbidden', refusalOf(access, permission))
}

function unknownKey(): Problem {
  return new Problem('unauthenticated', 'The key is not known, or was revoked, or has expired')
}
