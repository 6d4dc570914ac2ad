import { type Consent, consentFromTcf } from '@trill/contract/consent'

const PURPOSES = 24
/** Where the fields begin in the core string, in bits. */
const [VERSION_BITS, LAST_UPDATED, CONSENTS, INTERESTS] = [6, 42, 152, 176]
const LAST_UPDATED_BITS = 36

/**
 * Reads the purposes of a TCF v2 string, and when it was last changed, in milliseconds since 1970.
 * @returns undefined when it is none.
 * @see IAB Tech Lab, Transparency and Consent String with Global Vendor & CMP List Formats v2, “The Core String”.
 */
export function readTcf(text: string): { readonly consent: Required<Consent>; readonly givenAt: number } | undefined {
  const [core = ''] = text.split('.')
  if (!/^[\w-]+$/.test(core)) return undefined
  const bytes = Buffer.from(core, 'base64url')
  if (8 * bytes.length < INTERESTS + PURPOSES || number(bytes, 0, VERSION_BITS) !== 2) return undefined
  return {
    consent: consentFromTcf(purposes(bytes, CONSENTS), purposes(bytes, INTERESTS)),
    givenAt: 100 * number(bytes, LAST_UPDATED, LAST_UPDATED_BITS),
  }
}

function purposes(bytes: Buffer, from: number): number[] {
  return Array.from({ length: PURPOSES }, (_, index) => index + 1).filter((id) => number(bytes, from + id - 1, 1) === 1)
}

function number(bytes: Buffer, from: number, bits: number): number {
  let value = 0
  for (let bit = from; bit < from + bits; bit += 1) value = 2 * value + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  return value
}
