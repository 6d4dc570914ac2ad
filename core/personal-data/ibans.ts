import { remainderBy97 } from './check-digits.ts'
import type { Span } from './kinds.ts'

/** Length of an IBAN by country. @see SWIFT, IBAN registry (ISO 13616). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  [
    ...'AL28 AD24 AT20 AZ28 BH22 BY28 BE16 BA20 BR29 BG22 BI27 CR22 HR21 CY28 CZ24 DJ27 DK18 DO28 EG29 SV28 EE20 FK18 FO18'.split(' '),
    ...'FI18 FR27 GE22 DE22 GI23 GR27 GL18 GT28 HU28 IS26 IQ23 IE22 IL23 IT27 JO30 KZ20 XK20 KW30 LV21 LB28 LY25 LI21'.split(' '),
    ...'LT20 LU20 MT31 MR27 MU30 MD24 MC27 MN20 ME22 NL18 NI28 MK19 NO15 OM23 PK24 PS29 PL28 PT25 QA29 RO24 RU33 LC32'.split(' '),
    ...'SM27 ST25 SA24 RS22 SC31 SK24 SI19 SO23 ES24 SD18 SE24 CH21 TL23 TN24 TR26 UA29 AE23 GB22 VA22 VG24 YE30'.split(' '),
  ].map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)
const BEGINNING = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}/g

/**
 * Whether an IBAN has the length of its country and the right check digits.
 * @param iban Upper case, without spaces.
 */
export function isIban(iban: string): boolean {
  return (
    /^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban) &&
    LENGTHS.get(iban.slice(0, 2)) === iban.length &&
    remainderBy97(iban.slice(4) + iban.slice(0, 4)) === 1
  )
}

/** IBANs of a text, written together or in groups. */
export function ibansIn(text: string): Span[] {
  return [...text.matchAll(BEGINNING)].flatMap(({ 0: beginning, index: start }) => {
    const country = beginning.slice(0, 2).toUpperCase()
    const length = LENGTHS.get(country)
    if (length === undefined) return []
    const { compact, end } = take(text, start, length)
    return isIban(compact) && !/[A-Za-z0-9]/.test(text.charAt(end)) ? [{ start, end, detail: country }] : []
  })
}

/** The next `length` letters and digits, single spaces and hyphens between them left out. */
function take(text: string, start: number, length: number): { compact: string; end: number } {
  let compact = ''
  let end = start
  for (let gap = 0; compact.length < length && end < text.length && gap < 2; end += 1) {
    const character = text.charAt(end)
    if (/[A-Za-z0-9]/.test(character)) {
      compact += character.toUpperCase()
      gap = 0
    } else if (/[ \-\u00a0\u202f]/.test(character)) gap += 1
    else break
  }
  return { compact, end }
}
