import type { Table } from '@trill/core/estimator'
import { calibrate, logit, type PlattModel } from '@trill/core/model-selection/calibration'
import { observedInterval } from '@trill/core/model-selection/observed-shares'
import { predictSeen } from '@trill/core/trees/compiled-models'
import type { TreeModel } from '@trill/core/trees/tree'

/** Days that are foretold. */
export const HORIZON_DAYS = 7
/** Probabilities that a score is told from: every whole percent. */
export const QUANTILES = 101
/** Of the interval. */
const CONFIDENCE = 0.8

/** What a version is: JSON. */
export interface EngagementModel {
  /** Of the catalogue it learned from. */
  readonly features_version: string
  readonly trees: TreeModel
  readonly calibration: PlattModel
  /** How often it came true on the later week, by probability. */
  readonly bins: readonly { readonly up_to: number; readonly rows: number; readonly active: number }[]
  /** Probabilities of the later week, from the least to the greatest. */
  readonly quantiles: readonly number[]
  /** The middle value of each feature among those it learned from. */
  readonly usual: Readonly<Record<string, number | null>>
  readonly base_rate: number
}

/** The calibrated probability of each row. */
export function probabilitiesOf({ trees, calibration }: Pick<EngagementModel, 'trees' | 'calibration'>, table: Table): Float64Array {
  return calibrate(calibration, predictSeen(trees, table).map(logit))
}

/**
 * Between which shares it came true among those who were as probable, 80 %: of the tenth of the later week in which the probability lies,
 * drawn out to the probability itself.
 */
export function intervalOf({ bins }: Pick<EngagementModel, 'bins'>, probability: number): { lower: number; upper: number } {
  return observedInterval(
    bins.map(({ active, ...share }) => ({ ...share, positives: active })),
    probability,
    CONFIDENCE,
  )
}

/** Than which share of the people of the later week somebody is more probable, 0 – 100. */
export function scoreOf({ quantiles }: Pick<EngagementModel, 'quantiles'>, probability: number): number {
  return (100 * quantiles.filter((value) => value < probability).length) / quantiles.length
}
