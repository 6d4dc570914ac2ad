/** Version of the published formulas that the platform scores follow. */
export const SCORE_VERSION = '2.0'

/**
 * Which caps apply to single components: `formula`, the default, has none beyond those written in the formula; `table` has those of the
 * published tables as well (volume and upvotes).
 */
export type ScoreProfile = 'formula' | 'table'

/** A score with everything needed to show why it is what it is. */
export interface Score<Class, Components> {
  /** What is shown: a whole number, at most 100. */
  readonly score: number
  /** What the score amounts to in words; null where no classes are defined. */
  readonly class: Class
  /** Sum of the components before rounding and limits; always finite. */
  readonly raw: number
  /** Points by part, unrounded, and the counts they rest on. */
  readonly components: Components
  /** Version of the formulas. */
  readonly version: string
  /** What a reader has to know about this result, as codes; see each score. */
  readonly notes: readonly string[]
}

/** Counts that platforms hide are null or left out; they enter as 0, and the score says so. */
export type MaybeCount = number | null | undefined

/** Greatest count that scores take: sums of millions of them, and their multiples, are still finite. */
export const COUNT_MAX = 1e300

/**
 * A count as it enters a formula: hidden ones as 0.
 * @throws RangeError when it is neither hidden nor within 0 and `COUNT_MAX`.
 */
export function requireCount(caller: string, name: string, count: MaybeCount): number {
  const value = count ?? 0
  if (!(value >= 0 && value <= COUNT_MAX)) throw new RangeError(`${caller} requires finite ${name} ≥ 0, at most ${COUNT_MAX}, got ${count}`)
  return value
}

/** @throws RangeError when a similarity is not in [0, 1]. */
export function requireSimilarity(caller: string, similarity: number): number {
  if (!(similarity >= 0 && similarity <= 1)) throw new RangeError(`${caller} requires similarity in [0, 1], got ${similarity}`)
  return similarity
}

/** Rounded half up, as the published formulas do, and limited. */
export function roundWithin(raw: number, least: number, most: number): number {
  return Math.min(Math.max(Math.round(raw), least), most)
}

/** Sum from left to right, the order of the published formulas. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
