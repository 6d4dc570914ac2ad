import { readFileSync } from 'node:fs'
import type { PeerColumns } from '@trill/core/scores/calibrated-columns'
import type { EventStore } from '../../platform/clickhouse/event-store.ts'
import type { ColumnBlock, TextColumn } from '../../platform/clickhouse/native-blocks.ts'

const VIDEOS = readFileSync(new URL('videos.sql', import.meta.url), 'utf8')

/** Every video of a workspace as it was last observed, column by column. */
export interface VideoTable extends PeerColumns {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly observedAt: Float64Array
  /** Identifiers in the blocks in which they came. */
  readonly ids: readonly TextColumn[]
}

/** Reads what is to be scored: numbers go from the store into columns without a detour. */
export async function readVideos(events: EventStore, workspaceId: string): Promise<VideoTable> {
  const blocks: ColumnBlock[] = []
  for await (const block of events.columns(VIDEOS, { workspace_id: workspaceId })) blocks.push(block)
  const count = blocks.reduce((sum, { rows }) => sum + rows, 0)
  const column = (name: string) => joined(blocks, name, count)
  return {
    count,
    observedAt: column('observed_at_milliseconds'),
    views: column('views'),
    likes: column('likes'),
    comments: column('comments'),
    daysOld: column('days_old'),
    category: column('category'),
    followers: column('followers'),
    ids: blocks.map((block) => block.texts('content_id')),
  }
}

function joined(blocks: readonly ColumnBlock[], name: string, count: number): Float64Array {
  const all = new Float64Array(count)
  let place = 0
  for (const block of blocks) {
    all.set(block.numbers(name), place)
    place += block.rows
  }
  return all
}
