import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { calibrateVideos } from '@trill/core/scores/calibrated-columns'
import { scoreVideos, type VideoScoreColumns } from '@trill/core/scores/video-columns'
import { detect } from '../app/features/youtube-trends/detect.ts'
import { readVideos } from '../app/features/youtube-trends/video-table.ts'
import type { EventStore } from '../app/platform/clickhouse/event-store.ts'
import { startTestPlatform } from '../test/platform.ts'
import { measureAnalysis } from './score/analysis.ts'
import { countersSql, scoresSql } from './score/peer.ts'
import { median, secondsOf } from './score/spans.ts'
import { wordsSql } from './score/words.ts'

const BLOCK = 250_000
const END = Date.UTC(2026, 10, 19)
const VIDEOS = readFileSync(new URL('../app/features/youtube-trends/videos.sql', import.meta.url), 'utf8')

const OPTIONS = {
  videos: { type: 'string', default: '1000000' },
  observations: { type: 'string', default: '1' },
  channels: { type: 'string', default: '50000' },
  runs: { type: 'string', default: '5' },
  posts: { type: 'string', default: '2000' },
} as const

/**
 * Scores simulated videos from an event store of its own, and beside it the same arithmetic in SQL over the same rows, whose answer is
 * read the same way; in turns, so that both meet the same machine. Then one cross-platform analysis on payloads from a local server.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const [videos, observations, channels, runs, posts] = [
    values.videos,
    values.observations,
    values.channels,
    values.runs,
    values.posts,
  ].map(Number) as [number, number, number, number, number]
  const test = await startTestPlatform([], { config: { outgoingAllow: ['127.0.0.1'] }, platform: { now: () => END } })
  try {
    await test.addWorkspace({ id: 'main' })
    const { events } = test.platform
    await fill(events, { videos, observations, channels })
    const spans = await measured(events, runs)
    const videoTable = await readVideos(events, 'main')
    const calibration = await secondsOf(() => calibrateVideos(videoTable))
    const stored = await secondsOf(() =>
      detect({ workspaceId: 'main', runId: 'bench', signal: new AbortController().signal, onProgress: () => undefined }, test.platform),
    )
    const figures = {
      ...{ videos, observations, channels, runs },
      ...spans,
      differences: await differences(events),
      calibration_seconds: round(calibration),
      detection_with_calibration_and_storing_seconds: round(stored),
      rss_megabytes: round(process.memoryUsage.rss() / 2 ** 20),
      analysis_of_one_video: await measureAnalysis(test, { posts, runs: Math.max(runs, 5) }),
    }
    console.log(JSON.stringify(figures, undefined, 2))
  } finally {
    await test.close()
  }
}

interface Size {
  readonly videos: number
  readonly observations: number
  readonly channels: number
}

async function fill(events: EventStore, { videos, observations, channels }: Size): Promise<void> {
  const parameters = { end_seconds: END / 1000, channels, observations }
  for (let first = 0; first < videos; first += BLOCK) {
    const block = { ...parameters, first, count: Math.min(BLOCK, videos - first) }
    await events.command(INSERT_CONTENT, block)
    await events.command(INSERT_SNAPSHOTS, block)
  }
  await events.command(INSERT_CHANNELS, parameters)
  for (const table of ['content', 'content_snapshots', 'creator_snapshots']) await events.command(`OPTIMIZE TABLE ${table} FINAL`)
}

const ID = `concat('v', lower(hex(cityHash64(number, 9))))`

const INSERT_CONTENT = `INSERT INTO content
SELECT 'main', ${ID}, 'youtube', 'video', ${wordsSql('number', 8)}, concat('channel-', toString(number % {channels:UInt32})),
  concat('Channel ', toString(number % {channels:UInt32})), concat('category ', toString(number % 15)), ['a', 'b'], '', '',
  toDateTime64({end_seconds:UInt32}, 3, 'UTC') - toUInt32(exp(17.2 * (cityHash64(number, 1) % 1000000 / 1000000))), 'simulated', now64(3)
FROM numbers({first:UInt64}, {count:UInt64})`

/** Views over five powers of ten, likes and comments of 0 – 8 in a hundred; of one in twenty the comments are off. */
const INSERT_SNAPSHOTS = `INSERT INTO content_snapshots (workspace_id, content_id, observed_at, platform, views, likes, comments, provenance, received_at)
SELECT 'main', ${ID}, toDateTime64({end_seconds:UInt32}, 3, 'UTC') - 86400 * observation, 'youtube',
  toUInt64(exp(16 * (cityHash64(number, 2) % 1000000 / 1000000))) AS seen,
  toUInt64(seen * (cityHash64(number, 3) % 1000 / 14000)), if(cityHash64(number, 4) % 20 = 0, NULL, toUInt64(seen * (cityHash64(number, 5) % 1000 / 100000))), 'simulated', now64(3)
FROM numbers({first:UInt64}, {count:UInt64}) ARRAY JOIN range({observations:UInt8}) AS observation`

