/** What can be found in a string that points at a person. In the order in which it is looked for: what is found first keeps its place. */
export const PERSONAL_DATA_KINDS = {
  url_secret: 'Credentials or a token inside an address.',
  email: 'An e-mail address.',
  iban: 'An international bank account number whose length and check digits are right.',
  coordinates: 'A latitude and longitude with three decimals or more.',
  ip: 'An IPv4 or IPv6 address.',
  national_id: 'An identity, tax or social security number whose check digits or rules are right.',
  payment_card: 'A payment card number of a known issuer whose check digit is right.',
  phone: 'A telephone number that exists in the numbering plan.',
  handle: 'A name on a social platform, with @ before it.',
} as const
export type PersonalDataKind = keyof typeof PERSONAL_DATA_KINDS

/** Where something stands in a text, in UTF-16 units, and which variety it is: `es_dni`, `ipv6`, `FR` … */
export interface Span {
  readonly start: number
  readonly end: number
  readonly detail: string
}

/** One thing found. */
export interface Finding extends Span {
  readonly kind: PersonalDataKind
  /** The thing itself, with encodings undone. */
  readonly text: string
}

/** What is known about where a text came from. Both make numbers without a country or a label findable. */
export interface TextContext {
  /** Country of the sender, ISO 3166-1 alpha-2, upper case: telephone numbers in its national form are found. */
  readonly country?: string
  /** Name of the property that holds the text. */
  readonly key?: string
}

/** Characters before a number in which a word about it counts. */
const CONTEXT_LENGTH = 32

/** The words about a position: the property’s name and the text just before, in lower case. */
export function wordsBefore(text: string, start: number, { key = '' }: TextContext): string {
  return `${key} ${text
    .slice(Math.max(start - CONTEXT_LENGTH, 0), start)
    .toLowerCase()
    .replaceAll('_', ' ')}`
}

/** The name of a property in words: `userPhone` and `user_phone` are `user phone`. */
export function spacedKey(key: string): string {
  return key.replaceAll(/(?<=[a-z])(?=[A-Z])|_/g, ' ').toLowerCase()
}
