/** An @. */
export const AT = 1
/** Seven digits or more with nothing but separators between them. */
export const NUMBER = 2
/** Three dots and four digits. */
export const DOTTED = 4
/** Two colons together, or seven. */
export const COLONS = 8
/** Six digits and a letter. */
export const MIXED = 16
/** A =, as between a parameter and its value. */
export const ADDRESS = 32
/** A % or a & with which other characters may be written. */
export const ENCODED = 64
/** Two dots and eight digits. */
export const PLACES = 128

const DIGIT = 1
const LETTER = 2
const SEPARATOR = 3
const DOT = 4
const OTHER = 5

const CLASSES = classes()
const MARKS = marks()

/**
 * What a text may hold, from one look at each character: a sum of the flags above, 0 when it holds nothing personal that has
 * a form. Most texts end here.
 */
export function signalsOf(text: string): number {
  let signals = 0
  let digits = 0
  let chain = 0
  let dots = 0
  let colons = 0
  let colonAt = -2
  let letters = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    const kind = code < 128 ? (CLASSES[code] as number) : code === 0xa0 || code === 0x202f ? SEPARATOR : LETTER
    if (kind === DIGIT) {
      digits += 1
      chain += 1
      if (chain === 7) signals |= NUMBER
      continue
    }
    if (kind === DOT) {
      dots += 1
      continue
    }
    if (kind === SEPARATOR) continue
    chain = 0
    if (kind === LETTER) {
      letters = 1
      continue
    }
    const mark = code < 128 ? (MARKS[code] as number) : 0
    if (mark === COLONS) {
      if (colonAt === i - 1) signals |= COLONS
      colonAt = i
      colons += 1
    } else signals |= mark
  }
  if (dots >= 3 && digits >= 4) signals |= DOTTED
  if (dots >= 2 && digits >= 8) signals |= PLACES
  if (colons >= 7) signals |= COLONS
  if (digits >= 6 && letters === 1) signals |= MIXED
  return signals
}

function classes(): Uint8Array {
  const table = new Uint8Array(128).fill(OTHER)
  for (let code = 48; code <= 57; code += 1) table[code] = DIGIT
  for (let code = 65; code <= 90; code += 1) table[code] = table[code + 32] = LETTER
  for (const separator of ' -/()+') table[separator.charCodeAt(0)] = SEPARATOR
  table['.'.charCodeAt(0)] = DOT
  return table
}

function marks(): Uint8Array {
  const table = new Uint8Array(128)
  table['@'.charCodeAt(0)] = AT
  table[':'.charCodeAt(0)] = COLONS
  table['='.charCodeAt(0)] = ADDRESS
  table['%'.charCodeAt(0)] = ENCODED
  table['&'.charCodeAt(0)] = ENCODED
  return table
}
