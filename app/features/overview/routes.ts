import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { beginsOnTheHour } from '../../platform/query/period.ts'
import { METRIC_TYPES, type Selection, selectionOf } from '../../platform/query/selection.ts'
import { OverviewQuery, OverviewResponse } from './contract.ts'
import {
  type CategoryRow,
  type EventRow,
  type GrowthRow,
  type HourRow,
  intervalOf,
  overviewOf,
  type TitleRow,
  topPosts,
  type Uniques,
} from './overview.ts'
import { COUNTED_TYPES } from './tallies.ts'

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
      return overviewOf(selection.workspace, selection.period, await rowsOf(selection, platform))
    },
  )
}

async function rowsOf({ period, parameters: selected, workspace }: Selection, { events: store }: Platform) {
  const parameters = { ...selected, ...METRIC_TYPES, types: COUNTED_TYPES, whole_hours: beginsOnTheHour(workspace.time_zone, period) }
  const read = <T>(text: string) => store.rows<T>(text, parameters, { maxRows: ROWS_MAX })
  const events = read<EventRow>(EVENTS)
  const range = read<RangeRow>(DATA_RANGE)
  const [eventRows, [found], growth, hours, uniques, categories, hourOfWeek] = await Promise.all([
    events,
    range,
    range.then(([row]) => (row?.has_snapshots ? read<GrowthRow>(GROWTH) : [])),
    intervalOf(period) === 'hour' ? read<HourRow>(HOURS) : [],
    events.then((rows) => uniquesOf(rows, read)),
    read<CategoryRow>(CATEGORIES),
    read<HourOfWeekRow>(HOUR_OF_WEEK),
  ])
  const content_ids = topPosts(categories).map(({ content_id }) => content_id)
  const titles = content_ids.length === 0 ? [] : await store.rows<TitleRow>(TITLES, { ...parameters, content_ids })
  return {
    events: eventRows,
    growth,
    hours,
    uniques,
    categories,
    titles,
    hourOfWeek,
    firstDay: found?.first_day ?? null,
    lastDay: found?.last_day ?? null,
  }
}

interface RangeRow {
  readonly first_day: string | null
  readonly last_day: string | null
  readonly has_snapshots: 0 | 1
}

type HourOfWeekRow = OverviewResponse['hour_of_week'][number]

async function uniquesOf(events: readonly EventRow[], read: <T>(text: string) => Promise<T[]>): Promise<Uniques> {
  const total = events.reduce((sum, row) => (row.split === 'day' ? sum + row.events : sum), 0)
  if (total > COUNTED_EVENTS_MAX) {
    const rows = await read<{ key: string; people: number; posts: number }>(UNIQUES_ESTIMATED)
    return { people: new Map(rows.map(({ key, people }) => [key, people])), posts: new Map(rows.map(({ key, posts }) => [key, posts])) }
  }
  const [people, posts] = await Promise.all([read<{ key: string; people: number }>(PEOPLE), read<{ key: string; posts: number }>(POSTS)])
  return { people: new Map(people.map((row) => [row.key, row.people])), posts: new Map(posts.map((row) => [row.key, row.posts])) }
}
