import { hasHybridDigit, remainderBy97, weightedSum } from './check-digits.ts'
import { type Span, type TextContext, wordsBefore } from './kinds.ts'

/** How one country’s number is written and checked. */
export interface NationalId {
  readonly name: string
  readonly about: string
  /** Bounded, with `g`. */
  readonly pattern: RegExp
  /** Whether the number, in upper case without separators, is one. */
  readonly isValid: (compact: string) => boolean
  /** Words of which one must stand before the number or name its property, because other numbers pass the check too. */
  readonly words?: RegExp
}

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'
const CODICE_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
/** What the forms that need no word have in common: most texts with a number have none of it. */
const TELLING_FORM =
  /\d{3}-\d{2}-\d{4}|\d{8}[- ]?[A-Za-z]|[XYZxyz][- ]?\d{7}|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|\d ?[\dABab] ?\d{3} ?\d{3} ?\d{2}|[A-Za-z]{6}[\dL-Vl-v]{2}[A-Ta-t]|\d{2}\.\d{2}\.\d{2}-/
const ANY_WORD =
  /ssn|social security|rijksregister|national|niss|insz|nrn|steuer|idnr|id-nr|tax id|tin|pesel|bsn|burgerservice|sofi|nif|contribuinte/
const BARE_9 = /(?<![\w.])\d{9}(?![\w]|\.\d)/g
const BARE_11 = /(?<![\w.])\d{11}(?![\w]|\.\d)/g

/** The numbers that are known, by `<country>_<name>`. */
export const NATIONAL_IDS: readonly NationalId[] = [
  {
    name: 'us_ssn',
    about: 'United States, social security number. No check digit; areas 000, 666 and 900–999, group 00 and serial 0000 do not exist.',
    pattern: /(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])/g,
    isValid: isSsn,
  },
  {
    name: 'us_ssn',
    about: 'The same without hyphens, next to a word that names it.',
    pattern: /(?<![\w.-])\d{3} ?\d{2} ?\d{4}(?![\w-])/g,
    isValid: isSsn,
    words: /\b(?:ssn|social security)\b/,
  },
  {
    name: 'es_dni',
    about: 'Spain, DNI: eight digits and the letter of their remainder by 23.',
    pattern: /(?<![\w.-])\d{8}[- ]?[A-Za-z](?![\w-])/g,
    isValid: (id) => DNI_LETTERS[Number(id.slice(0, 8)) % 23] === id.charAt(8),
  },
  {
    name: 'es_nie',
    about: 'Spain, NIE: X, Y or Z for 0, 1 or 2, seven digits and the letter.',
    pattern: /(?<![\w.-])[XYZxyz][- ]?\d{7}[- ]?[A-Za-z](?![\w-])/g,
    isValid: (id) => DNI_LETTERS[Number('XYZ'.indexOf(id.charAt(0)) + id.slice(1, 8)) % 23] === id.charAt(8),
  },
  {
    name: 'gb_nino',
    about: 'United Kingdom, national insurance number. No check digit; some prefixes are never given.',
    pattern: /(?<![\w.-])[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w-])/g,
    isValid: (id) => /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]/.test(id) && !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(id),
  },
  {
    name: 'fr_nir',
    about:
      'France, NIR: sex, year, month, department, commune, order, and 97 less the remainder by 97. Corsica’s 2A and 2B count as 19 and 18.',
    pattern: /(?<![\w.-])[1-478] ?\d{2} ?\d{2} ?\d[\dABab] ?\d{3} ?\d{3} ?\d{2}(?![\w-])/g,
    isValid: isNir,
  },
  {
    name: 'it_codice_fiscale',
    about: 'Italy, codice fiscale: sixteen characters, the last one a check letter; digits may be written as letters.',
    pattern:
      /(?<![\w-])[A-Za-z]{6}[\dLMNP-Vlmnp-v]{2}[A-EHLMPR-Ta-ehlmpr-t][\dLMNP-Vlmnp-v]{2}[A-Za-z][\dLMNP-Vlmnp-v]{3}[A-Za-z](?![\w-])/g,
    isValid: isCodiceFiscale,
  },
  {
    name: 'be_national_number',
    about: 'Belgium, national number in its usual form: date of birth, serial, and 97 less the remainder by 97 (after a 2 since 2000).',
    pattern: /(?<![\w.-])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\w-])/g,
    isValid: isBelgianNumber,
  },
  {
    name: 'be_national_number',
    about: 'The same in eleven digits, next to a word that names it.',
    pattern: BARE_11,
    isValid: isBelgianNumber,
    words: /\b(?:rijksregister\w*|registre national|num[eé]ro national|national number|niss|insz|nrn)\b/,
  },
  {
    name: 'de_steuer_id',
    about: 'Germany, tax identification number: eleven digits, MOD 11,10, one digit twice or thrice among the first ten. Needs a word.',
    pattern: /(?<![\w.-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
    isValid: isSteuerId,
    words: /(?:steuer|\bidnr\b|\bid-nr|\btax id|\btin\b)/,
  },
  {
    name: 'pl_pesel',
    about: 'Poland, PESEL: date of birth with the century in the month, serial, check digit. Needs a word.',
    pattern: BARE_11,
    isValid: isPesel,
    words: /\bpesel\b/,
  },
  {
    name: 'nl_bsn',
    about: 'Netherlands, BSN: nine digits, weights 9 to 2 and −1, divisible by 11. Needs a word.',
    pattern: BARE_9,
    isValid: (id) => id !== '000000000' && weightedSum(id, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
    words: /\b(?:bsn|burgerservice\w*|sofi\w*)\b/,
  },
  {
    name: 'pt_nif',
    about: 'Portugal, NIF of a person: nine digits, the first 1, 2, 3 or 45, check digit by 11. Needs a word.',
    pattern: /(?<![\w.-])\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
    isValid: isNif,
    words: /\b(?:nif|contribuinte)\b/,
  },
]

/**
 * National ids of a text.
 * @param context Its `key` in words, as `spacedKey` makes them.
 */
export function nationalIdsIn(text: string, context: TextContext): Span[] {
  const telling = TELLING_FORM.test(text)
  const worded = namesNationalId(`${context.key ?? ''} ${text.toLowerCase()}`)
  if (!telling && !worded) return []
  return NATIONAL_IDS.filter(({ words }) => (words === undefined ? telling : worded)).flatMap((id) => idsOf(id, text, context))
}

/** Whether some words, in lower case, may name a national id. */
export function namesNationalId(words = ''): boolean {
  return ANY_WORD.test(words)
}

function idsOf({ name, pattern, isValid, words }: NationalId, text: string, context: TextContext): Span[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const compact = match[0].replaceAll(/[ .-]/g, '').toUpperCase()
    const named = words === undefined || words.test(wordsBefore(text, match.index, context))
    return named && isValid(compact) ? [{ start: match.index, end: match.index + match[0].length, detail: name }] : []
  })
}

