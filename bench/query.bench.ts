import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { contents } from '../app/features/contents/feature.ts'
import { overview } from '../app/features/overview/feature.ts'
import { startTestPlatform, type TestPlatform } from '../test/platform.ts'

const BLOCK = 500_000
const TYPES = [
  'view',
  'like',
  'comment',
  'share',
  'save',
  'impression',
  'session_start',
  'quiz_start',
  'quiz_complete',
  'swipe_right',
  'message',
]

const OPTIONS = {
  events: { type: 'string', default: '10000000' },
  people: { type: 'string', default: '500000' },
  posts: { type: 'string', default: '20000' },
  days: { type: 'string', default: '30' },
  snapshots: { type: 'string', default: '0' },
  zone: { type: 'string', default: 'Europe/Madrid' },
  runs: { type: 'string', default: '40' },
} as const

interface Size {
  readonly events: number
  readonly people: number
  readonly posts: number
  readonly days: number
  readonly snapshots: number
}

interface Timing {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly cpu: number
}

/**
 * Fills an event store of its own with simulated events and measures the pages' routes over HTTP's inner side, in
 * milliseconds, beside one pass over all events: what a page would cost that counts them anew.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const number = (name: 'events' | 'people' | 'posts' | 'days' | 'snapshots' | 'runs') => Number(values[name])
  const size = {
    events: number('events'),
    people: number('people'),
    posts: number('posts'),
    days: number('days'),
    snapshots: number('snapshots'),
  }
  const end = Date.UTC(2026, 10, 19)
  const test = await startTestPlatform([overview, contents], { platform: { now: () => end } })
  try {
    await test.addWorkspace({ id: 'main', time_zone: values.zone })
    const fillSeconds = await fill(test, size, end)
    const day = (offset: number) => new Date(end - offset * 86_400_000).toISOString().slice(0, 10)
    const period = `workspace_id=main&from=${day(size.days)}&to=${day(1)}`
    const measured = await measureAll(test, period, number('runs'))
    const { p50 } = await timed(number('runs'), () => test.platform.events.rows(ONE_PASS))
    const vsOnePass = Object.fromEntries(Object.entries(measured).map(([name, { p95 }]) => [name, round(p95 / p50)]))
    const queries = await measureQueries(
      test,
      { from: day(size.days), to: day(1), previous_from: day(2 * size.days), time_zone: values.zone },
      number('runs'),
    )
    const memory = round(process.memoryUsage.rss() / 2 ** 20)
    console.log(
      JSON.stringify(
        {
          ...size,
          zone: values.zone,
          fill_seconds: fillSeconds,
          rss_megabytes: memory,
          milliseconds: measured,
          one_pass_over_events_p50: p50,
          p95_to_one_pass: vsOnePass,
          queries,
        },
        undefined,
        2,
      ),
    )
  } finally {
    await test.close()
  }
}

const ONE_PASS =
  "SELECT type, platform, count() AS events, uniq(actor_id) AS people FROM events WHERE workspace_id = 'main' GROUP BY type, platform"

async function fill({ platform: { events: store } }: TestPlatform, size: Size, end: number): Promise<number> {
  const start = performance.now()
  const parameters = { ...size, types: TYPES, start: end / 1000 - size.days * 86_400, seconds: size.days * 86_400 }
  for (let first = 0; first < size.events; first += BLOCK)
    await store.command(INSERT_EVENTS, { ...parameters, first, count: Math.min(BLOCK, size.events - first) })
  await store.command(INSERT_CONTENT, parameters)
  if (size.snapshots > 0) await store.command(INSERT_SNAPSHOTS, parameters)
  const seconds = round((performance.now() - start) / 1000)
  await mergesAreDone(store)
  return seconds
}

async function mergesAreDone(store: TestPlatform['platform']['events']): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const [row] = await store.rows<{ running: number }>('SELECT count() AS running FROM system.merges')
    quiet = row?.running === 0 ? quiet + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/**
 * Popular posts and busy people are few: squares and cubes of a uniform number. Events come in the order of time, as from
 * an app, one in a hundred up to a day late.
 */
