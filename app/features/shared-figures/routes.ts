import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { reachOf, workspaceOf } from '../../platform/http/access.ts'
import { addressOf } from '../../platform/http/address.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import {
  BudgetBody,
  CreatedShare,
  EVENTS_MAX,
  OpenParams,
  OpenShare,
  SHARE_DAYS_MAX,
  ShareBody,
  ShareParams,
  SharesQuery,
  SharesResponse,
} from './contract.ts'
import { noisyFigures, type PlatformPeople, SECURE } from './noise.ts'
import { openPage } from './open-page.ts'
import { addShare, changeBudget, openShare, revokeShare, sharesOf } from './shares.ts'

const PEOPLE = readFileSync(new URL('people.sql', import.meta.url), 'utf8')
const DAY = 86_400_000
/** How long the event store may take to catch up with what was acknowledged; milliseconds. */
const SETTLE_MILLISECONDS = 10_000
const config = { permission: 'manage_privacy' } as const
const tags = ['privacy']

export function sharedFigureRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const list = {
    tags,
    summary: 'Figures with noise that are shared, and what is left of the privacy budget',
    querystring: SharesQuery,
    response: { 200: SharesResponse },
  }
  http.get('/v1/shared-figures', { config, schema: list }, async (request) =>
    sharesOf(platform, workspaceOf(request, request.query.workspace_id)),
  )

  const add = {
    tags,
    summary: 'Shares figures of a period with whoever has the address, with noise from the privacy budget',
    body: ShareBody,
    response: { 201: CreatedShare },
  }
  http.post('/v1/shared-figures', { config: { ...config, audit: 'figures_share' }, schema: add }, async (request, reply) => {
    const { workspace_id, name, from, to, epsilon, expires_in_days = 90 } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    requirePastDays(from, to, platform.now())
    await platform.log.settle(SETTLE_MILLISECONDS)
    const count = async () => noisyFigures(await peopleIn(platform, { workspace_id: workspaceId, from, to }), epsilon, SECURE)
    const { share, token } = await addShare(platform, { workspaceId, name, from, to, epsilon, expiresInDays: expires_in_days }, count)
    noteAudit(request, { workspaceId, target: share.id, details: { from, to, epsilon } })
    return reply.code(201).send({ ...share, url: `${addressOf(server, platform.config)}/shared/${token}` })
  })

  const revoke = {
    tags,
    summary: 'Withdraws shared figures; what was spent stays spent',
    params: ShareParams,
    response: { 204: Type.Null() },
  }
  http.delete('/v1/shared-figures/:id', { config: { ...config, audit: 'figures_withdraw' }, schema: revoke }, async (request, reply) => {
    const workspaceId = await revokeShare(platform, request.params.id, reachOf(request))
    if (workspaceId === undefined) throw new Problem('not_found', 'There are no shared figures of that id')
    noteAudit(request, { workspaceId, target: request.params.id })
    return reply.code(204).send(null)
  })

  const budget = { tags, summary: 'Chooses the privacy budget, with the basis for it', body: BudgetBody, response: { 200: SharesResponse } }
  http.put('/v1/shared-figures/budget', { config: { ...config, audit: 'privacy_budget_change' }, schema: budget }, async (request) => {
    const { workspace_id, epsilon, basis } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    await changeBudget(platform, workspaceId, epsilon)
    noteAudit(request, { workspaceId, details: { epsilon, basis } })
    return sharesOf(platform, workspaceId)
  })

  openRoutes(server, platform)
}

/** What whoever has the address sees. */
function openRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const open = { permission: 'public' } as const
  const answer = { tags, summary: 'Shared figures, by the token of their address', params: OpenParams, response: { 200: OpenShare } }
  http.get('/v1/shared-figures/open/:token', { config: open, schema: answer }, async (request) => openShare(platform, request.params.token))

  const page = { tags, summary: 'Shared figures as a page', params: OpenParams, produces: ['text/html'] }
  http.get('/shared/:token', { config: open, schema: page }, async (request, reply) =>
    reply
      .header('referrer-policy', 'no-referrer')
      .header('x-robots-tag', 'noindex')
      .type('text/html; charset=utf-8')
      .send(openPage(await openShare(platform, request.params.token))),
  )
}

function peopleIn({ events }: Platform, period: { workspace_id: string; from: string; to: string }): Promise<PlatformPeople[]> {
  return events.rows<PlatformPeople>(PEOPLE, { ...period, events_max: EVENTS_MAX })
}

function requirePastDays(from: string, to: string, now: number): void {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  if (last < first) throw new Problem('invalid_request', `to ${to} must not lie before from ${from}`)
  if (last - first >= SHARE_DAYS_MAX * DAY)
    throw new Problem('invalid_request', `from ${from} to ${to} are more than ${SHARE_DAYS_MAX} days`)
  if (last + DAY > now) throw new Problem('invalid_request', `to ${to} must be a day of UTC that is over`)
}
