import { expect, test } from 'vitest'
import { type HashKey, keyedHash } from './keyed-hash.ts'

const hashed = (key: HashKey, text: string): string => {
  const out = new Uint32Array(2)
  keyedHash(key, text, out)
  return Buffer.from(Uint32Array.of(out[1] as number, out[0] as number).buffer).toString('hex')
}

/** Of the reference implementation (github.com/veorq/SipHash, vectors.h, vectors_hsip64): key 00 … 07, input 00, 01, 02 … */
const VECTORS: readonly [length: number, hash: string][] = [
  [0, '218d1f59b9b83cc8'],
  [1, 'be552412f8387315'],
  [2, '064f39ef7c50eb57'],
  [3, 'ce0f1a45f7060679'],
  [4, 'd5e78a175be52ea1'],
  [7, 'ff202728b07bc684'],
  [8, 'edfee820bce4858c'],
  [15, '217d0bcb4e81c902'],
  [16, '7336aad25f7bf3b5'],
  [63, '2ea63c71bf326087'],
]

test.each(VECTORS)('%i bytes hash as in the reference implementation', (length, hash) => {
  const text = String.fromCharCode(...Array.from({ length }, (_, index) => index))
  expect(hashed([0x03020100, 0x07060504], text)).toBe(hash)
})

test('a text is hashed as its UTF-8, whatever was hashed before', () => {
  const [one, other] = [hashed([1, 2], 'zoë'), hashed([1, 2], 'zoe')]
  hashed([1, 2], 'a much longer text than either of them')
  expect(hashed([1, 2], 'zoë')).toBe(one)
  expect(one).not.toBe(other)
  expect(hashed([1, 3], 'zoë')).not.toBe(one)
  expect(hashed([1, 2], '漢'.repeat(256))).not.toBe(hashed([1, 2], '漢'.repeat(255)))
})

test('a text longer than an identifier is refused', () => {
  expect(() => hashed([1, 2], 'x'.repeat(257))).toThrow(RangeError)
})
