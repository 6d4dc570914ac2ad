import { Problem } from '../http/problem.ts'
import { calendarOf, PERIOD_MAX_DAYS } from '../query/period.ts'
import type { ReportQuestion } from './section.ts'

const DAY_MILLISECONDS = 86_400_000
/** No clock on a wall is further from UTC. */
const FURTHEST_ZONE_MILLISECONDS = 15 * 3_600_000
const FIRST_DAY = '1990-01-01'
const LAST_DAY = '2099-12-31'
const FORMS = 'write a month as 2026-10, a quarter as 2026-Q4, a week as 2026-W40, days as 2026-10-01..2026-10-31'

/** Whole calendar days, both ends included, with the period of the same kind just before. */
export interface ReportPeriod {
  /** As people say it: `October 2026`. */
  readonly label: string
  readonly from: string
  readonly to: string
  readonly previous: { readonly from: string; readonly to: string }
}

/**
 * Reads a period as it is written in commands and addresses.
 * @throws Problem invalid_request that shows the four forms.
 */
export function reportPeriod(text: string): ReportPeriod {
  const period = monthOf(text) ?? quarterOf(text) ?? weekOf(text) ?? daysOf(text)
  if (period === undefined)
    throw new Problem('invalid_request', `period ${JSON.stringify(text.slice(0, 64))} is none that there is; ${FORMS}`)
  if (period.from < FIRST_DAY || period.to > LAST_DAY)
    throw new Problem('invalid_request', `period ${text} must lie between ${FIRST_DAY} and ${LAST_DAY}`)
  return period
}

/** How days are written so that {@link reportPeriod} reads them: as a month where they are a whole one. */
export function periodName({ from, to }: Pick<ReportPeriod, 'from' | 'to'>): string {
  const month = monthOf(from.slice(0, 7))
  return month?.from === from && month.to === to ? from.slice(0, 7) : `${from}..${to}`
}

/**
 * The moments between which a period lies in a workspace’s time zone. Of one that is not over the days up to today are taken, and as many of
 * the period before: else what is still to come would look like a loss.
 */
export function questionOf(
  period: ReportPeriod,
  { id, time_zone }: { readonly id: string; readonly time_zone: string },
  now: number,
): ReportQuestion {
  const between = ({ from, to }: { readonly from: string; readonly to: string }) => ({
    from: beginOf(from, time_zone),
    to: beginOf(shifted(to, 1), time_zone),
  })
  const { label, previous, ...days } = upTo(period, calendarOf(time_zone)(now))
  return { workspaceId: id, label, ...between(days), previous: between(previous) }
}

function upTo(period: ReportPeriod, today: string): ReportPeriod {
  const { label, from, to, previous } = period
  if (today < from || today >= to) return period
  const reached = shifted(previous.from, (Date.parse(today) - Date.parse(from)) / DAY_MILLISECONDS)
  const until = labelOf(today, { day: 'numeric', month: 'long' })
  return {
    label: `${label}, up to ${until}`,
    from,
    to: today,
    previous: { ...previous, to: [reached, previous.to].toSorted()[0] as string },
  }
}

function monthOf(text: string): ReportPeriod | undefined {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? []
  if (month === undefined || Number(month) < 1 || Number(month) > 12) return undefined
  return monthsFrom(Number(year), Number(month) - 1, 1, labelOf(`${text}-01`, { month: 'long', year: 'numeric' }))
}

function quarterOf(text: string): ReportPeriod | undefined {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/.exec(text) ?? []
  if (quarter === undefined) return undefined
  return monthsFrom(Number(year), 3 * (Number(quarter) - 1), 3, `Quarter ${quarter} of ${year}`)
}

function monthsFrom(year: number, month: number, months: number, label: string): ReportPeriod {
  const first = (offset: number) => dayOf(Date.UTC(year, month + offset, 1))
  const between = (offset: number) => ({ from: first(offset), to: shifted(first(offset + months), -1) })
  return { label, ...between(0), previous: between(-months) }
}

/** Weeks of ISO 8601: the first of a year is the one with 4 January. */
function weekOf(text: string): ReportPeriod | undefined {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(text) ?? []
  if (week === undefined) return undefined
  const firstMonday = mondayOf(`${year}-01-04`)
  const from = shifted(firstMonday, 7 * (Number(week) - 1))
  const nextYear = mondayOf(`${String(Number(year) + 1).padStart(4, '0')}-01-04`)
  if (Number(week) < 1 || from >= nextYear) return undefined
  return ofLength(from, 7, `Week ${Number(week)} of ${year}`)
}

function daysOf(text: string): ReportPeriod | undefined {
  const [, from, to] = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text) ?? []
  if (from === undefined || to === undefined || !isDay(from) || !isDay(to)) return undefined
  const length = (Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS + 1
  if (length < 1) throw new Problem('invalid_request', `period ${text} ends before it begins; ${FORMS}`)
  if (length > PERIOD_MAX_DAYS)
    throw new Problem('invalid_request', `period ${text} is ${length} days; at most ${PERIOD_MAX_DAYS} are taken`)
  return ofLength(from, length, rangeLabel(from, to))
}

function ofLength(from: string, days: number, label: string): ReportPeriod {
  const previous = { from: shifted(from, -days), to: shifted(from, -1) }
  return { label, from, to: shifted(from, days - 1), previous }
}

/** The first moment of a day: midnight, or what comes in its place where clocks skip it. */
function beginOf(day: string, timeZone: string): number {
  const dayAt = calendarOf(timeZone)
  let [before, after] = [Date.parse(day) - FURTHEST_ZONE_MILLISECONDS, Date.parse(day) + FURTHEST_ZONE_MILLISECONDS]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayAt(middle) < day) before = middle
    else after = middle
  }
  return after
}

function mondayOf(day: string): string {
  return shifted(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && dayOf(at) === day
}

function shifted(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLISECONDS)
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function labelOf(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`))
}

function rangeLabel(from: string, to: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const label = from === to ? format.format(Date.parse(from)) : format.formatRange(Date.parse(from), Date.parse(to))
  // Which spaces stand around the dash differs between versions of Node.
  return label.replace(/\s*–\s*/, ' – ')
}
