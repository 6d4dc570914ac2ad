import { coordinatesIn } from './coordinates.ts'
import { emailsIn, handlesIn } from './electronic-addresses.ts'
import { decodeText } from './encodings.ts'
import { ibansIn } from './ibans.ts'
import { type Finding, type PersonalDataKind, type Span, spacedKey, type TextContext } from './kinds.ts'
import { namesNationalId, nationalIdsIn } from './national-ids.ts'
import { ipv4In, ipv6In } from './network-addresses.ts'
import { digitGroupsIn } from './numbers.ts'
import { paymentCardsIn } from './payment-cards.ts'
import { namesPhone, phonesIn } from './phones.ts'
import { ADDRESS, AT, COLONS, DOTTED, ENCODED, MIXED, NUMBER, PLACES, signalsOf } from './signals.ts'
import { urlSecretsIn } from './url-secrets.ts'

const NOTHING: readonly Finding[] = []
/** Times and UUIDs, the commonest texts with many digits, are nothing but that. */
const HARMLESS = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i
/** Bare digits with which no card begins and no telephone number without a word: an id, a count, a time in milliseconds. */
const BARE = /^(?:[1-9]\d{6,11}|1\d{12,13})$/

/**
 * Personal data in a text, in the order of its places, none overlapping. URL- and HTML-encoded text is seen through; places are
 * those in the text as given. Takes time in proportion to the length of the text, whatever stands in it.
 * @param context What is known about where the text came from.
 */
export function detectPersonalData(text: string, context: TextContext = {}): readonly Finding[] {
  const signals = signalsOf(text)
  if (signals === 0 || (text.length <= 36 && HARMLESS.test(text))) return NOTHING
  const named = context.key === undefined ? context : { ...context, key: spacedKey(context.key) }
  if (text.length <= 14 && BARE.test(text) && !namesPhone(named.key) && !namesNationalId(named.key)) return NOTHING
  const decoded = (signals & ENCODED) === 0 ? null : decodeText(text)
  if (decoded === null) return search(text, signals, named)
  const origin = (at: number) => decoded.origins[at] as number
  return search(decoded.text, signalsOf(decoded.text), named).map((found) => ({
    ...found,
    start: origin(found.start),
    end: origin(found.end),
  }))
}

function search(text: string, signals: number, context: TextContext): readonly Finding[] {
  const found: Finding[] = []
  let taken: Uint8Array | null = null
  const add = (kind: PersonalDataKind, spans: readonly Span[]) => {
    for (const span of spans) {
      taken ??= new Uint8Array(text.length)
      if (taken.subarray(span.start, span.end).includes(1)) continue
      taken.fill(1, span.start, span.end)
      found.push({ ...span, kind, text: text.slice(span.start, span.end) })
    }
  }
  if (signals & (ADDRESS | AT)) add('url_secret', urlSecretsIn(text))
  if (signals & AT) add('email', emailsIn(text))
  if (signals & MIXED) add('iban', ibansIn(text))
  if (signals & PLACES) add('coordinates', coordinatesIn(text))
  if (signals & DOTTED) add('ip', ipv4In(text))
  if (signals & COLONS) add('ip', ipv6In(text))
  if (signals & (NUMBER | MIXED)) add('national_id', nationalIdsIn(text, context))
  if (signals & NUMBER) {
    const numbers = digitGroupsIn(text)
    for (const number of numbers) add('payment_card', paymentCardsIn(number))
    for (const number of numbers) add('phone', phonesIn(text, number, context))
  }
  if (signals & AT) add('handle', handlesIn(text))
  return found.sort((a, b) => a.start - b.start)
}
