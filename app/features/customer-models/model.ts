import type { CustomerColumnName } from '@trill/contract/customers'
import type { Table } from '@trill/core/estimator'
import { wilsonInterval } from '@trill/core/inference/proportions'
import { calibrate, logit, type PlattModel } from '@trill/core/model-selection/calibration'
import { type CompiledTrees, compileTrees } from '@trill/core/trees/compiled-trees'
import { predictTrees } from '@trill/core/trees/predictions'
import type { TreeModel } from '@trill/core/trees/tree'

/** Of intervals around what is said of one customer. */
export const CONFIDENCE = 0.8

/** What a version knows. */
export interface CustomerModel {
  readonly trees: TreeModel
  /** Of yes and no; null for numbers. */
  readonly calibration: PlattModel | null
  /** Of yes and no: how often it was true of customers that were not learned from, by probability. */
  readonly bins: readonly { readonly up_to: number; readonly rows: number; readonly positives: number }[]
  /** Of numbers: what to add to what is said, on the scale that is learned, for an interval that holds 80 %; null where too few were left to tell. */
  readonly bounds: { readonly lower: number; readonly upper: number } | null
  /** The middle value of each column of numbers among those learned from. */
  readonly usual: Readonly<Partial<Record<CustomerColumnName, number | null>>>
  /** Mean outcome of those learned from, on the scale that is learned. */
  readonly mean: number
  /** Least and greatest outcome seen, on the scale that is learned. */
  readonly range: readonly [number, number]
}

/** What is said of each customer: a probability, or a number on the scale that is learned. */
export function saidOf({ trees, calibration }: Pick<CustomerModel, 'trees' | 'calibration'>, table: Table): Float64Array {
  const said = predictTrees(trees, table, compiledOf(trees))
  return calibration === null ? said : calibrate(calibration, said.map(logit))
}

/** Made once for each version that answers. */
const compiled = new WeakMap<TreeModel, CompiledTrees>()

function compiledOf(trees: TreeModel): CompiledTrees {
  const known = compiled.get(trees) ?? compileTrees(trees)
  compiled.set(trees, known)
  return known
}

/** Between which values it lies for 80 % of customers of whom as much is said; null where that is not known. */
export function intervalOf({ calibration, bins, bounds, range }: CustomerModel, said: number): { lower: number; upper: number } | null {
  if (calibration !== null) return shareInterval(bins, said)
  if (bounds === null) return null
  return { lower: Math.max(range[0], Math.min(said, said + bounds.lower)), upper: Math.min(range[1], Math.max(said, said + bounds.upper)) }
}

/** Of the tenth in which the probability lies, drawn out to the probability itself. */
function shareInterval(bins: CustomerModel['bins'], probability: number): { lower: number; upper: number } {
  const bin = bins.find(({ up_to }) => probability <= up_to) ?? bins.at(-1)
  if (bin === undefined || bin.rows === 0) return { lower: 0, upper: 1 }
  const { lower, upper } = wilsonInterval(bin.positives, bin.rows, CONFIDENCE)
  return { lower: Math.min(lower, probability), upper: Math.max(upper, probability) }
}
