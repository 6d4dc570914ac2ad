/** Key of a {@link keyedHash}: 8 bytes as two words. */
export type HashKey = readonly [low: number, high: number]

/** Longest text that is hashed, in UTF-16 units: as long as identifiers may be. */
export const HASHED_TEXT_MAX = 256

const bytes = new Uint8Array(4 * HASHED_TEXT_MAX)
const encoder = new TextEncoder()

/**
 * HalfSipHash-2-4 of a text’s UTF-8, 64 bits: fast enough for every event, and who lacks the key can try no identifiers.
 * @param out receives the high and the low word.
 * @throws RangeError for a longer text than {@link HASHED_TEXT_MAX}.
 * @see J.-P. Aumasson, D. J. Bernstein, SipHash: a fast short-input PRF (2012), and the reference implementation of HalfSipHash.
 */
export function keyedHash([k0, k1]: HashKey, text: string, out: Uint32Array): void {
  if (text.length > HASHED_TEXT_MAX) throw new RangeError(`keyedHash takes at most ${HASHED_TEXT_MAX} units, got ${text.length}`)
  const length = write(text)
  let [v0, v1, v2, v3] = [k0 | 0, k1 ^ 0xee, 0x6c796765 ^ k0, 0x74656462 ^ k1]
  const rounds = (count: number) => {
    for (let round = 0; round < count; round += 1) {
      v0 = (v0 + v1) | 0
      v1 = rotated(v1, 5) ^ v0
      v0 = rotated(v0, 16)
      v2 = (v2 + v3) | 0
      v3 = rotated(v3, 8) ^ v2
      v0 = (v0 + v3) | 0
      v3 = rotated(v3, 7) ^ v0
      v2 = (v2 + v1) | 0
      v1 = rotated(v1, 13) ^ v2
      v2 = rotated(v2, 16)
    }
  }
  for (let at = 0; at <= length; at += 4) {
    // The last word holds what is left and the length.
    const word = at + 4 <= length ? wordAt(at) : wordAt(at) | (length << 24)
    v3 ^= word
    rounds(2)
    v0 ^= word
  }
  v2 ^= 0xee
  rounds(4)
  out[1] = v1 ^ v3
  v1 ^= 0xdd
  rounds(4)
  out[0] = v1 ^ v3
}

/** Writes the text’s UTF-8 and zeros behind it. @returns the number of bytes. */
function write(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) {
      length = encoder.encodeInto(text, bytes).written
      break
    }
    bytes[i] = unit
  }
  bytes.fill(0, length, Math.min(length + 4, bytes.length))
  return length
}

function wordAt(at: number): number {
  const byte = (index: number) => bytes[index] as number
  return byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24)
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