const INSERT_EVENTS = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, content_id, platform, country, properties, received_at, provenance)
SELECT 'main', concat('message-', toString(number)),
  {types:Array(String)}[1 + least(toUInt32(length({types:Array(String)}) * pow(cityHash64(number, 1) % 1000000 / 1000000, 2)), 10)] AS type,
  toDateTime64({start:UInt32}, 3, 'UTC') + {seconds:UInt32} * (number / {events:UInt64}) - if(cityHash64(number, 2) % 100 = 0, cityHash64(number, 6) % 86400, 0),
  concat('user-', toString(toUInt32({people:UInt32} * pow(cityHash64(number, 3) % 1000000 / 1000000, 2)))),
  if(type IN ('session_start', 'swipe_right', 'message'), '', concat('post-', toString(toUInt32({posts:UInt32} * pow(cityHash64(number, 4) % 1000000 / 1000000, 3))))),
  ['web', 'ios', 'android'][1 + cityHash64(number, 5) % 3], 'ES', '{"a":1}', now64(3), 'simulated'
FROM numbers({first:UInt64}, {count:UInt64})`

const INSERT_CONTENT = `INSERT INTO content
SELECT 'main', concat('post-', toString(number)), 'web', 'video', concat('Title number ', toString(number)), concat('creator-', toString(number % 1000)),
  concat('Creator ', toString(number % 1000)), concat('category ', toString(number % 15)), ['a', 'b'], '', '', now64(3), 'simulated', now64(3)
FROM numbers({posts:UInt64})`

const INSERT_SNAPSHOTS = `INSERT INTO content_snapshots
  (workspace_id, content_id, observed_at, platform, views, likes, dislikes, comments, shares, saves, provenance, received_at)
SELECT 'main', concat('video-', toString(number % 10000)), toDateTime64({start:UInt32}, 3, 'UTC') + intDiv(number, 10000) * {seconds:UInt32} * 10000 / {snapshots:UInt32}, 'youtube',
  1000 + intDiv(number, 10000) * 100, 100 + intDiv(number, 10000) * 10, NULL, 10 + intDiv(number, 10000), NULL, NULL, 'simulated', now64(3)
FROM numbers({snapshots:UInt64})`

async function measureAll(test: TestPlatform, period: string, runs: number): Promise<Record<string, Timing>> {
  const get = (url: string) => async () => {
    const answer = await test.inject({ url, headers: { authorization: `Bearer ${test.secret}` } })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  return {
    overview: await timed(runs, get(`/v1/overview?${period}`)),
    overview_of_a_platform: await timed(runs, get(`/v1/overview?${period}&platform=ios`)),
    contents: await timed(runs, get(`/v1/contents?${period}`)),
    contents_by_title: await timed(runs, get(`/v1/contents?${period}&sort=title&offset=1000`)),
    contents_searched: await timed(runs, get(`/v1/contents?${period}&search=number%2099`)),
    content: await timed(runs, get('/v1/contents/post-77?workspace_id=main')),
  }
}

async function measureQueries(
  { platform: { events: store } }: TestPlatform,
  days: Record<string, string>,
  runs: number,
): Promise<Record<string, Timing>> {
  const names = ['events', 'growth', 'uniques-estimated', 'people', 'posts', 'categories', 'hour-of-week', 'data-range']
  const types = ['view', 'page', 'screen', 'like', 'comment', 'share', 'save']
  const parameters = { workspace_id: 'main', platforms: [], whole_hours: true, types, ...days }
  const timings: Record<string, Timing> = {}
  for (const name of names) {
    const sql = readFileSync(new URL(`../app/features/overview/${name}.sql`, import.meta.url), 'utf8')
    timings[name] = await timed(Math.ceil(runs / 2), () => store.rows(sql, parameters))
  }
  return timings
}

/** Milliseconds of `work`, run one after the other, the first three left out. */
async function timed(runs: number, work: () => Promise<unknown>): Promise<Timing> {
  const spans: number[] = []
  for (let i = 0; i < 3; i += 1) await work()
  const cpu = process.cpuUsage()
  for (let i = 0; i < runs; i += 1) {
    const start = performance.now()
    await work()
    spans.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(cpu)
  spans.sort((one, other) => one - other)
  const at = (quantile: number) => round(spans[Math.min(spans.length - 1, Math.ceil(spans.length * quantile) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), max: at(1), cpu: round((user + system) / 1000 / runs) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
