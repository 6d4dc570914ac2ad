import type { Claim, Recommendation, ReportFigure } from '../../platform/report/section.ts'

/** Changes of less than so many are told as counts: a percentage of four people says nothing. */
const SMALL_BASE = 30
/** More rows than anybody has say that no number of them would do. */
const NEEDED_MAX = 1_000_000_000
/** Sums of the same numbers in another order differ by less. */
const NOISE = 1e-9
const BRIEF = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const POINTS = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

/** At most three digits that say something: `1.01M`. A dash where nothing is known. */
export function valueWords(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  return (Math.abs(value) >= 10_000 ? COMPACT : Math.abs(value) >= 1000 ? WHOLE : BRIEF).format(value)
}

export function countWords(count: number): string {
  return WHOLE.format(count)
}

/** `10.1 USD a month`. */
export function figureWords({ value, unit }: Pick<ReportFigure, 'value' | 'unit'>): string {
  return value === null || unit === '' ? valueWords(value) : `${valueWords(value)} ${unit}`
}

/** `▲ 4.2 % more`, with an arrow and a word, never by colour alone. */
export function changeWords({ value, previous, unit, passport }: Pick<ReportFigure, 'value' | 'previous' | 'unit' | 'passport'>): string {
  if (value === null) return passport.status === 'unavailable' ? 'nothing to say it from' : 'not known for enough rows'
  if (previous === null) return 'no earlier figure'
  const difference = value - previous
  if (Math.abs(difference) <= NOISE * Math.abs(previous)) return '= no change'
  const arrow = difference > 0 ? '▲' : '▼'
  const size = Math.abs(difference)
  if (unit === '%') return `${arrow} ${pointWords(size)} ${difference > 0 ? 'higher' : 'lower'}`
  const word = difference > 0 ? 'more' : 'less'
  const isSmallCount = Number.isInteger(value) && Number.isInteger(previous) && Math.abs(previous) < SMALL_BASE
  if (previous === 0 || isSmallCount) return `${arrow} ${valueWords(size)} ${word}`
  const percent = (100 * size) / Math.abs(previous)
  return `${arrow} ${percent < 0.1 ? 'less than 0.1' : POINTS.format(percent)} % ${word}`
}

function pointWords(size: number): string {
  const words = POINTS.format(size)
  return `${words} ${words === '1' ? 'point' : 'points'}`
}

/** `+3.2 USD (1.1 to 5.3)`; a unit that says which way, such as `points less`, needs no sign. */
export function effectWords({ unit, value, low, high }: Recommendation['effect']): string {
  const sign = / less$/.test(unit) ? '' : value > 0 ? '+' : value < 0 ? '−' : ''
  const size = figureWords({ value: Math.abs(value), unit })
  return `${sign}${size} (${signed(low)} to ${signed(high)})`
}

export function basisWords({ basis }: Pick<Recommendation['effect'], 'basis'>): string {
  return basis === 'estimate' ? 'estimate' : 'shown by an experiment'
}

export function evidenceWords({ evidence, n }: Pick<Recommendation, 'evidence' | 'n'>): string {
  return saysCount(evidence) ? evidence : `${evidence} n = ${countWords(n)}.`
}

/** A claim as it is printed: its sentence with its n, and why it is no finding where it is none. */
export function claimWords({ says, verdict, n, needed }: Pick<Claim, 'says' | 'verdict' | 'n' | 'needed'>): string {
  const withCount = saysCount(says) ? says : `${says.replace(/\.$/, '')} (n = ${countWords(n)}).`
  if (verdict === 'holds') return withCount
  if (verdict === 'refuted') return `Refuted: ${withCount}`
  const needs = needed > NEEDED_MAX ? 'no number would do' : `needs ${countWords(needed)}`
  return `Not enough data (n = ${countWords(n)}, ${needs}): ${says}`
}

function saysCount(text: string): boolean {
  return /\bn = /.test(text)
}

function signed(value: number): string {
  return valueWords(value).replace('-', '−')
}
