import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { type Span, type TextContext, wordsBefore } from './kinds.ts'
import { type DigitGroups, looksLikeDate } from './numbers.ts'

const WORDS =
  /\b(?:tel|tele(?:f|ph)\w*|phone\w*|mobiles?|mobil\w*|m[oó]vil|cell\w*|celular|call|ring|whatsapp|sms|fax|handy\w*|gsm|num[eé]ros?|anruf\w*|appel\w*|ll[aá]ma\w*|chiama\w*|bel|msisdn)\b/
/** E.164 has 15 digits, and 00 before them where a + would be. */
const DIGITS_MAX = 17
const DIGITS_MIN = 7
/** How often the numbering plans are asked about one row of digits. */
const TRIES_MAX = 12
/** A North American number as it is written with an area code apart. */
const NORTH_AMERICAN = /^\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]\d{4}$/

/**
 * Telephone numbers among groups of digits: international ones with + or 00, national ones of the sender’s country, North American
 * ones written in groups, and numbers behind a word such as `tel`. Judged by the numbering plans in libphonenumber-js.
 * @param context Its `key` in words, as `spacedKey` makes them.
 * @see ITU-T E.164 (2010): at most 15 digits.
 */
export function phonesIn(text: string, number: DigitGroups, context: TextContext): Span[] {
  if (looksLikeDate(number.text)) return []
  const { groups, ends } = number
  const spans: Span[] = []
  const named = namesPhone(wordsBefore(text, number.start, context))
  let tries = TRIES_MAX
  for (let first = 0; first < groups.length && tries > 0; first += 1) {
    const start = beginningOf(text, number, first)
    const international = text.charAt(start) === '+' || (groups[first] as string).startsWith('00')
    if (!international && first > 0 && ends[first - 1] !== spans.at(-1)?.end) continue
    for (let last = lastWithin(number, first); last >= first && tries > 0; last -= 1) {
      if (!international && !mayEnd(text, number, last)) continue
      tries -= 1
      const end = ends[last] as number
      const detail = phoneCountry(text.slice(start, end), { ...context, named })
      if (detail === null) continue
      spans.push({ start, end, detail })
      first = last
      break
    }
  }
  return spans
}

/** Whether some words, in lower case, name a telephone number. */
export function namesPhone(words = ''): boolean {
  return WORDS.test(words)
}

/** Where a number that begins with a group begins: at its + or, when it is closed again, its bracket. */
function beginningOf(text: string, { starts }: DigitGroups, first: number): number {
  const digits = starts[first] as number
  const lead = /[+(]{1,2}$/.exec(text.slice(Math.max(digits - 2, 0), digits))?.[0] ?? ''
  const open = lead.includes('(') && !text.slice(digits, digits + 6).includes(')')
  return open ? digits - (lead.endsWith('+') ? 1 : 0) : digits - lead.length
}

/** The last group with which a number is not too long. */
function lastWithin({ groups }: DigitGroups, first: number): number {
  let digits = 0
  let last = first
  while (last < groups.length && digits + (groups[last] as string).length <= DIGITS_MAX) {
    digits += (groups[last] as string).length
    last += 1
  }
  return last - 1
}

/** Whether a national number may end with a group: the last one, the last but one, or where the next looks like another number. */
function mayEnd(text: string, number: DigitGroups, last: number): boolean {
  const { groups } = number
  if (last >= groups.length - 2) return true
  const next = groups[last + 1] as string
  return next.startsWith('0') || next.length > 8 || text.charAt(beginningOf(text, number, last + 1)) === '+'
}

/** The country of a number, `?` when only the word before says that it is one, null when it is none. */
function phoneCountry(written: string, { country, named }: TextContext & { named: boolean }): string | null {
  const digits = written.replaceAll(/\D/g, '')
  if (digits.length < DIGITS_MIN) return null
  if (/^\(?\+/.test(written)) return valid(`+${digits}`)
  if (digits.startsWith('00')) return valid(`+${digits.slice(2)}`)
  const home = country !== undefined && isSupportedCountry(country) && isNationalForm(written, named) ? valid(digits, country) : null
  if (home !== null) return home
  if (NORTH_AMERICAN.test(written)) return valid(digits, 'US')
  return named && digits.length >= 9 ? '?' : null
}

/** Whether it is written as numbers are: with a trunk 0, in brackets or in groups, or named. Ids are not. */
function isNationalForm(written: string, named: boolean): boolean {
  return named || /^\(?0[1-9]/.test(written) || (written.match(/\d[^\d]+(?=\d)/g) ?? []).length >= 2
}

function valid(digits: string, country?: CountryCode): string | null {
  const parsed = parsePhoneNumberFromString(digits, country)
  return parsed?.isValid() ? (parsed.country ?? `+${parsed.countryCallingCode}`) : null
}
