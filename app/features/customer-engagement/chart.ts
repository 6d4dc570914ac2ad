import { columnOption } from '../../ui/bar-chart.ts'
import { baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { customerMetric, customerWords, groupLabel } from '../../ui/customer-words.ts'
import { brief, exact } from '../../ui/format.ts'
import { type HeatEnds, heatCell, heatScale } from '../../ui/heat-scale.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { EngagementContent } from './contract.ts'

type Heatmap = EngagementContent['heatmap']

/** The least end of the scale of colours, in standard deviations, so that small differences do not look large. */
const SCALE_MIN = 0.2

/** Activities by kind of app: the means as figures, how far each is from the mean of all as colours. */
export function heatmapOption({ groups, cells }: Heatmap, colours: ChartColours): ChartOption {
  const metrics = metricsOf(cells)
  const most = Math.max(SCALE_MIN, ...cells.map(({ standardised }) => Math.abs(standardised)))
  const axisLabel = { color: colours.text, fontSize: 12, lineHeight: 15 }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 4, bottom: 48, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      position: 'top',
      axisLine: { show: false },
      data: groups.map((group) => groupLabel(group).replace(' ', '\n')),
      axisLabel: { ...axisLabel, interval: 0 },
    },
    yAxis: {
      ...categoryAxis(colours),
      inverse: true,
      axisLine: { show: false },
      data: metrics.map(rowLabel),
      axisLabel: { ...axisLabel, width: 186, overflow: 'truncate' },
    },
    // The darkest steps would hide the figures that stand on them.
    visualMap: heatScale(endsOf(most), colours.heat.slice(0, 3), colours),
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => cellTooltip(cells[[given].flat()[0]?.dataIndex ?? 0]),
    },
    series: [
      {
        type: 'heatmap',
        name: 'Activity',
        data: cells.map(({ metric, group, standardised }) => [groups.indexOf(group), metrics.indexOf(metric), standardised]),
        itemStyle: heatCell(colours),
        label: { show: true, color: colours.text, fontSize: 12, formatter: ({ dataIndex }) => brief(cells[dataIndex]?.value ?? null) },
      },
    ],
  }
}

function endsOf(most: number): HeatEnds {
  return { from: { value: -most, label: `−${brief(most)}` }, to: { value: most, label: `+${brief(most)} deviations` } }
}

function metricsOf(cells: Heatmap['cells']): string[] {
  return [...new Set(cells.map(({ metric }) => metric))]
}

/** The unit stands here: in the cells it would have no room on a telephone. */
function rowLabel(metric: string): string {
  const { label, unit } = customerMetric(metric)
  const [first = '', rest] = [unit.slice(0, 1), unit.slice(1)]
  return unit.startsWith(label.toLowerCase()) ? first.toUpperCase() + rest : `${label}, ${unit}`
}

function cellTooltip(cell: Heatmap['cells'][number] | undefined): string {
  if (cell === undefined) return ''
  return tooltipText(`${customerMetric(cell.metric).label}, ${groupLabel(cell.group)}`, [
    { label: 'Mean', value: customerWords(cell.metric, cell.value) },
    { label: 'Deviations from the mean of all', value: brief(cell.standardised) },
    { label: 'Customers', value: exact(cell.n) },
  ])
}

/** How many customers have which score. */
export function scoresOption({ steps }: EngagementContent['scores'], colours: ChartColours): ChartOption {
  const rows = steps.map(({ from, to, customers }) => ({ label: `${brief(from)} – ${brief(to)}`, value: customers }))
  return columnOption(rows, { name: 'Customers' }, colours)
}

/** What stands out in the heatmap, in a sentence. */
export function heatmapFinding({ cells }: Heatmap): string {
  const [furthest] = cells.toSorted((one, other) => Math.abs(other.standardised) - Math.abs(one.standardised))
  if (furthest === undefined) return 'Nothing to say it from.'
  const { metric, group, value, standardised } = furthest
  const side = standardised < 0 ? 'below' : 'above'
  return `Furthest from the mean of all: ${customerMetric(metric).label.toLowerCase()} of ${groupLabel(group)}, ${customerWords(metric, value)}, ${brief(Math.abs(standardised))} deviations ${side}.`
}
