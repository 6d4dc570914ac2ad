import { asUnavailable } from '../../platform/passport/ground.ts'
import { type Group, hiddenGroups, isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import type { OverviewResponse } from './contract.ts'

/** Whom the figures of one cell are about; `key` as the answer names it. */
export interface AudienceRow extends Group {
  readonly kind: 'hour' | 'day' | 'platform' | 'hour_of_week' | 'period' | 'category' | 'post'
  /** 0 for the period before. */
  readonly current: 0 | 1
  readonly key: string
}

type Bucket = OverviewResponse['series'][number]
type Figure = OverviewResponse['figures'][number]

/** The answer without figures about groups of people that are too small. Of the posts, those are left out and counted. */
export function withoutSmallGroups(overview: OverviewResponse, audience: readonly AudienceRow[], thresholds: Thresholds): OverviewResponse {
  const groups = groupsOf(audience)
  const hidden = (kind: AudienceRow['kind'], current: 0 | 1 = 1) => hiddenGroups(groups(kind, current), thresholds)
  const isPeriodShown = (current: 0 | 1) => isShown(groups('period', current).get(''), thresholds)
  const posts = groups('post', 1)
  const top = overview.top_content.filter(({ content_id }) => isShown(posts.get(content_id), thresholds))
  return {
    ...overview,
    smallest_group: { adults: thresholds.adults, with_minors: thresholds.withMinors },
    provenance: overview.provenance.map((row) => (isPeriodShown(1) ? row : { ...row, events: null })),
    passport: isPeriodShown(1) ? overview.passport : { ...overview.passport, n: null },
    figures: overview.figures.map((figure) => shownFigure(figure, overview, { hidden: hidden('day'), isPeriodShown })),
    series: shownBuckets(overview.series, hidden(overview.interval)),
    previous_series: shownBuckets(overview.previous_series, hidden(overview.interval, 0)),
    by_platform: shownCuts(overview.by_platform, hidden('platform')),
    by_category: shownCuts(overview.by_category, hidden('category')),
    top_content: top,
    top_content_withheld: overview.top_content.length - top.length,
    hour_of_week: shownHours(overview.hour_of_week, hidden('hour_of_week')),
  }
}

function groupsOf(audience: readonly AudienceRow[]): (kind: AudienceRow['kind'], current: 0 | 1) => ReadonlyMap<string, Group> {
  const sorted = new Map<string, Map<string, Group>>()
  for (const { kind, current, key, people, minors } of audience) {
    const name = `${kind} ${current}`
    sorted.set(name, (sorted.get(name) ?? new Map()).set(key, { people, minors }))
  }
  return (kind, current) => sorted.get(`${kind} ${current}`) ?? new Map()
}

interface Days {
  readonly hidden: ReadonlySet<string>
  readonly isPeriodShown: (current: 0 | 1) => boolean
}

function shownFigure(figure: Figure, { from }: OverviewResponse, { hidden, isPeriodShown }: Days): Figure {
  const value = isPeriodShown(1) ? figure.value : null
  return {
    ...figure,
    value,
    passport: value === null ? asUnavailable(figure.passport) : figure.passport,
    brought: value === null ? null : figure.brought,
    previous: isPeriodShown(0) ? figure.previous : null,
    daily: figure.daily.map((amount, index) => (value === null || hidden.has(dayAfter(from, index)) ? null : amount)),
  }
}

function shownBuckets(buckets: readonly Bucket[], hidden: ReadonlySet<string>): Bucket[] {
  return buckets.map((bucket) =>
    hidden.has(bucket.at) ? { at: bucket.at, views: null, likes: null, comments: null, shares: null, events: null } : bucket,
  )
}

function shownCuts(cuts: OverviewResponse['by_platform'], hidden: ReadonlySet<string>): OverviewResponse['by_platform'] {
  return cuts.map((cut) => (hidden.has(cut.key) ? { key: cut.key, views: null, interactions: null, events: null } : cut))
}

function shownHours(hours: OverviewResponse['hour_of_week'], hidden: ReadonlySet<string>): OverviewResponse['hour_of_week'] {
  return hours.map((cell) => (hidden.has(`${cell.weekday} ${cell.hour}`) ? { ...cell, events: null } : cell))
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
