import { readFileSync } from 'node:fs'
import { METRICS, type MetricName } from '@trill/contract/metrics'
import type { FastifyInstance } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { activityGround, asUnavailable, passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Group, hiddenGroups, isShown, type Thresholds, thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { beginsOnTheHour } from '../../platform/query/period.ts'
import { readableWorkspace, type Selection, selectionOf } from '../../platform/query/selection.ts'
import {
  MetricParams,
  MetricQuery,
  MetricResponse,
  type MetricRow,
  MetricsQuery,
  MetricsResponse,
  SettingsBody,
  SettingsResponse,
  type Split,
  type ViralitySettings,
} from './contract.ts'
import { catalogue, splitsOf, wantedOf, wayOf, weightsOf } from './definitions.ts'
import {
  asWithheld,
  type Computed,
  type CountRow,
  type FollowerRow,
  followersOf,
  fromCounts,
  growthOf,
  type PeakRow,
  peaksOf,
  qualityOf,
  ranked,
  type SentimentRow,
  sentimentOf,
} from './metrics.ts'
import { saveVirality, viralityOf } from './settings.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
/** Parts of a dimension that are looked at, those with the greatest denominators. */
const PARTS_MAX = 20_000
const DEFAULT_ROWS = 100

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const COUNTS = sql('counts.sql')
const FOLLOWERS = sql('followers.sql')
const SENTIMENT = sql('sentiment.sql')
const PEAKS = sql('peaks.sql')
const AUDIENCE = sql('audience.sql')

export function metricsRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const tags = ['metrics']
  const config = { permission: 'read_figures' } as const

  const list = {
    tags,
    summary: 'Every metric: what it is, how it is computed, and by what it can be split',
    querystring: MetricsQuery,
    response: { 200: MetricsResponse },
  }
  http.get('/v1/metrics', { config, schema: list }, async (request) => {
    const { id } = await readableWorkspace(request, request.query.workspace_id, platform)
    return { workspace_id: id, metrics: catalogue(), virality: await viralityOf(platform.metadata, id) }
  })

  const one = {
    tags,
    summary: 'One metric of a period, whole or by a dimension, the best first by what is certain of it',
    params: MetricParams,
    querystring: MetricQuery,
    response: { 200: MetricResponse },
  }
  http.get('/v1/metrics/:metric', { config, schema: one }, async (request) => {
    const { metric } = request.params
    requireSplit(metric, request.query)
    const selection = await selectionOf(request, request.query, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const thresholds = await thresholdsFor(request.access, selection.workspace.id, platform)
    return answer({ metric, query: request.query, selection, thresholds }, platform)
  })

  const change = { tags, summary: 'Chooses how virality is weighed', body: SettingsBody, response: { 200: SettingsResponse } }
  const changing = { permission: 'manage_workspace', audit: 'metrics_change' } as const
  http.put('/v1/metrics/settings', { config: changing, schema: change }, async (request) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const { virality } = request.body
    if (virality.share_weight + virality.comment_weight === 0)
      throw new Problem('invalid_request', 'share_weight and comment_weight are both 0; then nothing would be viral')
    noteAudit(request, { workspaceId, details: { virality } })
    await saveVirality(platform.metadata, workspaceId, virality)
    return { workspace_id: workspaceId, virality }
  })
}

function requireSplit(metric: MetricName, { by, campaign_id, country }: MetricQuery): void {
  const splits = splitsOf(metric)
  if (wayOf(metric) === undefined) throw new Problem('invalid_request', `${metric} is not computed here; the Overview has it`)
  if (by !== undefined && !splits.includes(by))
    throw new Problem('invalid_request', `${metric} cannot be split by ${by}; by ${splits.join(', ')} it can`)
  const filter = country ? 'country' : campaign_id ? 'campaign_id' : undefined
  if (filter !== undefined && !splits.includes(filter)) throw new Problem('invalid_request', `${metric} cannot be filtered by ${filter}`)
}

interface Asked {
  readonly metric: MetricName
  readonly query: MetricQuery
  readonly selection: Selection
  readonly thresholds: Thresholds | undefined
}

