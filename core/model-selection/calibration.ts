import { requireJudged } from './judged.ts'

/** A rising line through knots, flat outside of them. */
export interface IsotonicModel {
  readonly kind: 'isotonic'
  /** Ascending. */
  readonly from: readonly number[]
  /** Ascending, in the same order. */
  readonly to: readonly number[]
}

/** Probability 1 / (1 + e^−(slope · score + intercept)). */
export interface PlattModel {
  readonly kind: 'platt'
  readonly slope: number
  readonly intercept: number
}

export type Calibration = IsotonicModel | PlattModel

/** From here on, isotonic calibration has enough rows not to follow chance; with fewer take Platt’s. */
export const ISOTONIC_ROWS_MIN = 1000

const STEPS_MAX = 100
const HALVINGS_MAX = 40

/**
 * Probabilities that rise with a score and follow what happened as nearly as they can: pools of adjacent violators. Scores that are equal
 * are averaged first. Fit it on rows the model has not seen.
 * @param labels 0 or 1 a row, at least one.
 * @param scores As many, finite.
 * @throws RangeError when rows are none, unequal in number or out of range.
 * @see Barlow, Bartholomew, Bremner and Brunk, Statistical inference under order restrictions (1972); Zadrozny and Elkan (KDD 2002).
 */
export function fitIsotonic(labels: ArrayLike<number>, scores: ArrayLike<number>): IsotonicModel {
  requireJudged('fitIsotonic', labels, scores)
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  const pools: Pool[] = []
  for (const row of order) {
    const last = pools.at(-1)
    const [score, label] = [scores[row] as number, labels[row] as number]
    if (last !== undefined && last.to === score) {
      last.total += label
      last.rows += 1
    } else {
      settle(pools)
      pools.push({ from: score, to: score, total: label, rows: 1 })
    }
  }
  settle(pools)
  return {
    kind: 'isotonic',
    from: pools.flatMap(({ from, to }) => (from === to ? [from] : [from, to])),
    to: pools.flatMap(({ from, to, total, rows }) => (from === to ? [total / rows] : [total / rows, total / rows])),
  }
}

/**
 * A sigmoid of the score of greatest likelihood, for few rows. Where the scores part the classes wholly, the slope would be endless: targets
 * are then, and with `smoothing`, drawn in as Platt did.
 * @param labels 0 or 1 a row, both of them present.
 * @param scores As many, finite: logits serve better than probabilities.
 * @throws RangeError when rows are none, of one class, unequal in number or out of range.
 * @see Platt (Advances in large margin classifiers, 1999); Lin, Lin and Weng, A note on Platt’s probabilistic outputs (2007).
 */
export function fitPlatt(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { smoothing = false }: { smoothing?: boolean } = {},
): PlattModel {
  requireJudged('fitPlatt', labels, scores)
  const positives = Array.from(labels).reduce((count, label) => count + label, 0)
  const negatives = labels.length - positives
  if (positives === 0 || negatives === 0)
    throw new RangeError(`fitPlatt requires both classes, got ${positives} positives of ${labels.length}`)
  const drawnIn = smoothing || arePartedBy(labels, scores)
  const [high, low] = drawnIn ? [(positives + 1) / (positives + 2), 1 / (negatives + 2)] : [1, 0]
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low))
  let line: Line = { slope: 0, intercept: Math.log(positives / negatives) }
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const next = notWorse(targets, scores, line, newtonStep(targets, scores, line))
    const moved = Math.abs(next.slope - line.slope) + Math.abs(next.intercept - line.intercept)
    line = next
    if (moved < 1e-12 * (1 + Math.abs(line.slope) + Math.abs(line.intercept))) break
  }
  return { kind: 'platt', ...line }
}

/**
 * Calibrated probability of each score.
 * @param scores Finite numbers.
 * @throws RangeError when one is not finite.
 */
