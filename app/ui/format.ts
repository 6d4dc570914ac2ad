import { REJECTIONS } from '@trill/contract/errors'
import type { MetricUnit } from '@trill/contract/metric-kinds'
import { METRICS, type MetricName } from '@trill/contract/metrics'
import { PLATFORMS } from '@trill/contract/platforms'

export type Unit = MetricUnit

const SMALL_BASE = 30
const cache = new Map<string, Intl.NumberFormat>()

/** For cards and axes: at most three significant digits, `1.23M`. */
export function brief(value: number | null | undefined, unit: Unit = 'count'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  if (unit === 'percent') return `${numberFormat({ maximumSignificantDigits: 3 }).format(value)} %`
  const whole = Math.abs(value) >= 1000
  return numberFormat(whole ? { notation: 'compact', maximumSignificantDigits: 3 } : { maximumSignificantDigits: 3 }).format(value)
}

/** For tables and on hover: the number itself. */
export function exact(value: number | null | undefined, unit: Unit = 'count'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const text = numberFormat({ maximumFractionDigits: unit === 'percent' ? 2 : 1 }).format(value)
  return unit === 'percent' ? `${text} %` : text
}

export function share(part: number, whole: number): string {
  return whole > 0 ? numberFormat({ style: 'percent', maximumFractionDigits: part / whole < 0.1 ? 1 : 0 }).format(part / whole) : '–'
}

export interface Change {
  /** `up`, `down`, `same`, or `unknown` when there is nothing to compare with. */
  readonly direction: 'up' | 'down' | 'same' | 'unknown'
  readonly good: boolean | null
  /** `12.3 % more`, `4 fewer`, `no change`. */
  readonly words: string
}

/** A change in words. Bases under 30 are told as counts: a percentage of four people says nothing. */
export function changeOf(metric: string, value: number | null, previous: number | null): Change {
  if (value === null || previous === null) return { direction: 'unknown', good: null, words: 'nothing to compare with' }
  const definition = definitionOf(metric)
  const difference = value - previous
  if (difference === 0) return { direction: 'same', good: null, words: 'no change' }
  const direction = difference > 0 ? 'up' : 'down'
  const good = definition.direction === 'neutral' ? null : difference > 0 === (definition.direction === 'higher')
  return { direction, good, words: changeWords(definition.unit, difference, previous) }
}

function changeWords(unit: Unit, difference: number, previous: number): string {
  const size = Math.abs(difference)
  const more = difference > 0
  if (unit === 'percent')
    return `${numberFormat({ maximumFractionDigits: size < 0.1 ? 2 : 1 }).format(size)} points ${more ? 'higher' : 'lower'}`
  if (previous < SMALL_BASE) return `${brief(size)} ${more ? 'more' : 'fewer'}`
  if (difference / previous >= 10) return `${brief(1 + difference / previous)} times as many`
  return `${percentOf(size / previous)} ${more ? 'more' : 'fewer'}`
}

function percentOf(part: number): string {
  return `${numberFormat({ maximumFractionDigits: part < 0.1 ? 1 : 0 }).format(part * 100)} %`
}

/** A word that is not in the table of metrics is shown as it is, and counted. */
export function definitionOf(metric: string): {
  label: string
  about: string
  unit: Unit
  direction: 'higher' | 'lower' | 'neutral'
  caveat: string
} {
  return METRICS[metric as MetricName] ?? { label: sentenceCase(metric), about: '', unit: 'count', direction: 'neutral', caveat: '' }
}

export function platformLabel(platform: string): string {
  return PLATFORMS[platform as keyof typeof PLATFORMS]?.label ?? (platform === '' ? 'Not stated' : sentenceCase(platform))
}

/** Why events of this reason were refused, in a sentence. */
export function rejectionText(reason: string): string {
  return (REJECTIONS[reason as keyof typeof REJECTIONS] ?? '').replaceAll('`', '')
}

/** `quiz_complete` → `Quiz complete`. */
export function sentenceCase(word: string): string {
  const spaced = word.replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** A day of the calendar, `YYYY-MM-DD`, with no time zone of its own. */
export function dayLabel(day: string, style: 'short' | 'long' = 'short'): string {
  const options: Intl.DateTimeFormatOptions =
    style === 'short' ? { day: 'numeric', month: 'short' } : { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** `3 Oct – 30 Oct 2026`. */
export function rangeLabel(from: string, to: string): string {
  const format = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  const [start, end] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)]
  return from === to ? format.format(start) : format.formatRange(start, end)
}

/** A bucket of a series: `YYYY-MM-DD` or `YYYY-MM-DDTHH:00`, local to the workspace. */
export function bucketLabel(at: string): string {
  if (!at.includes('T')) return dayLabel(at, 'long')
  const options: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }
  return new Intl.DateTimeFormat(undefined, options).format(new Date(`${at}:00Z`))
}

/** A point in time, UTC on the wire, shown in the workspace’s zone. */
export function momentLabel(at: string | null, timeZone: string, style: 'day' | 'minute' | 'second' = 'minute'): string {
  if (at === null) return '–'
  const clock: Intl.DateTimeFormatOptions =
    style === 'day' ? {} : { hour: '2-digit', minute: '2-digit', ...(style === 'second' ? { second: '2-digit' } : {}) }
  return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', ...clock, timeZone }).format(new Date(at))
}

/** The time of day; with its day when that is not today. */
export function clockLabel(at: string, timeZone: string, today: string): string {
  const wall = wallClock(at, timeZone)
  const day = new Date(wall).toISOString().slice(0, 10)
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC' }).format(wall)
  return day === today ? clock : `${dayLabel(day)}, ${clock}`
}

/** The clock on the wall of a time zone as if it were UTC, for axes whose days begin at that zone’s midnight. */
export function wallClock(at: string, timeZone: string): number {
  const parts = wallFormat(timeZone).formatToParts(new Date(at))
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

const wallFormats = new Map<string, Intl.DateTimeFormat>()

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
  const known = wallFormats.get(timeZone) ?? new Intl.DateTimeFormat('en', { ...numeric, hourCycle: 'h23', timeZone })
  wallFormats.set(timeZone, known)
  return known
}

/** `1 min 20 s`. */
export function durationLabel(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`
}

export function sizeLabel(bytes: number): string {
  const [divisor, unit] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'KB'] : [1, 'B']
  return `${numberFormat({ maximumSignificantDigits: 3 }).format(bytes / Number(divisor))} ${unit}`
}

/** `1 view`, `12 views`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${exact(count)} ${count === 1 ? one : many}`
}

/** The deadline of something that has to be answered, from the days that are left. */
export function deadlineLabel(days: number): string {
  return days < 0 ? `${counted(-days, 'day')} overdue` : `${counted(days, 'day')} left`
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7].map((day) =>
  new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day))),
)

/** @param hour 0 – 23. */
export function hourLabel(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** ISO weekday, 1 Monday. */
export function weekdayLabel(weekday: number): string {
  return WEEKDAYS[weekday - 1] ?? ''
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = cache.get(key) ?? new Intl.NumberFormat(undefined, options)
  cache.set(key, known)
  return known
}

/** The server’s details are sentences, some without their full stop. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
