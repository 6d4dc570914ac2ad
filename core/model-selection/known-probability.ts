import { descendingOrder } from './judged.ts'

/** The best that any model can be expected to reach, where each label is drawn from a probability that is known. */
export interface AttainableFigures {
  /** Expected area under the ROC curve of the probabilities themselves; null where all of them are 0, or 1. */
  readonly rocAuc: number | null
  /** Expected Brier score of the probabilities themselves: the least there is. */
  readonly brier: number
  /** Expected log loss of the probabilities themselves, the least there is: their mean entropy in nats. */
  readonly logLoss: number
  /** Expected share of positives. */
  readonly baseRate: number
}

/**
 * What labels that are drawn from known probabilities let be known of them at best. No model of any columns is better in expectation than the
 * probability itself, since what is left is the draw; a sample may be above it by luck.
 * The expected area is that over pairs of rows of which one is positive and one is not, weighed by how probable that is.
 * @param probabilities One a row, in [0, 1].
 * @throws RangeError when there is none, or one is out of range.
 * @see Gneiting and Raftery, Strictly proper scoring rules, prediction, and estimation (JASA 102, 2007); of the area, Gail and Pfeiffer, On
 *   criteria for evaluating models of absolute risk (Biostatistics 6, 2005).
 */
export function attainableFigures(probabilities: ArrayLike<number>): AttainableFigures {
  requireRange(probabilities)
  const rows = probabilities.length
  let [brier, entropy, positives] = [0, 0, 0]
  for (let row = 0; row < rows; row += 1) {
    const p = probabilities[row] as number
    brier += p * (1 - p)
    entropy -= (p === 0 ? 0 : p * Math.log(p)) + (p === 1 ? 0 : (1 - p) * Math.log1p(-p))
    positives += p
  }
  return { rocAuc: expectedArea(probabilities, brier), brier: brier / rows, logLoss: entropy / rows, baseRate: positives / rows }
}

/** Pairs of a row with itself are none; equal probabilities count half. */
function expectedArea(probabilities: ArrayLike<number>, ownPairs: number): number | null {
  const order = descendingOrder(probabilities)
  let [above, concordant, positives, negatives] = [0, 0, 0, 0]
  for (let start = 0; start < order.length; ) {
    const p = probabilities[order[start] as number] as number
    let end = start
    while (end < order.length && probabilities[order[end] as number] === p) end += 1
    const [up, down] = [(end - start) * p, (end - start) * (1 - p)]
    const within = up * down - (end - start) * p * (1 - p)
    concordant += above * down + within / 2
    above += up
    positives += up
    negatives += down
    start = end
  }
  const pairs = positives * negatives - ownPairs
  return pairs <= 0 ? null : concordant / pairs
}

function requireRange(probabilities: ArrayLike<number>): void {
  if (probabilities.length === 0) throw new RangeError('attainableFigures requires at least one row, got none')
  for (let row = 0; row < probabilities.length; row += 1) {
    const p = probabilities[row] as number
    if (!(p >= 0 && p <= 1)) throw new RangeError(`attainableFigures requires probabilities in [0, 1], got ${p} in row ${row}`)
  }
}
