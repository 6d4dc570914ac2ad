import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, splitmix64 } from './xoshiro256.ts'

/**
 * The generators’ arithmetic done over in Python integers from Vigna’s C code (splitmix64.c, xoshiro256starstar.c):
 * the state made of the seed, and the first outputs. `uniform` is (output >> 11) · 2^−53.
 */
const REFERENCE = [
  {
    seed: 0,
    state: [16294208416658607535n, 7960286522194355700n, 487617019471545679n, 17909611376780542444n],
    outputs: [
      11091344671253066420n,
      13793997310169335082n,
      1900383378846508768n,
      7684712102626143532n,
      13521403990117723737n,
      18442103541295991498n,
    ],
    uniform: [0.6012629994179048, 0.7477740925472398, 0.10301998939503632, 0.4165890778296456, 0.7329967790569901, 0.9997484362337864],
  },
  {
    seed: 42,
    state: [13679457532755275413n, 2949826092126892291n, 5139283748462763858n, 6349198060258255764n],
    outputs: [
      1546998764402558742n,
      6990951692964543102n,
      12544586762248559009n,
      17057574109182124193n,
      18295552978065317476n,
      14199186830065750584n,
    ],
    uniform: [0.08386297105988216, 0.3789802506626686, 0.6800434110281394, 0.9246929453253876, 0.9918039142821028, 0.7697394604342425],
  },
]

const CASES = 100_000
/** Quantile of chi-square at 1 − 1e-5 (scipy 1.17.1, `chi2.isf(1e-5, df)`). */
const CHI_SQUARE_LIMIT = { 5: 30.86, 63: 122.7, 255: 363 }

describe.each(REFERENCE)('the stream of seed $seed', ({ seed, state, outputs, uniform }) => {
  it('begins with the state that splitmix64 makes', () => {
    expect(splitmix64(BigInt(seed), 4)).toEqual(state)
  })

  it('gives the 64-bit outputs of the reference', () => {
    const random = createRandom(seed)
    expect(outputs.map(() => random.uint64())).toEqual(outputs)
  })

  it('gives the uniforms of the reference', () => {
    const random = createRandom(seed)
    expect(uniform.map(() => random.uniform())).toEqual(uniform)
  })
})

describe('a stream', () => {
  it('agrees with the recurrence written in bigints over a long way', () => {
    const random = createRandom(20_261_121)
    const reference = xoshiro256InBigints(20_261_121n)
    for (let i = 0; i < 5000; i += 1) expect(random.uint64()).toBe(reference())
  })

  it('takes a seed of any kind, and equal ones give equal streams', () => {
    const seed = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), fc.string())
    fc.assert(
      fc.property(seed, (given) => {
        expect(createRandom(given).uint64()).toBe(createRandom(given).uint64())
      }),
    )
    expect(createRandom(7).uint64()).toBe(createRandom(7n).uint64())
    expect(createRandom(-1).uint64()).toBe(createRandom(2n ** 64n - 1n).uint64())
    expect(createRandom('7').uint64()).not.toBe(createRandom(7).uint64())
    expect(createRandom('').uint64()).not.toBe(createRandom(' ').uint64())
  })

  it('refuses seeds that are not whole numbers of 64 bits', () => {
    expect(() => createRandom(0.5)).toThrow(new RangeError('createRandom requires a whole number, got 0.5'))
    for (const seed of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => createRandom(seed)).toThrow(RangeError)
    for (const seed of [2n ** 64n, -(2n ** 63n) - 1n]) expect(() => createRandom(seed)).toThrow(RangeError)
  })

  it('spreads uniforms evenly over [0, 1), and pairs of them over the square', () => {
    const random = createRandom('even')
    const line = new Array<number>(64).fill(0)
    const square = new Array<number>(256).fill(0)
    for (let i = 0; i < CASES; i += 1) {
      const [u, v] = [random.uniform(), random.uniform()]
      expect(u >= 0 && u < 1).toBe(true)
      count(line, Math.floor(u * 64))
      count(square, Math.floor(u * 16) * 16 + Math.floor(v * 16))
    }
    expect(chiSquare(line, CASES / 64)).toBeLessThan(CHI_SQUARE_LIMIT[63])
    expect(chiSquare(square, CASES / 256)).toBeLessThan(CHI_SQUARE_LIMIT[255])
  })

  it('has no bit that is set too often or too seldom', () => {
    const random = createRandom('bits')
    const set = new Array<number>(64).fill(0)
    const draws = 20_000
    for (let i = 0; i < draws; i += 1) {
      const bits = random.uint64()
      for (let bit = 0; bit < 64; bit += 1) if ((bits >> BigInt(bit)) & 1n) count(set, bit)
    }
    for (const times of set) expect(Math.abs(times - draws / 2)).toBeLessThan(5 * Math.sqrt(draws / 4))
  })
})

