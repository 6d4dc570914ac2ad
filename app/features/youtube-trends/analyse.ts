import { readFileSync } from 'node:fs'
import { titleKeywords } from '@trill/core/scores/matching'
import { SCORE_VERSION } from '@trill/core/scores/score'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Analysis, type AskedPlatform, analysisOf, type PlatformAnswer, type ScoreOptions, UNAVAILABLE } from './platform-scores.ts'
import { openPostSource, type PostSource } from './post-source.ts'
import type { RunRecord } from './run-record.ts'
import type { Work } from './trend-runner.ts'

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const NEXT_VIDEOS = sql('next-videos.sql')
const RUN_SIZE = sql('run-size.sql')
const TITLES = sql('descriptions.sql')

/** How long the store may take to catch up with what was acknowledged. */
const SETTLE_MILLISECONDS = 10_000
/** Videos that a run on all of them comes to, the best ones. */
const VIDEOS_MAX = 1000
/** Videos whose results are stored together. */
const BATCH = 50
/** Matches of a platform that are stored for a video, the most similar ones. */
const MATCHES_KEPT = 50

const ANALYSIS_COLUMNS = [
  'workspace_id',
  'content_id',
  'run_id',
  'analysed_at',
  'version',
  'profile',
  'keywords',
  'total',
  'status',
  'least',
  'most',
  'platforms',
]
const MATCH_COLUMNS = [
  'workspace_id',
  'content_id',
  'run_id',
  'platform',
  'matched_id',
  'analysed_at',
  'similarity',
  'views',
  'likes',
  'comments',
  'shares',
]

/** A video with what the platforms said. */
interface Analysed extends Analysis {
  readonly contentId: string
  readonly keywords: readonly string[]
  readonly answers: ReadonlyMap<AskedPlatform, PlatformAnswer>
}

/** Asks the platforms about one video, or about the best of all; what is done stays when it is stopped, and is not done again. */
export async function analyse({ record, signal, onProgress }: Work, platform: Platform): Promise<void> {
  await platform.log.settle(SETTLE_MILLISECONDS)
  const source = await openPostSource(record.workspaceId, platform, { many: record.options.content_id === undefined })
  const [size = { videos: 0, analysed: 0 }] = await platform.events.rows<{ videos: number; analysed: number }>(RUN_SIZE, asked(record))
  const only = record.options.content_id
  const total = only === undefined ? Math.min(size.videos, VIDEOS_MAX) : 1
  let done = size.analysed
  onProgress(done, total)
  while (done < total && !signal.aborted) {
    const ids = only === undefined ? await nextVideos(record, Math.min(BATCH, total - done), platform) : [only]
    if (ids.length === 0) return
    const analysed: Analysed[] = []
    for (const [contentId, title] of await titlesOf(record.workspaceId, ids, platform)) {
      const one = await analyseVideo(contentId, title, { record, source, signal })
      // What was broken off says nothing of the platforms.
      if (signal.aborted) break
      analysed.push(one)
      onProgress(done + analysed.length, total)
    }
    await store(analysed, record, platform)
    done += analysed.length
  }
}

interface Asking {
  readonly record: RunRecord
  readonly source: PostSource
  readonly signal: AbortSignal
}

async function analyseVideo(contentId: string, title: string, { record, source, signal }: Asking): Promise<Analysed> {
  const keywords = titleKeywords(title)
  const answers = await source.about(title, keywords, signal)
  return { contentId, keywords, answers, ...analysisOf(answers, optionsOf(record)) }
}

function optionsOf({ options }: RunRecord): ScoreOptions {
  return { version: options.version ?? '2.0', profile: options.profile ?? 'formula' }
}

function asked({ workspaceId, id }: RunRecord): QueryParameters {
  return { workspace_id: workspaceId, run_id: id, version: SCORE_VERSION }
}

async function nextVideos(record: RunRecord, limit: number, { events }: Platform): Promise<string[]> {
  return (await events.rows<{ content_id: string }>(NEXT_VIDEOS, { ...asked(record), limit })).map(({ content_id }) => content_id)
}

/** Titles in the order of the ids; of what nobody described it is empty. */
async function titlesOf(workspaceId: string, ids: readonly string[], { events }: Platform): Promise<[string, string][]> {
  const rows = await events.rows<{ content_id: string; title: string }>(TITLES, { workspace_id: workspaceId, content_ids: ids })
  const titles = new Map(rows.map(({ content_id, title }) => [content_id, title]))
  return ids.map((id) => [id, titles.get(id) ?? ''])
}

async function store(analysed: readonly Analysed[], record: RunRecord, { events, now }: Platform): Promise<void> {
  const at = storeTime(now())
  const [first] = analysed
  if (first === undefined) return
  const token = `${record.id}-${first.contentId}`
  const matches = analysed.flatMap((one) => matchRows(one, record, at))
  if (matches.length > 0)
    await events.insertText({ table: 'youtube_trends_matches', columns: MATCH_COLUMNS, body: Buffer.from(matches.join('')), token })
  const rows = analysed.map((one) => analysisRow(one, record, at))
  await events.insertText({ table: 'youtube_trends_analyses', columns: ANALYSIS_COLUMNS, body: Buffer.from(rows.join('')), token })
}

function analysisRow({ contentId, keywords, total, platforms }: Analysed, record: RunRecord, at: string): string {
  const [least, most] = total.range
  const { version, profile } = optionsOf(record)
  const { components } = total
  const status = total.asked.length === 0 ? UNAVAILABLE : total.class
  const stored = JSON.stringify({ components, platforms })
  return tabSeparated([record.workspaceId, contentId, record.id, at, version, profile, keywords, total.score, status, least, most, stored])
}

function matchRows({ contentId, answers }: Analysed, { workspaceId, id }: RunRecord, at: string): string[] {
  return [...answers].flatMap(([platform, answer]) =>
    answer.status === 'unavailable'
      ? []
      : answer.matches.slice(0, MATCHES_KEPT).map(({ post, similarity }) => {
          const counters = [post.views, post.likes, post.comments, post.shares]
          return tabSeparated([workspaceId, contentId, id, platform, post.content_id, at, similarity, ...counters])
        }),
  )
}
