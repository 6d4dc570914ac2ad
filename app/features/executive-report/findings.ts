import { above, type Block, boxed, grouped, paragraph } from '../../platform/report/blocks.ts'
import { token } from '../../platform/report/colours.ts'
import type { Claim } from '../../platform/report/section.ts'
import { TYPE } from './paper.ts'
import { claimWords } from './words.ts'

const INDENT = 12
const LINES_MAX = 3
const NOTHING: Block = { height: 0, draw: () => undefined }

/** Claims that hold, each a sentence with its n. */
export function findingsList(title: string, claims: readonly Claim[], width: number): Block {
  if (claims.length === 0) return NOTHING
  const entries = claims.map((claim) => entry(claimWords(claim), width))
  return above([paragraph('H2', title, TYPE.heading, width), grouped('L', above(entries, 4))], 5)
}

/** What was asked of the data and not borne out by it. */
export function unsupportedBox(claims: readonly Claim[], width: number, most: number): Block {
  if (claims.length === 0) return NOTHING
  const inside = width - 20
  const lines = claims.slice(0, most).map((claim) => paragraph('P', claimWords(claim), TYPE.small, inside, 2))
  const more = claims.length - lines.length
  const rest = more === 0 ? [] : [paragraph('P', `${more} more were tested and are not supported either.`, TYPE.label, inside)]
  const content = above([paragraph('H2', 'Not supported by this data', TYPE.smallStrong, inside), ...lines, ...rest], 2)
  return boxed(grouped('Sect', content), width, 10, { fill: token('sunken') })
}

/** Which definition is used where there are several. */
export function notesBox(notes: readonly string[], width: number): Block {
  if (notes.length === 0) return NOTHING
  const lines = notes.map((note) => paragraph('P', note, TYPE.label, width - 20))
  const title = paragraph('H2', 'How figures are defined', { ...TYPE.smallStrong, colour: token('muted') }, width - 20)
  return boxed(grouped('Sect', above([title, ...lines], 2)), width, 10, { border: token('border') })
}

function entry(text: string, width: number): Block {
  const body = paragraph('LBody', text, TYPE.body, width - INDENT, LINES_MAX)
  return {
    height: body.height,
    draw: (sheets, x, y) =>
      sheets.within('LI', () => {
        sheets.decoration(() => sheets.box(x + 1, y + 4.8, 4, 4, { fill: token('accent'), radius: 2 }))
        body.draw(sheets, x + INDENT, y)
      }),
  }
}
