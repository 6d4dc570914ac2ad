import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectPersonalData } from './detect.ts'
import { type Action, MASK_ALL, type ScrubPolicy, scrub } from './scrub.ts'

const hash = (text: string) => createHmac('sha256', 'secret').update(text).digest('hex')
const all = (action: Action) => Object.fromEntries(Object.keys(MASK_ALL).map((kind) => [kind, action])) as unknown as ScrubPolicy

describe('what is found', () => {
  const text = 'mail ana@example.es or call +34 612 345 678'

  it('is masked by the name of its kind', () => {
    expect(scrub(text, MASK_ALL, hash)).toEqual({
      value: 'mail [email] or call [phone]',
      found: [
        { kind: 'email', path: [], action: 'mask' },
        { kind: 'phone', path: [], action: 'mask' },
      ],
    })
  })

  it('is kept and reported', () => {
    const { value, found } = scrub({ text }, all('keep'), hash)
    expect(value).toEqual({ text })
    expect(found).toHaveLength(2)
  })

  it('is hashed alike however it is written', () => {
    const written = ['Ana@Example.es', 'ana@example.es', 'ana%40example.es', 'ana&#64;example.es']
    const hashed = written.map((email) => scrub(email, all('hash'), hash).value)
    expect(new Set(hashed)).toEqual(new Set([`[email:${hash('ana@example.es')}]`]))
    expect(scrub('+34 612-345-678', all('hash'), hash).value).toBe(`[phone:${hash('+34612345678')}]`)
  })

  it('is hashed by whatever keyed hash the caller brings', () => {
    // reference/privacy.json, pseudonymise: HMAC-SHA-256 of user-1 under “secret” and “rotated”.
    const keyed = (key: string) => createHmac('sha256', key).update('user-1').digest('hex')
    expect(keyed('secret')).toBe('1d16fd7e96e8a9681f283b8a251822ffdc71e2a5bda0c5267a044874fa21b82b')
    expect(keyed('rotated')).toBe('dac3a2597ab5ea517e8b2497b33ad11622446acbae8c8e09487e66897dc8b58f')
    expect(hash('user-2')).toBe('9ba7c44f9528098677678a4544216b9dfbfa79872e11e3d3f80879398ccdfdd7')
  })

  it('takes its property or element with it when dropped', () => {
    const value = { a: text, b: ['x', text, 'y'], c: { d: 'plain' } }
    expect(scrub(value, all('drop'), hash).value).toEqual({ b: ['x', 'y'], c: { d: 'plain' } })
    expect(scrub(text, all('drop'), hash).value).toBe('')
    expect(scrub({ 'ana@example.es': 1, b: 2 }, all('drop'), hash).value).toEqual({ b: 2 })
  })

  it('is found at every level, with its path', () => {
    const value = { user: { contacts: [{ mail: 'x@example.org' }, 'nothing', { ip: '203.0.113.9' }] } }
    const { found } = scrub(value, MASK_ALL, hash)
    expect(found.map(({ kind, path }) => [kind, path.join('.')])).toEqual([
      ['email', 'user.contacts.0.mail'],
      ['ip', 'user.contacts.2.ip'],
    ])
  })

  it('is found in names of properties, which stay apart', () => {
    const { value, found } = scrub({ 'a@example.org': 1, 'b@example.org': { t: 'c@example.org' } }, MASK_ALL, hash)
    expect(value).toEqual({ '[email]': 1, '[email] 2': { t: '[email]' } })
    expect(JSON.stringify(found)).not.toContain('example.org')
  })

  it('is found in numbers', () => {
    expect(scrub({ pan: 4111111111111111, phone: 34612345678, at: 1_732_173_869_123, n: 42 }, MASK_ALL, hash).value).toEqual({
      pan: '[payment_card]',
      phone: '[phone]',
      at: 1_732_173_869_123,
      n: 42,
    })
  })

  it('is a place when latitude and longitude stand together', () => {
    const place = { lat: 41.38506, lng: 2.17341, zoom: 12 }
    expect(scrub({ place }, MASK_ALL, hash).value).toEqual({ place: { lat: null, lng: null, zoom: 12 } })
    expect(scrub({ place }, all('drop'), hash).value).toEqual({ place: { zoom: 12 } })
    expect(scrub({ place }, all('keep'), hash).value).toEqual({ place })
  })
})

describe('a value', () => {
  it('with nothing to find comes back as the same object', () => {
    const value = {
      title: 'Which character are you?',
      tags: ['quiz', 'fun'],
      position: 3,
      none: null,
      yes: true,
      at: '2026-11-21T07:24:29Z',
    }
    const scrubbed = scrub(value, MASK_ALL, hash)
    expect(scrubbed.value).toBe(value)
    expect(scrubbed.found).toEqual([])
  })

  it('is not changed itself', () => {
    const value = { a: ['x@example.org'] }
    const before = structuredClone(value)
    scrub(value, all('drop'), hash)
    expect(value).toEqual(before)
  })

  it('too deep to look at is dropped and reported, a circle too', () => {
    expect(scrub({ a: { b: { c: 'x@example.org' } } }, MASK_ALL, hash, { depthMax: 2 })).toEqual({
      value: { a: {} },
      found: [{ kind: 'too_deep', path: ['a', 'b'], action: 'drop' }],
    })
    const circle: Record<string, unknown> = {}
    circle.self = circle
    expect(scrub(circle, MASK_ALL, hash).found).toHaveLength(1)
    expect(() => scrub({}, MASK_ALL, hash, { depthMax: 0 })).toThrow(RangeError)
  })

  it('that was scrubbed holds nothing more to find, and is scrubbed again to the same', () => {
    const piece = fc.constantFrom(
      'a@b.co',
      '+34 612 345 678',
      '4111111111111111',
      '203.0.113.9',
      '123-45-6789',
      '?token=abcdef',
      ' ',
      ',',
      'word',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const once = scrub(pieces.join(' '), all('mask'), hash).value
        expect(detectPersonalData(once)).toEqual([])
        expect(scrub(once, all('mask'), hash).value).toBe(once)
      }),
    )
  })

  it('may be any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { value: left, found } = scrub(value, MASK_ALL, hash)
        if (found.length === 0) expect(left).toEqual(value)
      }),
    )
  })

  it('keeps a property called __proto__ a property', () => {
    const value = JSON.parse('{"__proto__": "x@example.org", "a": 1}')
    const { value: left } = scrub(value, MASK_ALL, hash)
    expect(Object.getOwnPropertyDescriptor(left, '__proto__')?.value).toBe('[email]')
  })
})