function isSsn(id: string): boolean {
  const area = Number(id.slice(0, 3))
  return area !== 0 && area !== 666 && area < 900 && id.slice(3, 5) !== '00' && id.slice(5) !== '0000'
}

function isNir(id: string): boolean {
  const month = Number(id.slice(3, 5))
  const real = (month >= 1 && month <= 12) || month === 20 || (month >= 30 && month <= 42) || month >= 50
  const body = id.slice(0, 13).replace('2A', '19').replace('2B', '18')
  return real && /^\d{13}$/.test(body) && 97 - remainderBy97(body) === Number(id.slice(13))
}

function isCodiceFiscale(id: string): boolean {
  const sum = [...id.slice(0, 15)].reduce((total, character, i) => {
    const value = character < 'A' ? Number(character) : character.charCodeAt(0) - 65
    return total + (i % 2 === 0 ? (CODICE_ODD[value] as number) : value)
  }, 0)
  return id.charCodeAt(15) - 65 === sum % 26
}

function isBelgianNumber(id: string): boolean {
  const month = Number(id.slice(2, 4))
  const check = Number(id.slice(9))
  const checks = [97 - remainderBy97(id.slice(0, 9)), 97 - remainderBy97(`2${id.slice(0, 9)}`)]
  return month <= 12 && Number(id.slice(4, 6)) <= 31 && checks.includes(check)
}

function isSteuerId(id: string): boolean {
  const counts = [...id.slice(0, 10)].reduce((seen, digit) => seen.set(digit, (seen.get(digit) ?? 0) + 1), new Map<string, number>())
  const repeated = [...counts.values()].filter((count) => count > 1)
  return id.charAt(0) !== '0' && repeated.length === 1 && (repeated[0] as number) <= 3 && hasHybridDigit(id)
}

function isPesel(id: string): boolean {
  const month = Number(id.slice(2, 4)) % 20
  const day = Number(id.slice(4, 6))
  const real = month >= 1 && month <= 12 && day >= 1 && day <= 31
  return real && weightedSum(id, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0
}

function isNif(id: string): boolean {
  const remainder = weightedSum(id, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return /^(?:[123]|45)/.test(id) && Number(id.charAt(8)) === (remainder < 2 ? 0 : 11 - remainder)
}
