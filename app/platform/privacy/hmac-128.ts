import { hash } from 'node:crypto'

const BLOCK = 64
const DIGEST = 32
/** Longer texts get room of their own. */
const USUAL_UNITS = 256
const BYTES_A_UNIT = 3
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
  const inner = padded(key, 0x36, BLOCK + USUAL_UNITS * BYTES_A_UNIT)
  const outer = padded(key, 0x5c, BLOCK + DIGEST)
  return (text) => {
    const message = text.length <= USUAL_UNITS ? inner : Buffer.concat([inner.subarray(0, BLOCK), Buffer.alloc(text.length * BYTES_A_UNIT)])
    const length = message.write(text, BLOCK, 'utf8')
    outer.write(hash('sha256', message.subarray(0, BLOCK + length), 'binary'), BLOCK, 'latin1')
    return cut(hash('sha256', outer, 'base64url'))
  }
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
