import { setImmediate as breathe } from 'node:timers/promises'
import { tableOfRows } from '@trill/core/estimator'
import { adaptEarly } from '@trill/core/virality/adaptive-interval'
import { forecastEarly } from '@trill/core/virality/early-virality'
import type { Workspace } from '../../platform/access/workspaces.ts'
import type { LiveModel } from '../../platform/models/live-models.ts'
import { OutcomeWatch } from '../../platform/models/outcome-watch.ts'
import type { Platform } from '../../platform/platform.ts'
import { adaptedOf, keepAdapted } from './adapted.ts'
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
 * Tells the registry what came of forecasts, so that their calibration is watched, and draws intervals of sizes as wide as posts show that
 * they have to be. A forecast is what the live version says of what was seen up to its age, so it can be made again when the post is over; of
 * posts that were over when a version went live nothing is told, since it may have learned from them.
 */
export function resolverOf(platform: Platform): OutcomeWatch {
  return new OutcomeWatch(platform, { every: LOOK_EVERY, resolve: ({ id }: Workspace) => resolve(id, platform) })
}

async function resolve(workspaceId: string, platform: Platform): Promise<void> {
  const { metadata, events, consents, now } = platform
  const live = [...(await liveModels(platform, workspaceId)).values()]
  if (live.length === 0) return
  const last = now() - HORIZON_MILLISECONDS
  const { rows } = await metadata.query<{ published_until: Date }>(FIND_CURSOR, [workspaceId])
  const untold = rows[0]?.published_until.getTime() ?? last - FIRST_LOOK
  const first = Math.min(untold, ...live.map((model) => adaptedOf(model, firstOf(model)).until))
  const people = consents.guardOf(workspaceId)
  const found = await readPosts(events, { workspaceId, first, last, sizeMin: NODES_MIN, limit: POSTS_MAX })
  const posts = found.filter(({ creator_id }) => !(people?.hides(creator_id) ?? false)).reverse()
  const shares = await readShares(events, workspaceId, posts)
  const historyOf = creatorHistories(await readCreatorPosts(events, workspaceId, posts))
  for (const model of live) {
    const over = rowsSince(model, { posts, shares, historyOf })
    tell(
      model,
      over.filter(({ post }) => post.published >= untold),
      platform,
    )
    adapt(model, over, last)
    await breathe()
  }
  await metadata.query(KEEP_CURSOR, [workspaceId, new Date(last)])
}

/** Posts published before were over when the version went live. */
function firstOf({ promotedAt }: LiveModel): number {
  return promotedAt.getTime() - HORIZON_MILLISECONDS
}

interface Over {
  readonly post: PostRow
  readonly values: readonly number[]
}

interface Resolved {
  /** The oldest first. */
  readonly posts: readonly PostRow[]
  readonly shares: ReadonlyMap<string, SharesRow>
  readonly historyOf: (post: PostRow) => CreatorHistory
}

function rowsSince(model: LiveModel, { posts, shares, historyOf }: Resolved): Over[] {
  const document = model.document as ViralityDocument
  return posts
    .filter(({ published }) => published > firstOf(model))
    .map((post) => ({ post, row: rowOf(post, cascadeOf(post, shares.get(post.content_id)), historyOf(post), document) }))
    .flatMap(({ post, row }) => (row === null ? [] : [{ post, values: row.values }]))
}

function tell(model: LiveModel, over: readonly Over[], { models }: Platform): void {
  if (over.length === 0) return
  const { model: trained, thresholds } = model.document as ViralityDocument
  const { viral } = forecastEarly(trained, tableOf(over))
  const actual = Float64Array.from(over, ({ post }) => Number(post.size > thresholdOf(thresholds, post)))
  models.resolve(model, viral, actual)
}

function adapt(model: LiveModel, over: readonly Over[], last: number): void {
  const { state, until } = adaptedOf(model, firstOf(model))
  const fresh = over.filter(({ post }) => post.published >= until)
  const sizes = Float64Array.from(fresh, ({ post }) => post.size)
  const { model: trained } = model.document as ViralityDocument
  const next = fresh.length === 0 ? state : adaptEarly(trained, tableOf(fresh), sizes, state)
  keepAdapted(model, { state: next, until: last })
}

function tableOf(over: readonly Over[]) {
  return tableOfRows(
    COLUMNS,
    over.map(({ values }) => values),
  )
}
