import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import type { ExportAsked } from '../../platform/exports/asked.ts'
import type { ExportSource, StreamedTable } from '../../platform/exports/export-source.ts'
import { exportsOf } from '../../platform/exports/running-exports.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { activityGround, passportOf } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { isShown, type Thresholds, thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { calendarOf, periodOf } from '../../platform/query/period.ts'
import { readableWorkspace, selectionOf } from '../../platform/query/selection.ts'
import { csvLines, toCsv } from '../../ui/csv.ts'
import { type ExportRow, passportFacts } from '../../ui/export/table.ts'
import {
  type CascadeRow,
  COUNTED_TYPES,
  type ContentRows,
  contentOf,
  type DescriptionRow,
  growthIntervalOf,
  lifeOf,
  type RankingRow,
  rowsOf,
  type SnapshotRow,
  type StepRow,
  type TypeRow,
} from './contents.ts'
import {
  CONTENT_SORTS,
  ContentParams,
  ContentQuery,
  ContentResponse,
  type ContentRow,
  ContentsCsvQuery,
  ContentsQuery,
  ContentsResponse,
  EXPORTED,
} from './contract.ts'
import { isRate, usualRates, withDrawnRates } from './drawn-rates.ts'
import { AUDIENCE, DESCRIPTIONS, factsOf, RANKING, readList, shownRows, withoutHidden } from './read-list.ts'
import { type AudienceDay, type AudienceRow, asWithheld, withoutEvents, withoutSmallCascade, withoutSmallDays } from './small-groups.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
/** Rows of the CSV that are described at a time. */
const CSV_ROWS = 500
/** Posts that a prior of rates is fitted to. */
const PRIOR_POSTS = 2000
/** The highest `LIMIT {limit:UInt32}`. */
const ALL_ROWS = 2 ** 32 - 1

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const FIRST_AND_LAST_EVENT = sql('first-and-last-event.sql')
const SNAPSHOTS = sql('snapshots.sql')
const TYPES = sql('types.sql')
const GROWTH = sql('growth.sql')
const HOURS = sql('hours.sql')
const DAYS = sql('days.sql')
const CASCADE = sql('cascade.sql')
const AUDIENCE_BY_DAY = sql('audience-by-day.sql')

