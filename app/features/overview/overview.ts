import type { RatioMetric } from '@trill/contract/metric-kinds'
import { METRICS } from '@trill/contract/metrics'
import type { FigurePassport } from '@trill/contract/passport'
import { asUnavailable, type Ground, passportOf } from '../../platform/passport/ground.ts'
import type { Period } from '../../platform/query/period.ts'
import type { OverviewResponse } from './contract.ts'
import { addTallies, type Counted, type CounterGrowth, NOTHING, SHOWN, type Shown, type Tally, type TypeCount, tallyOf } from './tallies.ts'

/** Longest period drawn by the hour, in days. */
const HOURLY_MAX_DAYS = 3
const BREAKDOWN_MAX = 100

export interface Cut {
  readonly split: 'day' | 'platform' | 'provenance'
  readonly key: string
}
export type EventRow = Cut & TypeCount
export type GrowthRow = Cut & CounterGrowth

/** One amount of one hour: events of a type, growth of a counter, or only that the clock shows the hour. */
export interface HourRow {
  readonly at: string
  readonly kind: 'clock' | 'events' | 'growth'
  readonly name: string
  readonly amount: number
}

/** Different people and posts of a day, of the `period` or of the `previous` one as far as that counts. */
export interface Uniques {
  readonly people: ReadonlyMap<string, number>
  readonly posts: ReadonlyMap<string, number>
  /** Told by sketches, within some per cent. */
  readonly areEstimated: boolean
}

/** A category, or all of them. */
export interface CategoryRow {
  readonly is_all: 0 | 1
  readonly category: string
  readonly views: number
  readonly interactions: number
  readonly events: number
  /** `[content_id, views, interactions]`, best first. */
  readonly top: readonly (readonly [string, number, number])[]
}

export interface TitleRow {
  readonly content_id: string
  readonly title: string
  readonly platform: string
  readonly creator_name: string
}

/** What counts of a day of the period before, up to the time of day it is now. */
export interface DayUntil {
  readonly events: readonly TypeCount[]
  readonly growth: readonly CounterGrowth[]
}

export interface OverviewRows {
  readonly events: readonly EventRow[]
  readonly growth: readonly GrowthRow[]
  /** Only for periods drawn by the hour. */
  readonly hours: readonly HourRow[]
  readonly previousHours: readonly HourRow[]
  /** Undefined when whole periods are compared. */
  readonly dayUntil: DayUntil | undefined
  readonly uniques: Uniques
  readonly ground: Ground
  readonly categories: readonly CategoryRow[]
  readonly titles: readonly TitleRow[]
  readonly hourOfWeek: OverviewResponse['hour_of_week']
  readonly firstDay: string | null
  readonly lastDay: string | null
}

type Figure = OverviewResponse['figures'][number]

export function intervalOf({ days }: Period): 'hour' | 'day' {
  return days.length <= HOURLY_MAX_DAYS ? 'hour' : 'day'
}

/** Everything the page shows of a period. */
export function overviewOf({ id, time_zone }: { id: string; time_zone: string }, period: Period, rows: OverviewRows): OverviewResponse {
  const cuts = tallyCuts(rows)
  const now = periodTallies(period.days, cuts.day)
  const wholeBefore = periodTallies(period.previousDays, cuts.day)
  const before = tallyUntil(period, cuts.day, rows.dayUntil) ?? wholeBefore
  const measured = rows.firstDay !== null && rows.firstDay <= (period.previousUntil?.slice(0, 10) ?? period.previousTo)
  const interval = intervalOf(period)
  return {
    workspace_id: id,
    time_zone,
    from: period.from,
    to: period.to,
    previous_from: period.previousFrom,
    previous_to: period.previousTo,
    previous_until: period.previousUntil,
    unfinished: period.unfinished,
    provenance: [...cuts.provenance].map(([provenance, { events, snapshots }]) => ({ provenance, events, snapshots })),
    passport: passportOf(rows.ground, { name: 'overview', making: 'counted' }),
    figures: SHOWN.map((metric) => {
      const figure = figureOf(metric, now, rows.uniques, 'period', period.presentHour.slice(0, 10))
      const previous = measured ? figureOf(metric, before, rows.uniques, 'previous').value : null
      return { ...figure, previous, passport: passportOfFigure(metric, figure.value, rows) }
    }),
    interval,
    series: interval === 'hour' ? hourSeries(rows.hours, period) : daySeries(now, period),
    previous_series: interval === 'hour' ? hourSeries(rows.previousHours, period) : daySeries(wholeBefore, period),
    by_platform: platformBreakdown(cuts.platform),
    by_category: rows.categories
      .filter(({ is_all }) => is_all === 0)
      .map(({ category, views, interactions, events }) => ({ key: category, views, interactions, events })),
    smallest_group: null,
    top_content: topContent(rows),
    top_content_withheld: 0,
    hour_of_week: [...rows.hourOfWeek],
    data_from: rows.firstDay,
    data_to: rows.lastDay,
  }
}

