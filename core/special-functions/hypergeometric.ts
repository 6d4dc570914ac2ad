const TERMS_MAX = 1_000_000

/**
 * Gauss’s hypergeometric function ₂F₁(a, b; c; z), by its series; where z < 0, after Pfaff’s transformation. Takes some 40 / (1 − z) terms.
 * @param a Finite, > 0.
 * @param b Finite, > 0.
 * @param c Finite, > 0.
 * @param z Finite, < 1.
 * @throws RangeError when a parameter is out of range, or z is so near 1 that a million terms do not suffice.
 * @see Abramowitz and Stegun, Handbook of mathematical functions (1964), 15.1.1 and 15.3.4.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  for (const [name, value] of Object.entries({ a, b, c })) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`hypergeometric requires finite ${name} > 0, got ${value}`)
  }
  if (!(z > -Infinity && z < 1)) throw new RangeError(`hypergeometric requires finite z < 1, got ${z}`)
  return z < 0 ? (1 - z) ** -a * series(a, c - b, c, z / (z - 1)) : series(a, b, c, z)
}

function series(a: number, b: number, c: number, z: number): number {
  let term = 1
  let total = 1
  for (let n = 0; n < TERMS_MAX; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (1 + n))) * z
    total += term
    // Terms may still rise while n is small beside the parameters.
    if (Math.abs(term) <= 1e-17 * Math.abs(total) && n > a + Math.abs(b)) return total
  }
  throw new RangeError(`hypergeometric requires z that leaves the series to converge in ${TERMS_MAX} terms, got ${z}`)
}
