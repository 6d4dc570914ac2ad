import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { setCookieFor } from '../../platform/http/access.ts'
import { addressOf } from '../../platform/http/address.ts'
import { provePassword } from '../../platform/http/present-password.ts'
import { Problem } from '../../platform/http/problem.ts'
import { signedIn, signIn } from '../../platform/http/signed-in.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { OutgoingRefused } from '../../platform/outgoing/destination.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Arrival, arrive } from './arrivals.ts'
import { CallbackQuery, ConnectionInput, ProviderParams, ProvidersResponse, VisitInput, VisitResponse } from './contract.ts'
import { type Provider, providersOf } from './providers.ts'
import { beginVisit, endVisit, identify, VISIT_MILLISECONDS } from './visits.ts'

const tags = ['providers']
const open = { permission: 'public' } as const
const VISIT = { name: 'trill_visit', path: '/v1/providers', seconds: VISIT_MILLISECONDS / 1000 }

export function providerRoutes(server: FastifyInstance, platform: Platform): void {
  const providers = providersOf(platform.config)
  const http = typed(server)

  const list = { tags, summary: 'Providers that may sign people in', response: { 200: ProvidersResponse } }
  http.get('/v1/providers', { config: open, schema: list }, async () => ({
    providers: providers.map(({ name, label, isConfigured }) => ({ name, label, is_configured: isConfigured })),
  }))

  const visit = {
    tags,
    summary: 'Begins signing in, or accepting an invitation, with a provider',
    params: ProviderParams,
    body: VisitInput,
    response: { 200: VisitResponse },
  }
  http.post('/v1/providers/:provider/visits', { config: { ...open, audit: 'provider_visit' }, schema: visit }, async (request, reply) => {
    const provider = configured(providers, request.params.provider)
    return goTo(reply, provider, { invitation: request.body.invitation }, server, platform)
  })

  const connect = {
    tags,
    summary: 'Begins connecting a provider to one’s own account',
    params: ProviderParams,
    body: ConnectionInput,
    response: { 200: VisitResponse },
  }
  http.post(
    '/v1/providers/:provider/connections',
    { config: { permission: 'own_account', audit: 'identity_connect' }, schema: connect },
    async (request, reply) => {
      const provider = configured(providers, request.params.provider)
      const who = signedIn(request)
      await provePassword(who, request.body.password, request.ip, platform)
      return goTo(reply, provider, { personId: who.person.id }, server, platform)
    },
  )

  const callback = {
    tags,
    summary: 'Where a provider sends the browser back to',
    params: ProviderParams,
    querystring: CallbackQuery,
    produces: ['text/html'],
  }
  http.get(
    '/v1/providers/:provider/callback',
    { config: { ...open, audit: 'provider_return' }, schema: callback },
    async (request, reply) => {
      const provider = configured(providers, request.params.provider)
      const arrival = await arrivalOf(request, provider, platform)
      setCookieFor(reply, VISIT, '', platform.config)
      if (arrival.outcome === 'signed_in') await signIn(request, reply, { personId: arrival.personId, method: provider.name }, platform)
      return reply.header('cache-control', 'no-store').redirect(landingOf(arrival), 303)
    },
  )
}

async function goTo(
  reply: FastifyReply,
  provider: Provider,
  purpose: { personId?: string; invitation?: string | undefined },
  http: FastifyInstance,
  platform: Platform,
): Promise<{ url: string }> {
  const base = addressOf(http, platform.config)
  const redirectUri = `${base}/v1/providers/${provider.name}/callback`
  const begun = await beginVisit(provider, { ...purpose, redirectUri }, platform).catch((error) => {
    note(platform, provider, error)
    throw new Problem('provider_unavailable', `${provider.label} does not answer as it should`)
  })
  setCookieFor(reply, VISIT, begun.token, platform.config)
  reply.header('cache-control', 'no-store')
  return { url: begun.url }
}

/** Without the cookie of the visit nothing is exchanged: another browser’s code must not sign this one in. */
async function arrivalOf(request: FastifyRequest, provider: Provider, platform: Platform): Promise<Arrival | { outcome: 'failed' }> {
  const token = request.cookies[VISIT.name]
  const visit = token ? await endVisit(provider, token, platform) : undefined
  if (visit === undefined) return { outcome: 'failed' }
  try {
    const identity = await identify(provider, visit, request.url.split('?')[1] ?? '')
    return await arrive(provider, visit, identity, platform)
  } catch (error) {
    note(platform, provider, error)
    return { outcome: 'failed' }
  }
}

function landingOf({ outcome }: Arrival | { outcome: 'failed' }): string {
  if (outcome === 'signed_in') return '/overview'
  if (outcome === 'connected') return '/account?provider=connected'
  return `/sign-in?provider=${outcome}`
}

function configured(providers: readonly Provider[], name: string): Provider {
  const provider = providers.find((one) => one.name === name)
  if (provider === undefined) throw new Problem('not_found', 'There is no provider of that name')
  if (!provider.isConfigured)
    throw new Problem('not_found', `${provider.label} is not configured; docs/reference/settings.md lists its settings`)
  return provider
}

/** The error’s kind only: its text may name a person. */
function note({ logger }: Platform, { name }: Provider, error: unknown): void {
  const { name: kind, code } = error as Error & { code?: string }
  const refused = error instanceof OutgoingRefused ? { refused: error.message } : {}
  logger.warn({ provider: name, kind, code, ...refused }, 'Signing in with a provider did not succeed')
}
