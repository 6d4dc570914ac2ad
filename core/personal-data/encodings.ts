/** A text with its encodings undone, and where each of its characters stood before. */
export interface DecodedText {
  readonly text: string
  /** Start of each character in the original, and its length at the end. */
  readonly origins: readonly number[]
}

const ESCAPES =
  /%[0-7][\da-fA-F]|%[cdCD][\da-fA-F]%[89abAB][\da-fA-F]|%[eE][\da-fA-F](?:%[89abAB][\da-fA-F]){2}|%[fF][0-4](?:%[89abAB][\da-fA-F]){3}|&(?:#(?:\d{1,7}|[xX][\da-fA-F]{1,6})|[A-Za-z]{2,8});/g
/** How often a text may be encoded over and over: `%2540` is `%40` is `@`. */
const ROUNDS = 3

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['commat', '@'],
  ['period', '.'],
  ['colon', ':'],
  ['sol', '/'],
  ['num', '#'],
  ['plus', '+'],
  ['lpar', '('],
  ['rpar', ')'],
  ['hyphen', '-'],
  ['dash', '-'],
  ['lowbar', '_'],
  ['nbsp', '\u00a0'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['equals', '='],
])

/**
 * Undoes URL and HTML encoding, up to three times over, or null when there is none. Bytes that are no UTF-8 stay as they are;
 * a + between two digits of an encoded text becomes a space.
 */
export function decodeText(original: string): DecodedText | null {
  const first = decodeOnce(original)
  if (first === null) return null
  let { text, origins } = first
  for (let round = 1; round < ROUNDS; round += 1) {
    const next = decodeOnce(text)
    if (next === null) break
    const before = origins
    text = next.text
    origins = next.origins.map((origin) => before[origin] as number)
  }
  return { text, origins }
}

function decodeOnce(text: string): { text: string; origins: number[] } | null {
  const parts: string[] = []
  const origins: number[] = []
  let from = 0
  const copy = (to: number) => {
    for (let i = from; i < to; i += 1) origins.push(i)
    parts.push(text.slice(from, to))
  }
  for (const { 0: escaped, index } of text.matchAll(ESCAPES)) {
    const character = characterOf(escaped)
    if (character === null) continue
    copy(index)
    parts.push(character)
    for (let i = 0; i < character.length; i += 1) origins.push(index)
    from = index + escaped.length
  }
  if (parts.length === 0) return null
  copy(text.length)
  origins.push(text.length)
  return { text: parts.join('').replaceAll(/(?<=\d)\+(?=\d)/g, ' '), origins }
}

function characterOf(escaped: string): string | null {
  if (escaped.charAt(0) === '%') return fromPercent(escaped)
  const name = escaped.slice(1, -1)
  if (name.charAt(0) !== '#') return ENTITIES.get(name.toLowerCase()) ?? null
  const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null
}

function fromPercent(escaped: string): string | null {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return null
  }
}
