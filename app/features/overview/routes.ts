import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { activityGround } from '../../platform/passport/ground.ts'
import type { Platform } from '../../platform/platform.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { beginsOnTheHour, type Period } from '../../platform/query/period.ts'
import { type Selection, selectionOf } from '../../platform/query/selection.ts'
import { OverviewQuery, OverviewResponse, PlatformsQuery, PlatformsResponse } from './contract.ts'
import {
  type CategoryRow,
  type DayUntil,
  type EventRow,
  type GrowthRow,
  type HourRow,
  intervalOf,
  type OverviewRows,
  overviewOf,
  type TitleRow,
  topPosts,
  type Uniques,
} from './overview.ts'
import { type AudienceRow, withoutSmallGroups } from './small-groups.ts'
import { COUNTED_TYPES, type CounterGrowth, type TypeCount } from './tallies.ts'

/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
/** Events of both periods up to which people and posts are counted one by one. */
const COUNTED_EVENTS_MAX = 500_000
/** Rows of one query: types by the day of ten years and of the ten before. */
const ROWS_MAX = 200_000

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const EVENTS = sql('events.sql')
const GROWTH = sql('growth.sql')
const HOURS = sql('hours.sql')
const PEOPLE = sql('people.sql')
const POSTS = sql('posts.sql')
const UNIQUES_ESTIMATED = sql('uniques-estimated.sql')
const CATEGORIES = sql('categories.sql')
const TITLES = sql('titles.sql')
const HOUR_OF_WEEK = sql('hour-of-week.sql')
const DATA_RANGE = sql('data-range.sql')
const EVENTS_UNTIL = sql('events-until.sql')
const GROWTH_UNTIL = sql('growth-until.sql')
const UNIQUES_UNTIL = sql('uniques-until.sql')
const UNIQUES_UNTIL_ESTIMATED = sql('uniques-until-estimated.sql')
const PLATFORMS = sql('platforms.sql')
const AUDIENCE = sql('audience.sql')
const AUDIENCE_OF_POSTS = sql('audience-of-posts.sql')

export function overviewRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const schema = {
    tags: ['pages'],
    summary: 'What happened in a period, against the one before',
    querystring: OverviewQuery,
    response: { 200: OverviewResponse },
  }
  http.get(
    '/v1/overview',
    { config: { permission: 'read_figures' }, schema, serializerCompiler: () => JSON.stringify },
    async (request) => {
      const selection = await selectionOf(request, request.query, platform)
      await platform.log.settle(PATIENCE_MILLISECONDS)
      const [rows, thresholds] = await Promise.all([
        rowsOf(selection, platform),
        thresholdsFor(request.access, selection.workspace.id, platform),
      ])
      const overview = overviewOf(selection.workspace, selection.period, rows)
      return thresholds === undefined ? overview : withoutSmallGroups(overview, await audienceOf(selection, overview, platform), thresholds)
    },
  )

  const platforms = {
    tags: ['pages'],
    summary: 'The platforms with anything in a period',
    querystring: PlatformsQuery,
    response: { 200: PlatformsResponse },
  }
  http.get('/v1/overview/platforms', { config: { permission: 'read_figures' }, schema: platforms }, async (request) => {
    const { parameters } = await selectionOf(request, request.query, platform)
    const rows = await platform.events.rows<{ platform: string }>(PLATFORMS, parameters)
    return { platforms: rows.map((row) => row.platform) }
  })
}

type Read = <T>(text: string, changed?: QueryParameters) => Promise<T[]>

