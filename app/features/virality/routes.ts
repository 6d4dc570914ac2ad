import type { FastifyInstance } from 'fastify'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { AtHand } from '../../platform/models/at-hand.ts'
import { latestDecisions } from '../../platform/models/decisions.ts'
import type { Platform } from '../../platform/platform.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { readableWorkspace } from '../../platform/query/selection.ts'
import {
  type Answer,
  GrowthQuery,
  GrowthResponse,
  InFlightQuery,
  InFlightResponse,
  PredictBody,
  type Prediction,
  PredictResponse,
} from './contract.ts'
import { growthOf } from './growth.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import { type KnownPost, knownPosts, postsAtHand } from './known-posts.ts'
import { predictionPassport } from './passport.ts'
import { liveModels, predictPosts } from './predict.ts'
import { readPosts } from './read-posts.ts'
import { modelName } from './trainer.ts'
import { AGES } from './virality.ts'

const HORIZON_MILLISECONDS = 1000 * HORIZON_SECONDS
/** Posts in flight that are looked at, the newest of those that were shared. */
const IN_FLIGHT_MAX = 500
const NODES_MIN = 2

export function viralityRoutes(server: FastifyInstance, platform: Platform): void {
  predictNamed(server, platform)
  listInFlight(server, platform)
  showGrowth(server, platform)
}

function predictNamed(server: FastifyInstance, platform: Platform): void {
  const shelves = new Map<string, AtHand<KnownPost>>()
  server.addHook('onClose', async () => {
    for (const shelf of shelves.values()) await shelf.settle()
  })
  const schema = {
    tags: ['predictions'],
    summary: 'What will become of posts: the top tenth, doubling, size and peak, with intervals and reasons',
    body: PredictBody,
    response: { 200: PredictResponse },
  }
  typed(server).post('/v1/predictions/virality', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { workspace_id, content_ids } = request.body
    const workspace = await readableWorkspace(request, workspace_id, platform)
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const shelf = shelves.get(workspace.id) ?? postsAtHand(workspace.id, platform)
    shelves.set(workspace.id, shelf)
    const wasErased = platform.erasedPeople.of(workspace.id, platform.now())
    const posts = [...(await shelf.of(content_ids)).values()].filter(({ post }) => wasErased?.(post.creator_id) !== true)
    const answers = await predictPosts(platform, { workspaceId: workspace.id, thresholds }, posts)
    const found = new Map(answers.map((answer) => [answer.content_id, answer]))
    return { items: content_ids.map((content_id) => found.get(content_id) ?? notFound(content_id)) }
  })
}

function notFound(content_id: string): Answer {
  return { content_id, status: 'not_found', why: 'No post of that id is described, or it says not when it was published.' }
}

function listInFlight(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['pages'],
    summary: 'Posts of the last 7 days by how probably they end in the top tenth',
    querystring: InFlightQuery,
    response: { 200: InFlightResponse },
  }
  typed(server).get('/v1/predictions/virality', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { query } = request
    const workspace = await readableWorkspace(request, query.workspace_id, platform)
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const now = platform.now()
    const posts = await readPosts(platform.events, {
      workspaceId: workspace.id,
      first: now - HORIZON_MILLISECONDS,
      last: now,
      sizeMin: NODES_MIN,
      limit: IN_FLIGHT_MAX,
    })
    const platforms = query.platform?.split(',').map((name) => name.trim())
    const wanted = posts.filter(({ platform: name }) => platforms?.includes(name) ?? true)
    const known = await knownPosts(workspace.id, wanted, platform)
    const answers = await predictPosts(platform, { workspaceId: workspace.id, thresholds }, known)
    const predicted = answers.filter((answer): answer is Prediction & { status: 'predicted' } => answer.status === 'predicted')
    const count = (...statuses: readonly Answer['status'][]) => answers.filter(({ status }) => statuses.includes(status)).length
    const nodes = predicted.reduce((sum, prediction) => sum + prediction.nodes, 0)
    return {
      passport: predictionPassport(predicted, { nodes, until: predicted.length === 0 ? null : now, version: null }),
      items: predicted
        .sort((a, b) => b.probability - a.probability || b.size.median - a.size.median)
        .slice(0, query.limit ?? 50)
        .map(({ status: _, ...prediction }) => prediction),
      total: predicted.length,
      looked_at: answers.length,
      withheld: count('withheld'),
      waiting: count('too_young', 'few_shares'),
      models: await modelsOf(platform, workspace.id),
    }
  })
}

function showGrowth(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['pages'],
    summary: 'How a post in flight grew, and where the forecast sees it end',
    querystring: GrowthQuery,
    response: { 200: GrowthResponse },
  }
  typed(server).get('/v1/predictions/virality/growth', { config: { permission: 'read_figures' }, schema }, async (request) => {
    const { workspace_id, content_id } = request.query
    const workspace = await readableWorkspace(request, workspace_id, platform)
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const now = platform.now()
    const named = { workspaceId: workspace.id, first: now - HORIZON_MILLISECONDS, last: now, contentIds: [content_id], limit: 1 }
    const [post] = await readPosts(platform.events, named)
    if (post === undefined) throw new Problem('not_found', 'No post of the last 7 days has that id')
    const known = await knownPosts(workspace.id, [post], platform)
    const [answer] = await predictPosts(platform, { workspaceId: workspace.id, thresholds }, known)
    if (answer?.status !== 'predicted') {
      const passport = predictionPassport([], { nodes: 0, until: null, version: null })
      return { content_id, title: '', passport, points: [], forecast: null }
    }
    return growthOf(answer, post, known[0]?.shares, now)
  })
}

/** Versions by age, and what is lacking where there is none. */
async function modelsOf(platform: Platform, workspaceId: string): Promise<InFlightResponse['models']> {
  const live = await liveModels(platform, workspaceId)
  return Promise.all(
    AGES.map(async (age) => {
      const name = modelName(age)
      const version = live.get(age)?.version ?? null
      const [last] = version === null ? await latestDecisions(platform.metadata, { workspaceId, name }, { limit: 1 }) : []
      return { name, version, lacks: last?.why ?? null }
    }),
  )
}
