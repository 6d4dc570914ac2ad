import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasHybridDigit, hasLuhnDigit, remainderBy97 } from './check-digits.ts'
import { coordinateKeys } from './coordinates.ts'
import { detectPersonalData } from './detect.ts'
import { decodeText } from './encodings.ts'
import { isIban } from './ibans.ts'
import { cardIssuer } from './payment-cards.ts'
import { signalsOf } from './signals.ts'

describe('the reference cases', () => {
  // reference/privacy.json, pii_detect.
  it.each([
    ['email', 'write to john.doe+x@example.co.uk now', ['john.doe+x@example.co.uk']],
    ['email', 'not@an', []],
    ['payment_card', '4111 1111 1111 1112', []],
    ['ip', 'from 192.168.0.1 and 999.1.1.1', ['192.168.0.1']],
    ['phone', 'call +1 (415) 555-2671', ['+1 (415) 555-2671']],
    ['iban', 'DE89370400440532013000', ['DE89370400440532013000']],
    ['iban', 'DE89370400440532013001', []],
  ])('%s in “%s”', (kind, text, expected) => {
    const found = detectPersonalData(text).filter((finding) => finding.kind === kind)
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(expected)
  })

  // reference/privacy.json, luhn and iban_mod97 (ISO 7812, ISO 13616).
  it.each([
    ['4111111111111111', true],
    ['4111111111111112', false],
    ['378282246310005', true],
    ['0', true],
    ['', false],
  ])('the Luhn digit of %s is right: %s', (digits, valid) => {
    expect(hasLuhnDigit(digits)).toBe(valid)
  })

  it.each([
    ['DE89370400440532013000', true],
    ['GB82WEST12345698765432', true],
    ['GB82WEST12345698765433', false],
    ['GB82WEST1234569876543', false],
    ['', false],
  ])('%s is an IBAN: %s', (iban, valid) => {
    expect(isIban(iban)).toBe(valid)
  })
})

describe('check digits', () => {
  it('notice every single wrong digit', () => {
    const digit = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(digit, ([at, by]) => {
        const valid = '4111111111111111'
        const wrong = `${valid.slice(0, at)}${(Number(valid[at]) + by) % 10}${valid.slice(at + 1)}`
        expect(hasLuhnDigit(wrong)).toBe(false)
      }),
    )
  })

  it('by 97 and by 11,10 are those of the standard', () => {
    expect(remainderBy97('794')).toBe(18)
    // ISO/IEC 7064 gives 0794 with check digit 5 for MOD 11,10.
    expect(hasHybridDigit('07945')).toBe(true)
    expect(hasHybridDigit('07946')).toBe(false)
  })

  it('alone make no card: length and issuer are asked too', () => {
    expect(cardIssuer('4111111111111111')).toBe('visa')
    expect(cardIssuer('0')).toBeNull()
    expect(cardIssuer('9111111111111111')).toBeNull()
    expect(cardIssuer('0000000000000000')).toBeNull()
    expect(cardIssuer(`4${'0'.repeat(30)}`)).toBeNull()
  })
})

describe('places', () => {
  it('are those of the text as given, also when it is encoded over and over', () => {
    const text = 'to=%C3%A9va%2540example.com&amp;x'
    const [found] = detectPersonalData(text)
    expect(found).toMatchObject({ kind: 'email', text: 'éva@example.com' })
    expect(text.slice(found?.start, found?.end)).toBe('%C3%A9va%2540example.com')
  })

  it('lie in the text, in order, and do not overlap', () => {
    const piece = fc.constantFrom(
      'a@b.co',
      '@x',
      ' ',
      '%40',
      '&#64;',
      '+34 612 345 678',
      '4111111111111111',
      '1.2.3.4',
      '://u:p@h',
      '?token=abcdef',
      '\u{1f600}',
      'ß',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let last = 0
        for (const { start, end } of detectPersonalData(text, { country: 'ES' })) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 500 },
    )
  })

  it('of a decoded text lead back to each character', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const encoded = [...text]
          .map((character) => (/[!-/:-@]/.test(character) ? `%${character.charCodeAt(0).toString(16)}` : character))
          .join('')
        const decoded = decodeText(encoded)
        if (decoded === null) return
        expect(decoded.origins).toHaveLength(decoded.text.length + 1)
        expect(decoded.origins).toEqual([...decoded.origins].sort((a, b) => a - b))
      }),
    )
  })
})