async function answer(asked: Asked, platform: Platform): Promise<MetricResponse> {
  const { metric, query, selection } = asked
  const { unit, direction } = METRICS[metric]
  const parameters = parametersOf(asked, platform)
  const virality = await viralityOf(platform.metadata, selection.workspace.id)
  const [{ rows, usual }, ground] = await Promise.all([
    compute(metric, query.by, { parameters, virality, platform }),
    activityGround(selection.parameters, platform.events),
  ])
  const shown = await shownRows(ranked(rows, query.by, direction), asked, parameters, platform)
  const limit = query.limit ?? DEFAULT_ROWS
  const { workspace, period } = selection
  const head = { workspace_id: workspace.id, metric, unit, direction, by: query.by ?? null, from: period.from, to: period.to }
  const truncated = shown.length > limit || rows.length >= PARTS_MAX
  const { kind } = METRICS[metric]
  const making = kind === 'count' || kind === 'distinct' ? 'counted' : 'calculated'
  const passport = passportOf(ground, { name: metric, making }, asked.thresholds === undefined ? ground.n : null)
  const hasFigures = shown.some(({ value }) => value !== null)
  return {
    ...head,
    ...stateOf(metric, rows),
    usual,
    passport: hasFigures ? passport : asUnavailable(passport),
    rows: shown.slice(0, limit),
    truncated,
  }
}

function parametersOf({ metric, query, selection: { parameters, workspace, period } }: Asked, { now }: Platform): QueryParameters {
  const { by = '', category = '', creator_id = '', content_id = '', campaign_id = '', country = '' } = query
  return {
    ...parameters,
    by,
    per_post: wayOf(metric) === 'quality',
    category,
    creator_id,
    content_id,
    campaign_id,
    country,
    whole_hours: beginsOnTheHour(workspace.time_zone, period),
    now_seconds: Math.floor(now() / 1000),
    limit: PARTS_MAX,
  }
}

interface Means {
  readonly parameters: QueryParameters
  readonly virality: ViralitySettings
  readonly platform: Platform
}

async function compute(metric: MetricName, by: Split | undefined, { parameters, virality, platform }: Means): Promise<Computed> {
  const read = <T>(text: string, more: QueryParameters = {}) => platform.events.rows<T>(text, { ...parameters, ...more })
  const counts = () => {
    const weights = weightsOf(wayOf(metric) === 'quality' ? 'interactions' : metric, virality)
    return read<CountRow>(COUNTS, { ...weights, wanted: wantedOf(metric, weights), with_followers: METRICS[metric].kind === 'ratio' })
  }
  switch (wayOf(metric)) {
    case 'quality':
      return qualityOf(await counts(), by)
    case 'followers':
      return followersOf(await read<FollowerRow>(FOLLOWERS), by)
    case 'growth':
      return growthOf(await read<FollowerRow>(FOLLOWERS), by)
    case 'sentiment':
      return sentimentOf(await read<SentimentRow>(SENTIMENT), by)
    case 'peak':
      return peaksOf(await read<PeakRow>(PEAKS), by)
    default:
      return fromCounts(metric, await counts(), by, virality)
  }
}

function stateOf(metric: MetricName, rows: readonly MetricRow[]): Pick<MetricResponse, 'status' | 'reason'> {
  if (rows.length > 0) return { status: 'ok', reason: '' }
  if (metric === 'sentiment_balance') return { status: 'unavailable', reason: 'No event of this period carries a sentiment.' }
  return { status: 'no_data', reason: 'Nobody reported what this metric is made of in this period.' }
}

/** The rows as this caller may see them: none about too few people, and no creator who may not be named. */
async function shownRows(
  rows: MetricRow[],
  { query, selection, thresholds }: Asked,
  parameters: QueryParameters,
  { events, consents }: Platform,
): Promise<MetricRow[]> {
  const people = query.by === 'creator_id' ? consents.guardOf(selection.workspace.id) : undefined
  const nameable = people === undefined ? rows : rows.filter(({ key }) => !people.hides(key))
  if (thresholds === undefined || nameable.length === 0) return nameable
  const audience = await events.rows<Group & { key: string }>(AUDIENCE, { ...parameters, by: query.by ?? '' })
  const groups = new Map<string, Group>(audience.map((row) => [row.key, row]))
  if (query.by === undefined || query.by === 'content_id') {
    return nameable.map((row) => (isShown(groups.get(row.key), thresholds) ? row : asWithheld(row)))
  }
  const hidden = hiddenGroups(groups, thresholds)
  return nameable.map((row) => (hidden.has(row.key) ? asWithheld(row) : row))
}