async function rowsOf({ period, parameters: selected, workspace }: Selection, { events: store }: Platform): Promise<OverviewRows> {
  const parameters: QueryParameters = {
    ...selected,
    types: COUNTED_TYPES,
    whole_hours: beginsOnTheHour(workspace.time_zone, period),
    ...(period.previousUntil !== null && { previous_until: period.previousUntil, previous_day: period.previousUntil.slice(0, 10) }),
  }
  const read: Read = (text, changed) => store.rows(text, { ...parameters, ...changed }, { maxRows: ROWS_MAX })
  const hourly = intervalOf(period) === 'hour'
  const events = read<EventRow>(EVENTS)
  const range = read<RangeRow>(DATA_RANGE).then(([row]) => row)
  const growing = <T>(text: string) => range.then((row) => (row?.has_snapshots ? read<T>(text) : []))
  const [eventRows, found, growth, hours, previousHours, uniques, dayUntil, categories, hourOfWeek, ground] = await Promise.all([
    events,
    range,
    growing<GrowthRow>(GROWTH),
    hourly ? read<HourRow>(HOURS) : [],
    hourly ? read<HourRow>(HOURS, { from: period.previousFrom, to: period.previousTo }) : [],
    events.then((rows) => uniquesOf(rows, period, read)),
    period.previousUntil === null ? undefined : dayUntilOf(read, growing),
    read<CategoryRow>(CATEGORIES),
    read<HourOfWeekRow>(HOUR_OF_WEEK),
    activityGround(selected, store),
  ])
  const content_ids = topPosts(categories).map(({ content_id }) => content_id)
  const titles = content_ids.length === 0 ? [] : await read<TitleRow>(TITLES, { content_ids })
  return {
    events: eventRows,
    growth,
    hours,
    previousHours,
    dayUntil,
    uniques,
    ground,
    categories,
    titles,
    hourOfWeek,
    firstDay: found?.first_day ?? null,
    lastDay: found?.last_day ?? null,
  }
}

/** Whom the figures are about. */
async function audienceOf({ period, parameters, workspace }: Selection, { interval, top_content }: OverviewResponse, { events }: Platform) {
  const asked = {
    ...parameters,
    whole_hours: beginsOnTheHour(workspace.time_zone, period),
    hourly: interval === 'hour',
    previous_until: period.previousUntil ?? `${period.from}T00:00:00`,
    content_ids: top_content.map(({ content_id }) => content_id),
  }
  const read = (text: string) => events.rows<AudienceRow>(text, asked, { maxRows: ROWS_MAX })
  return (await Promise.all([read(AUDIENCE), read(AUDIENCE_OF_POSTS)])).flat()
}

interface RangeRow {
  readonly first_day: string | null
  readonly last_day: string | null
  readonly has_snapshots: 0 | 1
}

type HourOfWeekRow = OverviewResponse['hour_of_week'][number]

async function dayUntilOf(read: Read, growing: <T>(text: string) => Promise<T[]>): Promise<DayUntil> {
  const [events, growth] = await Promise.all([read<TypeCount>(EVENTS_UNTIL), growing<CounterGrowth>(GROWTH_UNTIL)])
  return { events, growth }
}

interface UniqueCounts {
  readonly people: number
  readonly posts: number
}

async function uniquesOf(events: readonly EventRow[], { previousUntil }: Period, read: Read): Promise<Uniques> {
  const total = events.reduce((sum, row) => (row.split === 'day' ? sum + row.events : sum), 0)
  const counted = total <= COUNTED_EVENTS_MAX
  const [{ people, posts }, [until]] = await Promise.all([
    counted ? countedUniques(read) : estimatedUniques(read),
    previousUntil === null ? [] : read<UniqueCounts>(counted ? UNIQUES_UNTIL : UNIQUES_UNTIL_ESTIMATED),
  ])
  if (until !== undefined) {
    people.set('previous', until.people)
    posts.set('previous', until.posts)
  }
  return { people, posts, areEstimated: !counted }
}

async function countedUniques(read: Read) {
  const [people, posts] = await Promise.all([read<{ key: string; people: number }>(PEOPLE), read<{ key: string; posts: number }>(POSTS)])
  return { people: new Map(people.map((row) => [row.key, row.people])), posts: new Map(posts.map((row) => [row.key, row.posts])) }
}

async function estimatedUniques(read: Read) {
  const rows = await read<UniqueCounts & { key: string }>(UNIQUES_ESTIMATED)
  return { people: new Map(rows.map(({ key, people }) => [key, people])), posts: new Map(rows.map(({ key, posts }) => [key, posts])) }
}
