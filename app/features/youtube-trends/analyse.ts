import { readFileSync } from 'node:fs'
import { newsTiers } from '@trill/contract/platforms'
import { SCORE_VERSION } from '@trill/core/scores/score'
import { TITLE_MATCH_VERSION } from '@trill/core/text/title-match'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Analysis, type AskedPlatform, analysisOf, type PlatformAnswer, type ScoreOptions, UNAVAILABLE } from './platform-scores.ts'
import { type Matcher, subjectOf } from './post-index.ts'
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

const MATCHER_VERSIONS: Readonly<Record<Matcher, string>> = { stories: TITLE_MATCH_VERSION, published: SCORE_VERSION }

interface Video {
  readonly content_id: string
  readonly title: string
  readonly creator_name: string
}

/** A video with what the platforms said. */
interface Analysed extends Analysis {
  readonly contentId: string
  readonly keywords: readonly string[]
  readonly answers: ReadonlyMap<AskedPlatform, PlatformAnswer>
}

/** Asks the platforms about one video, or about the best of all; what is done stays when it is stopped, and is not done again. */
export async function analyse({ record, signal, onProgress }: Work, platform: Platform): Promise<void> {
  await platform.log.settle(SETTLE_MILLISECONDS)
  const tierOf = newsTiers(platform.config.newsSources)
  const source = await openPostSource(record.workspaceId, platform, { many: record.options.content_id === undefined })
  const only = record.options.content_id
  const { total, analysed } = only === undefined ? await sizeOf(record, platform) : { total: 1, analysed: 0 }
  let done = analysed
  onProgress(done, total)
  while (done < total && !signal.aborted) {
    const ids = only === undefined ? await nextVideos(record, Math.min(BATCH, total - done), platform) : [only]
    if (ids.length === 0) return
    const batch: Analysed[] = []
    for (const video of await videosOf(record.workspaceId, ids, platform)) {
      const one = await analyseVideo(video, { record, source, signal, tierOf })
      // What was broken off says nothing of the platforms.
      if (signal.aborted) break
      batch.push(one)
      onProgress(done + batch.length, total)
    }
    await store(batch, record, platform)
    done += batch.length
  }
}

interface Asking {
  readonly record: RunRecord
  readonly source: PostSource
  readonly signal: AbortSignal
  readonly tierOf: ScoreOptions['tierOf']
}

async function analyseVideo({ content_id, title, creator_name }: Video, { record, source, signal, tierOf }: Asking): Promise<Analysed> {
  const subject = subjectOf(title, creator_name, record.options.matcher ?? 'stories')
  const answers = await source.about(subject, signal)
  return { contentId: content_id, keywords: subject.keywords, answers, ...analysisOf(answers, { ...optionsOf(record), tierOf }) }
}

function optionsOf({ options }: RunRecord): Pick<ScoreOptions, 'version' | 'profile'> {
  return { version: options.version ?? '2.0', profile: options.profile ?? 'formula' }
}

function asked({ workspaceId, id }: RunRecord): QueryParameters {
  return { workspace_id: workspaceId, run_id: id, version: SCORE_VERSION }
}

async function sizeOf(record: RunRecord, { events }: Platform): Promise<{ total: number; analysed: number }> {
  const [size = { videos: 0, analysed: 0 }] = await events.rows<{ videos: number; analysed: number }>(RUN_SIZE, asked(record))
  return { total: Math.min(size.videos, VIDEOS_MAX), analysed: size.analysed }
}

async function nextVideos(record: RunRecord, limit: number, { events }: Platform): Promise<string[]> {
  return (await events.rows<{ content_id: string }>(NEXT_VIDEOS, { ...asked(record), limit })).map(({ content_id }) => content_id)
}

/** Videos in the order of the ids; what nobody described has no title. */
async function videosOf(workspaceId: string, ids: readonly string[], { events }: Platform): Promise<Video[]> {
  const rows = await events.rows<Video>(TITLES, { workspace_id: workspaceId, content_ids: ids })
  const known = new Map(rows.map((row) => [row.content_id, row]))
  return ids.map((content_id) => known.get(content_id) ?? { content_id, title: '', creator_name: '' })
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
  const matcher = record.options.matcher ?? 'stories'
  const stored = JSON.stringify({ components, platforms, matcher, matcher_version: MATCHER_VERSIONS[matcher] })
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
