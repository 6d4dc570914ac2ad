import { modelFigure } from '@trill/contract/model-figures'
import { exact } from '../../ui/format.ts'
import type { Decision, ModelOverview, ModelVersion, Training } from './contract.ts'

export interface Estimate {
  readonly value: number | null
  readonly lower: number | null
  readonly upper: number | null
}

export const STATE = {
  live: { label: 'Live', tone: 'positive' },
  candidate: { label: 'Candidate', tone: 'info' },
  retired: { label: 'Retired', tone: 'neutral' },
} as const satisfies Record<ModelVersion['state'], object>

export const DRIFT = {
  stable: { label: 'Stable', tone: 'positive' },
  drifted: { label: 'Drifted', tone: 'warning' },
  insufficient_data: { label: 'Not enough data', tone: 'neutral' },
} as const satisfies Record<NonNullable<ModelOverview['drift']>, object>

export const DECISION: Readonly<Record<Decision['kind'], string>> = {
  registered: 'Registered',
  promoted: 'Promoted',
  kept: 'Kept as a candidate',
  rolled_back: 'Rolled back',
  retired: 'Retired',
  not_trained: 'Not trained',
  drift_found: 'Drift found',
  drift_over: 'Drift over',
  marked: 'To be learned anew',
}

export function figureLabel(name: string): string {
  return modelFigure(name)?.label ?? name
}

/** Three digits that say something, as in tables of figures. */
export function figureText(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(3)))
}

/** “0.121 (0.104 to 0.139)”. */
export function estimateText({ value, lower, upper }: Estimate): string {
  return lower === null || upper === null ? figureText(value) : `${figureText(value)} (${figureText(lower)} to ${figureText(upper)})`
}

export interface Rule {
  readonly name: string
  readonly estimate: Estimate
}

/** The simple rule that comes nearest by the figure that decides. */
export function bestRule({ baselines, judged_by }: Pick<ModelVersion, 'baselines' | 'judged_by'>): Rule | undefined {
  const lower = modelFigure(judged_by)?.better === 'lower'
  const rules = Object.entries(baselines).flatMap(([name, figures]) => {
    const estimate = figures[judged_by]
    return estimate === undefined || estimate.value === null ? [] : [{ name, estimate, value: estimate.value }]
  })
  return rules.sort((a, b) => (lower ? a.value - b.value : b.value - a.value))[0]
}

/** What the last training came to, in a few words. */
export function trainingText({ status, outcome, version }: Training): string {
  if (status === 'waiting') return 'Waits for its turn'
  if (status === 'running') return 'Learns now'
  if (status === 'failed') return 'Failed'
  if (status === 'cancelled') return 'Stopped'
  if (outcome === 'insufficient_data') return 'Not enough data'
  return outcome === 'promoted' ? `Version ${version} went live` : `Version ${version} kept as a candidate`
}

export function isUnderWay(training: Training | null): boolean {
  return training?.status === 'waiting' || training?.status === 'running'
}

/** How often it learns by itself. */
export function everyText(hours: number | null): string {
  if (hours === null) return 'Nothing trains it any more'
  if (hours === 24) return 'Learns anew every day'
  return hours % 24 === 0 ? `Learns anew every ${exact(hours / 24)} days` : `Learns anew every ${exact(hours)} hours`
}
