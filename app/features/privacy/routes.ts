import type { FastifyInstance } from 'fastify'
import { actorOf } from '../../platform/access/caller.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { assessmentRoutes } from './assessment-routes.ts'
import { DataMapResponse, PrivacyOverviewResponse, PrivacyQuery, ReviewBody, ReviewsResponse } from './contract.ts'
import { dataMapOf } from './data-map.ts'
import { overviewOf } from './overview.ts'
import { listReviews, recordReview, reviewState } from './reviews.ts'

const tags = ['privacy']
const config = { permission: 'manage_privacy' } as const

export function privacyRoutes(server: FastifyInstance, platform: Platform): void {
  readRoutes(server, platform)
  reviewRoutes(server, platform)
  assessmentRoutes(server, platform)
}

function readRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const overview = {
    tags,
    summary: 'Consent coverage, open requests of people, the last search for rows stored too long, and the last review',
    querystring: PrivacyQuery,
    response: { 200: PrivacyOverviewResponse },
  }
  http.get('/v1/privacy/overview', { config, schema: overview }, async (request) =>
    overviewOf(platform, workspaceOf(request, request.query.workspace_id)),
  )

  const map = {
    tags,
    summary: 'What is held, why, on which legal basis, for how long, who can read it and where it is',
    querystring: PrivacyQuery,
    response: { 200: DataMapResponse },
  }
  http.get('/v1/privacy/data-map', { config, schema: map }, async (request) => {
    const workspace_id = workspaceOf(request, request.query.workspace_id)
    const { retention, consents } = platform
    return { workspace_id, groups: dataMapOf(retention.of(workspace_id), consents.peopleOf(workspace_id).privacy) }
  })
}

function reviewRoutes(server: FastifyInstance, { metadata, now }: Platform): void {
  const http = typed(server)
  const url = '/v1/privacy/reviews'
  const answer = async (workspace_id: string) => ({
    workspace_id,
    ...(await reviewState(metadata, workspace_id, now())),
    reviews: await listReviews(metadata, workspace_id),
  })
  const list = { tags, summary: 'Reviews of the Privacy page, newest first, and when the next is due', querystring: PrivacyQuery }
  http.get(url, { config, schema: { ...list, response: { 200: ReviewsResponse } } }, async (request) =>
    answer(workspaceOf(request, request.query.workspace_id)),
  )

  const record = {
    tags,
    summary: 'Records that somebody looked through the Privacy page; the next review is due a month later',
    body: ReviewBody,
    response: { 201: ReviewsResponse },
  }
  http.post(url, { config: { ...config, audit: 'privacy_review_record' }, schema: record }, async (request, reply) => {
    const { workspace_id, note } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    if (note.trim() === '') throw new Problem('invalid_request', 'note must say what was looked at and found')
    const id = await recordReview(metadata, { workspaceId, actor: actorOf(request.access), note, now: now() })
    noteAudit(request, { target: id })
    return reply.code(201).send(await answer(workspaceId))
  })
}
