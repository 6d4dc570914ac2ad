/**
 * Benjamini–Hochberg adjusted p-values: those at most q, taken together, hold on average a share of at most q that came by chance.
 * Holds for independent tests and for those that depend on each other positively.
 * @param pValues In [0, 1], in any order.
 * @param tests How many tests there were in all, at least as many as values are given; those not given are taken for 1.
 * @returns In the order of the values, in [0, 1].
 * @throws RangeError when a value or the number of tests is out of range.
 * @see Benjamini and Hochberg, Controlling the false discovery rate (Journal of the Royal Statistical Society B 57, 1995).
 */
export function benjaminiHochberg(pValues: readonly number[], tests: number = pValues.length): readonly number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`benjaminiHochberg requires values in [0, 1], got ${p}`)
  if (!(Number.isSafeInteger(tests) && tests >= pValues.length))
    throw new RangeError(`benjaminiHochberg requires at least ${pValues.length} tests, got ${tests}`)
  const falling = pValues.map((p, at) => ({ p, at })).toSorted((one, other) => other.p - one.p)
  const adjusted = new Array<number>(pValues.length)
  let least = 1
  for (const [i, { p, at }] of falling.entries()) {
    least = Math.min(least, (p * tests) / (falling.length - i))
    adjusted[at] = least
  }
  return adjusted
}
