import { Gauge } from 'prom-client'
import type { Platform } from '../platform.ts'
import { recordDecision } from './decisions.ts'
import { DRIFT_LIMITS, type DriftReport, driftOf, driftText } from './drift-report.ts'
import { type ModelAddress, TRILL } from './model-record.ts'
import { predictIfPossible } from './predictions.ts'
import { readReference } from './registry.ts'
import type { Samples } from './samples.ts'
import type { ModelTask, TrainingContext } from './trainer.ts'

/** Between two looks at the newest rows whose outcome is known; milliseconds. */
const OUTCOMES_MILLISECONDS = 24 * 3_600_000
/** Newest rows that calibration is told from. */
const OUTCOMES_MAX = 2000
/** Longest wait for them; milliseconds. */
const PATIENCE_MILLISECONDS = 120_000

const ASKED = ['It learns anew a day after it did last.', 'Learning anew is asked for.'] as const

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

type ContextFor = (workspaceId: string, seed: string, signal: AbortSignal) => TrainingContext

/** Holds what live versions are given now against what they learned from; where it has moved too far, that is said and learning asked for. */
export class DriftWatch {
  readonly #platform: Platform
  readonly #contextFor: ContextFor
  readonly #drifted: Gauge
  /** Of each live version its forecasts of the newest rows whose outcome is known, and when they were made. */
  readonly #outcomes = new Map<string, { readonly at: number; readonly resolved: Samples['resolved'] }>()

  constructor(platform: Platform, contextFor: ContextFor) {
    this.#platform = platform
    this.#contextFor = contextFor
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
    const live = new Set(rows.map(({ id }) => id))
    for (const id of this.#outcomes.keys()) if (!live.has(id)) this.#outcomes.delete(id)
  }

  async #lookAt(watched: Watched): Promise<DriftReport['state']> {
    const { metadata, models, now, logger } = this.#platform
    const reference = await readReference(metadata, watched.id)
    if (reference === undefined) return 'insufficient_data'
    const seen = await models.observations.lately(watched.id)
    const resolved = seen.resolved.rows >= DRIFT_LIMITS.resolved ? seen.resolved : ((await this.#newestOutcomes(watched)) ?? seen.resolved)
    const report = driftOf(reference, { ...seen, resolved }, watched.task)
    await metadata.query(KEEP, [watched.id, new Date(now()).toISOString(), report.state, report])
    const { workspaceId, name, version, before } = watched
    if (report.state === 'drifted')
      logger.warn({ workspace: workspaceId, model: name, version }, `A model has drifted. ${driftText(report)}`)
    const asked = report.state === 'drifted' && (await models.trainBecauseOfDrift(watched))
    if (report.state === 'drifted' && before !== 'drifted')
      await this.#say(watched, 'drift_found', `${driftText(report)} ${ASKED[asked ? 1 : 0]}`)
    if (report.state === 'stable' && before === 'drifted') await this.#say(watched, 'drift_over', driftText(report))
    return report.state
  }

  /** Where no feature hands outcomes over: those of the newest rows, which a live version did not learn from. Read once a day. */
  async #newestOutcomes({ id, workspaceId, name, task }: Watched): Promise<Samples['resolved'] | undefined> {
    const { models, now, logger } = this.#platform
    const [known, trainer, live] = [this.#outcomes.get(id), models.trainerOf(name), await models.live(workspaceId, name)]
    if (known !== undefined && now() - known.at < OUTCOMES_MILLISECONDS) return known.resolved
    if (trainer === undefined || live?.id !== id || task !== 'binary') return undefined
    try {
      const holdOut = await trainer.holdOut(this.#contextFor(workspaceId, `outcomes ${id}`, AbortSignal.timeout(PATIENCE_MILLISECONDS)))
      const predicted = holdOut.status === 'hold_out' ? await predictIfPossible(trainer, live, holdOut.table) : undefined
      const pairs = holdOut.status === 'hold_out' && predicted ? pairsOf(predicted, holdOut.actual) : []
      const resolved = { rows: pairs.length, pairs }
      this.#outcomes.set(id, { at: now(), resolved })
      return resolved
    } catch (error) {
      logger.warn({ err: error, model: name }, 'The newest outcomes could not be read; calibration is not looked at')
      return undefined
    }
  }

  async #say(watched: Watched, kind: 'drift_found' | 'drift_over', why: string): Promise<void> {
    const { metadata, now } = this.#platform
    await recordDecision(metadata, watched, { kind, version: watched.version, why, figures: null }, { by: TRILL, now: now() })
  }
}

function pairsOf(predicted: Float64Array, actual: Float64Array): (readonly [number, number])[] {
  const from = Math.max(0, predicted.length - OUTCOMES_MAX)
  return Array.from(predicted.subarray(from), (probability, index) => [probability, actual[from + index] as number])
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
