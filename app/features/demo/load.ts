import type { EventInput } from '@trill/contract/event'
import { createPopulation } from '@trill/core/population/population'
import { writeCustomers } from '../../platform/customers/customer-writer.ts'
import { publishCustomers } from '../../platform/customers/publish.ts'
import { simulatedCustomers } from '../../platform/customers/simulated.ts'
import type { Platform } from '../../platform/platform.ts'
import { type DemoOptions, demoEvents } from './events.ts'
import { demoFeedShares } from './feed-shares.ts'
import { demoPosts, POST_COLUMNS, REPORT_COLUMNS } from './posts.ts'
import { demoSnapshots, SNAPSHOT_COLUMNS } from './snapshots.ts'

export const DEMO_WORKSPACE = 'demo'
const SEED = 'trill demo 1'
const BATCH = 1000
/** Longest wait for the last events to be visible; milliseconds. They are durable before. */
const SETTLE = 30_000
/** Customers of the demo, and what they are drawn from. */
const CUSTOMERS = 1200
const CUSTOMERS_SEED = 1

export interface LoadOptions {
  /** Events done and in all, events a second, seconds left. */
  readonly onProgress?: (done: number, total: number, ratePerSecond: number, secondsLeft: number) => void
  /** Stops between two batches; the next start goes on. */
  readonly signal?: AbortSignal
}

/** A load that is not finished. `repeated` when an earlier one was interrupted. */
interface OpenLoad extends DemoOptions {
  readonly repeated: boolean
}

/**
 * Loads the simulated demo into its workspace through the ingest path that real events take, once.
 * A load that was interrupted is repeated with the same anchor and seed: known message ids change nothing.
 * @returns the number of events sent; 0 when the demo was there.
 * @throws the signal’s reason when it is aborted.
 */
export async function loadDemo(platform: Platform, { onProgress, signal }: LoadOptions = {}): Promise<{ events: number }> {
  const load = await openLoad(platform)
  if (load === undefined) return { events: 0 }
  const total = count(everything(load))
  const onDone = progressOf(total, platform.now, onProgress)
  for (const batch of batches(everything(load))) {
    signal?.throwIfAborted()
    await send(platform, batch, load.repeated)
    onDone(batch.length)
  }
  const body = Buffer.from(demoSnapshots(DEMO_WORKSPACE, load))
  await platform.events.insertText({ table: 'content_snapshots', columns: SNAPSHOT_COLUMNS, body, token: `demo-${load.anchor}` })
  const { posts, reports } = demoPosts(DEMO_WORKSPACE, load)
  await platform.events.insertText({
    table: 'content',
    columns: POST_COLUMNS,
    body: Buffer.from(posts),
    token: `demo-posts-${load.anchor}`,
  })
  const counters = { table: 'content_snapshots', columns: REPORT_COLUMNS, body: Buffer.from(reports), token: `demo-reports-${load.anchor}` }
  await platform.events.insertText(counters)
  await sendCustomers(platform, load)
  await platform.log.settle(SETTLE)
  const finished = 'UPDATE demo_loads SET finished_at = $2 WHERE workspace_id = $1'
  await platform.metadata.query(finished, [DEMO_WORKSPACE, new Date(platform.now())])
  return { events: total }
}

/** A table of customers of the day on which the demo began. */
async function sendCustomers(platform: Platform, { anchor }: OpenLoad): Promise<void> {
  const observedOn = new Date(anchor).toISOString().slice(0, 10)
  const load = { workspaceId: DEMO_WORKSPACE, provenance: 'simulated', observedOn, loadId: 'demo', loadedAt: anchor } as const
  const population = createPopulation(CUSTOMERS_SEED, CUSTOMERS)
  for (let index = 0; index < population.blocks; index += 1)
    await writeCustomers(platform, load, index, simulatedCustomers(CUSTOMERS_SEED, population.block(index)))
  await publishCustomers(platform, load)
}

/** Notes when the demo begins, or finds what an earlier start noted; undefined when there is nothing to do. */
async function openLoad({ metadata, now }: Platform): Promise<OpenLoad | undefined> {
  const begun = await metadata.query('INSERT INTO demo_loads (workspace_id, anchor, seed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    DEMO_WORKSPACE,
    new Date(now()),
    SEED,
  ])
  const { rows } = await metadata.query<{ anchor: Date; seed: string; finished_at: Date | null; time_zone: string }>(
    'SELECT anchor, seed, finished_at, time_zone FROM demo_loads JOIN workspaces ON workspaces.id = workspace_id WHERE workspace_id = $1',
    [DEMO_WORKSPACE],
  )
  const [load] = rows
  if (load === undefined || load.finished_at !== null) return undefined
  return { seed: load.seed, anchor: load.anchor.getTime(), timeZone: load.time_zone, repeated: begun.rowCount === 0 }
}

/** Ids of a repeated load are looked up however old: the interruption may have lasted for weeks. */
async function send({ ingest, log, now }: Platform, batch: readonly EventInput[], repeated: boolean): Promise<void> {
  const { entry, refused } = ingest.judge(batch, {
    endpoint: 'events',
    workspaceId: DEMO_WORKSPACE,
    receivedAt: now(),
    provenance: 'simulated',
    exact: repeated,
  })
  if (refused[0] !== undefined) throw new Error(`The demo made an event that ingest refuses: ${refused[0].message}`)
  await log.append(entry)
}

/** The life of the app, and how posts beside it are passed on. */
function* everything(load: DemoOptions): Generator<EventInput> {
  yield* demoEvents(load)
  yield* demoFeedShares(load)
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

function progressOf(total: number, now: () => number, onProgress: LoadOptions['onProgress']): (more: number) => void {
  const started = now()
  let done = 0
  return (more) => {
    done += more
    const rate = done / Math.max((now() - started) / 1000, 0.001)
    onProgress?.(done, total, rate, (total - done) / rate)
  }
}