describe('context', () => {
  it('of a country makes its national numbers findable', () => {
    expect(detectPersonalData('0612345678')).toEqual([])
    expect(detectPersonalData('0612345678', { country: 'FR' })).toMatchObject([{ kind: 'phone', detail: 'FR' }])
    expect(detectPersonalData('0612345678', { country: 'ZZ' })).toEqual([])
  })

  it('of a property’s name makes bare numbers findable', () => {
    expect(detectPersonalData('111222333')).toEqual([])
    expect(detectPersonalData('111222333', { key: 'userBsn' })).toMatchObject([{ kind: 'national_id', detail: 'nl_bsn' }])
    expect(detectPersonalData('612345678', { key: 'phone_number' })).toMatchObject([{ kind: 'phone' }])
  })

  it('decides about bare digits as about the same digits in a text', () => {
    const country = fc.constantFrom('US', 'ES', 'FR', 'GB', 'NO', 'PL')
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{6,13}$/), country, (digits, from) => {
        const spaced = detectPersonalData(` ${digits}`, { country: from, key: 'value' })
        expect(detectPersonalData(digits, { country: from, key: 'value' })).toHaveLength(spaced.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('is asked of nothing that has no form', () => {
    for (const text of ['', 'mobile', 'Which character are you?', 'score 8 of 10', 'ありがとう']) expect(signalsOf(text)).toBe(0)
  })
})

it('a latitude and a longitude are known by their names and their decimals', () => {
  expect(coordinateKeys({ lat: 41.38506, lng: 2.1734 })).toEqual(['lat', 'lng'])
  expect(coordinateKeys({ Latitude: '41.38506', Longitude: '2.17341' })).toEqual(['Latitude', 'Longitude'])
  expect(coordinateKeys({ lat: 41, lng: 2 })).toBeNull()
  expect(coordinateKeys({ lat: 141.38506, lng: 2.17341 })).toBeNull()
  expect(coordinateKeys({ lat: 41.38506, length: 2.17341 })).toBeNull()
})

describe('adversarial texts', () => {
  const repeated = (piece: string) => (length: number) => piece.repeat(Math.ceil(length / piece.length))
  const texts: [string, (length: number) => string][] = [
    ...[
      '1',
      '1 ',
      'a@',
      'a@b.',
      '1.',
      'a:1',
      '::1',
      '%4',
      '%25',
      '&a',
      '&#64;',
      'DE89 ',
      '://a:',
      '?token=',
      '+1 ',
      '(1)',
      '1.234567,',
      'lat=1.2345 ',
      'A1',
      '@aa',
    ].map((piece): [string, (length: number) => string] => [piece, repeated(piece)]),
    ...[
      'ab@example.com ',
      '4111 1111 1111 1111 ',
      '10.0.0.1 ',
      '2001:db8::1 ',
      '1-(.',
      'tel 0612 345 678; ',
      'AAAAAA00A00A000A',
      '12345678-',
    ].map((piece): [string, (length: number) => string] => [piece, repeated(piece)]),
    ['a long local part', (length) => `${'a'.repeat(length)}@`],
    ['a long domain', (length) => `x@${'a-'.repeat(length / 2)}`],
    ['a long user name', (length) => `://${'a'.repeat(length)}`],
    ['a long parameter', (length) => `?${'a'.repeat(length)}=1`],
    ['a long fraction', (length) => `1.${'1'.repeat(length)},2.${'2'.repeat(length)} lat=1.234${'b'.repeat(length)}`],
  ]

  it.each(texts)('of “%s” take time in proportion to their length', (_, make) => {
    const [short, long] = [make(6_250), make(100_000)]
    detectPersonalData(short, { country: 'US' })
    // Sixteen times the length: 16 when linear, 256 when quadratic. The best of several, because the machine has other work.
    const ratio = () => bestTime(long) / Math.max(bestTime(short), 0.2)
    let best = ratio()
    for (let round = 0; round < 4 && best >= 64; round += 1) best = Math.min(best, ratio())
    expect(best).toBeLessThan(64)
  })
})

function bestTime(text: string): number {
  const times = Array.from({ length: 3 }, () => {
    const before = performance.now()
    detectPersonalData(text, { country: 'US' })
    return performance.now() - before
  })
  return Math.min(...times)
}