const INSERT_CHANNELS = `INSERT INTO creator_snapshots (workspace_id, platform, creator_id, observed_at, followers, provenance, received_at)
SELECT 'main', 'youtube', concat('channel-', toString(number)), toDateTime64({end_seconds:UInt32}, 3, 'UTC'),
  toUInt64(exp(15 * (cityHash64(number, 6) % 1000000 / 1000000))), 'simulated', now64(3)
FROM numbers({channels:UInt32})`

/** Medians of seconds of both ways, in turns, the first run of each left out; and what Trill takes to SQL. */
async function measured(events: EventStore, runs: number) {
  const ways = {
    scores: () => scoredInBlocks(events),
    scores_in_sql: () => answered(events, false),
    scores_and_peers: async () => scoreVideos(await readVideos(events, 'main')),
    scores_and_peers_in_sql: () => answered(events, true),
  }
  const spans = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]))
  for (let run = 0; run <= runs; run += 1)
    for (const [name, way] of Object.entries(ways)) {
      const span = await secondsOf(way)
      if (run > 0) spans[name]?.push(span)
    }
  const seconds = Object.fromEntries(Object.entries(spans).map(([name, all]) => [name, round(median(all))])) as Record<
    keyof typeof ways,
    number
  >
  const ratio = round(seconds.scores / seconds.scores_in_sql)
  return { seconds, trill_to_sql: { scores: ratio, scores_and_peers: round(seconds.scores_and_peers / seconds.scores_and_peers_in_sql) } }
}

/** The published score alone needs no look at other videos: each block is scored as it comes. */
async function scoredInBlocks(events: EventStore): Promise<VideoScoreColumns[]> {
  const scores: VideoScoreColumns[] = []
  for await (const block of events.columns(countersSql(VIDEOS), { workspace_id: 'main' })) {
    const [views, likes, comments, daysOld] = ['views', 'likes', 'comments', 'days_old'].map((name) => block.numbers(name)) as Columns
    block.texts('content_id')
    scores.push(scoreVideos({ views, likes, comments, daysOld }))
  }
  return scores
}

type Columns = [views: Float64Array, likes: Float64Array, comments: Float64Array, daysOld: Float64Array]

/** Reads what SQL answers, in the same way. */
async function answered(events: EventStore, withPeers: boolean): Promise<Float64Array[]> {
  const scores: Float64Array[] = []
  for await (const block of events.columns(scoresSql(VIDEOS, withPeers), { workspace_id: 'main' })) {
    block.texts('content_id')
    for (const name of ['engagement_percent', 'views_per_day']) block.numbers(name)
    scores.push(block.numbers('score'))
  }
  return scores
}

/** By how much the sums of the scores differ: of Trill, of SQL, and of what was stored. */
async function differences(events: EventStore): Promise<number> {
  const { score } = scoreVideos(await readVideos(events, 'main'))
  const [sum] = await events.rows<{ total: number }>('SELECT sum(viral) AS total FROM youtube_trends_scores FINAL')
  const others = (await answered(events, false)).reduce((total, scores) => total + scores.reduce((part, one) => part + one, 0), 0)
  const own = score.reduce((total, one) => total + one, 0)
  return Math.abs(own - others) + Math.abs(own - (sum?.total ?? 0))
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
