import { setImmediate as breathe } from 'node:timers/promises'
import { CALIBRATION_VERSION, type CalibratedColumns, calibrationSteps, PEER_GROUPS } from '@trill/core/scores/calibrated-columns'
import { SCORE_VERSION } from '@trill/core/scores/score'
import { scoreVideos, type VideoScoreColumns } from '@trill/core/scores/video-columns'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import { readVideos, type VideoTable } from './video-table.ts'

const COLUMNS = [
  'workspace_id',
  'version',
  'content_id',
  'scored_at',
  'observed_at',
  'views',
  'likes',
  'comments',
  'days_old',
  'viral',
  'engagement_percent',
  'views_per_day',
  'calibrated_version',
  'calibrated',
  'calibrated_lower',
  'calibrated_upper',
  'engagement_percentile',
  'velocity_percentile',
  'shrunk_rate',
  'sample',
  'peers',
]
/** Rows of one insert. */
const BLOCK = 20_000

export interface Detection {
  readonly workspaceId: string
  readonly runId: string
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

/** Scores every video of a workspace as it was last observed, and stores the scores. What was stored before it is stopped stays. */
export async function detect({ workspaceId, runId, signal, onProgress }: Detection, { events, now }: Platform): Promise<void> {
  const videos = await readVideos(events, workspaceId)
  onProgress(0, videos.count)
  const scores = scoreVideos(videos)
  const calibrated = await calibrate(videos, signal)
  if (calibrated === undefined) return
  const scoredAt = storeTime(now())
  let done = 0
  for (const ids of videos.ids) {
    for (let start = 0; start < ids.length && !signal.aborted; start += BLOCK) {
      const count = Math.min(BLOCK, ids.length - start)
      const rows = Array.from({ length: count }, (_, n) =>
        tabSeparated([workspaceId, SCORE_VERSION, ids.at(start + n), scoredAt, ...valuesOf(done + n, videos, scores, calibrated)]),
      )
      const body = Buffer.from(rows.join(''))
      await events.insertText({ table: 'youtube_trends_scores', columns: COLUMNS, body, token: `${runId}-${scoredAt}-${done}` })
      done += count
      onProgress(done, videos.count)
    }
  }
}

/** Group by group, so that requests are answered in between; undefined when it was stopped. */
async function calibrate(videos: VideoTable, signal: AbortSignal): Promise<CalibratedColumns | undefined> {
  const steps = calibrationSteps(videos)
  for (let step = steps.next(); !signal.aborted; step = steps.next()) {
    if (step.done === true) return step.value
    await breathe()
  }
  return undefined
}

function valuesOf(i: number, videos: VideoTable, scores: VideoScoreColumns, calibrated: CalibratedColumns): (string | number | null)[] {
  return [
    storeTime(videos.observedAt[i] as number),
    videos.views[i] as number,
    known(videos.likes[i]),
    known(videos.comments[i]),
    known(videos.daysOld[i]),
    scores.score[i] as number,
    scores.engagementPercent[i] as number,
    known(scores.viewsPerDay[i]),
    CALIBRATION_VERSION,
    known(calibrated.score[i]),
    known(calibrated.lower[i]),
    known(calibrated.upper[i]),
    known(calibrated.engagementPercentile[i]),
    known(calibrated.velocityPercentile[i]),
    known(calibrated.shrunkRate[i]),
    calibrated.sample[i] as number,
    PEER_GROUPS[calibrated.peers[i] as number] ?? 'none',
  ]
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
