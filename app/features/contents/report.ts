import { METRICS } from '@trill/contract/metrics'
import { type FigurePassport, statusOf } from '@trill/contract/passport'
import { ratioOfSums } from '@trill/core/inference/ratio-of-sums'
import type { Comparison } from '@trill/core/inference/two-means'
import { findWorkspace } from '../../platform/access/workspaces.ts'
import type { Platform } from '../../platform/platform.ts'
import { thresholdsFor } from '../../platform/privacy/small-groups.ts'
import { calendarOf } from '../../platform/query/period.ts'
import { figureWords } from '../../platform/report/figure-words.ts'
import type { Claim, ReportChart, ReportContent, ReportFigure, ReportQuestion, ReportSection } from '../../platform/report/section.ts'
import { barOption } from '../../ui/bar-chart.ts'
import type { DescriptionRow, RankingRow } from './contents.ts'
import type { ContentRow } from './contract.ts'
import { DESCRIPTIONS, RANKING, readList } from './read-list.ts'

/** Posts that views and interactions are added up over, the most viewed first. */
const POSTS_MAX = 100_000
/** Posts that are looked at one by one, the most viewed first. */
const POSTS_READ = 2000
const POSTS_SHOWN = 10
/** Fewest posts that a claim is made of. */
const POSTS_NEEDED = 30
const CONFIDENCE = 0.95
const VERSION = '1'

/** Posts of a period in the executive report. */
export const contentSection: ReportSection = { page: 'content', load: loadContent }

interface Posts {
  readonly total: number
  /** Null where there are too many posts, or no views. */
  readonly views: number | null
  readonly interactions: number | null
  /** The most viewed that may be shown, with what they gathered. */
  readonly rows: readonly ContentRow[]
  /** Where the most viewed come from. */
  readonly provenances: readonly string[]
}

const NO_POSTS: Posts = { total: 0, views: null, interactions: null, rows: [], provenances: [] }

async function loadContent(platform: Platform, question: ReportQuestion): Promise<ReportContent | undefined> {
  const [now, before] = [await postsOf(platform, question, question), await postsOf(platform, question, question.previous)]
  if (now.total === 0) return undefined
  const passport = (definition: string, n: number) => passportOf(definition, n, question, now.provenances)
  return {
    figures: figuresOf(now, before, passport),
    claims: [engagementRose(now, before, passport)],
    charts: [topChart(now, question, passport)],
    recommendations: [],
  }
}

type PassportOf = (definition: string, n: number) => FigurePassport

async function postsOf(platform: Platform, { workspaceId }: ReportQuestion, span: { from: number; to: number }): Promise<Posts> {
  const workspace = await findWorkspace(platform.metadata, workspaceId)
  if (workspace === undefined || span.to <= span.from) return NO_POSTS
  const dayOf = calendarOf(workspace.time_zone)
  const thresholds = await thresholdsFor(null, workspaceId, platform)
  const parameters = {
    ...{ workspace_id: workspaceId, time_zone: workspace.time_zone, from: dayOf(span.from), to: dayOf(span.to - 1), platforms: [] },
    ...{ sort: 'views', order: 'desc', search: '', prior_successes: 0, prior_failures: 0, offset: 0 },
  }
  const all = await platform.events.rows<RankingRow>(RANKING, { ...parameters, limit: POSTS_MAX })
  if (all.length === 0) return NO_POSTS
  const { total, items } = await readList({ ...parameters, limit: POSTS_READ }, platform, thresholds)
  const content_ids = items.slice(0, POSTS_SHOWN).map(({ content_id }) => content_id)
  const described = await platform.events.rows<DescriptionRow>(DESCRIPTIONS, { ...parameters, content_ids })
  const sum = (column: 'views' | 'interactions') => (total > POSTS_MAX ? null : all.reduce((before, row) => before + row[column], 0))
  return {
    total,
    views: sum('views'),
    interactions: sum('interactions'),
    rows: items.filter(({ withheld }) => withheld !== true),
    provenances: [...new Set(described.flatMap(({ provenance }) => provenance))],
  }
}

