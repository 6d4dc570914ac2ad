/** What the terms of a text are. */
export interface TermOptions {
  /**
   * `word`: runs of words, which are two or more letters, digits and underscores; `character`: runs of characters, spaces among them;
   * `character-in-word`: runs of characters that do not go beyond one space on each side of what stands between spaces.
   */
  readonly unit: 'word' | 'character' | 'character-in-word'
  /** Least and greatest length of a run of units, whole numbers of 1 – 10. */
  readonly from: number
  readonly to: number
}

const WORD = /[\p{L}\p{N}_]{2,}/gu
const SPACES = /\s\s+/gu

/**
 * Terms of a text in lower case, in their order and as often as they occur, as scikit-learn’s analyzers `word`, `char` and `char_wb` define them: a
 * word of one letter is none, and runs of spaces are one.
 * @throws RangeError when the lengths are out of range.
 */
export function termsOf(text: string, { unit, from, to }: TermOptions): string[] {
  requireLengths(from, to)
  const lower = text.toLowerCase()
  if (unit === 'word') return wordRuns(lower.match(WORD) ?? [], from, to)
  if (unit === 'character') return characterRuns(lower.replace(SPACES, ' '), from, to)
  const padded = lower.split(/\s+/u).filter((word) => word !== '')
  return padded.flatMap((word) => characterRuns(` ${word} `, from, to, 'whole if shorter'))
}

function wordRuns(words: readonly string[], from: number, to: number): string[] {
  const runs: string[] = []
  for (let length = from; length <= to; length += 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      runs.push(length === 1 ? (words[start] as string) : words.slice(start, start + length).join(' '))
    }
  }
  return runs
}

/** Cut between code points, so that no emoji is halved. */
function characterRuns(
  text: string,
  from: number,
  to: number,
  short: 'none if shorter' | 'whole if shorter' = 'none if shorter',
): string[] {
  const starts: number[] = []
  for (let at = 0; at < text.length; at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1) starts.push(at)
  starts.push(text.length)
  const whole = starts.length - 1
  if (short === 'whole if shorter' && whole <= from) return [text]
  const runs: string[] = []
  for (let length = from; length <= Math.min(to, whole); length += 1) {
    for (let i = 0; i + length <= whole; i += 1) runs.push(text.slice(starts[i] as number, starts[i + length] as number))
  }
  return runs
}

function requireLengths(from: number, to: number): void {
  if (!(Number.isInteger(from) && Number.isInteger(to) && 1 <= from && from <= to && to <= 10)) {
    throw new RangeError(`termsOf requires whole lengths of 1 – 10, got ${from} to ${to}`)
  }
}
