const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193

/**
 * 32-bit FNV-1a hash of the UTF-8 bytes of a text; halves of surrogate pairs that stand alone are hashed as U+FFFD.
 * @param seed Whole number of 0 – 2³² − 1; 0 is the published function.
 * @returns Whole number of 0 – 2³² − 1.
 * @see Fowler, Noll and Vo, The FNV non-cryptographic hash algorithm (IETF draft, 2011).
 */
export function fnv1a32(text: string, seed = 0): number {
  let hash = (OFFSET_BASIS ^ seed) >>> 0
  for (const character of text) {
    for (const byte of utf8(character.codePointAt(0) as number)) hash = Math.imul(hash ^ byte, PRIME)
  }
  return hash >>> 0
}

function utf8(codePoint: number): number[] {
  const point = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint
  const tail = (shift: number) => 0x80 | ((point >> shift) & 0x3f)
  if (point < 0x80) return [point]
  if (point < 0x800) return [0xc0 | (point >> 6), tail(0)]
  if (point < 0x10000) return [0xe0 | (point >> 12), tail(6), tail(0)]
  return [0xf0 | (point >> 18), tail(12), tail(6), tail(0)]
}
