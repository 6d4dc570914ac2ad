import {
  BEHAVIOUR_FEATURES,
  type BehaviourFeature,
  type BehaviourFeatureName,
  FEATURE_WINDOWS,
  type FeatureUnit,
  featureLabel,
} from '@trill/contract/behaviour-features'
import { rowCount, type Table } from '@trill/core/estimator'
import { treeShap } from '@trill/core/trees/tree-shap'
import type { EngagementModel } from './model.ts'

const REASONS_MAX = 5
/** Contributions to the logarithm of the odds below this are none: 1 in 20 of the odds. */
const WEIGHT_MIN = 0.05

/** What speaks for or against somebody’s being active. */
export interface Reason {
  readonly feature: BehaviourFeatureName
  readonly question: string
  /** Null where it is missing. */
  readonly value: number | null
  /** The middle value among those that were learned from. */
  readonly usual: number | null
  readonly unit: FeatureUnit
  readonly effect: 'raises' | 'lowers'
  /** What it adds to the logarithm of the odds. */
  readonly weight: number
  readonly text: string
}

/** The reasons of each row that weigh most, the heaviest first. Calibration stretches all contributions alike. */
export function reasonsOf({ trees, calibration, usual }: EngagementModel, table: Table): Reason[][] {
  const contributions = treeShap(trees, table)
  const width = table.names.length + 1
  return Array.from({ length: rowCount(table) }, (_, row) => {
    const weights = table.names.map((name, index) => ({
      feature: name as BehaviourFeatureName,
      weight: calibration.slope * (contributions[row * width + index] as number),
      value: (table.columns[index] as Float64Array)[row] as number,
    }))
    const heaviest = weights
      .filter(({ weight }) => Math.abs(weight) >= WEIGHT_MIN)
      .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    return heaviest.slice(0, REASONS_MAX).map((found) => reasonOf(found, usual[found.feature] ?? null))
  })
}

interface Weighed {
  readonly feature: BehaviourFeatureName
  readonly weight: number
  readonly value: number
}

function reasonOf({ feature, weight, value }: Weighed, usual: number | null): Reason {
  const { question, unit, window }: BehaviourFeature = BEHAVIOUR_FEATURES[feature]
  const known = Number.isNaN(value) ? null : value
  const effect = weight > 0 ? 'raises' : 'lowers'
  const label = featureLabel(feature)
  const compared = usual === null ? '' : `, usually ${inWords(usual, unit)}`
  const text = `${label.charAt(0).toUpperCase()}${label.slice(1)} (${FEATURE_WINDOWS[window]}): ${inWords(known, unit)}${compared}. That ${effect} the probability.`
  return { feature, question, value: known, usual, unit, effect, weight, text }
}

/** A value with its unit, as it stands in a sentence. */
export function inWords(value: number | null, unit: FeatureUnit): string {
  if (value === null) return 'not known'
  if (unit === 'share') return `${rounded(100 * value)} %`
  if (unit === 'flag') return value === 1 ? 'yes' : 'no'
  if (unit === 'days' || unit === 'hours' || unit === 'seconds' || unit === 'people' || unit === 'characters' || unit === 'bits')
    return `${rounded(value)} ${unit}`
  return rounded(value)
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(Math.abs(value) >= 100 ? 4 : 3)))
}
