import { hash } from 'node:crypto'

const BLOCK = 64
const DIGEST = 32
/** Longer texts, and those that are not ASCII, get room of their own. */
const USUAL_UNITS = 256
/** 128 bits in base64url: 21 characters and the first two bits of one more. */
const WHOLE_CHARACTERS = 21
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** One text in, 22 characters of base64url out. */
export type Hmac128 = (text: string) => string

/**
 * HMAC-SHA-256 of a text’s UTF-8, cut to 128 bits. Made of two hashes in one call each, because an `Hmac` object a text
 * takes four times as long, and every event has several.
 * @param key at most 64 bytes.
 * @throws RangeError for a longer key.
 * @see RFC 2104, section 2, and section 5 for the cut.
 */
export function hmac128(key: Buffer): Hmac128 {
  if (key.length > BLOCK) throw new RangeError(`hmac128 takes a key of at most ${BLOCK} bytes, got ${key.length}`)
  const inner = padded(key, 0x36, BLOCK + USUAL_UNITS)
  const outer = padded(key, 0x5c, BLOCK + DIGEST)
  const starts = Array.from({ length: USUAL_UNITS + 1 }, (_, length) => inner.subarray(0, BLOCK + length))
  const message = (text: string) =>
    text.length <= USUAL_UNITS && putUnits(text, inner)
      ? (starts[text.length] as Buffer)
      : Buffer.concat([inner.subarray(0, BLOCK), Buffer.from(text, 'utf8')])
  return (text) => {
    putUnits(hash('sha256', message(text), 'binary'), outer, 0xff)
    return cut(hash('sha256', outer, 'base64url'))
  }
}

/** Writes a short text behind the padded key, faster than a call into Node would. @returns false where a unit is above `max`. */
function putUnits(text: string, block: Buffer, max = 0x7f): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit > max) return false
    block[BLOCK + at] = unit
  }
  return true
}

function padded(key: Buffer, pad: number, bytes: number): Buffer {
  const block = Buffer.alloc(bytes)
  for (let at = 0; at < BLOCK; at += 1) block[at] = pad ^ (key[at] ?? 0)
  return block
}

function cut(digest: string): string {
  const last = ALPHABET.indexOf(digest.charAt(WHOLE_CHARACTERS))
  return digest.slice(0, WHOLE_CHARACTERS) + ALPHABET.charAt(last & 0b110000)
}