export function contentsRoutes(server: FastifyInstance, platform: Platform): void {
  exportsOf(platform).offer(contentsSource(platform))
  const http = typed(server)
  const config = { permission: 'read_figures' } as const
  const tags = ['pages']

  const list = { tags, summary: 'Posts that were active in a period', querystring: ContentsQuery, response: { 200: ContentsResponse } }
  http.get('/v1/contents', { config, schema: list }, async (request) => {
    const { parameters, workspace } = await selectionOf(request, request.query, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const { limit = 50, offset = 0 } = request.query
    const order = orderOf(request.query)
    const prior = await priorOf({ ...parameters, ...order }, platform)
    const [list, ground] = await Promise.all([
      readList({ ...parameters, ...order, ...prior.parameters, limit, offset }, platform, thresholds),
      activityGround(parameters, platform.events),
    ])
    const passport = passportOf(ground, { name: 'contents', making: 'counted' }, list.total)
    return { ...list, passport, items: prior.drawn(list.items) }
  })

  const csv = { tags, summary: 'The whole list as CSV', querystring: ContentsCsvQuery, produces: ['text/csv'] }
  http.get('/v1/contents.csv', { config: { ...config, audit: 'content_export' }, schema: csv }, async (request, reply) => {
    const { parameters, workspace } = await selectionOf(request, request.query, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const order = orderOf(request.query)
    const prior = await priorOf({ ...parameters, ...order }, platform)
    const lines = csvOf({ ...parameters, ...order, ...prior.parameters, limit: ALL_ROWS, offset: 0 }, platform, thresholds)
    // What is wrong with the query shows with the first line, while there is still a status to say it with.
    const { value: first = '' } = await lines.next()
    const name = `trill-content${workspace.provenance === 'simulated' ? '-simulated' : ''}.csv`
    reply.header('content-disposition', `attachment; filename="${name}"`)
    return reply.type('text/csv; charset=utf-8').send(Readable.from(startingWith(first, lines)))
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
      await thresholdsFor(request.access, workspace.id, platform),
    )
  })
}

function orderOf({ search = '', sort = 'views', order }: { search?: string; sort?: string; order?: string }) {
  return { sort, order: order ?? (sort === 'title' ? 'asc' : 'desc'), search: search.trim() }
}

const NO_PRIOR = { prior_successes: 0, prior_failures: 0 }

/** What an order by a rate goes by: the rates that are usual of the most viewed, or most reaching, posts of the period. */
async function priorOf(parameters: QueryParameters, { events }: Platform) {
  const { sort } = parameters
  if (typeof sort !== 'string' || !isRate(sort)) return { parameters: NO_PRIOR, drawn: (rows: ContentRow[]) => rows }
  const most = { sort: sort === 'engagement_rate' ? 'views' : 'reach', order: 'desc', search: '', limit: PRIOR_POSTS, offset: 0 }
  const usual = usualRates(await events.rows<RankingRow>(RANKING, { ...parameters, ...NO_PRIOR, ...most }), sort)
  return {
    parameters: { prior_successes: usual.alpha, prior_failures: usual.beta },
    drawn: (rows: ContentRow[]) => withDrawnRates(rows, sort, usual),
  }
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

/** The list as lines of CSV, never more of it in memory than a batch. */
async function* csvOf(parameters: QueryParameters, platform: Platform, thresholds?: Thresholds): AsyncGenerator<string, undefined> {
  let isFirst = true
  for await (const rows of everyRow(parameters, platform, thresholds)) {
    const cells = rows.map((row) => EXPORTED.map((column) => row[column]))
    yield isFirst ? toCsv(EXPORTED, cells) : csvLines(cells)
    isFirst = false
  }
  if (isFirst) yield toCsv(EXPORTED, [])
}

/** The whole list as it may be shown, some rows at a time. */
async function* everyRow(parameters: QueryParameters, platform: Platform, thresholds?: Thresholds): AsyncGenerator<ContentRow[]> {
  for await (const batch of platform.events.batches<RankingRow>(RANKING, parameters)) {
    for (let start = 0; start < batch.length; start += CSV_ROWS) {
      const ranking = batch.slice(start, start + CSV_ROWS)
      yield await shownRows(rowsOf(ranking, await factsOf(ranking, parameters, platform)), parameters, platform, thresholds)
    }
  }
}

const NUMBERS: ReadonlySet<string> = new Set(EXPORTED.slice(EXPORTED.indexOf('views')))

/** The list of a period as a file. */
function contentsSource(platform: Platform): ExportSource {
  const table = async (request: FastifyRequest, asked: ExportAsked): Promise<StreamedTable> => {
    const { from, to, platform: named, workspace_id, search, sort, order: direction } = asked
    if (from === undefined || to === undefined) throw new Problem('invalid_request', 'from and to are required: the days that are taken')
    if (sort !== undefined && !CONTENT_SORTS.some((name) => name === sort))
      throw new Problem('invalid_request', `sort ${sort} is not known`)
    const query = { from, to, ...(named !== undefined && { platform: named }), ...(workspace_id !== undefined && { workspace_id }) }
    const { parameters, workspace } = await selectionOf(request, query, platform)
    await platform.log.settle(PATIENCE_MILLISECONDS)
    const thresholds = await thresholdsFor(request.access, workspace.id, platform)
    const order = orderOf({
      ...(search !== undefined && { search }),
      ...(sort !== undefined && { sort }),
      ...(direction && { order: direction }),
    })
    const prior = await priorOf({ ...parameters, ...order }, platform)
    const chosen = { ...parameters, ...order, ...prior.parameters, limit: ALL_ROWS, offset: 0 }
    const [[first], ground] = await Promise.all([
      platform.events.rows<RankingRow>(RANKING, { ...chosen, limit: 1 }),
      activityGround(parameters, platform.events),
    ])
    const passport = passportOf(ground, { name: 'contents', making: 'counted' }, first?.total ?? 0)
    return {
      columns: [...EXPORTED, 'provenance'].map((name) => ({ name, kind: NUMBERS.has(name) ? 'number' : 'text' })),
      about: [
        ...Object.entries({ workspace: workspace.name, from, to, time_zone: workspace.time_zone, platforms: named || 'all' }),
        ...Object.entries(order),
        ...passportFacts(passport),
      ],
      provenance: workspace.provenance === 'simulated' ? 'simulated' : '',
      rows: first?.total ?? 0,
      batches: () => exportedRows(everyRow(chosen, platform, thresholds), passport.status),
    }
  }
  return { what: 'contents', title: 'Content', permission: 'read_figures', table }
}

async function* exportedRows(batches: AsyncIterable<ContentRow[]>, status: string): AsyncGenerator<ExportRow[]> {
  for await (const rows of batches) yield rows.map((row) => [...EXPORTED.map((column) => row[column]), status])
}

interface ItemParameters {
  readonly workspace_id: string
  readonly time_zone: string
  readonly content_id: string
}

async function readItem(
  item: ItemParameters,
  asked: Pick<ContentQuery, 'from' | 'to'>,
  { events, consents, now }: Platform,
  thresholds: Thresholds | undefined,
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
  const interval = thresholds !== undefined && seen !== undefined ? 'day' : growthIntervalOf(life, seen !== undefined)
  const dayOf = calendarOf(item.time_zone)
  const days = daysAsked(asked, { first: dayOf(life?.first ?? now()), last: dayOf(life?.last ?? now()) })
  if (asked.from !== undefined || asked.to !== undefined) periodOf(days, item.time_zone, now())
  const steps = { types: COUNTED_TYPES, first_seconds: secondsOf(life?.first), last_seconds: secondsOf(life?.last) }
  const [types, [growth = NO_GROWTH], stepRows] = await Promise.all([
    read<TypeRow>(TYPES, days),
    read<typeof NO_GROWTH>(GROWTH, days),
    interval === 'observation' ? [] : read<StepRow>(interval === 'hour' ? HOURS : DAYS, steps),
  ])
  const people = consents.guardOf(item.workspace_id)
  const shown = people === undefined ? description : withoutHidden(description, people)
  const rows = { description: shown, life, interval, types, growth, steps: stepRows, snapshots, cascade: cascade ?? NO_CASCADE }
  const answer = (shown: ContentRows) => contentOf(shown, now(), (moment) => dayOf(moment) >= days.from && dayOf(moment) <= days.to)
  if (thresholds === undefined) return answer(rows)
  const [[group], audience] = await Promise.all([
    read<AudienceRow>(AUDIENCE, { ...days, content_ids: [item.content_id], platforms: [] }),
    read<AudienceDay>(AUDIENCE_BY_DAY),
  ])
  if (!isShown(group, thresholds)) return asWithheld(answer(withoutEvents(rows)), snapshots.length > 0)
  return withoutSmallDays(answer(withoutSmallCascade(rows, group, thresholds)), audience, thresholds)
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
