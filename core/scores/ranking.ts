/** Seconds since 1970 from which Reddit counts. */
const REDDIT_EPOCH_SECONDS = 1_134_028_003
/** Ten times the votes weigh as much as being posted this much later: 12.5 hours. */
const REDDIT_DECADE_SECONDS = 45_000

/**
 * Rank by which Reddit orders its front page: tenfold votes weigh as much as 12.5 hours. Seven decimals, as published.
 * @param upvotes Finite, ≥ 0.
 * @param downvotes Finite, ≥ 0.
 * @param postedAtSeconds Seconds since 1970.
 * @throws RangeError when a number is out of range.
 * @see Reddit, r2/r2/lib/db/_sorts.pyx (2008 – 2017).
 */
export function redditHot(upvotes: number, downvotes: number, postedAtSeconds: number): number {
  for (const [name, count] of Object.entries({ upvotes, downvotes })) {
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`redditHot requires finite ${name} ≥ 0, got ${count}`)
  }
  if (!Number.isFinite(postedAtSeconds)) throw new RangeError(`redditHot requires a finite time, got ${postedAtSeconds}`)
  const votes = upvotes - downvotes
  const order = Math.sign(votes) * Math.log10(Math.max(Math.abs(votes), 1))
  return Math.round((order + (postedAtSeconds - REDDIT_EPOCH_SECONDS) / REDDIT_DECADE_SECONDS) * 1e7) / 1e7
}

/**
 * Rank of Hacker News: votes but the author’s own, over a power of the age.
 * @param points Finite, ≥ 0; below 1 the rank is negative.
 * @param ageHours Finite, ≥ 0.
 * @param gravity How fast posts sink, finite, ≥ 0.
 * @throws RangeError when a number is out of range.
 * @see Graham, news.arc (2009).
 */
export function hackerNewsRank(points: number, ageHours: number, gravity = 1.8): number {
  for (const [name, value] of Object.entries({ points, ageHours, gravity })) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`hackerNewsRank requires finite ${name} ≥ 0, got ${value}`)
  }
  return (points - 1) / (ageHours + 2) ** gravity
}
