import type { FastifyInstance } from 'fastify'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { selectionOf } from '../../platform/query/selection.ts'
import { TopicParams, TopicQuery, TopicResponse, TrendsQuery, TrendsResponse } from './contract.ts'
import { counterOf } from './post-counter.ts'
import { readTopic } from './read-topic.ts'
import { readTrends } from './read-trends.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
/** Milliseconds to wait until what is stored is counted; a page shows what is counted so far. */
const COUNTING_MILLISECONDS = 1500

export function trendsRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'read_figures' } as const
  const tags = ['pages']
  const counted = async (workspaceId: string) => {
    await platform.log.settle(PATIENCE_MILLISECONDS)
    return counterOf(platform).catchUp(workspaceId, COUNTING_MILLISECONDS)
  }

  const list = {
    tags,
    summary: 'Hashtags and topics of a period, by how they fare',
    querystring: TrendsQuery,
    response: { 200: TrendsResponse },
  }
  http.get('/v1/trends', { config, schema: list }, async (request) => {
    const selection = await selectionOf(request, request.query, platform)
    return readTrends(selection, request.query, await counted(selection.workspace.id), platform)
  })

  const item = {
    tags,
    summary: 'One hashtag or topic: its course, bursts and outlook',
    params: TopicParams,
    querystring: TopicQuery,
    response: { 200: TopicResponse },
  }
  http.get('/v1/trends/:topic', { config, schema: item }, async (request) => {
    const selection = await selectionOf(request, request.query, platform)
    const complete = await counted(selection.workspace.id)
    const thresholds = await thresholdsFor(request.access, selection.workspace.id, platform)
    const asked = { topic: request.params.topic, category: request.query.category ?? '', complete }
    return readTopic(selection, asked, platform, thresholds)
  })
}
