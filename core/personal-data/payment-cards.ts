import { hasLuhnDigit } from './check-digits.ts'
import type { Span } from './kinds.ts'
import type { DigitGroups } from './numbers.ts'

/** First digits of an issuer, from and to, and the lengths of its numbers. */
interface Issuer {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly lengths: readonly number[]
}

/** Ranges by ISO/IEC 7812 as the networks publish them (2026). */
const ISSUERS: readonly Issuer[] = [
  { name: 'visa', from: 4, to: 4, lengths: [13, 16, 19] },
  { name: 'mastercard', from: 51, to: 55, lengths: [16] },
  { name: 'mastercard', from: 2221, to: 2720, lengths: [16] },
  { name: 'american_express', from: 34, to: 34, lengths: [15] },
  { name: 'american_express', from: 37, to: 37, lengths: [15] },
  { name: 'discover', from: 6011, to: 6011, lengths: [16, 17, 18, 19] },
  { name: 'discover', from: 644, to: 659, lengths: [16, 17, 18, 19] },
  { name: 'jcb', from: 3528, to: 3589, lengths: [16, 17, 18, 19] },
  { name: 'diners', from: 300, to: 305, lengths: [14, 16] },
  { name: 'diners', from: 36, to: 36, lengths: [14] },
  { name: 'diners', from: 38, to: 39, lengths: [14, 16] },
  { name: 'unionpay', from: 62, to: 62, lengths: [16, 17, 18, 19] },
  { name: 'mir', from: 2200, to: 2204, lengths: [16] },
  { name: 'maestro', from: 5018, to: 5020, lengths: [16, 17, 18, 19] },
  { name: 'maestro', from: 6759, to: 6763, lengths: [16, 17, 18, 19] },
]

/**
 * The issuer of a payment card number, or null when its length, first digits or Luhn digit are no card’s.
 * @param digits Digits only.
 */
export function cardIssuer(digits: string): string | null {
  if (digits.length < 13 || digits.length > 19) return null
  const issuer = ISSUERS.find(({ from, to, lengths }) => {
    const prefix = Number(digits.slice(0, String(from).length))
    return prefix >= from && prefix <= to && lengths.includes(digits.length)
  })
  return issuer !== undefined && hasLuhnDigit(digits) && !isOneDigit(digits) ? issuer.name : null
}

/** Payment cards among groups of digits, also with an expiry date or a second number behind them. */
export function paymentCardsIn({ starts, ends, groups }: DigitGroups): Span[] {
  const spans: Span[] = []
  for (let first = 0; first < groups.length; first += 1) {
    let digits = ''
    for (let last = first; last < groups.length && digits.length < 19; last += 1) {
      digits += groups[last]
      const detail = cardIssuer(digits)
      if (detail === null) continue
      spans.push({ start: starts[first] as number, end: ends[last] as number, detail })
      first = last
      break
    }
  }
  return spans
}

function isOneDigit(digits: string): boolean {
  return digits === digits.charAt(0).repeat(digits.length)
}
