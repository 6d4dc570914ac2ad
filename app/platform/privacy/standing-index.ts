const SMALLEST = 64
/** Fuller than this, a look-up takes too many steps. */
const FULL = 0.7

/** Numbers found by a 64-bit hash: open addressing in typed arrays, 12 bytes a place. */
export class StandingIndex {
  #high: Uint32Array
  #low: Uint32Array
  #words: Uint32Array
  #size = 0

  constructor() {
    this.#high = new Uint32Array(SMALLEST)
    this.#low = new Uint32Array(SMALLEST)
    this.#words = new Uint32Array(SMALLEST)
  }

  get size(): number {
    return this.#size
  }

  /** 0 when nothing was put there. */
  get(high: number, low: number): number {
    return this.#words[this.#placeOf(high, low)] as number
  }

  /** @throws RangeError for 0, which stands for nothing. */
  put(high: number, low: number, word: number): void {
    if (word === 0) throw new RangeError('StandingIndex takes no 0')
    if (this.#size + 1 > FULL * this.#words.length) this.#grow()
    const place = this.#placeOf(high, low)
    if (this.#words[place] === 0) this.#size += 1
    this.#high[place] = high
    this.#low[place] = low
    this.#words[place] = word
  }

  #placeOf(high: number, low: number): number {
    const mask = this.#words.length - 1
    const [wantedHigh, wantedLow] = [high >>> 0, low >>> 0]
    let place = wantedLow & mask
    while (this.#words[place] !== 0 && (this.#low[place] !== wantedLow || this.#high[place] !== wantedHigh)) place = (place + 1) & mask
    return place
  }

  #grow(): void {
    const [high, low, words] = [this.#high, this.#low, this.#words]
    this.#high = new Uint32Array(2 * words.length)
    this.#low = new Uint32Array(2 * words.length)
    this.#words = new Uint32Array(2 * words.length)
    this.#size = 0
    for (let place = 0; place < words.length; place += 1)
      if (words[place] !== 0) this.put(high[place] as number, low[place] as number, words[place] as number)
  }
}
