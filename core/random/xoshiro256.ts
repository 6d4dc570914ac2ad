/**
 * A seeded stream of random numbers. The same seed gives the same numbers on every machine.
 *
 * xoshiro256** 1.0, its state filled by splitmix64 from the seed: period 2^256 − 1, passes BigCrush.
 * Predictable by whoever sees a few outputs, so never a source of secrets.
 * @see Blackman and Vigna, Scrambled linear pseudorandom number generators (2021), https://prng.di.unimi.it/
 */
export interface Random {
  /** The next 64 bits, 0 to 2^64 − 1. Slower than the others: a bigint is made each time. */
  uint64(): bigint
  /** Uniform in [0, 1): the upper 53 of the next 64 bits. */
  uniform(): number
  /**
   * Uniform whole number in [0, n), without bias: draws that would favour small results are rejected.
   * @throws RangeError unless n is a whole number from 1 to 2^53 − 1.
   */
  integer(n: number): number
  /**
   * An independent stream, made of this stream’s seed and the label alone: the same whatever was drawn before, and
   * untouched by how much is drawn here. Forks of forks are independent too. A number is the same label as its text.
   */
  fork(label: string | number): Random
}

const GOLDEN = 0x9e3779b97f4a7c15n
const FNV_OFFSET = 0xcbf29ce484222325n
const FNV_PRIME = 0x100000001b3n
const TWO_TO_32 = 2 ** 32
const TWO_TO_53 = 2 ** 53
const TWO_TO_MINUS_53 = 2 ** -53

/**
 * A stream of its own for each seed.
 * @param seed Whole number from −2^63 to 2^64 − 1, of which −1 and 2^64 − 1 are the same, or text of which every character counts.
 * @throws RangeError when a number is not whole or out of range.
 */
export function createRandom(seed: number | bigint | string): Random {
  return new Xoshiro256(typeof seed === 'string' ? hashText(seed, FNV_OFFSET) : toUint64(seed))
}

/**
 * The first outputs of splitmix64, the generator that fills the state of others from one number.
 * @param seed 64 bits; further ones are cut off.
 * @param count How many, 0 or more.
 * @returns unsigned 64-bit integers.
 * @see Steele, Lea and Flood, Fast splittable pseudorandom number generators (OOPSLA 2014); Vigna’s C code of 2015.
 */
export function splitmix64(seed: bigint, count: number): bigint[] {
  return Array.from({ length: count }, (_, index) => mix(seed + GOLDEN * BigInt(index + 1)))
}

class Xoshiro256 implements Random {
  readonly #seed: bigint
  /** s0 … s3, each as its high and its low 32 bits. Signed: V8 reads those twice as fast as unsigned ones. */
  readonly #state = new Int32Array(8)
  #low = 0

  constructor(seed: bigint) {
    this.#seed = seed
    for (const [index, word] of splitmix64(seed, 4).entries()) {
      this.#state[2 * index] = Number(BigInt.asIntN(32, word >> 32n))
      this.#state[2 * index + 1] = Number(BigInt.asIntN(32, word))
    }
  }

  uint64(): bigint {
    const high = this.#next()
    return (BigInt(high >>> 0) << 32n) | BigInt(this.#low >>> 0)
  }

  uniform(): number {
    const high = this.#next()
    return ((high >>> 0) * 2 ** 21 + (this.#low >>> 11)) * TWO_TO_MINUS_53
  }

  integer(n: number): number {
    if (!(Number.isSafeInteger(n) && n >= 1)) throw new RangeError(`integer requires a whole number n from 1 to 2^53 − 1, got ${n}`)
    const [range, draw] = n <= TWO_TO_32 ? [TWO_TO_32, () => this.#next() >>> 0] : [TWO_TO_53, () => this.uniform() * TWO_TO_53]
    const limit = range - (range % n)
    for (;;) {
      const drawn = draw()
      if (drawn < limit) return drawn % n
    }
  }

  fork(label: string | number): Random {
    return new Xoshiro256(mix(hashText(String(label), mix(this.#seed + GOLDEN))))
  }

  /** Leaves the low half of the output in `#low` and returns the high one, both signed. */
  #next(): number {
    const s = this.#state as unknown as [number, number, number, number, number, number, number, number]
    const [s0High, s0Low, s1High, s1Low] = [s[0], s[1], s[2], s[3]]
    const [t2High, t2Low, t3High, t3Low] = [s[4] ^ s0High, s[5] ^ s0Low, s[6] ^ s1High, s[7] ^ s1Low]
    const shiftedLow = s1Low << 2
    const fiveLow = (shiftedLow + s1Low) | 0
    const fiveHigh = (((s1High << 2) | (s1Low >>> 30)) + s1High + carry(fiveLow, shiftedLow)) | 0
    const turnedHigh = (fiveHigh << 7) | (fiveLow >>> 25)
    const turnedLow = (fiveLow << 7) | (fiveHigh >>> 25)
    const eightLow = turnedLow << 3
    const nineLow = (eightLow + turnedLow) | 0
    s[0] = s0High ^ t3High
    s[1] = s0Low ^ t3Low
    s[2] = s1High ^ t2High
    s[3] = s1Low ^ t2Low
    s[4] = t2High ^ ((s1High << 17) | (s1Low >>> 15))
    s[5] = t2Low ^ (s1Low << 17)
    s[6] = (t3Low << 13) | (t3High >>> 19)
    s[7] = (t3High << 13) | (t3Low >>> 19)
    this.#low = nineLow
    return (((turnedHigh << 3) | (turnedLow >>> 29)) + turnedHigh + carry(nineLow, eightLow)) | 0
  }
}

/** What a 32-bit sum carries over: it has wrapped when it is less than one of its terms. */
function carry(sum: number, term: number): 0 | 1 {
  return sum >>> 0 < term >>> 0 ? 1 : 0
}

/** splitmix64’s output function: every bit of the result depends on every bit of the state. */
function mix(state: bigint): bigint {
  let z = BigInt.asUintN(64, state)
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
  return z ^ (z >> 31n)
}

/** FNV-1a of 64 bits over UTF-16 units, going on from `hash`. */
function hashText(text: string, hash: bigint): bigint {
  let next = hash
  for (let i = 0; i < text.length; i += 1) next = BigInt.asUintN(64, (next ^ BigInt(text.charCodeAt(i))) * FNV_PRIME)
  return next
}

function toUint64(seed: number | bigint): bigint {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) throw new RangeError(`createRandom requires a whole number, got ${seed}`)
  const whole = BigInt(seed)
  if (whole < -(2n ** 63n) || whole >= 2n ** 64n) throw new RangeError(`createRandom requires a seed of 64 bits, got ${seed}`)
  return BigInt.asUintN(64, whole)
}
