import { setImmediate as pause } from 'node:timers/promises'
import { drawChart } from '../../platform/report/chart-drawing.ts'
import { DRAWING_COLOURS, type Theme } from '../../platform/report/colours.ts'
import type { Claim, Recommendation, ReportChart } from '../../platform/report/section.ts'
import type { ExecutivePage, ExecutiveReport } from './content.ts'
import type { ReportContentResponse, ReportPageContent } from './contract.ts'
import { basisWords, changeWords, claimWords, effectWords, evidenceWords, figureWords } from './words.ts'

/** Of a chart in the preview, CSS pixels. */
const SIZE = { width: 480, height: 250 }

/** The report as data, with its charts drawn where that is asked for. */
export async function answerOf(report: ExecutiveReport, theme: Theme | undefined): Promise<ReportContentResponse> {
  const { status, title, workspace, question, simulated, observedAt } = report
  const pages: ReportPageContent[] = []
  for (const page of report.pages) {
    pages.push(pageAnswer(page, theme))
    // Others who ask the server are answered between two pages.
    await pause()
  }
  const [from, to] = [question.from, question.to].map((at) => new Date(at).toISOString()) as [string, string]
  return { status, title, workspace, period: question.label, from, to, simulated, observed_at: observedAt, pages }
}

function pageAnswer(page: ExecutivePage, theme: Theme | undefined): ReportPageContent {
  const { id, title, status, lead, figures, findings, unsupported, charts, recommendations, notes } = page
  return {
    ...{ id, title, status, lead },
    figures: figures.map((figure) => ({ ...figure, value_words: figureWords(figure), change_words: changeWords(figure) })),
    findings: findings.map(claimAnswer),
    unsupported: unsupported.map(claimAnswer),
    charts: charts.map((chart) => chartAnswer(chart, theme)),
    recommendations: recommendations.map(recommendationAnswer),
    notes: [...notes],
  }
}

function claimAnswer(claim: Claim): ReportPageContent['findings'][number] {
  return { ...claim, words: claimWords(claim) }
}

function recommendationAnswer(recommendation: Recommendation): ReportPageContent['recommendations'][number] {
  const { effect } = recommendation
  return {
    ...recommendation,
    effect_words: effectWords(effect),
    basis_words: basisWords(effect),
    evidence_words: evidenceWords(recommendation),
  }
}

function chartAnswer(chart: ReportChart, theme: Theme | undefined): ReportPageContent['charts'][number] {
  const { title, subtitle, finding, passport } = chart
  const drawing = theme === undefined ? null : drawChart(chart.option(DRAWING_COLOURS[theme]), SIZE)
  return { title, subtitle, finding, passport, drawing: drawing && { ...drawing, clips: [...drawing.clips], marks: [...drawing.marks] } }
}
