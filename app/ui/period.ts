/** A stretch of calendar days in the workspace’s time zone, both ends included. */
export interface Period {
  readonly from: string
  readonly to: string
}

export const PRESETS = {
  today: 'Today',
  '7d': 'Last 7 days',
  '28d': 'Last 28 days',
  '90d': 'Last 90 days',
  '12m': 'Last 12 months',
  month: 'This month',
  year: 'This year',
} as const
export type Preset = keyof typeof PRESETS
export const DEFAULT_PRESET: Preset = '28d'

export function isPreset(word: string | undefined): word is Preset {
  return word !== undefined && Object.hasOwn(PRESETS, word)
}

export function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && shiftDays(text, 0) === text
}

/** Today is part of every preset: the last bucket is unfinished and drawn so. */
export function presetPeriod(preset: Preset, today: string): Period {
  if (preset === 'today') return { from: today, to: today }
  if (preset === 'month') return { from: `${today.slice(0, 8)}01`, to: today }
  if (preset === 'year') return { from: `${today.slice(0, 5)}01-01`, to: today }
  if (preset === '12m')
    return { from: shiftDays(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`.replace(/-02-29$/, '-02-28'), 1), to: today }
  return { from: shiftDays(today, 1 - Number.parseInt(preset, 10)), to: today }
}

/** The calendar day it is in a time zone. */
export function todayIn(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(now)
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

export function shiftDays(day: string, days: number): string {
  const shifted = new Date(`${day}T00:00:00Z`)
  shifted.setUTCDate(shifted.getUTCDate() + days)
  return shifted.toISOString().slice(0, 10)
}

export function daysIn({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}
