import { setImmediate as breathe } from 'node:timers/promises'
import { tableOfRows } from '@trill/core/estimator'
import { forecastEarly } from '@trill/core/virality/early-virality'
import { listWorkspaces } from '../../platform/access/workspaces.ts'
import type { LiveModel } from '../../platform/models/live-models.ts'
import type { Platform } from '../../platform/platform.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import { liveModels } from './predict.ts'
import { readCreatorPosts, readPosts, readShares } from './read-posts.ts'
import {
  COLUMNS,
  type CreatorHistory,
  cascadeOf,
  creatorHistories,
  NODES_MIN,
  type PostRow,
  rowOf,
  type SharesRow,
  thresholdOf,
  type ViralityDocument,
} from './virality.ts'

/** Between two looks for posts that are over; milliseconds. */
const LOOK_EVERY = 600_000
const HORIZON_MILLISECONDS = 1000 * HORIZON_SECONDS
/** The oldest publication that a first look goes back to. */
const FIRST_LOOK = 86_400_000
/** Posts of one look, the newest of them: enough to tell calibration by. */
const POSTS_MAX = 2000

const FIND_CURSOR = 'SELECT published_until FROM virality_resolved WHERE workspace_id = $1'
const KEEP_CURSOR = `INSERT INTO virality_resolved (workspace_id, published_until) VALUES ($1, $2)
  ON CONFLICT (workspace_id) DO UPDATE SET published_until = excluded.published_until`

/**
 * Tells the registry what came of forecasts, so that their calibration is watched. A forecast is what the live version says of what was seen
 * up to its age, so it can be made again when the post is over; of posts that were over when a version went live nothing is told, since it
 * may have learned from them.
 */
export class Resolver {
  readonly #platform: Platform
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Looks now and then from then on. */
  begin(): void {
    this.#timer = setTimeout(() => void this.look().finally(() => this.#closing || this.begin()), LOOK_EVERY).unref()
  }

  /** Resolves when all posts that are over by now are told of. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look())
    return this.#looking
  }

  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    try {
      for (const { id } of await listWorkspaces(this.#platform.metadata)) if (!this.#closing) await this.#resolve(id)
    } catch (error) {
      this.#platform.logger.error({ err: error }, 'What came of forecasts could not be told; it is tried again')
    }
  }

  async #resolve(workspaceId: string): Promise<void> {
    const { metadata, events, consents, now } = this.#platform
    const live = [...(await liveModels(this.#platform, workspaceId)).values()]
    if (live.length === 0) return
    const last = now() - HORIZON_MILLISECONDS
    const { rows } = await metadata.query<{ published_until: Date }>(FIND_CURSOR, [workspaceId])
    const first = rows[0]?.published_until.getTime() ?? last - FIRST_LOOK
    const people = consents.guardOf(workspaceId)
    const found = await readPosts(events, { workspaceId, first, last, sizeMin: NODES_MIN, limit: POSTS_MAX })
    const posts = found.filter(({ creator_id }) => !(people?.hides(creator_id) ?? false))
    const shares = await readShares(events, workspaceId, posts)
    const historyOf = creatorHistories(await readCreatorPosts(events, workspaceId, posts))
    for (const model of live) {
      this.#tell(model, posts, shares, historyOf)
      await breathe()
    }
    await metadata.query(KEEP_CURSOR, [workspaceId, new Date(last)])
  }

  #tell(
    model: LiveModel,
    posts: readonly PostRow[],
    shares: ReadonlyMap<string, SharesRow>,
    historyOf: (post: PostRow) => CreatorHistory,
  ): void {
    const { model: trained, ...setting } = model.document as ViralityDocument
    const told = posts
      .filter(({ published }) => published + HORIZON_MILLISECONDS > model.promotedAt.getTime())
      .map((post) => ({ post, row: rowOf(post, cascadeOf(post, shares.get(post.content_id)), historyOf(post), setting) }))
      .flatMap(({ post, row }) => (row === null ? [] : [{ post, values: row.values }]))
    if (told.length === 0) return
    const { viral } = forecastEarly(
      trained,
      tableOfRows(
        COLUMNS,
        told.map(({ values }) => values),
      ),
    )
    const actual = Float64Array.from(told, ({ post }) => Number(post.size > thresholdOf(setting.thresholds, post)))
    this.#platform.models.resolve(model, viral, actual)
  }
}
