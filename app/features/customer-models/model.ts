import type { CustomerColumnName } from '@trill/contract/customers'
import type { Table } from '@trill/core/estimator'
import { calibrate, logit, type PlattModel } from '@trill/core/model-selection/calibration'
import { type ObservedShare, observedInterval } from '@trill/core/model-selection/observed-shares'
import { predictSeen } from '@trill/core/trees/compiled-models'
import type { TreeModel } from '@trill/core/trees/tree'

/** Of intervals around what is said of one customer. */
export const CONFIDENCE = 0.8

/** What a version knows. */
export interface CustomerModel {
  readonly trees: TreeModel
  /** Of yes and no; null for numbers. */
  readonly calibration: PlattModel | null
  /** Of yes and no: how often it was true of customers that were not learned from, by probability. */
  readonly bins: readonly ObservedShare[]
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
  const said = predictSeen(trees, table)
  return calibration === null ? said : calibrate(calibration, said.map(logit))
}

/** Between which values it lies for 80 % of customers of whom as much is said; null where that is not known. */
export function intervalOf({ calibration, bins, bounds, range }: CustomerModel, said: number): { lower: number; upper: number } | null {
  if (calibration !== null) return observedInterval(bins, said, CONFIDENCE)
  if (bounds === null) return null
  return { lower: Math.max(range[0], Math.min(said, said + bounds.lower)), upper: Math.min(range[1], Math.max(said, said + bounds.upper)) }
}
