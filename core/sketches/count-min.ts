import { fnv1a32 } from './fnv1a.ts'

/** Cells beyond this would be more memory than the exact counts. */
const CELLS_MAX = 2 ** 27

/**
 * Width and depth with which an estimate exceeds the true count by more than epsilon times all counts only with probability delta.
 * @param epsilon In (0, 1).
 * @param delta In (0, 1).
 * @throws RangeError when a parameter is out of range.
 */
export function countMinDimensions(epsilon: number, delta: number): { readonly width: number; readonly depth: number } {
  for (const [name, value] of Object.entries({ epsilon, delta })) {
    if (!(value > 0 && value < 1)) throw new RangeError(`countMinDimensions requires ${name} in (0, 1), got ${value}`)
  }
  return { width: Math.ceil(Math.E / epsilon), depth: Math.ceil(Math.log(1 / delta)) }
}

/**
 * Counts of very many keys in fixed memory. An estimate is never below the true count; conservative updates keep it near.
 * Keys are compared as they are: fold case and normalise (NFC) before.
 * @see Cormode and Muthukrishnan, An improved data stream summary (Journal of Algorithms 55, 2005); conservative update of Estan and
 *   Varghese (2002).
 */
export class CountMinSketch {
  readonly #width: number
  readonly #depth: number
  readonly #seed: number
  readonly #cells: Float64Array

  /** @throws RangeError when the sketch would have no cell or more than 2²⁷. */
  constructor({ width, depth }: { readonly width: number; readonly depth: number }, seed = 0) {
    const whole = Number.isSafeInteger(width) && Number.isSafeInteger(depth) && width >= 1 && depth >= 1
    if (!whole || width * depth > CELLS_MAX) throw new RangeError(`CountMinSketch requires 1 – 2^27 cells, got ${width} × ${depth}`)
    this.#width = width
    this.#depth = depth
    this.#seed = seed
    this.#cells = new Float64Array(width * depth)
  }

  /** @throws RangeError when the amount is negative, infinite or NaN. */
  add(key: string, amount = 1): void {
    if (!(amount >= 0 && amount < Infinity)) throw new RangeError(`CountMinSketch requires a finite amount ≥ 0, got ${amount}`)
    const places = this.#places(key)
    const target = this.#least(places) + amount
    for (const place of places) this.#cells[place] = Math.max(this.#cells[place] as number, target)
  }

  /** Estimate of a key’s count, never too low. */
  estimate(key: string): number {
    return this.#least(this.#places(key))
  }

  #least(places: readonly number[]): number {
    return Math.min(...places.map((place) => this.#cells[place] as number))
  }

  #places(key: string): number[] {
    return Array.from({ length: this.#depth }, (_, row) => row * this.#width + (mixed(fnv1a32(key, this.#seed + row)) % this.#width))
  }
}

/** Spreads the last bits of a hash over all of them; without it rows of similar seeds collide together. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) >>> 0
}
