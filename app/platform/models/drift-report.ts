import { type CalibrationDrift, calibrationDrift } from '@trill/core/drift/calibration-drift'
import { kolmogorovSmirnov } from '@trill/core/drift/kolmogorov-smirnov'
import { type Stability, stabilityOf } from '@trill/core/drift/population-stability'
import type { ColumnReference, Reference } from './reference.ts'
import { type ColumnSample, NO_SAMPLE, type Samples } from './samples.ts'
import type { ModelTask } from './trainer.ts'

/** From where on a column has drifted: the index is above its limit, and the distance or the missing values say so too. */
export const DRIFT_LIMITS = {
  /** Rows seen, below which nothing is said. */
  rows: 200,
  /** Population stability index. */
  stabilityIndex: 0.25,
  /** The index must also be so many times what chance alone would give: passed by chance about once in a thousand. */
  timesChance: 3,
  /** Distance of Kolmogorov and Smirnov. */
  distance: 0.1,
  /** Change of the share of rows without a value. */
  missing: 0.1,
  /** Resolved rows, below which nothing is said of calibration. */
  resolved: 100,
  /** Chance of being so far off by chance, asked again and again. */
  pValue: 0.001,
  /** Distance of the mean forecast from what came true. */
  calibration: 0.05,
} as const

export interface ColumnDrift {
  readonly name: string
  readonly stability: Stability
  /** Null where one side has no value at all. */
  readonly distance: number | null
  readonly missingBefore: number
  readonly missingNow: number
  readonly drifted: boolean
}

export interface DriftReport {
  readonly state: 'stable' | 'drifted' | 'insufficient_data'
  readonly rows: number
  readonly needed: number
  /** Those that moved most first; empty with too few rows. */
  readonly features: readonly ColumnDrift[]
  readonly predictions: ColumnDrift | null
  /** Null with too few resolved rows, and for models of numbers. */
  readonly calibration: (CalibrationDrift & { readonly drifted: boolean }) | null
  readonly resolved: number
  readonly resolvedNeeded: number
}

/** Holds what a model is given now against what it learned from. */
export function driftOf({ features, predictions }: Reference, seen: Samples, task: ModelTask): DriftReport {
  const { rows } = seen.predictions
  const enough = rows >= DRIFT_LIMITS.rows
  const absent = { ...NO_SAMPLE, rows, missing: rows }
  const columns = enough ? features.map((reference) => columnDrift(reference, seen.features[reference.name] ?? absent)) : []
  const forecast = enough ? columnDrift(predictions, seen.predictions) : null
  const calibration = task === 'binary' && seen.resolved.rows >= DRIFT_LIMITS.resolved ? calibrationOf(seen.resolved.pairs) : null
  const drifted = columns.some((column) => column.drifted) || forecast?.drifted === true || calibration?.drifted === true
  return {
    state: drifted ? 'drifted' : enough ? 'stable' : 'insufficient_data',
    rows,
    needed: DRIFT_LIMITS.rows,
    features: columns.sort((a, b) => b.stability.index - a.stability.index),
    predictions: forecast,
    calibration,
    resolved: seen.resolved.rows,
    resolvedNeeded: DRIFT_LIMITS.resolved,
  }
}

/** What has drifted, in a sentence. */
export function driftText({ features, predictions, calibration }: DriftReport): string {
  const columns = [...features, ...(predictions === null ? [] : [predictions])].filter(({ drifted }) => drifted)
  const named = columns.slice(0, 5).map(({ name, stability }) => `${name} (stability index ${stability.index.toFixed(2)})`)
  const more = columns.length > named.length ? ` and ${columns.length - named.length} more` : ''
  const parts = [
    ...(named.length > 0 ? [`Moved: ${named.join(', ')}${more}`] : []),
    ...(calibration?.drifted === true
      ? [`forecasts say ${percent(calibration.predicted)} where ${percent(calibration.observed)} came true`]
      : []),
  ]
  return parts.length === 0 ? 'Nothing has moved beyond the limits.' : `${parts.join('; ')}.`
}

function columnDrift({ name, bins, sample, missing }: ColumnReference, seen: ColumnSample): ColumnDrift {
  const missingNow = seen.rows === 0 ? 1 : seen.missing / seen.rows
  const stability = stabilityOf(bins, withMissing(seen))
  const distance = sample.length === 0 || seen.values.length === 0 ? null : kolmogorovSmirnov(sample, seen.values).distance
  const limit = Math.max(DRIFT_LIMITS.stabilityIndex, DRIFT_LIMITS.timesChance * stability.byChance)
  const moved = (distance ?? 0) >= DRIFT_LIMITS.distance || Math.abs(missingNow - missing) >= DRIFT_LIMITS.missing
  return { name, stability, distance, missingBefore: missing, missingNow, drifted: moved && stability.index > limit }
}

/** A sample with as many missing values as there were among its rows. */
function withMissing({ values, rows, missing }: ColumnSample): Float64Array {
  if (values.length === 0) return new Float64Array(Math.max(missing, 1)).fill(Number.NaN)
  const absent = Math.round((values.length * missing) / (rows - missing))
  return Float64Array.from([...values, ...new Array<number>(absent).fill(Number.NaN)])
}

function calibrationOf(pairs: Samples['resolved']['pairs']): DriftReport['calibration'] {
  const drift = calibrationDrift(
    pairs.map(([, actual]) => actual),
    pairs.map(([predicted]) => predicted),
  )
  const unlikely = Math.min(drift.meanPValue, drift.brierPValue) < DRIFT_LIMITS.pValue
  return { ...drift, drifted: unlikely && Math.abs(drift.predicted - drift.observed) >= DRIFT_LIMITS.calibration }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
