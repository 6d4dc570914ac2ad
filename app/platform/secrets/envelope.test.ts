import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyIdOf, openWith, rewrap, SealBroken, type SecretPlace, sealWith, secretKey } from './envelope.ts'

const key = secretKey(randomBytes(32))
const other = secretKey(randomBytes(32))
const place: SecretPlace = { purpose: 'second factor', ownerId: 'ada' }
const bytes = fc.uint8Array({ maxLength: 300 })

describe('a sealed secret', () => {
  test('opens to what it was, whatever it is and whosever', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (plain, ownerId) => {
        const at = { ...place, ownerId }
        expect(openWith(key, at, sealWith(key, at, plain))).toEqual(Buffer.from(plain))
      }),
    )
  })

  test('is never twice the same, and never holds what it hides', () => {
    const plain = randomBytes(20)
    const [one, two] = [sealWith(key, place, plain), sealWith(key, place, plain)]
    expect(one).not.toEqual(two)
    expect(one.includes(plain)).toBe(false)
    expect(one.includes(key.bytes)).toBe(false)
  })

  test('does not open once any bit of it was changed', () => {
    const sealed = sealWith(key, place, Buffer.from('a secret'))
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(() => openWith(key, place, changed)).toThrow(SealBroken)
      }),
    )
  })

  test('does not open when it was cut', () => {
    const sealed = sealWith(key, place, Buffer.from('a secret'))
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => openWith(key, place, sealed.subarray(0, length))).toThrow(SealBroken)
    }
  })

  test('opens at its own place only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        fc.pre(one !== two)
        const sealed = sealWith(key, { ...place, ownerId: one }, Buffer.from('a secret'))
        expect(() => openWith(key, { ...place, ownerId: two }, sealed)).toThrow(SealBroken)
      }),
    )
  })

  test('does not open with the data key of another', () => {
    const [one, two] = [sealWith(key, place, Buffer.from('one')), sealWith(key, place, Buffer.from('two'))]
    const wrappedEnd = one.length - 12 - 3 - 16
    expect(() => openWith(key, place, Buffer.concat([one.subarray(0, wrappedEnd), two.subarray(wrappedEnd)]))).toThrow(SealBroken)
  })

  test('does not open with another key', () => {
    expect(() => openWith(other, place, sealWith(key, place, Buffer.from('a secret')))).toThrow('sealed with another key')
  })
})

describe('under a new key', () => {
  test('a secret opens with that one only, and itself was not encrypted anew', () => {
    fc.assert(
      fc.property(bytes, (plain) => {
        const before = sealWith(key, place, plain)
        const after = rewrap(key, other, place, before)
        expect(openWith(other, place, after)).toEqual(Buffer.from(plain))
        expect(() => openWith(key, place, after)).toThrow(SealBroken)
        expect(keyIdOf(after)).toBe(other.id)
        expect(after.subarray(-plain.length - 28)).toEqual(before.subarray(-plain.length - 28))
      }),
    )
  })

  test('nothing comes that belongs to another place', () => {
    const sealed = sealWith(key, place, Buffer.from('a secret'))
    expect(() => rewrap(key, other, { ...place, ownerId: 'eve' }, sealed)).toThrow(SealBroken)
  })
})

test('a key has 32 bytes', () => {
  expect(() => secretKey(randomBytes(16))).toThrow('secretKey requires 32 bytes, got 16')
})
