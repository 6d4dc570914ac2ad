import type { Random } from '@trill/core/random/xoshiro256'
import { storeTime, tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import { type DemoContent, demoCatalogue } from './catalogue.ts'

const DAY = 86_400_000
export const SNAPSHOT_COLUMNS = [
  'workspace_id',
  'content_id',
  'observed_at',
  'platform',
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  'provenance',
  'received_at',
] as const

/** Counters of the channels’ posts, once a day from publication on: what a platform would have reported. TabSeparated. */
export function demoSnapshots(workspaceId: string, seed: Random, anchor: number): string {
  return demoCatalogue(seed.fork('catalogue'), anchor)
    .filter(({ home }) => home !== 'app')
    .map((content) => snapshotsOf(workspaceId, content, seed.fork(`snapshots ${content.id}`), anchor))
    .join('')
}

function snapshotsOf(workspaceId: string, { id, home, publishedAt, popularity }: DemoContent, random: Random, anchor: number): string {
  const reach = popularity * 9
  const rates = [
    0.06 + 0.05 * random.uniform(),
    0.004 + 0.006 * random.uniform(),
    0.005 + 0.01 * random.uniform(),
    0.006 + 0.01 * random.uniform(),
  ]
  let rows = ''
  for (let day = 0; publishedAt + day * DAY < anchor; day += 1) {
    const at = publishedAt + day * DAY
    const views = Math.round(reach * (1 - Math.exp(-day / 3.2)))
    const counters = [views, ...rates.map((rate) => Math.round(views * rate))]
    rows += tabSeparated([workspaceId, id, storeTime(at), home, ...counters, 'simulated', storeTime(anchor)])
  }
  return rows
}
