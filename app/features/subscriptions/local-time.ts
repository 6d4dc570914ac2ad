const DAY = 86_400_000

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** The clocks of a time zone. Days are `YYYY-MM-DD`, times of day `HH:MM`, moments milliseconds since 1970. */
export interface LocalTime {
  dayOf(moment: number): string
  /**
   * When the zone’s clocks show a time on a day. A time that is skipped in spring is as long after midnight as it would be otherwise
   * (02:30 is 03:30); of a time that comes twice in autumn the first is meant.
   */
  momentOf(day: string, time: string): number
}

/** @param timeZone IANA name. @throws RangeError when there is no such zone. */
export function localTimeOf(timeZone: string): LocalTime {
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', ...time })
  /** What the clocks show, as if it were UTC. */
  const wallOf = (moment: number) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  }
  const offsetAt = (moment: number) => wallOf(moment) - Math.floor(moment / 1000) * 1000
  return {
    dayOf: (moment) => dayName(wallOf(moment)),
    momentOf: (day, clock) => {
      const wall = Date.parse(`${day}T${clock}:00Z`)
      const found = [wall - offsetAt(wall - DAY), wall - offsetAt(wall + DAY)]
      const shown = found.filter((moment) => wallOf(moment) === wall)
      return shown.length > 0 ? Math.min(...shown) : (found[0] as number)
    },
  }
}

/** The day so many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return dayName(Date.parse(`${day}T00:00:00Z`) + days * DAY)
}

/** 1 is Monday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

export function lastDayOfMonth(day: string): string {
  return dayName(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0))
}

function dayName(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10)
}