describe('whole numbers', () => {
  it('are as likely as each other', () => {
    const random = createRandom(7)
    const counts = new Array<number>(6).fill(0)
    for (let i = 0; i < CASES; i += 1) count(counts, random.integer(6))
    expect(chiSquare(counts, CASES / 6)).toBeLessThan(CHI_SQUARE_LIMIT[5])
  })

  it('keep to their range, whatever it is', () => {
    const range = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }))
    fc.assert(
      fc.property(range, fc.integer(), (n, seed) => {
        const drawn = createRandom(seed).integer(n)
        expect(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < n).toBe(true)
      }),
    )
    expect(createRandom(1).integer(1)).toBe(0)
  })

  it.each([3 * 2 ** 30, 3 * 2 ** 51])('favour no third of a range of %d, where a plain remainder would', (n) => {
    const random = createRandom(n)
    const thirds = [0, 0, 0]
    for (let i = 0; i < 30_000; i += 1) count(thirds, Math.floor((random.integer(n) / n) * 3))
    for (const times of thirds) expect(Math.abs(times - 10_000)).toBeLessThan(5 * Math.sqrt(30_000 * (1 / 3) * (2 / 3)))
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('are refused below a limit of %d', (n) => {
    expect(() => createRandom(1).integer(n)).toThrow(`integer requires a whole number n from 1 to 2^53 − 1, got ${n}`)
  })
})

describe('forks', () => {
  it('are the same whatever was drawn before', () => {
    const [fresh, used] = [createRandom('a'), createRandom('a')]
    used.uniform()
    used.fork('y').uniform()
    expect(used.fork('x').uint64()).toBe(fresh.fork('x').uint64())
  })

  it('do not touch the stream they come from', () => {
    const [alone, forked] = [createRandom(3), createRandom(3)]
    forked.fork('x').uniform()
    expect(forked.uint64()).toBe(alone.uint64())
  })

  it('differ by label, by the order of labels, and from their origin', () => {
    const root = createRandom('a')
    const streams = [root, root.fork(''), root.fork('a'), root.fork('b'), root.fork('a').fork('b'), root.fork('b').fork('a')]
    streams.push(createRandom('b').fork('a'), createRandom(0), createRandom(0).fork(0), root.fork('ab'))
    expect(new Set(streams.map((stream) => stream.uint64())).size).toBe(streams.length)
    expect(root.fork(12).uint64()).toBe(root.fork('12').uint64())
  })

  it('are not correlated with each other', () => {
    const root = createRandom('forest')
    const [one, other] = [root.fork(1), root.fork(2)]
    let sum = 0
    for (let i = 0; i < CASES; i += 1) sum += (one.uniform() - 0.5) * (other.uniform() - 0.5)
    expect(Math.abs(sum / CASES)).toBeLessThan((5 * (1 / 12)) / Math.sqrt(CASES))
  })

  it('begin as evenly as one stream goes on', () => {
    const root = createRandom('first draws')
    const counts = new Array<number>(64).fill(0)
    for (let i = 0; i < 20_000; i += 1) count(counts, Math.floor(root.fork(i).uniform() * 64))
    expect(chiSquare(counts, 20_000 / 64)).toBeLessThan(CHI_SQUARE_LIMIT[63])
  })
})

function count(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1
}

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0)
}

/** The recurrence as Blackman and Vigna write it. */
function xoshiro256InBigints(seed: bigint): () => bigint {
  const wrap = (value: bigint) => BigInt.asUintN(64, value)
  const turn = (value: bigint, by: bigint) => wrap((value << by) | (value >> (64n - by)))
  let [s0, s1, s2, s3] = splitmix64(seed, 4) as [bigint, bigint, bigint, bigint]
  return () => {
    const result = wrap(turn(wrap(s1 * 5n), 7n) * 9n)
    const shifted = wrap(s1 << 17n)
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = turn(s3, 45n)
    return result
  }
}
