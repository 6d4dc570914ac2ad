import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { DistributionResponse } from './contract.ts'

type Bin = DistributionResponse['bins'][number]

/** What a bin holds, in words. */
export function binLabel({ from, to }: Bin): string {
  return to === null ? `${exact(from)} and more` : `${exact(from)} to ${exact(to)}`
}

/** How many customers have how much of a column. */
export function distributionOption({ bins, unit }: Pick<DistributionResponse, 'bins' | 'unit'>, colours: ChartColours): ChartOption {
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 16, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      data: bins.map(({ from, to }) => (to === null ? `${brief(from)}+` : brief(from))),
      axisLabel: { color: colours.muted, fontSize: 12, hideOverlap: true },
    },
    yAxis: { ...amountAxis(colours, (value) => brief(value)), minInterval: 1 },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (given) => tooltipOf(bins[[given].flat()[0]?.dataIndex ?? 0], unit, colours),
    },
    series: [
      {
        type: 'bar',
        name: 'Customers',
        barCategoryGap: '8%',
        itemStyle: { color: colours.accent },
        data: bins.map(({ customers }) => customers),
      },
    ],
  }
}

function tooltipOf(bin: Bin | undefined, unit: string, colours: ChartColours): string {
  if (bin === undefined) return ''
  const value = bin.customers === null ? 'too few to be shown' : exact(bin.customers)
  return tooltipText(unit === '' ? binLabel(bin) : `${binLabel(bin)} ${unit}`, [{ colour: colours.accent, label: 'Customers', value }])
}
