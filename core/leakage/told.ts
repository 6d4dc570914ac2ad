import { midranks } from '../inference/quantiles.ts'
import { rocAuc } from '../model-selection/ranking-metrics.ts'
import { rSquared } from '../model-selection/regression-metrics.ts'

/** Yes or no, or a number. */
export type LeakTask = 'binary' | 'regression'

/**
 * A target on the scale that leaks are judged on: labels as they are, numbers as the middle of their rank in (0, 1). Ranks do not care for
 * long tails, and a copy stays one whatever rising function it has gone through.
 */
export function judgedScale(task: LeakTask, target: Float64Array): Float64Array {
  return task === 'binary' ? target : midranks(target).map((rank) => (rank - 0.5) / target.length)
}

/**
 * How much predictions tell of a target on that scale: the area under the ROC curve, or the share of the variance of ranks.
 * @returns 0.5, or 0, where there is nothing to tell, as with one value only.
 */
export function toldShare(task: LeakTask, actual: Float64Array, predicted: Float64Array): number {
  return task === 'binary' ? (rocAuc(actual, predicted) ?? 0.5) : (rSquared(actual, predicted) ?? 0)
}
