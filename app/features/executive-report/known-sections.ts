import type { FigurePassport, FigureStatus } from '@trill/contract/passport'
import type { Claim, Recommendation, ReportChart, ReportFigure, ReportPage, ReportSection } from '../../platform/report/section.ts'
import { amountAxis, baseOption, categoryAxis } from '../../ui/chart-option.ts'
import { customary } from './known-words.ts'

/** Sections with figures that are known, for tests: October 2026 has data, every other month has none. */
export function knownSections(status: FigureStatus, more: Partial<Amounts> = {}): ReportSection[] {
  return (['social', 'dating', 'revenue', 'engagement', 'content'] as const).map((page) => ({
    page,
    load: async (_, { from }) => {
      const isOctober = from >= Date.UTC(2026, 8, 30) && from < Date.UTC(2026, 9, 2)
      return isOctober ? contentOf(page, status, { ...AMOUNTS, ...more }) : undefined
    },
  }))
}

interface Amounts {
  readonly figures: number
  readonly charts: number
  readonly claims: number
  readonly recommendations: number
}

const AMOUNTS: Amounts = { figures: 8, charts: 4, claims: 4, recommendations: 2 }

function contentOf(page: ReportPage, status: FigureStatus, amounts: Amounts) {
  const words = customary[page]
  const passport = { ...PASSPORT, status, definition: words.definition }
  return {
    figures: counted(amounts.figures, (i) => figureOf(page, i, passport)),
    claims: [
      ...counted(amounts.claims, (i) => claimOf(page, i, passport)),
      {
        ...claimOf(page, 0, passport),
        id: 'refuted',
        says: `In ${page} it is the other way round (0.4 times, n = 1,234).`,
        verdict: 'refuted' as const,
      },
      {
        ...claimOf(page, 0, passport),
        id: 'untested',
        says: `In ${page} a few differ.`,
        verdict: 'not_enough_data' as const,
        n: 7,
        needed: 30,
      },
    ],
    charts: counted(amounts.charts, (i) => chartOf(page, i, passport)),
    recommendations: counted(amounts.recommendations, (i) => recommendationOf(page, i)),
  }
}

const PASSPORT: FigurePassport = {
  status: 'simulated',
  source: 'customers of 2026-10-31',
  observed_at: '2026-10-31T00:00:00.000Z',
  definition: 'known',
  version: '1',
  n: 100_000,
}

function figureOf(page: ReportPage, i: number, passport: FigurePassport): ReportFigure {
  const { figures } = customary[page]
  const [label, unit, value, previous] = figures[i % figures.length] as (typeof figures)[number]
  const known = value === null ? { ...passport, status: 'unavailable' as const, n: null } : passport
  return { id: `${page}_${i}`, label, unit, value, previous, passport: known }
}

function claimOf(page: ReportPage, i: number, passport: FigurePassport): Claim {
  const { claims } = customary[page]
  return { id: `${page}_${i}`, says: claims[i % claims.length] as string, verdict: 'holds', n: 100_000, needed: 30, passport }
}

function chartOf(page: ReportPage, i: number, passport: FigurePassport): ReportChart {
  return {
    title: `${customary[page].chart} ${i + 1}`,
    subtitle: 'simulated customers of 2026-10-31, n = 100,000',
    finding: `Group ${'DCBA'[i % 4]} is ahead of all others in ${page}.`,
    option: (colours) => ({
      ...baseOption(colours),
      grid: { left: 12, right: 12, top: 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...categoryAxis(colours), data: ['A', 'B', 'C', 'D'] },
      yAxis: amountAxis(colours, String),
      series: [{ type: i % 2 === 0 ? 'bar' : 'line', data: [4, 7, 2 + i, 9], itemStyle: { color: colours.accent } }],
    }),
    passport,
  }
}

function recommendationOf(page: ReportPage, i: number): Recommendation {
  return {
    priority: i === 0 ? 'P2' : page === 'revenue' ? 'P1' : 'P3',
    action: `Try what works in ${page} with some drawn by lot first, and compare them with the others.`,
    effect: {
      label: 'Revenue of a customer',
      unit: 'USD a month',
      value: 3.2 + i,
      low: 1.1,
      high: 5.3,
      basis: i === 1 ? 'experiment' : 'estimate',
    },
    evidence: 'The mean of those who do less that of those who do not. Customers choose for themselves where they belong.',
    n: 100_000,
  }
}

function counted<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}
