import { exponential } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'

const HOUR = 3_600_000
/** Activity by hour of the day; 1 is the busiest. School days leave a dip in the morning. */
const HOURS = [
  0.2, 0.11, 0.06, 0.04, 0.04, 0.07, 0.18, 0.42, 0.34, 0.24, 0.28, 0.33, 0.5, 0.52, 0.46, 0.6, 0.74, 0.82, 0.86, 0.95, 1, 0.93, 0.7, 0.4,
]
const FREE_HOURS = [
  0.34, 0.2, 0.1, 0.06, 0.05, 0.06, 0.1, 0.2, 0.36, 0.55, 0.72, 0.8, 0.82, 0.78, 0.8, 0.84, 0.9, 0.92, 0.94, 0.98, 1, 0.94, 0.74, 0.48,
]
const FREE_DAYS = ['Sat', 'Sun']
/** How busy a weekday is as a whole. */
const WEEKDAYS: Readonly<Record<string, number>> = { Mon: 0.72, Tue: 0.7, Wed: 0.76, Thu: 0.76, Fri: 0.88, Sat: 1, Sun: 0.98 }

/** When people are awake and have time, in one time zone. */
export interface Rhythm {
  /** Share of the busiest hour, above 0 and up to 1. */
  at(milliseconds: number): number
  /** Waits for the next moment of a process of so many a day on average, thinned by the rhythm. */
  next(random: Random, from: number, perDay: number): number
  /** Puts off what arrives while people sleep. */
  postpone(random: Random, at: number): number
}

/** The rhythm of the days from start to end, hour by hour of UTC. */
export function createRhythm(timeZone: string, start: number, end: number): Rhythm {
  const first = Math.floor(start / HOUR)
  const levels = levelsOf(timeZone, first, Math.ceil(end / HOUR) + 1)
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length
  const at = (milliseconds: number) => levels[Math.min(Math.max(Math.floor(milliseconds / HOUR) - first, 0), levels.length - 1)] as number
  return {
    at,
    next: (random, from, perDay) => {
      const pause = (24 * HOUR * mean) / perDay
      let moment = from
      do moment += exponential(random, pause)
      while (moment < end && random.uniform() >= at(moment))
      return moment
    },
    postpone: (random, due) => {
      let moment = due
      while (moment < end && random.uniform() >= 0.1 + at(moment)) moment += exponential(random, HOUR)
      return moment
    },
  }
}

function levelsOf(timeZone: string, first: number, end: number): Float64Array {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' })
  return Float64Array.from({ length: end - first }, (_, index) => {
    const parts = format.formatToParts((first + index + 0.5) * HOUR)
    const weekday = parts.find(({ type }) => type === 'weekday')?.value ?? ''
    const hour = Number(parts.find(({ type }) => type === 'hour')?.value)
    return (WEEKDAYS[weekday] ?? 1) * ((FREE_DAYS.includes(weekday) ? FREE_HOURS : HOURS)[hour] ?? 1)
  })
}