/** The best posts of all categories, best first. */
export function topPosts(categories: readonly CategoryRow[]): { content_id: string; views: number; interactions: number }[] {
  const top = categories.find(({ is_all }) => is_all === 1)?.top ?? []
  return top.map(([content_id, views, interactions]) => ({ content_id, views, interactions }))
}

type Cuts = Record<Cut['split'], Map<string, Tally>>

function tallyCuts({ events, growth }: OverviewRows): Cuts {
  const cuts: Cuts = { day: new Map(), platform: new Map(), provenance: new Map() }
  const types = grouped(events, cutName)
  const counters = grouped(growth, cutName)
  for (const name of new Set([...types.keys(), ...counters.keys()])) {
    const [found] = types.get(name) ?? counters.get(name) ?? []
    if (found !== undefined) cuts[found.split].set(found.key, tallyOf(types.get(name) ?? [], counters.get(name) ?? []))
  }
  return cuts
}

function cutName({ split, key }: Cut): string {
  return `${split} ${key}`
}

interface PeriodTallies {
  readonly days: readonly { readonly day: string; readonly tally: Tally }[]
  readonly total: Tally
}

function periodTallies(days: readonly string[], tallies: ReadonlyMap<string, Tally>): PeriodTallies {
  const found = days.map((day) => ({ day, tally: tallies.get(day) ?? NOTHING }))
  return { days: found, total: addTallies(found.map(({ tally }) => tally)) }
}

/** The period before as far as the present one has come. */
function tallyUntil(
  { previousDays, previousUntil }: Period,
  tallies: ReadonlyMap<string, Tally>,
  part: DayUntil | undefined,
): PeriodTallies | undefined {
  if (previousUntil === null || part === undefined) return undefined
  const last = previousUntil.slice(0, 10)
  const days = previousDays.filter((day) => day <= last)
  return periodTallies(days, new Map([...tallies, [last, tallyOf(part.events, part.growth)]]))
}

function passportOfFigure(metric: Shown, value: number | null, { ground, uniques }: OverviewRows): FigurePassport {
  const { kind } = METRICS[metric]
  const isEstimated = kind === 'distinct' && uniques.areEstimated
  const making = isEstimated ? 'estimated' : kind === 'ratio' ? 'calculated' : 'counted'
  const passport = passportOf(ground, { name: metric, making })
  return value === null ? asUnavailable(passport) : passport
}

