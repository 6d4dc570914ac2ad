import { expect, test } from 'vitest'
import type { Platform } from '../../platform/platform.ts'
import { above, boxed, drawWithin, paragraph } from '../../platform/report/blocks.ts'
import { DRAWING_COLOURS } from '../../platform/report/colours.ts'
import { questionOf, reportPeriod } from '../../platform/report/period.ts'
import { Sheets } from '../../platform/report/sheets.ts'
import { type ExecutiveReport, executiveReport } from './content.ts'
import { setReport } from './document.ts'
import { knownSections } from './known-sections.ts'
import { areaOf, TYPE } from './paper.ts'
import { recommendationsBlock } from './recommendations-sheet.ts'
import { sectionBlock } from './section-sheet.ts'
import { summaryBlock } from './summary-sheet.ts'

const report = async (more: Parameters<typeof knownSections>[1]): Promise<ExecutiveReport> => {
  const platform = { reportSections: { all: knownSections('derived', more) } } as unknown as Platform
  return await executiveReport(
    platform,
    'W'.repeat(80),
    questionOf(reportPeriod('2026-10'), { id: 'main', time_zone: 'UTC' }, Date.UTC(2026, 11, 1)),
  )
}

test('pages fit both papers with as little and as much as features may bring', async () => {
  for (const amount of [0, 1, 3, 9, 30]) {
    const made = await report({ figures: amount, charts: amount, claims: amount, recommendations: amount })
    for (const paper of ['A4', 'Letter'] as const) {
      const area = areaOf(paper)
      for (const page of made.pages) {
        const block =
          page.id === 'summary'
            ? summaryBlock(made, page, area)
            : page.id === 'recommendations'
              ? recommendationsBlock(page, area)
              : sectionBlock(page, area)
        expect(block.height, `${page.id} with ${amount} on ${paper}`).toBeLessThanOrEqual(area.height + 0.01)
      }
    }
  }
})

test('what has no room is counted on the page', async () => {
  const made = await report({ figures: 20, charts: 9, claims: 30, recommendations: 0 })
  const texts: string[] = []
  const sheets = { within: (_: string, draw: () => void) => draw(), tagged: (_: string, draw: () => void) => draw() }
  const deaf = {
    ...sheets,
    decoration: () => undefined,
    drawing: () => undefined,
    line: (text: string) => texts.push(text),
    lines: (lines: string[]) => texts.push(lines.join(' ')),
  }
  sectionBlock(made.pages[1] as ExecutiveReport['pages'][number], areaOf('A4')).draw(deaf as unknown as Sheets, 0, 0)
  expect(texts.join('|')).toMatch(
    /Not on this page for want of room: \d+ figures, \d charts, \d+ findings\. Trill shows them under Social\./,
  )
})

test('a page without data says what would be on it and what that takes', async () => {
  const platform = { reportSections: { all: knownSections('derived').slice(0, 1) } } as unknown as Platform
  const made = await executiveReport(
    platform,
    'Acme',
    questionOf(reportPeriod('2026-10'), { id: 'main', time_zone: 'UTC' }, Date.UTC(2026, 11, 1)),
  )
  expect(made.pages[0]?.lead).toBe(
    '6 claims were tested on this data: 4 hold, 1 was refuted, 1 lacks data. Without data in this period: Dating, Revenue, Engagement and retention, Content and trends.',
  )
  expect(made.pages[5]).toMatchObject({ status: 'no_data', lead: expect.stringMatching(/^There is no data about this.*send events/) })
})

test('a block that is too high is a fault and not cut off', () => {
  const sheets = new Sheets({ paper: 'A4', title: 'T', subject: 'S', at: new Date(0) })
  const block = boxed(above([paragraph('P', 'word '.repeat(400), TYPE.body, 200)], 0), 220, 10, {})
  expect(() => drawWithin(sheets, block, { x: 0, y: 0, height: 100 })).toThrow(/blocks that fit, got \d+\.\d points too much/)
})

test('a long text ends with an ellipsis where its lines are counted', () => {
  expect(paragraph('P', 'word '.repeat(400), TYPE.body, 200, 2).height).toBe(2 * TYPE.body.leading)
  expect(paragraph('P', '', TYPE.body, 200).height).toBe(0)
})

test('making stops when it is asked to', async () => {
  const made = await report({})
  await expect(setReport(made, { paper: 'A4', signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped')
})

test('paper is light, and both themes know every colour of charts', () => {
  expect(DRAWING_COLOURS.light.raised).toBe('#ffffff')
  expect(DRAWING_COLOURS.dark.series).toHaveLength(8)
})
