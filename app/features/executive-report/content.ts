import type { FigurePassport } from '@trill/contract/passport'
import type { Platform } from '../../platform/platform.ts'
import type { Claim, Recommendation, ReportContent, ReportFigure, ReportPage, ReportQuestion } from '../../platform/report/section.ts'
import { notesAbout } from './definition-notes.ts'
import { claimWords } from './words.ts'

const CUSTOMERS = 'It is made from a table of customers of a day in the period: import one, or simulate customers to look around.'
const EVENTS = 'It is made from posts and what was done with them: send events, import files, or connect a platform.'

interface Section {
  readonly page: ReportPage
  readonly title: string
  /** What it shows where there is data, and what it takes. */
  readonly about: string
}

/** Pages that features fill, in order. */
const SECTIONS: readonly Section[] = [
  { page: 'social', title: 'Social', about: `This page tells of stories, reels, the feed, and what creators earn. ${CUSTOMERS}` },
  { page: 'dating', title: 'Dating', about: `This page tells of swipes, matches, messages and dates. ${CUSTOMERS}` },
  { page: 'revenue', title: 'Revenue', about: `This page tells of revenue by source and tier, and of lifetime value. ${CUSTOMERS}` },
  {
    page: 'engagement',
    title: 'Engagement and retention',
    about: `This page tells of activity, engagement scores, and who leaves. ${CUSTOMERS}`,
  },
  { page: 'content', title: 'Content and trends', about: `This page tells of views, interactions, posts and topics. ${EVENTS}` },
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
  const pages = SECTIONS.map((section) => sectionPage(section, loaded.get(section.page)))
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
  const findings = pages[0]?.findings.map(claimWords) ?? []
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

function sectionPage({ page: id, title, about }: Section, content: ReportContent | undefined): ExecutivePage {
  const { claims, ...rest } = content ?? NOTHING
  const findings = claims.filter(({ verdict }) => verdict === 'holds')
  const none =
    content === undefined ? `There is no data about this in the period. ${about}` : 'The data of this period supports no finding here.'
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
  const missing = pages.filter(({ status }) => status === 'no_data').map(({ title }) => title)
  const none = missing.length === 0 ? '' : `Without data in this period: ${missing.join(', ')}.`
  return {
    ...NOTHING,
    id: 'summary',
    title: 'Summary',
    status: 'made',
    lead: `${verdictWords(pages.flatMap(({ claims }) => claims))} ${none}`.trim(),
    figures: pages.flatMap(({ figures }) => known(figures).slice(0, SUMMARY_FIGURES_EACH)),
    findings,
    unsupported: [],
    notes: [],
  }
}

/** `16 claims were tested on this data: 14 hold, 1 was refuted, 1 lacks data.` */
function verdictWords(claims: readonly Claim[]): string {
  if (claims.length === 0) return 'No claim was tested on this data.'
  const count = (sought: Claim['verdict']) => claims.filter(({ verdict }) => verdict === sought).length
  const [held, refuted, lacking] = [count('holds'), count('refuted'), count('not_enough_data')]
  const tested = claims.length === 1 ? '1 claim was tested' : `${claims.length} claims were tested`
  const parts = [
    held === claims.length && held > 1 ? 'all hold' : `${held} ${held === 1 ? 'holds' : 'hold'}`,
    ...(refuted === 0 ? [] : [`${refuted} ${refuted === 1 ? 'was' : 'were'} refuted`]),
    ...(lacking === 0 ? [] : [`${lacking} ${lacking === 1 ? 'lacks' : 'lack'} data`]),
  ]
  return `${tested} on this data: ${parts.join(', ')}.`
}

function basisOf(recommendations: readonly Recommendation[]): string {
  const estimates = recommendations.filter(({ effect }) => effect.basis === 'estimate').length
  if (recommendations.length === 0) return 'Nothing that this data supports asks for action.'
  if (estimates === 0) return 'Experiments have shown every effect.'
  if (recommendations.length === 1) return 'The effect is an estimate: no experiment supports it yet.'
  const share = estimates === recommendations.length ? `All ${estimates}` : `${estimates} of ${recommendations.length}`
  return `${share} effects are estimates: no experiment supports them yet.`
}

function recommendationsPage(pages: readonly ExecutivePage[]): ExecutivePage {
  const recommendations = sortedRecommendations(pages.flatMap((page) => page.recommendations))
  return {
    ...NOTHING,
    id: 'recommendations',
    title: 'Recommendations',
    status: recommendations.length === 0 ? 'no_data' : 'made',
    lead: basisOf(recommendations),
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
