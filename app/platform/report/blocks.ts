import type { Sheets } from './sheets.ts'
import { linesOf, shortened, type TextStyle } from './text-lines.ts'

/** Something on a sheet whose height is known before it is drawn. */
export interface Block {
  readonly height: number
  /** @param y its top. */
  readonly draw: (sheets: Sheets, x: number, y: number) => void
}

/** A text in a column. @param most lines; what is longer ends with an ellipsis. */
export function paragraph(tag: string, text: string, style: TextStyle, width: number, most = Number.POSITIVE_INFINITY): Block {
  const lines = limited(linesOf(text, style, width), most, style, width)
  return { height: lines.length * style.leading, draw: (sheets, x, y) => sheets.tagged(tag, () => sheets.lines(lines, x, y, style)) }
}

/** Blocks under each other. */
export function above(blocks: readonly Block[], gap: number): Block {
  const shown = blocks.filter(({ height }) => height > 0)
  return {
    height: shown.reduce((sum, { height }) => sum + height, 0) + gap * Math.max(shown.length - 1, 0),
    draw: (sheets, x, y) => {
      let top = y
      for (const block of shown) {
        block.draw(sheets, x, top)
        top += block.height + gap
      }
    },
  }
}

/** The block belongs together: a section, a list. */
export function grouped(tag: string, block: Block, title?: string): Block {
  return { height: block.height, draw: (sheets, x, y) => sheets.within(tag, () => block.draw(sheets, x, y), title) }
}

/** Paper around a block, with a ground below it. */
export function boxed(block: Block, width: number, padding: number, look: { readonly fill?: string; readonly border?: string }): Block {
  const height = block.height + 2 * padding
  return {
    height,
    draw: (sheets, x, y) => {
      sheets.decoration(() => sheets.box(x, y, width, height, { ...look, radius: 6 }))
      block.draw(sheets, x + padding, y + padding)
    },
  }
}

/** Draws a block where it fits. @throws RangeError where it would not: nothing on paper overflows unseen. */
export function drawWithin(sheets: Sheets, block: Block, area: { readonly x: number; readonly y: number; readonly height: number }): void {
  const excess = block.height - area.height
  if (excess > 0.01) throw new RangeError(`A sheet requires blocks that fit, got ${excess.toFixed(1)} points too much`)
  block.draw(sheets, area.x, area.y)
}

function limited(lines: readonly string[], most: number, style: TextStyle, width: number): readonly string[] {
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), shortened(`${lines[most - 1]} ${lines[most]}`, style, width)]
}
