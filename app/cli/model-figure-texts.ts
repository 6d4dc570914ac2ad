import { modelFigure } from '@trill/contract/model-figures'
import type { VersionResponse } from '../features/models/contract.ts'

type Summarised = Pick<VersionResponse, 'name' | 'version' | 'judged_by' | 'figures' | 'baselines' | 'findings'>

/** How good it is beside its rules, what was left out, and whether it is more than noise. */
export function versionLines({ name, version, judged_by, figures, baselines, findings }: Summarised): string[] {
  const baseRate = figures.baseRate === undefined ? [] : [`Base rate ${figureText(figures.baseRate)}.`]
  const rules = Object.entries(baselines).map(([rule, of]) => `, rule “${rule}” ${figureText(of[judged_by])}`)
  const good = `${labelOf(judged_by)} ${figureText(figures[judged_by])}${rules.join('')}.`
  return [
    [...baseRate, good].join(' '),
    ...(findings === null ? [] : foundLines(findings)),
    `Card: trill models show ${name} --version ${version}`,
  ]
}

function foundLines({ leaks, telling, excluded, suspicious, noise, ceiling, gains }: NonNullable<VersionResponse['findings']>): string[] {
  const [first] = gains
  return [
    noise.text,
    ...(ceiling === null ? [] : [`At best ${ceilingText(ceiling)}: outcomes fit a draw from “${ceiling.source}”.`]),
    ...(first === undefined || first.lift === null
      ? []
      : [`Those of whom most is foretold, a tenth: ${short(first.lift)} times the mean.`]),
    ...leaks.map(({ text }) => `Left out: ${text}`),
    ...excluded.map(({ feature, why }) => `Left out: “${feature}”. ${why}`),
    ...telling.map(({ text }) => `Tells too much: ${text}`),
    ...(suspicious ? ['What is left still tells too much to be believed: it does not go live by itself.'] : []),
  ]
}

function ceilingText({ roc_auc, brier }: { readonly roc_auc: number | null; readonly brier: number }): string {
  const area = roc_auc === null ? '' : `${labelOf('rocAuc')} ${short(roc_auc)} and `
  return `${area}${labelOf('brier')} ${short(brier)}`
}

/** What a figure is called. */
export function labelOf(figure: string): string {
  return modelFigure(figure)?.label ?? figure
}

/** A figure with its interval; null where it has no value. */
export function figureText(estimate: { value: number | null; lower: number | null; upper: number | null } | undefined): string | null {
  if (estimate === undefined || estimate.value === null) return null
  const { value, lower, upper } = estimate
  return lower === null || upper === null ? short(value) : `${short(value)} (${short(lower)} to ${short(upper)})`
}

/** Three digits that count. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
