/** How good an order is. */
export interface DiscountedGain {
  /** Sum of 2^relevance − 1, each over log2 of its rank plus 1. */
  readonly dcg: number
  /** The same over that of the best order, 0 – 1; null where nothing is relevant. */
  readonly ndcg: number | null
}

/**
 * Discounted cumulative gain of a ranking.
 * @param relevance Of each entry in the order shown; finite, 0 – 1000.
 * @throws RangeError when a relevance is out of range.
 * @see Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (ACM TOIS 20, 2002), with the gain of Burges (2005).
 */
export function discountedGain(relevance: readonly number[]): DiscountedGain {
  const wrong = relevance.find((value) => !(value >= 0 && value <= 1000))
  if (wrong !== undefined) throw new RangeError(`discountedGain requires relevance of 0 – 1000, got ${wrong}`)
  const best = gain(relevance.toSorted((a, b) => b - a))
  const dcg = gain(relevance)
  return { dcg, ndcg: best > 0 ? dcg / best : null }
}

function gain(relevance: readonly number[]): number {
  return relevance.reduce((total, value, rank) => total + (2 ** value - 1) / Math.log2(rank + 2), 0)
}
