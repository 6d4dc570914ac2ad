import { readFileSync } from 'node:fs'
import { SCORE_VERSION } from '@trill/core/scores/score'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { passportOf, postsGround } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import {
  AnalysisAsked,
  DetectionAsked,
  RunParams,
  RunState,
  TrendParams,
  TrendResponse,
  TrendsQuery,
  TrendsResponse,
  WorkspaceQuery,
} from './contract.ts'
import {
  type AnalysisRow,
  analysisInFull,
  byClass,
  type DescriptionRow,
  isoOrNull,
  type MatchRow,
  runState,
  type ScoredRow,
  scoresOf,
  trendRow,
} from './ranked.ts'
import { findRun, listRuns, type NewRun, type RunRecord } from './run-record.ts'
import { runnerOf, type TrendRunner } from './trend-runner.ts'

/** How long an answer waits for a run that is soon over; milliseconds. */
const PATIENCE_MILLISECONDS = 1500
const RUNS_SHOWN = 5
const EVER = { from: '1990-01-01', to: '2099-12-31', time_zone: 'UTC' }

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const RANKING = sql('ranking.sql')
const CLASSES = sql('classes.sql')
const STORED_VIDEOS = sql('stored-videos.sql')
const CATEGORIES = sql('categories.sql')
const DESCRIPTIONS = sql('descriptions.sql')
const ANALYSES = sql('analyses.sql')
const MATCHES = sql('matches.sql')

const reading = { permission: 'read_figures' } as const
const tags = ['trends']

export function youtubeTrendsRoutes(server: FastifyInstance, platform: Platform): void {
  const runner = runnerOf(platform)
  const http = typed(server)
  server.addHook('onClose', () => runner.close())

  const list = {
    tags,
    summary: 'YouTube videos by their scores, and why they have them',
    querystring: TrendsQuery,
    response: { 200: TrendsResponse },
  }
  http.get('/v1/youtube-trends', { config: reading, schema: list }, async (request) =>
    readList(workspaceOf(request, request.query.workspace_id), request.query, platform, runner),
  )

  const one = {
    tags,
    summary: 'One video: its scores, and what other platforms say about its subject',
    params: TrendParams,
    querystring: WorkspaceQuery,
    response: { 200: TrendResponse },
  }
  http.get('/v1/youtube-trends/:content_id', { config: reading, schema: one }, async (request) =>
    readOne(workspaceOf(request, request.query.workspace_id), request.params.content_id, platform, runner),
  )
  runRoutes(server, platform, runner)
}

function runRoutes(server: FastifyInstance, platform: Platform, runner: TrendRunner): void {
  const http = typed(server)
  const permission = 'analyse_content' as const
  const begin = async (request: FastifyRequest, asked: NewRun) => {
    const { record, begun } = await runner.begin(asked)
    noteAudit(request, { target: record.id, details: { kind: record.kind, begun } })
    return runState(runner.stateOf((await runner.settled(record.id, PATIENCE_MILLISECONDS)) ?? record))
  }

  const detection = { tags, summary: 'Scores every YouTube video that is stored', body: DetectionAsked, response: { 202: RunState } }
  http.post(
    '/v1/youtube-trends/detections',
    { config: { permission, audit: 'trend_run_begin' }, schema: detection },
    async (request, reply) => {
      const workspaceId = workspaceOf(request, request.body.workspace_id)
      return reply.code(202).send(await begin(request, { workspaceId, kind: 'detection', options: {} }))
    },
  )

  const analysis = {
    tags,
    summary: 'Asks other platforms about one video, or about the best',
    body: AnalysisAsked,
    response: { 202: RunState },
  }
  http.post(
    '/v1/youtube-trends/analyses',
    { config: { permission, audit: 'trend_run_begin' }, schema: analysis },
    async (request, reply) => {
      const { workspace_id, ...options } = request.body
      const workspaceId = workspaceOf(request, workspace_id)
      if (options.content_id !== undefined) await findScored(workspaceId, options.content_id, platform)
      return reply.code(202).send(await begin(request, { workspaceId, kind: 'analysis', options }))
    },
  )

  const state = { tags, summary: 'How far a detection or an analysis is', params: RunParams, response: { 200: RunState } }
  http.get('/v1/youtube-trends/runs/:id', { config: reading, schema: state }, async (request) =>
    runState(runner.stateOf(await findOwn(request, request.params.id, platform))),
  )

  const cancel = {
    tags,
    summary: 'Stops a detection or an analysis; what it stored stays',
    params: RunParams,
    response: { 200: RunState },
  }
  http.post(
    '/v1/youtube-trends/runs/:id/cancel',
    { config: { permission, audit: 'trend_run_cancel' }, schema: cancel },
    async (request) => {
      const { id } = await findOwn(request, request.params.id, platform)
      await runner.cancel(id)
      return runState(runner.stateOf(await findOwn(request, id, platform)))
    },
  )
}

async function findOwn(request: FastifyRequest, id: string, { metadata }: Platform): Promise<RunRecord> {
  const run = await findRun(metadata, id)
  if (run === undefined || !reaches(request, run.workspaceId)) throw new Problem('not_found', 'There is no run of that id')
  return run
}

type Filters = { search?: string; category?: string; class?: keyof TrendsResponse['by_class']; sort?: string; order?: string }

