import type { Comparison } from '@trill/core/inference/two-means'

const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** A figure for a sentence of a report: at most three digits that say something, all of those before the point. */
export function figureWords(value: number): string {
  return Math.abs(value) >= 1000 ? WHOLE.format(value) : DIGITS.format(value)
}

/** `95 % interval 1.2 to 1.4, n = 1,234`. */
export function testedWords({ lower, upper }: Pick<Comparison, 'lower' | 'upper'>, n: number): string {
  return `95 % interval ${figureWords(lower)} to ${figureWords(upper)}, n = ${WHOLE.format(n)}`
}
