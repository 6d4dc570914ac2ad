const SMALLEST = 64
/** Fuller than this, a look-up takes too many steps. */
const FULL = 0.7
/** Words of a place: high and low half of the hash, and the number. They lie together, so that a look-up waits for the memory once. */
const STRIDE = 3

/** Numbers found by a 64-bit hash: open addressing in one typed array, 12 bytes a place. */
export class StandingIndex {
  #places = new Uint32Array(STRIDE * SMALLEST)
  #mask = SMALLEST - 1
  #size = 0

  get size(): number {
    return this.#size
  }

  /** 0 when nothing was put there. */
  get(high: number, low: number): number {
    return this.#places[this.#find(high >>> 0, low >>> 0) + 2] as number
  }

  /** @throws RangeError for 0, which stands for nothing. */
  put(high: number, low: number, word: number): void {
    if (word === 0) throw new RangeError('StandingIndex takes no 0')
    if (this.#size + 1 > FULL * (this.#mask + 1)) this.#grow()
    const at = this.#find(high >>> 0, low >>> 0)
    if (this.#places[at + 2] === 0) this.#size += 1
    this.#places[at] = high
    this.#places[at + 1] = low
    this.#places[at + 2] = word
  }

  /** Every number that was put, in no order. */
  *numbers(): Generator<number> {
    for (let at = 2; at < this.#places.length; at += STRIDE) if (this.#places[at] !== 0) yield this.#places[at] as number
  }

  /** Where the hash stands, or the first free place after it should. */
  #find(high: number, low: number): number {
    const places = this.#places
    let at = STRIDE * (low & this.#mask)
    while (places[at + 2] !== 0 && (places[at + 1] !== low || places[at] !== high)) {
      at += STRIDE
      if (at === places.length) at = 0
    }
    return at
  }

  #grow(): void {
    const before = this.#places
    this.#places = new Uint32Array(2 * before.length)
    this.#mask = 2 * this.#mask + 1
    this.#size = 0
    for (let at = 0; at < before.length; at += STRIDE)
      if (before[at + 2] !== 0) this.put(before[at] as number, before[at + 1] as number, before[at + 2] as number)
  }
}
