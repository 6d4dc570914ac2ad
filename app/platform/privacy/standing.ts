import { AGE_BANDS, type AgeBandName, isAdult } from '@trill/contract/age-bands'
import { type Consent, PURPOSES, type Purpose } from '@trill/contract/consent'

/** What is recorded of a person. */
export interface Standing {
  readonly ageBand: AgeBandName
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** Whether a parent’s or guardian’s consent is recorded. */
  readonly parentalConsent: boolean
  readonly consent: Consent
}

/** What one statement says of a person; what is absent it does not speak of. */
export interface Said {
  readonly purposes: Consent
  readonly ageBand?: AgeBandName
  readonly country?: string
  readonly parental?: boolean
}

/** Nothing is recorded. */
export const UNRECORDED = 0

const BANDS = Object.keys(AGE_BANDS) as AgeBandName[]
export const PURPOSE_NAMES = Object.keys(PURPOSES) as Purpose[]
const NOBODY: Standing = { ageBand: 'unknown', parentalConsent: false, consent: {} }
/** Where each part begins, in bits; bit 0 says that something is recorded. */
const [BAND, PARENTAL, CONSENT, COUNTRY] = [1, 4, 5, 15]
const [YES, NO] = [1, 2]
const LETTER_A = 65

/** A standing in 25 bits, so that those of millions of people fit into the memory. */
export function packed({ ageBand, country, parentalConsent, consent }: Standing): number {
  let word = 1 | (BANDS.indexOf(ageBand) << BAND) | (Number(parentalConsent) << PARENTAL)
  PURPOSE_NAMES.forEach((purpose, index) => {
    const said = consent[purpose]
    if (said !== undefined) word |= (said ? YES : NO) << (CONSENT + 2 * index)
  })
  if (country !== undefined) word |= (letterOf(country, 0) | (letterOf(country, 1) << 5)) << COUNTRY
  return word
}

/** @param word of {@link packed}, or {@link UNRECORDED}. */
export function unpacked(word: number): Standing {
  if (word === UNRECORDED) return NOBODY
  const consent: { [P in Purpose]?: boolean } = {}
  PURPOSE_NAMES.forEach((purpose, index) => {
    const said = (word >>> (CONSENT + 2 * index)) & 3
    if (said !== 0) consent[purpose] = said === YES
  })
  const letters = [(word >>> COUNTRY) & 31, (word >>> (COUNTRY + 5)) & 31]
  const country = letters.map((letter) => String.fromCharCode(LETTER_A - 1 + letter)).join('')
  return {
    ageBand: BANDS[(word >>> BAND) & 7] ?? 'unknown',
    ...(letters[0] === 0 ? {} : { country }),
    parentalConsent: ((word >>> PARENTAL) & 1) === 1,
    consent,
  }
}

/** A person known to be under 18. */
export function isMinor(word: number): boolean {
  const { ageBand } = unpacked(word)
  return ageBand !== 'unknown' && !isAdult(ageBand)
}

/**
 * How a person stands after a statement: what it says holds from now on, what it does not speak of stays.
 * @param isNewest false for a statement given before what is recorded already: it only fills in what was not known.
 */
export function after(known: Standing, { purposes, ageBand, country, parental }: Said, isNewest: boolean): Standing {
  const said = defined(purposes)
  const isAgeKnown = known.ageBand !== 'unknown'
  const place = isNewest ? (country ?? known.country) : (known.country ?? country)
  return {
    ageBand: ageBand === undefined || (isAgeKnown && !isNewest) ? known.ageBand : ageBand,
    ...(place === undefined ? {} : { country: place }),
    parentalConsent: parental !== undefined && isNewest ? parental : known.parentalConsent,
    consent: isNewest ? { ...known.consent, ...said } : { ...said, ...known.consent },
  }
}

function defined(purposes: Consent): Consent {
  return Object.fromEntries(Object.entries(purposes).filter(([, said]) => said !== undefined))
}

function letterOf(country: string, index: number): number {
  return country.charCodeAt(index) - LETTER_A + 1
}
