import type { FigurePassport } from '@trill/contract/passport'
import type { Platform } from '../../platform/platform.ts'
import type { Claim, Recommendation, ReportContent, ReportFigure, ReportPage, ReportQuestion } from '../../platform/report/section.ts'
import { notesAbout } from './definition-notes.ts'

/** Pages that features fill, in order. */
const SECTIONS: readonly { readonly page: ReportPage; readonly title: string }[] = [
  { page: 'social', title: 'Social' },
  { page: 'dating', title: 'Dating' },
  { page: 'revenue', title: 'Revenue' },
  { page: 'engagement', title: 'Engagement and retention' },
  { page: 'content', title: 'Content and trends' },
]
const SUMMARY_FIGURES_EACH = 2

/** One page of the report. */
export interface ExecutivePage extends ReportContent {
  readonly id: 'summary' | ReportPage | 'recommendations'
  readonly title: string
  readonly status: 'made' | 'no_data'
  /** The first finding that holds, or why there is none. */
  readonly lead: string
  /** Claims that hold. */
  readonly findings: readonly Claim[]
  /** Claims that were refuted or could not be tested. */
  readonly unsupported: readonly Claim[]
  readonly notes: readonly string[]
}

export interface ExecutiveReport {
  readonly status: 'made' | 'no_data'
  readonly title: string
  readonly workspace: string
  readonly question: ReportQuestion
  /** Made-up data is behind some figure. */
  readonly simulated: boolean
  readonly observedAt: string | null
  /** Seven; none without data. */
  readonly pages: readonly ExecutivePage[]
}

type Loaded = ReadonlyMap<ReportPage, ReportContent>

/** Asks every feature what it has to say about a period. */
export async function executiveReport(platform: Platform, workspace: string, question: ReportQuestion): Promise<ExecutiveReport> {
  const loaded = await loadedSections(platform, question)
  const passports = [...loaded.values()].flatMap(passportsOf)
  const pages = [...SECTIONS.map(({ page, title }) => sectionPage(page, title, loaded.get(page)))]
  return {
    status: loaded.size === 0 ? 'no_data' : 'made',
    title: 'Executive report',
    workspace,
    question,
    simulated: passports.some(({ status }) => status === 'simulated' || status === 'partly_simulated'),
    observedAt: newest(passports),
    pages: loaded.size === 0 ? [] : [summaryPage(pages), ...pages, recommendationsPage(pages)],
  }
}

/** The findings that hold, one a page, in plain sentences. */
export function summaryWords({ status, question, workspace, simulated, pages }: ExecutiveReport): string {
  if (status === 'no_data') return `${workspace} has no data for ${question.label}, so there is nothing to report.`
  const findings = pages[0]?.findings.map(({ says }) => says) ?? []
  const found = findings.length === 0 ? ['The data of this period supports no finding.'] : findings
  return [...(simulated ? ['The data is simulated: nobody real is behind it.'] : []), ...found].join(' ')
}

/** One after the other: the stores answer one question at a time, and what is held at once stays small. */
async function loadedSections(platform: Platform, question: ReportQuestion): Promise<Loaded> {
  const loaded = new Map<ReportPage, ReportContent>()
  for (const { page, load } of platform.reportSections.all) {
    const content = await load(platform, question)
    if (content !== undefined) loaded.set(page, together(loaded.get(page), content))
  }
  return loaded
}

function together(one: ReportContent | undefined, other: ReportContent): ReportContent {
  if (one === undefined) return other
  return {
    figures: [...one.figures, ...other.figures],
    claims: [...one.claims, ...other.claims],
    charts: [...one.charts, ...other.charts],
    recommendations: [...one.recommendations, ...other.recommendations],
  }
}

const NOTHING: ReportContent = { figures: [], claims: [], charts: [], recommendations: [] }

function sectionPage(id: ReportPage, title: string, content: ReportContent | undefined): ExecutivePage {
  const { claims, ...rest } = content ?? NOTHING
  const findings = claims.filter(({ verdict }) => verdict === 'holds')
  const none = content === undefined ? 'There is no data about this in the period.' : 'The data of this period supports no finding here.'
  return {
    ...rest,
    id,
    title,
    status: content === undefined ? 'no_data' : 'made',
    lead: findings[0] === undefined ? none : findings[0].says,
    claims,
    findings,
    unsupported: claims.filter(({ verdict }) => verdict !== 'holds'),
    notes: notesAbout(passportsOf(content ?? NOTHING).map(({ definition }) => definition)),
  }
}

/** Two figures and the first finding of every page. */
function summaryPage(pages: readonly ExecutivePage[]): ExecutivePage {
  const findings = pages.flatMap(({ claims }) => claims.find(({ verdict }) => verdict === 'holds') ?? [])
  const known = (figures: readonly ReportFigure[]) =>
    figures.toSorted((one, other) => Number(one.value === null) - Number(other.value === null))
  const missing = pages.filter(({ status }) => status === 'no_data').map(({ title }) => title.toLowerCase())
  const claims = pages.flatMap((page) => page.claims)
  const count = (sought: Claim['verdict']) => claims.filter(({ verdict }) => verdict === sought).length
  const none = missing.length === 0 ? '' : `There is no data about ${listed(missing)}.`
  return {
    ...NOTHING,
    id: 'summary',
    title: 'Summary',
    status: 'made',
    lead: `${count('holds')} of ${claims.length} claims hold; ${count('refuted')} were refuted, and ${count('not_enough_data')} lack data. ${none}`.trim(),
    figures: pages.flatMap(({ figures }) => known(figures).slice(0, SUMMARY_FIGURES_EACH)),
    findings,
    unsupported: [],
    notes: [],
  }
}

function recommendationsPage(pages: readonly ExecutivePage[]): ExecutivePage {
  const recommendations = sortedRecommendations(pages.flatMap((page) => page.recommendations))
  const estimates = recommendations.filter(({ effect }) => effect.basis === 'estimate').length
  const basis = `${estimates} of ${recommendations.length} effects are estimates: no experiment supports them yet.`
  return {
    ...NOTHING,
    id: 'recommendations',
    title: 'Recommendations',
    status: recommendations.length === 0 ? 'no_data' : 'made',
    lead: recommendations.length === 0 ? 'Nothing that this data supports asks for action.' : basis,
    recommendations,
    findings: [],
    unsupported: [],
    notes: [],
  }
}

/** By priority; within one those of the same unit together, the greatest effect first. */
export function sortedRecommendations(recommendations: readonly Recommendation[]): Recommendation[] {
  const units = recommendations.map(({ effect }) => effect.unit)
  return recommendations.toSorted(
    (one, other) =>
      one.priority.localeCompare(other.priority) ||
      units.indexOf(one.effect.unit) - units.indexOf(other.effect.unit) ||
      Math.abs(other.effect.value) - Math.abs(one.effect.value),
  )
}

function passportsOf({ figures, claims, charts }: ReportContent): FigurePassport[] {
  return [...figures, ...claims, ...charts].map(({ passport }) => passport)
}

function newest(passports: readonly FigurePassport[]): string | null {
  return passports.reduce<string | null>((last, { observed_at: at }) => (at !== null && (last === null || at > last) ? at : last), null)
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
