import { poisson } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { DemoContent } from './catalogue.ts'
import { type DemoOptions, demoWorld } from './events.ts'

const DAY = 86_400_000
export const SNAPSHOT_COLUMNS = [
  'workspace_id',
  'content_id',
  'observed_at',
  'platform',
  'views',
  'likes',
  'shares',
  'provenance',
  'received_at',
] as const
/** What each platform reports: views of a median post after weeks, and likes and shares for each view; null is not reported. */
const REPORTS = {
  tiktok: { views: 520, likes: 0.11, shares: 0.012 },
  youtube: { views: 300, likes: 0.045, shares: null },
} as const

/**
 * Counters of the channels’ posts, once a day from publication on: what a platform would have reported. TabSeparated.
 * Comments are not among them: they arrive one by one, as events, and would count twice.
 */
export function demoSnapshots(workspaceId: string, options: DemoOptions): string {
  const { root, contents } = demoWorld(options)
  return contents.map((content) => snapshotsOf(workspaceId, content, root.fork(`snapshots ${content.id}`), options.anchor)).join('')
}

function snapshotsOf(workspaceId: string, content: DemoContent, random: Random, anchor: number): string {
  const { id, home, publishedAt, appeal, quality } = content
  if (home !== 'tiktok' && home !== 'youtube') return ''
  const report = REPORTS[home]
  let [views, likes, shares] = [0, 0, 0]
  let rows = ''
  for (let day = 0; publishedAt + day * DAY < anchor; day += 1) {
    if (day > 0) {
      const newViews = poisson(random, report.views * appeal * (0.3 * Math.exp(-day / 3) + 0.004))
      views += newViews
      likes += poisson(random, newViews * report.likes * quality)
      shares += poisson(random, newViews * (report.shares ?? 0))
    }
    const at = storeTime(publishedAt + day * DAY)
    rows += tabSeparated([workspaceId, id, at, home, views, likes, report.shares === null ? null : shares, 'simulated', storeTime(anchor)])
  }
  return rows
}
