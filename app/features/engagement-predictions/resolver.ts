import type { Workspace } from '../../platform/access/workspaces.ts'
import { OutcomeWatch } from '../../platform/models/outcome-watch.ts'
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
export function resolverOf(platform: Platform): OutcomeWatch {
  return new OutcomeWatch(platform, { every: LOOK_EVERY, resolve: (workspace, signal) => resolve(workspace, platform, signal) })
}

async function resolve({ id, time_zone }: Workspace, platform: Platform, signal: AbortSignal): Promise<void> {
  const { models, metadata, now } = platform
  const model = await models.live(id, MODEL_NAME)
  if (model === undefined) return
  const asOf = now() - HORIZON_DAYS * DAY_MILLISECONDS
  const { rows } = await metadata.query<{ resolved_until: Date }>(FIND_CURSOR, [id])
  const earliest = (rows[0]?.resolved_until.getTime() ?? Number.NEGATIVE_INFINITY) + DAY_MILLISECONDS
  if (asOf < model.promotedAt.getTime() || asOf < earliest) return
  const { table, target } = await gatherRows({ workspaceId: id, timeZone: time_zone, seed: model.id, signal }, asOf, platform)
  if (target.length > 0) models.resolve(model, probabilitiesOf(model.document as EngagementModel, table), target)
  await metadata.query(KEEP_CURSOR, [id, new Date(asOf)])
}
