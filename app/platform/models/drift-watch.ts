import { Gauge } from 'prom-client'
import type { Platform } from '../platform.ts'
import { recordDecision } from './decisions.ts'
import { type DriftReport, driftOf, driftText } from './drift-report.ts'
import { type ModelAddress, TRILL } from './model-record.ts'
import { readReference } from './registry.ts'
import type { ModelTask } from './trainer.ts'

/** A live version, and what was found the last time. */
interface Watched extends ModelAddress {
  readonly id: string
  readonly version: number
  readonly task: ModelTask
  readonly before: DriftReport['state'] | null
}

const LIVE = `SELECT m.id::text AS id, m.workspace_id AS "workspaceId", m.name, m.version, m.task, d.state AS before
  FROM models m LEFT JOIN models_drift d ON d.model_id = m.id WHERE m.state = 'live' ORDER BY m.workspace_id, m.name`
const KEEP = `INSERT INTO models_drift (model_id, checked_at, state, report) SELECT id, $2, $3, $4 FROM models WHERE id = $1
  ON CONFLICT (model_id) DO UPDATE SET checked_at = excluded.checked_at, state = excluded.state, report = excluded.report`
const LAST = `SELECT m.version, d.checked_at AS "checkedAt", d.report FROM models m JOIN models_drift d ON d.model_id = m.id
  WHERE m.workspace_id = $1 AND m.name = $2 AND m.state = 'live'`
const STATES = `SELECT m.name, d.state FROM models m JOIN models_drift d ON d.model_id = m.id WHERE m.workspace_id = $1 AND m.state = 'live'`

/** What the last look at a live version found. */
export interface DriftCheck {
  readonly version: number
  readonly checkedAt: Date
  readonly report: DriftReport
}

/** Holds what live versions are given now against what they learned from; where it has moved too far, that is said and learning asked for. */
export class DriftWatch {
  readonly #platform: Platform
  readonly #drifted: Gauge

  constructor(platform: Platform) {
    this.#platform = platform
    this.#drifted = new Gauge({
      name: 'trill_models_drifted',
      help: 'Live models whose inputs or calibration have moved beyond the limits',
      registers: [platform.measurements.registry],
    })
  }

  /** Looks at every live version. */
  async look(): Promise<void> {
    const { rows } = await this.#platform.metadata.query<Watched>(LIVE)
    let drifted = 0
    for (const watched of rows) if ((await this.#lookAt(watched)) === 'drifted') drifted += 1
    this.#drifted.set(drifted)
  }

  async #lookAt(watched: Watched): Promise<DriftReport['state']> {
    const { metadata, models, now, logger } = this.#platform
    const reference = await readReference(metadata, watched.id)
    if (reference === undefined) return 'insufficient_data'
    const report = driftOf(reference, await models.observations.lately(watched.id), watched.task)
    await metadata.query(KEEP, [watched.id, new Date(now()).toISOString(), report.state, report])
    const { workspaceId, name, version, before } = watched
    if (report.state === 'drifted')
      logger.warn({ workspace: workspaceId, model: name, version }, `A model has drifted. ${driftText(report)}`)
    if (report.state === 'drifted' && before !== 'drifted')
      await this.#say(watched, 'drift_found', `${driftText(report)} Learning anew is asked for.`)
    if (report.state === 'stable' && before === 'drifted') await this.#say(watched, 'drift_over', driftText(report))
    if (report.state === 'drifted') await models.trainBecauseOfDrift(watched)
    return report.state
  }

  async #say(watched: Watched, kind: 'drift_found' | 'drift_over', why: string): Promise<void> {
    const { metadata, now } = this.#platform
    await recordDecision(metadata, watched, { kind, version: watched.version, why, figures: null }, { by: TRILL, now: now() })
  }
}

/** What was found last of the live version; undefined where nothing was looked at yet. */
export async function lastDrift({ metadata }: Platform, { workspaceId, name }: ModelAddress): Promise<DriftCheck | undefined> {
  return (await metadata.query<DriftCheck>(LAST, [workspaceId, name])).rows[0]
}

/** Of each live version of a workspace what was found last. */
export async function driftStates({ metadata }: Platform, workspaceId: string): Promise<ReadonlyMap<string, DriftReport['state']>> {
  const { rows } = await metadata.query<{ name: string; state: DriftReport['state'] }>(STATES, [workspaceId])
  return new Map(rows.map(({ name, state }) => [name, state]))
}
