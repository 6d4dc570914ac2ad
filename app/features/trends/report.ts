import { findWorkspace } from '../../platform/access/workspaces.ts'
import type { Platform } from '../../platform/platform.ts'
import { calendarOf, periodOf } from '../../platform/query/period.ts'
import { figureWords } from '../../platform/report/figure-words.ts'
import type { Claim, ReportChart, ReportContent, ReportQuestion, ReportSection } from '../../platform/report/section.ts'
import { scoresOption } from './chart.ts'
import { TERM_KINDS, type TrendRow, type TrendsResponse } from './contract.ts'
import { counterOf } from './post-counter.ts'
import { readTrends } from './read-trends.ts'
import { SCORE_USES_MIN } from './trends.ts'

/** Milliseconds to wait until what is stored is counted. */
const COUNTING_MILLISECONDS = 1500
const SHOWN_MAX = 10
/** Score of three deviations above a topic’s own last week. */
const COMES_UP = 50
/** Chance at most, adjusted for all topics that were looked at, that so many uses come by accident. */
const CHANCE_MAX = 0.05

/** Hashtags and topics that come up at the end of a period, in the executive report. */
export const trendsSection: ReportSection = { page: 'content', load: loadTrends }

async function loadTrends(platform: Platform, question: ReportQuestion): Promise<ReportContent | undefined> {
  const workspace = await findWorkspace(platform.metadata, question.workspaceId)
  if (workspace === undefined || question.to <= question.from) return undefined
  const dayOf = calendarOf(workspace.time_zone)
  const [from, to] = [dayOf(question.from), dayOf(question.to - 1)]
  const period = periodOf({ from, to }, workspace.time_zone, platform.now())
  const parameters = {
    workspace_id: workspace.id,
    time_zone: workspace.time_zone,
    from,
    to,
    previous_from: period.previousFrom,
    platforms: [],
  }
  const complete = await counterOf(platform).catchUp(workspace.id, COUNTING_MILLISECONDS)
  const trends = await readTrends({ workspace, period, parameters }, { from, to, limit: 100 }, complete, platform)
  if (trends.posts === 0) return undefined
  const scored = trends.items.filter(({ score }) => score !== null)
  return {
    figures: [],
    claims: TERM_KINDS.map((kind) => comesUp(kind, trends)),
    charts: scored.length === 0 ? [] : [scoresChart(scored.slice(0, SHOWN_MAX), trends, question)],
    recommendations: [],
  }
}

/**
 * Whether a hashtag, or a topic, is used more than usual: of the one with the highest score the whole interval has to lie above three
 * deviations, and as it was chosen for being the highest, its chance is adjusted for all that were looked at.
 */
function comesUp(kind: TrendRow['kind'], { items, tested, passport }: TrendsResponse): Claim {
  const own = items.filter((item) => item.kind === kind)
  const [highest] = own.filter(({ score }) => score !== null)
  const n = highest?.uses_7d ?? Math.max(0, ...own.map(({ uses_7d }) => uses_7d))
  const untested = {
    id: `${kind}_comes_up`,
    says: `A ${kind} is used more than usual.`,
    verdict: 'not_enough_data',
    n,
    needed: Math.max(SCORE_USES_MIN, n + 1),
    passport: { ...passport, n },
  } as const
  if (highest === undefined || highest.adjusted_p === null) return untested
  const tests = { ...untested, says: sentence(highest, tested), needed: SCORE_USES_MIN }
  if (Number(highest.score_upper) < COMES_UP) return { ...tests, verdict: 'refuted' }
  if (Number(highest.score_lower) > COMES_UP && highest.adjusted_p < CHANCE_MAX) return { ...tests, verdict: 'holds' }
  return { ...tests, needed: neededFor(highest) }
}

/** The interval of deviations narrows with the root of posts. */
function neededFor({ score, score_lower, score_upper, uses_7d }: TrendRow): number {
  const deviations = (of: number | null) => Math.log(Number(of) / (100 - Number(of)))
  const width = (deviations(score_upper) - deviations(score_lower)) / 2
  const needed = Math.ceil(uses_7d * (width / Math.abs(deviations(score))) ** 2)
  return Math.min(Math.max(Number.isNaN(needed) ? 0 : needed, uses_7d + 1), Number.MAX_SAFE_INTEGER)
}

function sentence(row: TrendRow, tested: number): string {
  const words = (figure: 'uses_24h' | 'uses_7d' | 'baseline_per_day' | 'score' | 'score_lower' | 'score_upper') =>
    figureWords(Number(row[figure]))
  const uses = `${words('uses_24h')} posts in the last 24 hours after ${words('baseline_per_day')} a day before`
  const interval = `trend score ${words('score')} of 100, 90 % interval ${words('score_lower')} to ${words('score_upper')}`
  const chance = `${chanceWords(Number(row.adjusted_p))} among ${figureWords(tested)} looked at`
  return `The ${row.kind} ${quoted(row.topic)} is used more than usual: ${uses} (${interval}, ${chance}, n = ${words('uses_7d')} posts).`
}

function scoresChart(scored: readonly TrendRow[], { posts, passport }: TrendsResponse, { label }: ReportQuestion): ReportChart {
  const [first] = scored
  return {
    title: 'Hashtags and topics that come up',
    subtitle: `Trend score, 0 – 100, of the last 24 hours of ${label} against the six days before · n = ${figureWords(posts)} posts`,
    finding:
      first === undefined ? 'None has a score.' : `${quoted(first.topic)} leads with a score of ${figureWords(Number(first.score))}.`,
    option: (colours) => scoresOption(scored, colours),
    passport,
  }
}

function chanceWords(chance: number): string {
  return chance < 0.001 ? 'p < 0.001' : `p = ${figureWords(chance)}`
}

function quoted(topic: string): string {
  return topic.startsWith('#') ? topic : `“${topic}”`
}