/** A metric of one period. Days after `today` are not known yet. */
function figureOf(
  metric: Shown,
  { days, total }: PeriodTallies,
  uniques: Uniques,
  key: 'period' | 'previous',
  today = '9999',
): Omit<Figure, 'previous' | 'passport'> {
  const definition = METRICS[metric]
  const daily = (value: (day: string, tally: Tally) => number | null) =>
    days.map(({ day, tally }) => (day > today && tally === NOTHING ? null : value(day, tally)))
  if (definition.kind === 'ratio') {
    return {
      metric,
      value: ratioOf(definition, total, true),
      brought: null,
      daily: daily((_day, tally) => ratioOf(definition, tally, false)),
    }
  }
  if (definition.kind === 'distinct') {
    const counts = definition.of === 'actor_id' ? uniques.people : uniques.posts
    // Counters say that posts were active, and nothing about people.
    const unknown = definition.of === 'actor_id' && total.events === 0 && total.snapshots > 0
    const value = (at: string) => (unknown ? null : (counts.get(at) ?? 0))
    return { metric, value: value(key), brought: null, daily: daily(value) }
  }
  const name = metric as Counted
  const { counted, brought } = total.amounts[name]
  if (!isKnown(total, name)) return { metric, value: null, brought: null, daily: days.map(() => null) }
  const hasCounters = definition.counters.length > 0
  return {
    metric,
    value: counted + brought,
    brought: hasCounters ? brought : null,
    daily: daily((_day, tally) => tally.amounts[name].counted),
  }
}

/** Where only counters tell of a period, a metric whose counters nobody reported is not known: that is not zero. */
function isKnown({ events, snapshots, amounts }: Tally, metric: Counted): boolean {
  return metric === 'events' || events > 0 || snapshots === 0 || amounts[metric].reported > 0
}

function ratioOf({ numerator, denominator }: RatioMetric, tally: Tally, withBrought: boolean): number | null {
  const value = (name: string) => {
    const { counted, brought } = tally.amounts[name as Counted]
    return withBrought ? counted + brought : counted
  }
  if (!isKnown(tally, numerator as Counted) || !isKnown(tally, denominator as Counted) || value(denominator) <= 0) return null
  return (100 * value(numerator)) / value(denominator)
}

type Point = OverviewResponse['series'][number]

function pointOf(at: string, { amounts }: Tally): Point {
  const { views, likes, comments, shares, events } = amounts
  return { at, views: views.counted, likes: likes.counted, comments: comments.counted, shares: shares.counted, events: events.counted }
}

function daySeries({ days }: PeriodTallies, { presentHour }: Period): Point[] {
  return upTo(
    presentHour.slice(0, 10),
    days.map(({ day, tally }) => pointOf(day, tally)),
  )
}

function hourSeries(hours: readonly HourRow[], { presentHour }: Period): Point[] {
  const points = [...grouped(hours, ({ at }) => at)].map(([at, rows]) => {
    const types = rows.filter(({ kind }) => kind === 'events').map(({ name, amount }) => ({ type: name, events: amount }))
    const counters = rows
      .filter(({ kind }) => kind === 'growth')
      .map(({ name, amount }) => ({ counter: name, growth: amount, brought: 0, reported: 0, snapshots: 0 }))
    return pointOf(at, tallyOf(types, counters))
  })
  return upTo(presentHour, points)
}

/** Leaves out the buckets to come, unless clocks that are fast have filled them. */
function upTo(present: string, points: readonly Point[]): Point[] {
  const last = points.findLastIndex(
    ({ at, views, likes, comments, shares, events }) =>
      at <= present || [views, likes, comments, shares, events].some((amount) => amount !== 0),
  )
  return points.slice(0, last + 1)
}

function platformBreakdown(platforms: ReadonlyMap<string, Tally>): OverviewResponse['by_platform'] {
  const rows = [...platforms].map(
    ([
      key,
      {
        events,
        amounts: { views, interactions },
      },
    ]) => ({
      key,
      views: views.counted + views.brought,
      interactions: interactions.counted + interactions.brought,
      events,
    }),
  )
  rows.sort(
    (one, other) =>
      other.views - one.views || other.interactions - one.interactions || other.events - one.events || (one.key < other.key ? -1 : 1),
  )
  return rows.slice(0, BREAKDOWN_MAX)
}

function topContent({ categories, titles }: OverviewRows): OverviewResponse['top_content'] {
  const known = new Map(titles.map((title) => [title.content_id, title]))
  return topPosts(categories).map(({ content_id, views, interactions }) => {
    const { title = '', platform = '', creator_name = '' } = known.get(content_id) ?? {}
    return { content_id, title: title || content_id, platform, creator_name, views, interactions }
  })
}

function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return groups
}
