import type { IntervalRow } from '../../ui/interval-chart.ts'
import type { InFlightResponse, Prediction } from './contract.ts'

/** Posts that the chart has room for. */
const CHARTED = 15

/** Probabilities of the first posts with their intervals, in per cent. */
export function probabilityRows(items: readonly Prediction[]): IntervalRow[] {
  return items.slice(0, CHARTED).map(({ title, content_id, probability, probability_lower: lower, probability_upper: upper, nodes }) => ({
    label: title || content_id,
    value: 100 * probability,
    lower: 100 * lower,
    upper: 100 * upper,
    n: nodes,
  }))
}

/** Base rate in per cent that all posts of the page are compared with; the mean where models of several ages have their own. */
export function baseRateOf(items: readonly Prediction[]): number {
  return items.length === 0 ? 0 : (100 * items.reduce((total, { base_rate: rate }) => total + rate, 0)) / items.length
}

/** Per cent in words: one digit below ten. */
export function percent(share: number): string {
  const value = 100 * share
  return `${value < 10 && value > 0 ? value.toFixed(1) : value.toFixed(0)} %`
}

/** What is lacking before anything can be predicted, in a sentence. */
export function lackingWords({ models }: Pick<InFlightResponse, 'models'>): string {
  const lacks = models.find(({ lacks: text }) => text !== null)?.lacks
  return lacks ?? 'Models learn once a day, from posts that are at least 7 days old and were shared or commented on.'
}
