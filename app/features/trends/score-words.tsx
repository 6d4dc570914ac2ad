import { Badge } from '../../ui/badge.tsx'
import { counted, exact } from '../../ui/format.ts'
import type { TrendRow } from './contract.ts'

/** Chances up to this are told as a surprise: of those told, one in twenty is chance. */
const SURPRISE_MAX = 0.05
const USES_NEEDED = 20
const AUTHORS_NEEDED = 10

type Scored = Pick<
  TrendRow,
  | 'score'
  | 'score_lower'
  | 'score_upper'
  | 'objections'
  | 'uses_7d'
  | 'uses_24h'
  | 'authors'
  | 'adjusted_p'
  | 'expected_24h'
  | 'baseline_per_day'
>

/** Why a topic has no score, with how many it takes. */
export function objectionWords({ objections, uses_7d, authors }: Scored): string {
  if (objections.includes('few_uses')) return `Not enough data (n = ${exact(uses_7d)}, needs ${USES_NEEDED})`
  if (objections.includes('few_authors')) return `Too few creators (${exact(authors)}, needs ${AUTHORS_NEEDED})`
  return objections.includes('one_author_dominates') ? 'One creator makes most of it' : ''
}

/** The score with its interval, or why there is none. */
export function ScoreCell({ row }: { row: Scored }) {
  if (row.score === null || row.score_lower === null || row.score_upper === null)
    return <span className="text-12 text-muted">{objectionWords(row)}</span>
  return (
    <span
      title={`${exact(row.score)}; nine in ten such scores lie from ${exact(row.score_lower)} to ${exact(row.score_upper)}; n = ${row.uses_7d}`}
    >
      <strong className="font-semibold">{row.score.toFixed(0)}</strong>{' '}
      <span className="text-12 text-muted">
        {row.score_lower.toFixed(0)}–{row.score_upper.toFixed(0)}
      </span>
    </span>
  )
}

/** Said only where it is unlikely to be chance. */
export function SurpriseBadge({ row }: { row: Scored }) {
  if (!isSurprising(row)) return null
  return <Badge tone="accent">Above its usual</Badge>
}

export function isSurprising({ adjusted_p, expected_24h, uses_24h }: Scored): boolean {
  return adjusted_p !== null && adjusted_p <= SURPRISE_MAX && expected_24h !== null && uses_24h > expected_24h
}

/** What the last day was like, in a sentence. */
export function lastDayWords(row: Scored): string {
  const uses = `${counted(row.uses_24h, 'post')} in the last 24 hours`
  if (row.expected_24h === null) return uses
  const expected = `where the same hours of earlier weeks make expect ${exact(row.expected_24h)}`
  if (!isSurprising(row)) return `${uses}, ${expected}: no more than chance explains`
  return `${uses}, ${expected}`
}
