import type { EventInput } from '@trill/contract/event'
import { createRandom } from '@trill/core/random/xoshiro256'
import type { Platform } from '../../platform/platform.ts'
import { demoEvents } from './events.ts'
import { demoSnapshots, SNAPSHOT_COLUMNS } from './snapshots.ts'

export const DEMO_WORKSPACE = 'demo'
const SEED = 'trill demo 1'
const BATCH = 1000

export interface LoadOptions {
  /** Events done and in all, events a second, seconds left. */
  readonly onProgress?: (done: number, total: number, ratePerSecond: number, secondsLeft: number) => void
}

/**
 * Loads the simulated demo into its workspace through the ingest path that real events take, once.
 * A load that was interrupted is repeated with the same anchor and seed: known message ids change nothing.
 * @returns the number of events sent; 0 when the demo was there.
 */
export async function loadDemo(platform: Platform, { onProgress }: LoadOptions = {}): Promise<{ events: number }> {
  const { metadata, now } = platform
  await metadata.query('INSERT INTO demo_loads (workspace_id, anchor, seed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    DEMO_WORKSPACE,
    new Date(now()),
    SEED,
  ])
  const { rows } = await metadata.query<{ anchor: Date; seed: string; finished_at: Date | null; time_zone: string }>(
    'SELECT anchor, seed, finished_at, time_zone FROM demo_loads JOIN workspaces ON workspaces.id = workspace_id WHERE workspace_id = $1',
    [DEMO_WORKSPACE],
  )
  const [load] = rows
  if (load === undefined || load.finished_at !== null) return { events: 0 }
  const options = { seed: createRandom(load.seed), anchor: load.anchor.getTime(), zoneMinutes: zoneMinutes(load.time_zone, load.anchor) }
  const total = count(demoEvents(options))
  const events = await send(platform, demoEvents(options), progressOf(total, now, onProgress))
  const body = Buffer.from(demoSnapshots(DEMO_WORKSPACE, options.seed, options.anchor))
  await platform.events.insertText({ table: 'content_snapshots', columns: SNAPSHOT_COLUMNS, body, token: `demo-${options.anchor}` })
  await platform.log.settle(30_000)
  await metadata.query('UPDATE demo_loads SET finished_at = $2 WHERE workspace_id = $1', [DEMO_WORKSPACE, new Date(now())])
  return { events }
}

async function send(platform: Platform, events: Iterable<EventInput>, onDone: (done: number) => void): Promise<number> {
  let done = 0
  for (const batch of batches(events)) {
    const { entry, refused } = platform.ingest.judge(batch, {
      endpoint: 'events',
      workspaceId: DEMO_WORKSPACE,
      receivedAt: platform.now(),
      provenance: 'simulated',
    })
    if (refused[0] !== undefined) throw new Error(`The demo made an event that ingest refuses: ${refused[0].message}`)
    await platform.log.append(entry)
    done += batch.length
    onDone(done)
  }
  return done
}

function* batches(events: Iterable<EventInput>): Generator<EventInput[]> {
  let batch: EventInput[] = []
  for (const event of events) {
    batch.push(event)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function count(events: Iterable<unknown>): number {
  let n = 0
  for (const _ of events) n += 1
  return n
}

function progressOf(total: number, now: () => number, onProgress: LoadOptions['onProgress']): (done: number) => void {
  const started = now()
  return (done) => {
    const rate = done / Math.max((now() - started) / 1000, 0.001)
    onProgress?.(done, total, rate, (total - done) / rate)
  }
}

/** Minutes that a zone’s clocks are ahead of UTC at a time. */
function zoneMinutes(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  if (hours === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
