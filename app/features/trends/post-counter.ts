import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { listWorkspaces } from '../../platform/access/workspaces.ts'
import { tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import { type Change, type CountedRow, changesOf, type Description } from './counted-terms.ts'

/** Between two looks for new posts; milliseconds. */
const LOOK_EVERY = 30_000
/** Posts at a time. */
const BATCH = 1000
/** The last so many seconds of the queue are read again: what was stored later may bear an earlier time. */
const AGAIN_SECONDS = 30

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const ARRIVALS = sql('arrivals')
const DESCRIBED = sql('described')
const COUNTED = sql('counted')
const COLUMNS = ['workspace_id', 'content_id', 'kind', 'term', 'platform', 'category', 'creator', 'hour', 'sign'] as const

const FIND_CURSOR = 'SELECT arrived_at, content_id FROM trends_cursors WHERE workspace_id = $1'
const KEEP_CURSOR = `INSERT INTO trends_cursors (workspace_id, arrived_at, content_id, counted_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (workspace_id) DO UPDATE SET arrived_at = excluded.arrived_at, content_id = excluded.content_id, counted_at = excluded.counted_at`

interface Place {
  /** Milliseconds since 1970, on the event store’s clock. */
  readonly arrived: number
  readonly contentId: string
}

/**
 * Counts posts by hashtag and topic as they come, batch by batch along the queue of arrivals. What a batch adds is the difference between
 * what its posts are and what is counted of them, so that a batch that is done again after a crash adds nothing.
 */
export class PostCounter {
  readonly #platform: Platform
  readonly #working = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Looks for new posts now and from then on. */
  begin(): void {
    if (this.#closing) return
    this.#looking = this.#look().finally(() => {
      if (this.#closing) return
      this.#timer = setTimeout(() => this.begin(), LOOK_EVERY)
      this.#timer.unref()
    })
  }

  /** Resolves when all posts of a workspace that are stored now are counted, or after so many milliseconds. False when some are left. */
  async catchUp(workspaceId: string, patienceMilliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patienceMilliseconds)
    })
    try {
      // A pass that is under way may have read past what came since.
      const pass = (this.#working.get(workspaceId) ?? Promise.resolve()).catch(() => undefined).then(() => this.#count(workspaceId))
      return await Promise.race([pass.then(() => true), patience])
    } finally {
      clearTimeout(timer)
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#looking
    await Promise.allSettled(this.#working.values())
  }

  async #look(): Promise<void> {
    try {
      for (const { id } of await listWorkspaces(this.#platform.metadata)) if (!this.#closing) await this.#count(id)
    } catch (error) {
      this.#platform.logger.error({ err: error }, 'New posts could not be counted by topic; it is tried again')
    }
  }

  /** One pass of a workspace at a time: two would both add the same difference. */
  #count(workspaceId: string): Promise<void> {
    const working = this.#working.get(workspaceId)
    if (working !== undefined) return working
    const pass = this.#pass(workspaceId).finally(() => this.#working.delete(workspaceId))
    this.#working.set(workspaceId, pass)
    return pass
  }

  async #pass(workspaceId: string): Promise<void> {
    const cursor = await this.#cursor(workspaceId)
    let place: Place = { arrived: 0, contentId: '' }
    while (!this.#closing) {
      const arrivals = await this.#arrivals(workspaceId, cursor, place)
      const last = arrivals.at(-1)
      if (last === undefined) return
      await this.#countBatch(workspaceId, [...new Set(arrivals.map(({ content_id }) => content_id))])
      place = { arrived: last.arrived_milliseconds, contentId: last.content_id }
      if (isBehind(cursor, place)) await this.#keep(workspaceId, place)
      if (arrivals.length < BATCH) return
      await breathe()
    }
  }

  #arrivals(workspaceId: string, cursor: Place, place: Place) {
    return this.#platform.events.rows<{ arrived_milliseconds: number; content_id: string }>(ARRIVALS, {
      workspace_id: workspaceId,
      after_milliseconds: cursor.arrived,
      after_id: cursor.contentId,
      again_seconds: AGAIN_SECONDS,
      first_milliseconds: place.arrived,
      first_id: place.contentId,
      limit: BATCH,
    })
  }

  async #countBatch(workspaceId: string, content_ids: readonly string[]): Promise<void> {
    const { events } = this.#platform
    const parameters = { workspace_id: workspaceId, content_ids }
    const [descriptions, counted] = await Promise.all([
      events.rows<Description>(DESCRIBED, parameters),
      events.rows<CountedRow>(COUNTED, parameters, { maxRows: BATCH * 200 }),
    ])
    const changes = changesOf(descriptions, counted, content_ids)
    if (changes.length === 0) return
    const body = Buffer.from(changes.map((change) => rowOf(workspaceId, change)).join(''))
    // A token of its own: the same difference may come again later, and is no repeat then.
    await events.insertText({ table: 'trends_posts', columns: COLUMNS, body, token: randomUUID() })
  }

  async #cursor(workspaceId: string): Promise<Place> {
    const { rows } = await this.#platform.metadata.query<{ arrived_at: string | number; content_id: string }>(FIND_CURSOR, [workspaceId])
    const [found] = rows
    return found === undefined ? { arrived: 0, contentId: '' } : { arrived: Number(found.arrived_at), contentId: found.content_id }
  }

  async #keep(workspaceId: string, { arrived, contentId }: Place): Promise<void> {
    const { metadata, now } = this.#platform
    await metadata.query(KEEP_CURSOR, [workspaceId, arrived, contentId, new Date(now()).toISOString()])
  }
}

function isBehind(one: Place, other: Place): boolean {
  return one.arrived < other.arrived || (one.arrived === other.arrived && one.contentId < other.contentId)
}

function rowOf(workspaceId: string, { content_id, kind, term, platform, category, creator, hour_seconds, sign }: Change): string {
  return tabSeparated([workspaceId, content_id, kind, term, platform, category, creator, hour_seconds, sign])
}

const COUNTERS = new WeakMap<Platform, PostCounter>()

/** The one counter of a platform: its routes wait for it, its start and end are the feature’s. */
export function counterOf(platform: Platform): PostCounter {
  const known = COUNTERS.get(platform)
  if (known !== undefined) return known
  const counter = new PostCounter(platform)
  COUNTERS.set(platform, counter)
  return counter
}
