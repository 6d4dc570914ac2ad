import { listWorkspaces, type Workspace } from '../../platform/access/workspaces.ts'
import type { Platform } from '../../platform/platform.ts'
import { DAY_MILLISECONDS, gatherRows } from './gather.ts'
import { type EngagementModel, HORIZON_DAYS, probabilitiesOf } from './model.ts'
import { MODEL_NAME } from './trainer.ts'

/** Between two looks for days whose week is over; milliseconds. */
const LOOK_EVERY = 3_600_000

const FIND_CURSOR = 'SELECT resolved_until FROM engagement_predictions_resolved WHERE workspace_id = $1'
const KEEP_CURSOR = `INSERT INTO engagement_predictions_resolved (workspace_id, resolved_until) VALUES ($1, $2)
  ON CONFLICT (workspace_id) DO UPDATE SET resolved_until = excluded.resolved_until`

/**
 * Tells the registry what came of forecasts, so that their calibration is watched. Once a day it looks at people as of the same hour a week
 * ago: what the live version says of them is held against who was active since. Of days before a version went live nothing is told, since
 * it may have learned from them.
 */
export class Resolver {
  readonly #platform: Platform
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Looks now and then from then on. */
  begin(): void {
    this.#timer = setTimeout(() => void this.look().finally(() => this.#closing.signal.aborted || this.begin()), LOOK_EVERY).unref()
  }

  /** Resolves when every workspace’s latest day whose week is over is told of. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look())
    return this.#looking
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    try {
      for (const workspace of await listWorkspaces(this.#platform.metadata)) await this.#resolve(workspace)
    } catch (error) {
      if (this.#closing.signal.aborted) return
      this.#platform.logger.error({ err: error }, 'What came of forecasts could not be told; it is tried again')
    }
  }

  async #resolve({ id, time_zone }: Workspace): Promise<void> {
    const { models, metadata, now } = this.#platform
    const model = await models.live(id, MODEL_NAME)
    if (model === undefined || this.#closing.signal.aborted) return
    const asOf = now() - HORIZON_DAYS * DAY_MILLISECONDS
    const { rows } = await metadata.query<{ resolved_until: Date }>(FIND_CURSOR, [id])
    const earliest = (rows[0]?.resolved_until.getTime() ?? Number.NEGATIVE_INFINITY) + DAY_MILLISECONDS
    if (asOf < model.promotedAt.getTime() || asOf < earliest) return
    const asked = { workspaceId: id, timeZone: time_zone, seed: model.id, signal: this.#closing.signal }
    const { table, target } = await gatherRows(asked, asOf, this.#platform)
    if (target.length > 0) models.resolve(model, probabilitiesOf(model.document as EngagementModel, table), target)
    await metadata.query(KEEP_CURSOR, [id, new Date(asOf)])
  }
}
