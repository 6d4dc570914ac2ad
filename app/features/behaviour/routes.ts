import { Readable } from 'node:stream'
import { FEATURES_VERSION } from '@trill/contract/behaviour-features'
import type { FigurePassport } from '@trill/contract/passport'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type FeatureQuestion, featuresOfActors, featuresOfContents } from '../../platform/behaviour/behaviour.ts'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { isMinorsName } from '../../platform/privacy/people.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import { type AskedActor, actorOutcome, catalogue, contentOutcome } from './behaviour.ts'
import { ActorsBody, ActorsResponse, CatalogueResponse, ContentsBody, ContentsResponse, ExportQuery } from './contract.ts'
import { exportLines } from './export.ts'

/** Milliseconds to wait, so that clients read what they wrote. */
const PATIENCE_MILLISECONDS = 2000

const tags = ['features']

export function behaviourRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const list = { tags, summary: 'The catalogue of features', response: { 200: CatalogueResponse } }
  http.get('/v1/features', { config: { permission: 'read_figures' }, schema: list }, async () => catalogue())

  const actors = {
    tags,
    summary: 'Features of people as of a moment; of adults who consented to profiling',
    body: ActorsBody,
    response: { 200: ActorsResponse },
  }
  const personal = { permission: 'read_events', audit: 'behaviour_features_read' } as const
  http.post('/v1/features/actors', { config: personal, schema: actors }, async (request) => {
    const { actor_ids, ...rest } = request.body
    const question = await questionOf(request, rest, platform)
    const asked = actor_ids.map((id) => askedActor(id, question.workspaceId, platform))
    const names = asked.flatMap((one) => (one.denial === undefined ? one.names : []))
    const rows = await featuresOfActors(question, names, platform.events)
    const found = new Map(rows.map((row) => [row.actor_id, row]))
    const items = asked.map((one) => ({ actor_id: one.actorId, outcome: actorOutcome(one, found) }))
    noteAudit(request, { workspaceId: question.workspaceId, details: { people: asked.length, given: rows.length } })
    return { ...momentOf(question), passport: passportOfFeatures(question, rows.length), items }
  })

  const contents = { tags, summary: 'Features of posts as of a moment', body: ContentsBody, response: { 200: ContentsResponse } }
  const config = { permission: 'read_figures', audit: 'content_features_read' } as const
  http.post('/v1/features/contents', { config, schema: contents }, async (request) => {
    const { content_ids, ...rest } = request.body
    const question = await questionOf(request, rest, platform)
    const thresholds = await thresholdsFor(request.access, question.workspaceId, platform)
    const people = platform.consents.peopleOf(question.workspaceId)
    const rows = await featuresOfContents(question, content_ids, platform.events)
    const found = new Map(rows.map((row) => [row.content_id, row]))
    const isMinors = (creatorId: string) => isMinorsName(creatorId) || people.isMinor(creatorId)
    const items = content_ids.map((id) => ({ content_id: id, outcome: contentOutcome(found.get(id), isMinors, thresholds) }))
    return { ...momentOf(question), passport: passportOfFeatures(question, rows.length), items }
  })
  exportRoute(server, platform)
}

function exportRoute(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Features of everybody who consented, or of all posts, as CSV',
    querystring: ExportQuery,
    produces: ['text/csv'],
  }
  const config = { permission: 'read_events', audit: 'behaviour_features_export' } as const
  typed(server).get('/v1/features/export', { config, schema }, async (request, reply) => {
    const { about, ...rest } = request.query
    const question = await questionOf(request, rest, platform)
    const thresholds = await thresholdsFor(request.access, question.workspaceId, platform)
    noteAudit(request, { workspaceId: question.workspaceId, details: { about } })
    reply.header('content-disposition', `attachment; filename="trill-features-${about}.csv"`)
    return reply.type('text/csv; charset=utf-8').send(Readable.from(exportLines({ about, question, thresholds }, platform)))
  })
}

interface Question extends FeatureQuestion {
  readonly provenance: string
}

/** @throws Problem when the caller may not see the workspace, or the moment is still to come. */
async function questionOf(
  request: FastifyRequest,
  { workspace_id, as_of }: { workspace_id?: string; as_of?: string },
  platform: Platform,
): Promise<Question> {
  const workspace = await readableWorkspace(request, workspace_id, platform)
  const now = platform.now()
  const asOf = as_of === undefined ? now : Date.parse(as_of)
  if (asOf > now) throw new Problem('invalid_request', `as_of is ${as_of}, which is still to come`)
  await platform.log.settle(PATIENCE_MILLISECONDS)
  return { workspaceId: workspace.id, timeZone: workspace.time_zone, asOf, provenance: workspace.provenance }
}

function askedActor(actorId: string, workspaceId: string, { consents, personalData }: Platform): AskedActor {
  const stored = personalData.of(workspaceId).identifier(actorId)
  const permission = permittedOf(stored, 'profiling', consents.peopleOf(workspaceId))
  return { actorId, names: consents.adultNamesOf(workspaceId, [actorId]), denial: permission.allowed ? undefined : permission.reason }
}

function passportOfFeatures({ asOf, provenance }: Question, n: number): FigurePassport {
  const provenances = n === 0 ? [] : [provenance]
  const ground = { provenances, source: 'events and counters up to the moment', observed_at: new Date(asOf).toISOString(), n }
  return passportOf(ground, { name: 'behaviour_features', making: 'calculated', version: FEATURES_VERSION })
}

function momentOf({ asOf }: FeatureQuestion) {
  return { version: FEATURES_VERSION, as_of: new Date(asOf).toISOString() }
}
