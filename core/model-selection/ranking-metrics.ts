import { descendingOrder, requireJudged } from './judged.ts'

/** A point of a curve over thresholds: rows at or above the threshold are called positive. */
export interface CurvePoint {
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
}

/**
 * Positives and negatives at or above each distinct probability, from the highest down.
 * @param labels 0 or 1 a row.
 * @param probabilities Or any scores of which a greater one means more probable; finite.
 * @throws RangeError when there are no rows, another number of probabilities, or values out of range.
 */
export function thresholdCurve(labels: ArrayLike<number>, probabilities: ArrayLike<number>): CurvePoint[] {
  requireJudged('thresholdCurve', labels, probabilities)
  const points: CurvePoint[] = []
  eachThreshold(labels, probabilities, (threshold, truePositives, falsePositives) => {
    points.push({ threshold, truePositives, falsePositives })
  })
  return points
}

/**
 * Area under the ROC curve: how often a positive is above a negative, equal ones counting half. 0.5 is guessing; null with one class alone.
 * @see Hanley and McNeil (Radiology 143, 1982). Parameters and errors as of {@link thresholdCurve}.
 */
export function rocAuc(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  requireJudged('rocAuc', labels, probabilities)
  let [area, before, negatives, positives] = [0, 0, 0, 0]
  eachThreshold(labels, probabilities, (_, truePositives, falsePositives) => {
    area += ((truePositives + before) / 2) * (falsePositives - negatives)
    before = truePositives
    negatives = falsePositives
    positives = truePositives
  })
  return positives === 0 || negatives === 0 ? null : area / positives / negatives
}

/**
 * Average precision, the area under the precision-recall curve in steps, without interpolation. Guessing gets the base rate; null without a
 * positive. Parameters and errors as of {@link thresholdCurve}.
 */
export function averagePrecision(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  requireJudged('averagePrecision', labels, probabilities)
  let [total, before] = [0, 0]
  eachThreshold(labels, probabilities, (_, truePositives, falsePositives) => {
    total += ((truePositives - before) * truePositives) / (truePositives + falsePositives)
    before = truePositives
  })
  return before === 0 ? null : total / before
}

/**
 * Share of positives among the rows ranked highest.
 * @param top How many rows, at least 1; all where there are fewer. Ties at the border are taken in the order of the rows.
 * @throws RangeError as of {@link thresholdCurve}, or when `top` is out of range.
 */
export function precisionAt(labels: ArrayLike<number>, probabilities: ArrayLike<number>, top: number): number {
  requireJudged('precisionAt', labels, probabilities)
  if (!(Number.isSafeInteger(top) && top >= 1)) throw new RangeError(`precisionAt requires a whole number of rows ≥ 1, got ${top}`)
  const chosen = descendingOrder(probabilities).subarray(0, top)
  return chosen.reduce((count, row) => count + (labels[row] as number), 0) / chosen.length
}

function eachThreshold(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  visit: (threshold: number, truePositives: number, falsePositives: number) => void,
): void {
  const order = descendingOrder(probabilities)
  let positives = 0
  for (let i = 0; i < order.length; i += 1) {
    positives += labels[order[i] as number] as number
    const here = probabilities[order[i] as number] as number
    if (i + 1 === order.length || probabilities[order[i + 1] as number] !== here) visit(here, positives, i + 1 - positives)
  }
}
