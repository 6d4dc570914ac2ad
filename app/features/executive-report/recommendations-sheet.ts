import { above, type Block, boxed, grouped, paragraph } from '../../platform/report/blocks.ts'
import { token } from '../../platform/report/colours.ts'
import type { Recommendation } from '../../platform/report/section.ts'
import type { ExecutivePage } from './content.ts'
import { type Area, GAP, TYPE } from './paper.ts'
import { basisWords, effectWords, evidenceWords } from './words.ts'

const PRIORITY = 34
const PADDING = 10
const PRIORITY_COLOURS = { P1: 'negative', P2: 'warning', P3: 'info' } as const

/** What to do, the most urgent first, with what is expected of it. */
export function recommendationsBlock(page: ExecutivePage, { width, height }: Area): Block {
  const head = above([paragraph('H1', page.title, TYPE.title, width), paragraph('P', page.lead, TYPE.lead, width, 3)], 4)
  const cards = page.recommendations.map((recommendation) => card(recommendation, width))
  const key = paragraph('P', KEY, TYPE.label, width)
  const shown = (count: number) => above([head, ...cards.slice(0, count), more(cards.length - count, width), key], GAP - 4)
  let count = cards.length
  while (count > 0 && shown(count).height > height) count -= 1
  return shown(count)
}

const KEY =
  'P1 first, P3 when there is time. The figures in brackets are the interval that the effect lies in. An estimate carries a difference that was seen over to people for whom it was not: an experiment has to show that it goes along.'

function card(recommendation: Recommendation, width: number): Block {
  const { priority, action, effect } = recommendation
  const inside = width - 2 * PADDING - PRIORITY
  const text = above(
    [
      paragraph('H2', action, { ...TYPE.strong, size: 9.5 }, inside, 3),
      paragraph('P', `${effect.label}: ${effectWords(effect)} – ${basisWords(effect)}`, TYPE.smallStrong, inside, 2),
      paragraph('P', evidenceWords(recommendation), TYPE.small, inside, 4),
    ],
    3,
  )
  const colour = token(PRIORITY_COLOURS[priority])
  const ground = token(`${PRIORITY_COLOURS[priority]}-soft`)
  const content: Block = {
    height: text.height,
    draw: (sheets, x, y) => {
      sheets.decoration(() => sheets.box(x, y, 24, 16, { fill: ground, radius: 4 }))
      sheets.tagged('P', () => sheets.line(priority, x + 12, y + 11.2, { ...TYPE.smallStrong, colour }, 'middle'))
      text.draw(sheets, x + PRIORITY, y)
    },
  }
  return boxed(grouped('Sect', content), width, PADDING, { border: token('border') })
}

function more(count: number, width: number): Block {
  const text = count === 0 ? '' : `${count} more of lower priority for want of room; Trill shows them under Reports.`
  return paragraph('P', text, TYPE.label, width)
}