async function readList(
  workspaceId: string,
  query: Filters & { limit?: number; offset?: number },
  platform: Platform,
  runner: TrendRunner,
): Promise<TrendsResponse> {
  const { search = '', category = '', sort = 'calibrated', order = 'desc', limit = 50, offset = 0 } = query
  const parameters = { workspace_id: workspaceId, version: SCORE_VERSION, search: search.trim(), category }
  const page = { ...parameters, ...scoresOf(query.class), content_ids: [], sort, order, limit, offset }
  const { events, metadata } = platform
  const [ranking, scores, [stored], categories, runs, youtube, ground] = await Promise.all([
    events.rows<ScoredRow>(RANKING, page),
    events.rows<{ viral: number; videos: number; scored_at_milliseconds: number }>(CLASSES, parameters),
    events.rows<{ videos: number; without_views: number; observed_at_milliseconds: number }>(STORED_VIDEOS, parameters),
    events.rows<{ category: string; videos: number }>(CATEGORIES, parameters),
    listRuns(metadata, workspaceId, RUNS_SHOWN),
    platform.connectors.of(workspaceId, 'youtube'),
    postsGround({ workspace_id: workspaceId, ...EVER, platforms: ['youtube'] }, events),
  ])
  const counts = byClass(scores)
  return {
    version: SCORE_VERSION,
    detected_at: scores.length === 0 ? null : isoOrNull(Math.max(...scores.map((row) => row.scored_at_milliseconds))),
    total: query.class === undefined ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[query.class],
    stored_videos: stored?.videos ?? 0,
    without_views: stored?.without_views ?? 0,
    observed_at: stored === undefined || stored.videos === 0 ? null : isoOrNull(stored.observed_at_milliseconds),
    is_connected: youtube.status === 'connected',
    by_class: counts,
    by_score: scores.map(({ viral, videos }) => ({ score: viral, videos })),
    categories,
    passport: passportOf(ground, { name: 'viral_score', making: 'calculated', version: SCORE_VERSION }, stored?.videos ?? 0),
    runs: runs.map((run) => runState(runner.stateOf(run))),
    items: await rowsOf(workspaceId, ranking, platform),
  }
}

async function rowsOf(workspaceId: string, ranking: readonly ScoredRow[], platform: Platform) {
  const ids = ranking.map(({ content_id }) => content_id)
  if (ids.length === 0) return []
  const [described, analyses] = await Promise.all([
    describe(workspaceId, ids, platform),
    platform.events.rows<AnalysisRow>(ANALYSES, { workspace_id: workspaceId, content_ids: ids }),
  ])
  const analysed = new Map(analyses.map((row) => [row.content_id, row]))
  return ranking.map((row) => trendRow(row, described.get(row.content_id), analysed.get(row.content_id)))
}

async function readOne(workspaceId: string, contentId: string, platform: Platform, runner: TrendRunner): Promise<TrendResponse> {
  const scored = await findScored(workspaceId, contentId, platform)
  const ids = { workspace_id: workspaceId, content_ids: [contentId] }
  const [described, [analysis], runs] = await Promise.all([
    describe(workspaceId, [contentId], platform),
    platform.events.rows<AnalysisRow>(ANALYSES, ids),
    listRuns(platform.metadata, workspaceId, RUNS_SHOWN),
  ])
  return {
    video: trendRow(scored, described.get(contentId), analysis),
    runs: runs.map((run) => runState(runner.stateOf(run))),
    analysis: analysis === undefined ? null : await inFull(workspaceId, analysis, platform),
  }
}

async function inFull(workspaceId: string, analysis: AnalysisRow, platform: Platform): Promise<TrendResponse['analysis']> {
  const { content_id, run_id } = analysis
  const matches = await platform.events.rows<MatchRow>(MATCHES, { workspace_id: workspaceId, content_id, run_id })
  const ids = matches.map(({ matched_id }) => matched_id)
  return analysisInFull(analysis, matches, ids.length === 0 ? new Map() : await describe(workspaceId, ids, platform))
}

async function findScored(workspaceId: string, contentId: string, { events }: Platform): Promise<ScoredRow> {
  const parameters: QueryParameters = {
    ...{ workspace_id: workspaceId, version: SCORE_VERSION, content_ids: [contentId], search: '', category: '' },
    ...{ ...scoresOf(undefined), sort: 'views', order: 'desc', limit: 1, offset: 0 },
  }
  const [row] = await events.rows<ScoredRow>(RANKING, parameters)
  if (row === undefined) throw new Problem('not_found', `There is no scored video ${JSON.stringify(contentId)} in this workspace`)
  return row
}

/** What is known of some posts. A creator who is a minor or may not be stored is not named. */
async function describe(workspaceId: string, ids: readonly string[], { events, consents }: Platform): Promise<Map<string, DescriptionRow>> {
  const rows = await events.rows<DescriptionRow>(DESCRIPTIONS, { workspace_id: workspaceId, content_ids: ids })
  const people = consents.guardOf(workspaceId)
  const shown = people === undefined ? rows : rows.map((row) => (people.hides(row.creator_id) ? { ...row, creator_name: '' } : row))
  return new Map(shown.map((row) => [row.content_id, row]))
}
