import { Problem } from '../http/problem.ts'

const DAY_MILLISECONDS = 86_400_000
/** Earliest and last day that can be asked for; what the event store’s calendar holds on every side. */
const FIRST_DAY = '1990-01-01'
const LAST_DAY = '2099-12-31'
/** Longest period, in days: ten years. */
export const PERIOD_MAX_DAYS = 3660

/** Whole calendar days in a time zone, both ends included, and the period of equal length just before. */
export interface Period {
  /** `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
  readonly previousFrom: string
  readonly previousTo: string
  /** Every day of the period. */
  readonly days: readonly string[]
  /** Every day of the period before. */
  readonly previousDays: readonly string[]
  /** The present moment on the zone’s clock, `YYYY-MM-DDTHH:00`. */
  readonly presentHour: string
  /** The period ends today or later. */
  readonly unfinished: boolean
  /**
   * While today is in the period: the moment of the period before that is as far into it, on the zone’s clock,
   * `YYYY-MM-DDTHH:MM:SS`. Null when the period is over or has not begun: whole periods are compared then.
   */
  readonly previousUntil: string | null
}

/**
 * Reads a period.
 * @param now milliseconds since 1970, UTC.
 * @throws Problem invalid_request naming the day that is wrong.
 */
export function periodOf({ from, to }: { readonly from: string; readonly to: string }, timeZone: string, now: number): Period {
  const [first, last] = [dayNumber('from', from), dayNumber('to', to)]
  const length = last - first + 1
  if (length < 1) throw new Problem('invalid_request', `from ${from} is after to ${to}`)
  if (length > PERIOD_MAX_DAYS)
    throw new Problem('invalid_request', `from ${from} to ${to} are ${length} days; at most ${PERIOD_MAX_DAYS} are taken`)
  const present = clockOf(timeZone)(now)
  const today = present.slice(0, 10)
  const days = daysFrom(first, length)
  const previousDays = daysFrom(first - length, length)
  const dayBefore = previousDays[days.indexOf(today)]
  return {
    from,
    to,
    previousFrom: dayName(first - length),
    previousTo: dayName(first - 1),
    days,
    previousDays,
    presentHour: `${present.slice(0, 13)}:00`,
    unfinished: to >= today,
    previousUntil: dayBefore === undefined ? null : `${dayBefore}${present.slice(10)}`,
  }
}

/** Tells the calendar day, `YYYY-MM-DD`, of moments in a time zone. */
export function calendarOf(timeZone: string): (moment: number) => string {
  const clock = clockOf(timeZone)
  return (moment) => clock(moment).slice(0, 10)
}

/** True when the zone’s days begin with an hour of UTC throughout these years. */
export function beginsOnTheHour(timeZone: string, { previousFrom, to }: Period): boolean {
  const format = new Intl.DateTimeFormat('en', { timeZone, minute: '2-digit' })
  for (let year = Number(previousFrom.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    for (const month of [0, 6]) if (Number(format.format(Date.UTC(year, month))) !== 0) return false
  }
  return true
}

function dayNumber(name: string, day: string): number {
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MILLISECONDS
  if (Number.isNaN(number) || dayName(number) !== day)
    throw new Problem('invalid_request', `${name} ${JSON.stringify(day)} is not a day of the calendar`)
  if (day < FIRST_DAY || day > LAST_DAY)
    throw new Problem('invalid_request', `${name} ${day} must lie between ${FIRST_DAY} and ${LAST_DAY}`)
  return number
}

function dayName(number: number): string {
  return new Date(number * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

function daysFrom(first: number, length: number): string[] {
  return Array.from({ length }, (_, index) => dayName(first + index))
}

function clockOf(timeZone: string): (moment: number) => string {
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', ...time } as const
  const format = new Intl.DateTimeFormat('en', options)
  return (moment) => {
    const parts = format.formatToParts(moment)
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? ''
    return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`
  }
}
