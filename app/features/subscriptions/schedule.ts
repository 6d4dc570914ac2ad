import { type Static, Type } from 'typebox'
import { dayAfter, type LocalTime, lastDayOfMonth, localTimeOf, WEEKDAYS, weekdayOf } from './local-time.ts'

/** Longest stretch without a run: a month and a day that clocks skip. */
const DAYS_MAX = 64

const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'On the clocks of the workspace’s time zone, `HH:MM`.' })

/** When a subscription is sent: each day, each week or each month, on the clocks of the workspace. */
export const Schedule = Type.Union([
  Type.Object({ every: Type.Literal('day'), time }, { additionalProperties: false }),
  Type.Object(
    { every: Type.Literal('week'), weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday.' }), time },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      every: Type.Literal('month'),
      day: Type.Integer({ minimum: 1, maximum: 31, description: 'Day of the month; the last one where a month has fewer.' }),
      time,
    },
    { additionalProperties: false },
  ),
])
export type Schedule = Static<typeof Schedule>

/** Whole days of a calendar, both ends included. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** What a run reports: the whole days, or the month, that were over when it was due. */
export interface RunPeriod extends Days {
  /** `16 – 22 November 2026`. */
  readonly label: string
  readonly previous: Days
}

/** The first run after a moment; milliseconds since 1970. Each day that is due has one run, also when clocks skip or repeat its time. */
export function nextRun(schedule: Schedule, timeZone: string, after: number): number {
  const zone = localTimeOf(timeZone)
  const today = zone.dayOf(after)
  for (let days = -1; days <= DAYS_MAX; days += 1) {
    const run = runOn(schedule, zone, dayAfter(today, days))
    if (run !== undefined && run > after) return run
  }
  throw new RangeError(`nextRun found no run of ${JSON.stringify(schedule)} within ${DAYS_MAX} days`)
}

/** The latest run that is due; what was missed before it is not made up for. */
export function latestRun(schedule: Schedule, timeZone: string, now: number): number {
  const zone = localTimeOf(timeZone)
  const today = zone.dayOf(now)
  for (let days = 1; days >= -DAYS_MAX; days -= 1) {
    const run = runOn(schedule, zone, dayAfter(today, days))
    if (run !== undefined && run <= now) return run
  }
  throw new RangeError(`latestRun found no run of ${JSON.stringify(schedule)} within ${DAYS_MAX} days`)
}

/** The period that a run reports: yesterday, the seven days up to yesterday, or the month before. */
export function periodOfRun({ every }: Schedule, timeZone: string, run: number): RunPeriod {
  const today = localTimeOf(timeZone).dayOf(run)
  if (every === 'month') {
    const month = monthBefore(today)
    return { ...month, label: monthLabel(month.from), previous: monthBefore(month.from) }
  }
  const days = every === 'day' ? 1 : 7
  const [from, to] = [dayAfter(today, -days), dayAfter(today, -1)]
  return { from, to, label: daysLabel(from, to), previous: { from: dayAfter(from, -days), to: dayAfter(from, -1) } }
}

/** `from` and the end (exclusive) of days as moments. */
export function momentsOf({ from, to }: Days, timeZone: string): { from: number; to: number } {
  const zone = localTimeOf(timeZone)
  return { from: zone.momentOf(from, '00:00'), to: zone.momentOf(dayAfter(to, 1), '00:00') }
}

/** `Every Monday at 08:00`. */
export function scheduleText(schedule: Schedule): string {
  if (schedule.every === 'day') return `Every day at ${schedule.time}`
  if (schedule.every === 'week') return `Every ${WEEKDAYS[schedule.weekday - 1]} at ${schedule.time}`
  if (schedule.day === 31) return `Every last day of the month at ${schedule.time}`
  const fewer = schedule.day > 28 ? ' (the last day of shorter months)' : ''
  return `On day ${schedule.day} of the month${fewer} at ${schedule.time}`
}

function runOn(schedule: Schedule, zone: LocalTime, day: string): number | undefined {
  if (schedule.every === 'week' && weekdayOf(day) !== schedule.weekday) return undefined
  if (schedule.every === 'month' && Number(day.slice(8)) !== Math.min(schedule.day, Number(lastDayOfMonth(day).slice(8)))) return undefined
  return zone.momentOf(day, schedule.time)
}

function monthBefore(day: string): Days {
  const to = dayAfter(`${day.slice(0, 7)}-01`, -1)
  return { from: `${to.slice(0, 7)}-01`, to }
}

function daysLabel(from: string, to: string): string {
  if (from === to) return `${WEEKDAYS[weekdayOf(to) - 1]}, ${dateLabel(to)}`
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${dateLabel(from)} – ${dateLabel(to)}`
  const first = from.slice(0, 7) === to.slice(0, 7) ? String(Number(from.slice(8))) : `${Number(from.slice(8))} ${monthName(from)}`
  return `${first} – ${dateLabel(to)}`
}

function dateLabel(day: string): string {
  return `${Number(day.slice(8))} ${monthLabel(day)}`
}

function monthLabel(day: string): string {
  return `${monthName(day)} ${day.slice(0, 4)}`
}

function monthName(day: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'long' }).format(Date.parse(`${day}T00:00:00Z`))
}
