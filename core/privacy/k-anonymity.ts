/** What may be shown of a count of people. */
export interface Release {
  readonly release: boolean
  /** The count, or `<k`. */
  readonly shown: number | string
}

/**
 * Whether a count of people may be shown: from k on. Zero is withheld like any small count, because “nobody” is about everybody
 * in the group; an absent count is withheld too.
 * @param count Whole number ≥ 0, or null when it is not known.
 * @param k Smallest group shown, whole number ≥ 1.
 * @throws RangeError when k is out of range.
 * @see Sweeney, k-anonymity: a model for protecting privacy (2002).
 */
export function releaseCount(count: number | null, k: number): Release {
  requireThreshold('releaseCount', k)
  return count !== null && count >= k ? { release: true, shown: count } : { release: false, shown: `<${k}` }
}

/**
 * Whether one contributor makes up more than a share of a sum, so that the sum tells what they did.
 * @param contributions What each person contributed, any sign; judged by absolute value.
 * @param share In (0, 1]; a contributor above it dominates.
 * @returns false for no contributions, or when all are 0.
 * @throws RangeError when the share is out of range or a contribution is not finite.
 * @see Hundepool and others, Statistical Disclosure Control (2012), section 4.2.2: the (1, k) dominance rule.
 */
export function isDominated(contributions: ArrayLike<number>, share = 0.5): boolean {
  if (!(share > 0 && share <= 1)) throw new RangeError(`isDominated requires a share in (0, 1], got ${share}`)
  let total = 0
  let largest = 0
  for (let i = 0; i < contributions.length; i += 1) {
    const size = Math.abs(contributions[i] as number)
    if (!Number.isFinite(size)) throw new RangeError(`isDominated requires finite contributions, got ${contributions[i]} at ${i}`)
    total += size
    largest = Math.max(largest, size)
  }
  return largest > share * total
}

/**
 * A count rounded to a multiple, halves upwards, so that the difference of two overlapping filters does not single out
 * fewer than about half of `base` people.
 * @param base Whole number ≥ 1.
 * @throws RangeError when the base is out of range.
 */
export function roundToBase(count: number, base = 5): number {
  if (!(Number.isInteger(base) && base >= 1)) throw new RangeError(`roundToBase requires a whole base ≥ 1, got ${base}`)
  return Math.round(count / base) * base
}

/** @throws RangeError unless k is a whole number ≥ 1. */
export function requireThreshold(caller: string, k: number): void {
  if (!(Number.isSafeInteger(k) && k >= 1)) throw new RangeError(`${caller} requires a whole threshold k ≥ 1, got ${k}`)
}
