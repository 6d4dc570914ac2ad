/** A mean of numbers as they come; missing ones do not count. */
export class Mean {
  sum = 0
  count = 0

  add(value: number): void {
    if (Number.isNaN(value)) return
    this.sum += value
    this.count += 1
  }

  addAll(values: Float64Array): void {
    for (const value of values) this.add(value)
  }

  /** Null before the first number. */
  get value(): number | null {
    return this.count === 0 ? null : this.sum / this.count
  }
}

/**
 * Pearson’s correlation of pairs as they come; pairs that are not finite do not count.
 * @see Welford, Note on a method for calculating corrected sums of squares and products (Technometrics 4, 1962).
 */
export class Correlation {
  #count = 0
  #meanX = 0
  #meanY = 0
  #squaresX = 0
  #squaresY = 0
  #products = 0

  add(x: number, y: number): void {
    if (!(Number.isFinite(x) && Number.isFinite(y))) return
    this.#count += 1
    const [beforeX, beforeY] = [x - this.#meanX, y - this.#meanY]
    this.#meanX += beforeX / this.#count
    this.#meanY += beforeY / this.#count
    this.#squaresX += beforeX * (x - this.#meanX)
    this.#squaresY += beforeY * (y - this.#meanY)
    this.#products += beforeX * (y - this.#meanY)
  }

  /** In [−1, 1]; null where one of the two does not vary. */
  get value(): number | null {
    const squares = this.#squaresX * this.#squaresY
    return squares > 0 ? this.#products / Math.sqrt(squares) : null
  }
}
