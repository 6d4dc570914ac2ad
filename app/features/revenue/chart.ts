import { barOption } from '../../ui/bar-chart.ts'
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