function figuresOf(now: Posts, before: Posts, passport: PassportOf): ReportFigure[] {
  const figure = (id: 'active_content' | 'views' | 'interactions' | 'engagement_rate_by_views', of: (posts: Posts) => number | null) => ({
    id,
    label: METRICS[id].label,
    unit: METRICS[id].unit === 'percent' ? '%' : '',
    value: of(now),
    previous: before.total === 0 ? null : of(before),
    passport: passport(id, now.total),
  })
  return [
    figure('active_content', ({ total }) => total),
    figure('views', ({ views }) => views),
    figure('interactions', ({ interactions }) => interactions),
    figure('engagement_rate_by_views', (posts) => engagementOf(posts)?.value ?? null),
  ]
}

/** Interactions for every 100 views, of posts of which both are known: a ratio of sums, with posts as the units. */
function engagementOf({ rows }: Posts): (Comparison & { readonly n: number }) | undefined {
  const known = rows.filter((row) => row.views !== null && row.views > 0 && row.interactions !== null)
  const { ratio, lower, upper } = ratioOfSums(
    known.map(({ interactions }) => 100 * Number(interactions)),
    known.map(({ views }) => Number(views)),
    CONFIDENCE,
  )
  return ratio === null || lower === null || upper === null ? undefined : { value: ratio, lower, upper, n: known.length }
}

/** Whether posts were engaged with more than in the period before: the widths of both intervals add up as squares do. */
function engagementRose(now: Posts, before: Posts, passport: PassportOf): Claim {
  const [one, other] = [engagementOf(now), engagementOf(before)]
  const n = Math.min(one?.n ?? 0, other?.n ?? 0)
  const untested = {
    id: 'engagement_rose',
    says: 'Posts are engaged with more than in the period before.',
    verdict: 'not_enough_data',
    n,
    needed: POSTS_NEEDED,
    passport: passport('engagement_rate_by_views', n),
  } as const
  if (one === undefined || other === undefined || n < POSTS_NEEDED) return { ...untested, needed: Math.max(POSTS_NEEDED, n + 1) }
  const [difference, width] = [one.value - other.value, Math.hypot(one.upper - one.lower, other.upper - other.lower) / 2]
  const interval = `95 % interval of the difference ${figureWords(difference - width)} to ${figureWords(difference + width)} points, n = ${one.n} posts`
  const says = `Posts are engaged with more than in the period before: ${figureWords(one.value)} % of views after ${figureWords(other.value)} % (${interval}).`
  if (difference - width > 0) return { ...untested, says, verdict: 'holds' }
  if (difference + width < 0) return { ...untested, says, verdict: 'refuted' }
  return {
    ...untested,
    says,
    needed: Math.max(n + 1, Math.min(Math.ceil(n * (width / Math.abs(difference)) ** 2), Number.MAX_SAFE_INTEGER)),
  }
}

function topChart({ total, rows }: Posts, { label }: ReportQuestion, passport: PassportOf): ReportChart {
  const top = rows.filter(({ views }) => views !== null && views > 0).slice(0, POSTS_SHOWN)
  const [first] = top
  return {
    title: 'Posts with the most views',
    subtitle: `Views within ${label} · n = ${figureWords(total)} posts`,
    finding: first === undefined ? 'No views are known.' : `“${first.title}” leads with ${figureWords(Number(first.views))} views.`,
    option: (colours) =>
      barOption(
        top.map(({ title, views }) => ({ label: title, value: Number(views) })),
        { name: METRICS.views.label },
        colours,
      ),
    passport: passport('views', total),
  }
}

function passportOf(definition: string, n: number, question: ReportQuestion, provenances: readonly string[]): FigurePassport {
  return {
    status: statusOf(provenances, definition === 'engagement_rate_by_views' ? 'calculated' : 'counted'),
    source: 'Events and counters of posts',
    observed_at: new Date(question.to - 1).toISOString(),
    definition,
    version: VERSION,
    n,
  }
}
