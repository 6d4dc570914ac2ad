import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmac128 } from './hmac-128.ts'

const first128 = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')

test('test cases 1 and 2 of RFC 4231, cut to 128 bits', () => {
  expect(hmac128(Buffer.alloc(20, 0x0b))('Hi There')).toBe(first128('b0344c61d8db38535ca8afceaf0bf12b'))
  expect(hmac128(Buffer.from('Jefe'))('what do ya want for nothing?')).toBe(first128('5bdcc146bf60754e6a042426089575c7'))
})

test('any text under any key is what Node’s own HMAC makes of it, whatever was hashed before', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', minLength: 250, maxLength: 300 }))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(texts, { minLength: 1, maxLength: 5 }), (bytes, several) => {
      const key = Buffer.from(bytes)
      const hmac = hmac128(key)
      for (const text of several)
        expect(hmac(text)).toBe(createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url'))
    }),
  )
})

test('half a character is hashed as what stands for it, as Node does', () => {
  const key = Buffer.alloc(32, 1)
  expect(hmac128(key)('a\ud800b')).toBe(createHmac('sha256', key).update('a\ud800b').digest().subarray(0, 16).toString('base64url'))
})

test('a key longer than a block is refused', () => {
  expect(() => hmac128(Buffer.alloc(65))).toThrow(RangeError)
})
