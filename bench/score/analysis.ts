import { setTimeout as pause } from 'node:timers/promises'
import { startPlatformServer } from '../../app/connectors/platform-server.ts'
import { analyse } from '../../app/features/youtube-trends/analyse.ts'
import { createRun } from '../../app/features/youtube-trends/run-record.ts'
import { connectReplayed, platformsAbout, REPLAYED } from '../../app/features/youtube-trends/testing.ts'
import type { TestPlatform } from '../../test/platform.ts'
import { median } from './spans.ts'
import { wordsSql } from './words.ts'

/** Posts that each platform answers with. */
const FOUND = 100
/** A limit of Trill’s own is ten requests a minute to the news: so many runs meet no limit. */
const RUNS_MAX = 8

/**
 * Milliseconds of a cross-platform analysis of one video, each time of another: three platforms asked over HTTP on loopback, 100 recorded
 * posts each read, stored and matched among those stored before, scored and stored. Includes what the server on loopback takes.
 */
export async function measureAnalysis({ platform }: TestPlatform, { posts, runs }: { posts: number; runs: number }) {
  const server = await startPlatformServer(platformsAbout({ posts: FOUND, at: platform.now() - 3_600_000 }))
  try {
    await connectReplayed('main', server.url, platform)
    await platform.events.command(INSERT_POSTS, { posts, end_seconds: Math.floor(platform.now() / 1000) })
    const videos = await platform.events.rows<{ content_id: string }>(SOME_VIDEOS, { limit: Math.min(runs, RUNS_MAX) })
    const spans: number[] = []
    for (const { content_id } of videos) {
      const options = { content_id }
      const record = await createRun(platform.metadata, { workspaceId: 'main', kind: 'analysis', options }, platform.now())
      const start = performance.now()
      await analyse({ record, signal: new AbortController().signal, onProgress: () => undefined }, platform)
      spans.push(Math.round(performance.now() - start))
      await pause(100)
    }
    return {
      platforms: REPLAYED.length,
      found_posts_each: FOUND,
      stored_posts_each: posts,
      milliseconds_p50: median(spans),
      milliseconds: spans,
    }
  } finally {
    await server.close()
  }
}

const SOME_VIDEOS = `SELECT content_id FROM youtube_trends_scores FINAL WHERE workspace_id = 'main' ORDER BY content_id LIMIT {limit:UInt8}`

const INSERT_POSTS = `INSERT INTO content
SELECT 'main', concat(platform, '-stored-', toString(number)), platform, 'post', ${wordsSql('number + 1e9', 10)},
  concat('author-', toString(number % 100)), 'Somebody', '', [], '', '', toDateTime64({end_seconds:UInt32}, 3, 'UTC') - number, 'simulated', now64(3)
FROM numbers({posts:UInt32}) ARRAY JOIN ['bluesky', 'hackernews', 'news'] AS platform`
