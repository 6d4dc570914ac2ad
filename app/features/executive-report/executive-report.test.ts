import type { LightMyRequestResponse } from 'fastify'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { defineFeature } from '../../platform/feature.ts'
import { PAPERS } from '../../platform/report/sheets.ts'
import type { ReportContentResponse } from './contract.ts'
import { executiveReport } from './feature.ts'
import { knownSections } from './known-sections.ts'

const TITLES = ['Summary', 'Social', 'Dating', 'Revenue', 'Engagement and retention', 'Content and trends', 'Recommendations']

let trill: TestPlatform
let headers: { authorization: string }
let a4: LightMyRequestResponse
let pages: Read

beforeAll(async () => {
  const known = defineFeature({ name: 'known', about: 'Known figures.', reportSections: knownSections('simulated') })
  trill = await startTestPlatform([executiveReport, known])
  await trill.addWorkspace({ id: 'acme', name: 'Acme', time_zone: 'Europe/Vienna' })
  headers = { authorization: `Bearer ${await trill.createKey('read', 'acme')}` }
  a4 = await get('?period=2026-10')
  pages = await read(a4.rawPayload)
}, 60_000)
afterAll(() => trill?.close())

const get = (path: string) => trill.inject({ method: 'GET', url: `/v1/reports/executive${path}`, headers })

interface Read {
  readonly texts: readonly string[]
  readonly sizes: readonly (readonly number[])[]
  readonly document: Awaited<ReturnType<typeof getDocumentProxy>>
}

async function read(pdf: Buffer): Promise<Read> {
  const document = await getDocumentProxy(new Uint8Array(pdf))
  const pages = await Promise.all(Array.from({ length: document.numPages }, (_, i) => document.getPage(i + 1)))
  const contents = await Promise.all(pages.map((page) => page.getTextContent()))
  const texts = contents.map(({ items }) =>
    items
      .map((item) => ('str' in item ? item.str : ''))
      .join('')
      .replaceAll('\u00a0', ' '),
  )
  return { texts, sizes: pages.map(({ view }) => view.slice(2)), document }
}

