import type { Table } from '@trill/core/estimator'
import { wilsonInterval } from '@trill/core/inference/proportions'
import { calibrate, logit, type PlattModel } from '@trill/core/model-selection/calibration'
import { type CompiledTrees, compileTrees } from '@trill/core/trees/compiled-trees'
import { predictTrees } from '@trill/core/trees/predictions'
import type { TreeModel } from '@trill/core/trees/tree'

/** Days that are foretold. */
export const HORIZON_DAYS = 7
/** Groups of rows of like probability that intervals are told from. */
export const BINS = 10
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
  return calibrate(calibration, predictTrees(trees, table, compiledOf(trees)).map(logit))
}

/** Made once for each version that answers. */
const compiled = new WeakMap<TreeModel, CompiledTrees>()

function compiledOf(trees: TreeModel): CompiledTrees {
  const known = compiled.get(trees) ?? compileTrees(trees)
  compiled.set(trees, known)
  return known
}

/**
 * Between which shares it came true among those who were as probable, 80 %: of the tenth of the later week in which the probability lies,
 * drawn out to the probability itself.
 */
export function intervalOf({ bins }: Pick<EngagementModel, 'bins'>, probability: number): { lower: number; upper: number } {
  const bin = bins.find(({ up_to }) => probability <= up_to) ?? bins.at(-1)
  if (bin === undefined || bin.rows === 0) return { lower: 0, upper: 1 }
  const { lower, upper } = wilsonInterval(bin.active, bin.rows, CONFIDENCE)
  return { lower: Math.min(lower, probability), upper: Math.max(upper, probability) }
}

/** Than which share of the people of the later week somebody is more probable, 0 – 100. */
export function scoreOf({ quantiles }: Pick<EngagementModel, 'quantiles'>, probability: number): number {
  return (100 * quantiles.filter((value) => value < probability).length) / quantiles.length
}