export function calibrate(model: Calibration, scores: ArrayLike<number>): Float64Array {
  return Float64Array.from(scores, (score, row) => {
    if (!Number.isFinite(score)) throw new RangeError(`calibrate requires finite scores, got ${score} in row ${row}`)
    return model.kind === 'platt' ? sigmoid(model.slope * score + model.intercept) : heightAt(model, score)
  })
}

/** Logit of a probability kept 1e-12 from 0 and 1: the score that Platt’s calibration of probabilities works on. */
export function logit(probability: number): number {
  const inside = Math.min(Math.max(probability, 1e-12), 1 - 1e-12)
  return Math.log(inside / (1 - inside))
}

interface Line {
  readonly slope: number
  readonly intercept: number
}

interface Pool {
  readonly from: number
  to: number
  total: number
  rows: number
}

/** Joins the last pool to those before it as long as they are not lower. */
function settle(pools: Pool[]): void {
  while (pools.length > 1) {
    const [before, last] = pools.slice(-2) as [Pool, Pool]
    if (before.total * last.rows < last.total * before.rows) return
    before.to = last.to
    before.total += last.total
    before.rows += last.rows
    pools.pop()
  }
}

function heightAt({ from, to }: IsotonicModel, score: number): number {
  if (score <= (from[0] as number)) return to[0] as number
  if (score >= (from.at(-1) as number)) return to.at(-1) as number
  let [low, high] = [0, from.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((from[middle] as number) <= score) low = middle
    else high = middle
  }
  const [left, right] = [from[low] as number, from[high] as number]
  return (to[low] as number) + (((to[high] as number) - (to[low] as number)) * (score - left)) / (right - left)
}

function newtonStep(targets: Float64Array, scores: ArrayLike<number>, { slope, intercept }: Line): Line {
  let [slopeGradient, interceptGradient, ss, si, ii] = [0, 0, 1e-12, 0, 1e-12]
  for (let row = 0; row < targets.length; row += 1) {
    const score = scores[row] as number
    const probability = sigmoid(slope * score + intercept)
    const [excess, weight] = [probability - (targets[row] as number), probability * (1 - probability)]
    slopeGradient += excess * score
    interceptGradient += excess
    ss += weight * score * score
    si += weight * score
    ii += weight
  }
  const determinant = ss * ii - si * si
  if (!(determinant > 0)) return { slope, intercept }
  return {
    slope: slope - (ii * slopeGradient - si * interceptGradient) / determinant,
    intercept: intercept - (ss * interceptGradient - si * slopeGradient) / determinant,
  }
}

/** Newton’s step, halved until it lowers the loss: far from the minimum the whole one may go too far. */
function notWorse(targets: Float64Array, scores: ArrayLike<number>, from: Line, to: Line): Line {
  const before = lossOf(targets, scores, from)
  let next = to
  for (let halving = 0; halving < HALVINGS_MAX && !(lossOf(targets, scores, next) <= before); halving += 1) {
    next = { slope: (from.slope + next.slope) / 2, intercept: (from.intercept + next.intercept) / 2 }
  }
  return lossOf(targets, scores, next) <= before ? next : from
}

function lossOf(targets: Float64Array, scores: ArrayLike<number>, { slope, intercept }: Line): number {
  let total = 0
  for (let row = 0; row < targets.length; row += 1) {
    const x = slope * (scores[row] as number) + intercept
    total += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - (targets[row] as number) * x
  }
  return total
}

/** Whether no negative reaches the lowest positive, or the other way round. */
function arePartedBy(labels: ArrayLike<number>, scores: ArrayLike<number>): boolean {
  const [positive, negative] = [
    [Infinity, -Infinity],
    [Infinity, -Infinity],
  ] as [[number, number], [number, number]]
  for (let row = 0; row < labels.length; row += 1) {
    const range = labels[row] === 1 ? positive : negative
    range[0] = Math.min(range[0], scores[row] as number)
    range[1] = Math.max(range[1], scores[row] as number)
  }
  return negative[1] <= positive[0] || positive[1] <= negative[0]
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}
