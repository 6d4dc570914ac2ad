/** A key that may be among the most frequent. */
export interface HeavyHitter {
  readonly key: string
  /** Never below the true count, which is at least count − error. */
  readonly count: number
  readonly error: number
  /** Whether it is certainly not behind the next in the list. */
  readonly guaranteed: boolean
}

/**
 * The most frequent keys of a stream in the memory of k counters. Every key with more than a k-th of all events is among them.
 * A new key takes the place of the least counter, of equal ones that of the first key in the order of UTF-16 units.
 * Takes k steps for a new key.
 * @see Metwally, Agrawal and El Abbadi, Efficient computation of frequent and top-k elements in data streams (ICDT 2005).
 */
export class SpaceSaving {
  readonly #capacity: number
  readonly #counters = new Map<string, { count: number; readonly error: number }>()

  /** @throws RangeError when the capacity is no whole number ≥ 1. */
  constructor(capacity: number) {
    if (!(Number.isSafeInteger(capacity) && capacity >= 1))
      throw new RangeError(`SpaceSaving requires a whole capacity ≥ 1, got ${capacity}`)
    this.#capacity = capacity
  }

  /** @throws RangeError when the amount is not finite and > 0. */
  add(key: string, amount = 1): void {
    if (!(amount > 0 && amount < Infinity)) throw new RangeError(`SpaceSaving requires a finite amount > 0, got ${amount}`)
    const known = this.#counters.get(key)
    if (known !== undefined) known.count += amount
    else if (this.#counters.size < this.#capacity) this.#counters.set(key, { count: amount, error: 0 })
    else this.#replaceLeast(key, amount)
  }

  /** By count, greatest first; of equal ones in the order of keys. */
  top(): readonly HeavyHitter[] {
    const sorted = [...this.#counters].toSorted(([a, { count: of }], [b, { count: other }]) => other - of || (a < b ? -1 : 1))
    return sorted.map(([key, { count, error }], i) => ({
      key,
      count,
      error,
      guaranteed: count - error >= (sorted[i + 1]?.[1].count ?? this.#leastUnseen()),
    }))
  }

  /** What a key without a counter can have at most. */
  #leastUnseen(): number {
    return this.#counters.size < this.#capacity ? 0 : Math.min(...[...this.#counters.values()].map(({ count }) => count))
  }

  #replaceLeast(key: string, amount: number): void {
    let least: [string, number] | null = null
    for (const [other, { count }] of this.#counters) {
      if (least === null || count < least[1] || (count === least[1] && other < least[0])) least = [other, count]
    }
    const [evicted, error] = least as [string, number]
    this.#counters.delete(evicted)
    this.#counters.set(key, { count: error + amount, error })
  }
}
