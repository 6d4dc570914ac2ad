import { barOption, columnOption } from '../../ui/bar-chart.ts'
import type { ChartOption } from '../../ui/chart-option.ts'
import { customerMetric } from '../../ui/customer-words.ts'
import { brief, exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { RevenueContent } from './contract.ts'

/** Where revenue comes from, as bars from zero with their shares. */
export function mixOption(mix: RevenueContent['mix'], colours: ChartColours): ChartOption {
  const rows = mix.map(({ source, usd, share_pct, n }, at) => ({
    label: customerMetric(source).label,
    value: usd,
    words: `${brief(usd)} USD · ${share_pct.toFixed(1)} %`,
    colour: colours.series[at] ?? colours.accent,
    lines: [
      { label: 'Share', value: `${share_pct.toFixed(1)} %` },
      { label: 'Customers', value: exact(n) },
    ],
  }))
  return barOption(rows, { name: 'USD a month' }, colours)
}

/** How many customers have brought how much so far, in steps that grow. */
export function valuesOption(steps: RevenueContent['values']['steps'], colours: ChartColours): ChartOption {
  const rows = steps.map((step) => ({ label: stepLabel(step), value: step.customers }))
  return columnOption(rows, { name: 'Customers' }, colours)
}

export function stepLabel({ from_usd, to_usd }: RevenueContent['values']['steps'][number]): string {
  return to_usd === null ? '0' : `${brief(from_usd)} – ${brief(to_usd)}`
}