describe('the PDF', () => {
  test('has seven pages on both papers, the same words on each, and bookmarks to them', async () => {
    const letter = await get('?period=2026-10&paper=Letter')
    for (const [paper, answer] of [
      ['A4', a4],
      ['Letter', letter],
    ] as const) {
      expect(answer.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-trill-report': 'made' })
      const { texts, sizes, document } = await read(answer.rawPayload)
      expect(sizes).toEqual(Array.from({ length: 7 }, () => [...PAPERS[paper]]))
      expect((await document.getOutline()).map(({ title }) => title)).toEqual(TITLES)
      for (const [i, text] of texts.entries()) {
        expect(text).toContain('Acme · October 2026')
        expect(text).toContain('Simulated data')
        expect(text).toContain(`${i + 1} / 7`)
        expect(text).toContain(i === 0 ? 'Executive report' : TITLES[i])
      }
      expect(texts[1]).toContain('0.812 stories a week')
      expect(texts[3]).toContain('1.01M')
      expect(texts[0]).toContain('Contents')
    }
  })

  test('prints a refuted claim never as a finding, and says what lacks data', () => {
    const { texts } = pages
    const [findings = '', unsupported = ''] = (texts[2] ?? '').split('Not supported by this data')
    expect(findings).toContain('Women match 3.0 times')
    expect(findings).not.toContain('the other way round')
    expect(unsupported).toContain('Refuted: In dating it is the other way round (0.4 times, n = 1,234).')
    expect(unsupported).toContain('Not enough data (n = 7, needs 30): In dating a few differ.')
    expect(texts[0]).not.toContain('the other way round')
  })

  test('holds paths and embedded type and no picture, and can be read out', async () => {
    const { document } = pages
    const { OPS } = await getResolvedPDFJS()
    const pictures: readonly number[] = [OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]
    for (let number = 1; number <= 7; number += 1) {
      const page = await document.getPage(number)
      const { fnArray } = await page.getOperatorList()
      expect(fnArray.some((operation) => pictures.includes(operation))).toBe(false)
    }
    expect(a4.rawPayload.toString('latin1').match(/\/FontFile2/g)).toHaveLength(2)
    expect(await document.getMarkInfo()).toMatchObject({ Marked: true })
    const structure = JSON.stringify(await (await document.getPage(2)).getStructTree())
    expect(structure).toContain('"alt":"Group D is ahead of all others in social."')
    for (const role of ['H1', 'H2', 'H3', 'Figure', 'Caption', 'LI']) expect(structure).toContain(`"role":"${role}"`)
  })

  test('is the same bytes for the same data', async () => {
    expect((await get('?period=2026-10')).rawPayload.equals(a4.rawPayload)).toBe(true)
  })

  test('says on one page that a period has no data, and shows no zeros', async () => {
    const answer = await get('?period=2026-09')
    expect(answer.headers['x-trill-report']).toBe('no_data')
    const { texts } = await read(answer.rawPayload)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('There is no data for September 2026')
    expect(texts[0]).not.toMatch(/\b0\b/)
  })
})

describe('the content', () => {
  const content = async (search: string) => (await get(`/content${search}`)).json<ReportContentResponse>()

  test('gives figures with words and passports, claims by verdict, and charts as paths where they are asked for', async () => {
    const { pages, simulated, from, observed_at } = await content('?period=2026-10&drawings=dark')
    expect({ simulated, from, observed_at }).toEqual({
      simulated: true,
      from: '2026-09-30T22:00:00.000Z',
      observed_at: '2026-10-31T00:00:00.000Z',
    })
    expect(pages.map(({ title }) => title)).toEqual(TITLES)
    const social = pages[1] as (typeof pages)[number]
    expect(social.figures.map(({ value_words, change_words }) => [value_words, change_words])).toEqual([
      ['0.812 stories a week', '▲ 2.8 % more'],
      ['5.93 reels a day', '▼ 4.4 % less'],
      ['30 min a day', '= no change'],
      ['3.81 %', '▲ 0.19 points higher'],
      ['6.7 %', 'no earlier figure'],
      ['60.1 %', '▲ 1.3 points higher'],
      ['1,532 views', '▲ 1,520 more'],
      ['–', 'nothing to say it from'],
    ])
    expect(social.findings.every(({ verdict }) => verdict === 'holds')).toBe(true)
    expect(social.findings[1]?.words).toMatch(/earnings \(n = 100,000\)\.$/)
    expect(social.unsupported.map(({ words }) => words)).toEqual([
      'Refuted: In social it is the other way round (0.4 times, n = 1,234).',
      'Not enough data (n = 7, needs 30): In social a few differ.',
    ])
    expect(pages[0]?.lead).toBe('30 claims were tested on this data: 20 hold, 5 were refuted, 5 lack data.')
    expect(social.charts[0]?.drawing?.marks.length).toBeGreaterThan(5)
    expect(social.notes).toEqual(['Earnings are means of creators, not of all customers; a few creators earn most.'])
    expect((await content('?period=2026-10')).pages[1]?.charts[0]?.drawing).toBeNull()
  })

  test('sorts recommendations by priority and then by effect, and calls estimates so', async () => {
    const { pages } = await content('?period=2026-10')
    const { recommendations, lead } = pages[6] as (typeof pages)[number]
    expect(recommendations.map(({ priority }) => priority)).toEqual(['P1', ...Array(5).fill('P2'), ...Array(4).fill('P3')])
    expect(recommendations[0]?.effect_words).toBe('+4.2 USD a month (1.1 to 5.3)')
    expect(recommendations[0]?.evidence_words).toMatch(/where they belong\. n = 100,000\.$/)
    expect(lead).toBe('5 of 10 effects are estimates: no experiment supports them yet.')
  })

  test('has no pages where there is no data', async () => {
    expect(await content('?period=2026-W01')).toMatchObject({ status: 'no_data', pages: [], observed_at: null, period: 'Week 1 of 2026' })
  })

  test('refuses a period that is none and shows how one is written', async () => {
    for (const path of ['/content', '']) {
      const answer = await get(`${path}?period=2026-13`)
      expect(answer.statusCode).toBe(400)
      expect(answer.json<{ detail: string }>().detail).toContain('write a month as 2026-10, a quarter as 2026-Q4')
    }
  })

  test('is not for those who may not read figures', async () => {
    const write = { authorization: `Bearer ${await trill.createKey('write', 'acme')}` }
    for (const url of ['/v1/reports/executive?period=2026-10', '/v1/reports/executive/content?period=2026-10'])
      expect((await trill.inject({ method: 'GET', url, headers: write })).statusCode).toBe(403)
  })
})
