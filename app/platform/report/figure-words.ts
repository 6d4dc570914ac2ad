const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** A figure for a sentence of a report: at most three digits that say something, all of those before the point. */
export function figureWords(value: number): string {
  return Math.abs(value) >= 1000 ? WHOLE.format(value) : DIGITS.format(value)
}
