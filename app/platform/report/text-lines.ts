import { textWidth, type Weight } from './fonts.ts'

export interface TextStyle {
  readonly size: number
  readonly weight: Weight
  /** `#rrggbb`. */
  readonly colour: string
  /** Distance from line to line. */
  readonly leading: number
}

/** Breaks a text into lines that are no wider than `width`; a word that is wider by itself is broken where it has to be. */
export function linesOf(text: string, { size, weight }: Pick<TextStyle, 'size' | 'weight'>, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of keptTogether(text)
    .split(/[ \n\t]+/)
    .filter((part) => part !== '')
    .flatMap((part) => pieces(part, size, weight, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && textWidth(longer, size, weight) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}

/** One line, its end replaced by an ellipsis where it is too long. */
export function shortened(text: string, { size, weight }: Pick<TextStyle, 'size' | 'weight'>, width: number): string {
  if (textWidth(text, size, weight) <= width) return text
  const letters = [...text]
  while (letters.length > 0 && textWidth(`${letters.join('').trimEnd()}…`, size, weight) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** A number and its sign, and a count and its name, stay on one line. */
function keptTogether(text: string): string {
  return text.replace(/(?<=\d) (?=[%–])|(?<=\bn) (?==)|(?<=[=–]) (?=\d)/g, '\u00a0')
}

function pieces(word: string, size: number, weight: Weight, width: number): string[] {
  const found: string[] = []
  let piece = ''
  for (const letter of textWidth(word, size, weight) > width ? word : [word]) {
    if (piece !== '' && textWidth(piece + letter, size, weight) > width) {
      found.push(piece)
      piece = ''
    }
    piece += letter
  }
  return [...found, piece]
}
