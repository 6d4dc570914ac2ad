import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { calendarOf, periodOf } from '../../platform/query/period.ts'
import { METRIC_TYPES, readableWorkspace, selectionOf } from '../../platform/query/selection.ts'
import {
  type CascadeRow,
  COUNTED_TYPES,
  contentOf,
  type DescriptionRow,
  growthIntervalOf,
  lifeOf,
  listOf,
  type RankingRow,
  type SnapshotRow,
  type StepRow,
  type TypeRow,
} from './contents.ts'
import { ContentParams, ContentQuery, ContentResponse, ContentsQuery, ContentsResponse } from './contract.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const RANKING = sql('ranking.sql')
const DESCRIPTIONS = sql('descriptions.sql')
const FIRST_AND_LAST_EVENT = sql('first-and-last-event.sql')
const SNAPSHOTS = sql('snapshots.sql')
const TYPES = sql('types.sql')
const GROWTH = sql('growth.sql')
const HOURS = sql('hours.sql')
const DAYS = sql('days.sql')
const CASCADE = sql('cascade.sql')

export function contentsRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const config = { permission: 'read_figures' } as const
  const tags = ['pages']

  const list = { tags, summary: 'Posts that were active in a period', querystring: ContentsQuery, response: { 200: ContentsResponse } }
  http.get('/v1/contents', { config, schema: list }, async (request) => {
    const { parameters } = await selectionOf(request, request.query, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const { search = '', limit = 50, offset = 0 } = request.query
    const sort: string = request.query.sort ?? 'views'
    const order = request.query.order ?? (sort === 'title' ? 'asc' : 'desc')
    return readList({ ...parameters, ...METRIC_TYPES, sort, order, search: search.trim(), limit, offset }, platform)
  })

  const item = {
    tags,
    summary: 'One post and how it grew',
    params: ContentParams,
    querystring: ContentQuery,
    response: { 200: ContentResponse },
  }
  http.get('/v1/contents/:content_id', { config, schema: item }, async (request) => {
    const workspace = await readableWorkspace(request, request.query.workspace_id, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    return readItem(
      { workspace_id: workspace.id, time_zone: workspace.time_zone, content_id: request.params.content_id },
      request.query,
      platform,
    )
  })
}

async function readList(parameters: QueryParameters, { events }: Platform): Promise<ContentsResponse> {
  const ranking = await events.rows<RankingRow>(RANKING, parameters)
  // Beyond the last page no row is left to carry the total.
  const carriers =
    ranking.length > 0 || parameters.offset === 0 ? ranking : await events.rows<RankingRow>(RANKING, { ...parameters, limit: 1, offset: 0 })
  const content_ids = ranking.map(({ content_id }) => content_id)
  const descriptions = content_ids.length === 0 ? [] : await events.rows<DescriptionRow>(DESCRIPTIONS, { ...parameters, content_ids })
  return listOf(ranking, descriptions, carriers[0]?.total ?? 0)
}

interface ItemParameters {
  readonly workspace_id: string
  readonly time_zone: string
  readonly content_id: string
}

async function readItem(
  item: ItemParameters,
  asked: Pick<ContentQuery, 'from' | 'to'>,
  { events, now }: Platform,
): Promise<ContentResponse> {
  const read = <T>(text: string, parameters: QueryParameters = {}) => events.rows<T>(text, { ...item, ...parameters })
  const [[description], [seen], snapshots, [cascade]] = await Promise.all([
    read<DescriptionRow>(DESCRIPTIONS, { content_ids: [item.content_id] }),
    read<{ first_milliseconds: number; last_milliseconds: number }>(FIRST_AND_LAST_EVENT),
    read<SnapshotRow>(SNAPSHOTS),
    read<CascadeRow>(CASCADE),
  ])
  if (description === undefined) throw new Problem('not_found', `There is no content ${JSON.stringify(item.content_id)} in this workspace`)
  const life = lifeOf(seen, snapshots)
  const interval = growthIntervalOf(life, seen !== undefined)
  const dayOf = calendarOf(item.time_zone)
  const days = daysAsked(asked, { first: dayOf(life?.first ?? now()), last: dayOf(life?.last ?? now()) })
  if (asked.from !== undefined || asked.to !== undefined) periodOf(days, item.time_zone, now())
  const steps = { types: COUNTED_TYPES, first_seconds: secondsOf(life?.first), last_seconds: secondsOf(life?.last) }
  const [types, [growth = NO_GROWTH], stepRows] = await Promise.all([
    read<TypeRow>(TYPES, days),
    read<typeof NO_GROWTH>(GROWTH, days),
    interval === 'observation' ? [] : read<StepRow>(interval === 'hour' ? HOURS : DAYS, steps),
  ])
  const rows = { description, life, interval, types, growth, steps: stepRows, snapshots, cascade: cascade ?? NO_CASCADE }
  return contentOf(rows, now(), (moment) => dayOf(moment) >= days.from && dayOf(moment) <= days.to)
}

/** The days asked for; where one is left open, up to that end of the post’s life. */
function daysAsked(
  { from, to }: Pick<ContentQuery, 'from' | 'to'>,
  { first, last }: { first: string; last: string },
): { from: string; to: string } {
  if (from !== undefined) return { from, to: to ?? (last < from ? from : last) }
  return { from: to !== undefined && to < first ? to : first, to: to ?? last }
}

const NO_GROWTH = { views: 0, likes: 0, comments: 0, shares: 0 }
const NO_CASCADE = { shares: 0, roots: 0, sharers: 0, direct: 0 }

function secondsOf(moment = 0): number {
  return Math.floor(moment / 1000)
}
