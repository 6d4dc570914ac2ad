import { baseOption, type ChartOption, tooltipText } from '../../ui/chart-option.ts'
import { brief, exact } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { SocialContent } from './contract.ts'

type Lorenz = SocialContent['earnings']['lorenz']
type Cell = SocialContent['views']['cells'][number]

/** Sizes of the marks of the fewest and the most creators, in pixels. */
const MARKS = { least: 3, most: 22 }

/** Share of earnings that those who earn least have, against all earning alike. */
export function lorenzOption(lorenz: Lorenz, colours: ChartColours): ChartOption {
  const percent = { formatter: (value: number) => `${value} %`, color: colours.muted, fontSize: 12 }
  const axis = { type: 'value' as const, min: 0, max: 100, interval: 25, axisLabel: percent, axisTick: { show: false } }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 24, top: 12, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...axis,
      name: 'Creators, from those who earn least',
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: { color: colours.muted, fontSize: 12 },
      splitLine: { show: false },
    },
    yAxis: { ...axis, splitLine: { lineStyle: { color: colours.border } } },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: colours.muted } },
      formatter: (given) => {
        const point = lorenz[[given].flat()[0]?.dataIndex ?? 0]
        return point === undefined
          ? ''
          : tooltipText(`The ${brief(point.creators_pct)} % who earn least`, [
              { label: 'Of all earnings', value: `${brief(point.earnings_pct)} %` },
            ])
      },
    },
    series: [
      {
        type: 'line',
        name: 'Earnings',
        symbol: 'none',
        lineStyle: { color: colours.accent, width: 2 },
        itemStyle: { color: colours.accent },
        areaStyle: { color: colours.accent, opacity: 0.12 },
        data: lorenz.map(({ creators_pct, earnings_pct }) => [creators_pct, earnings_pct]),
      },
      {
        type: 'line',
        name: 'All alike',
        silent: true,
        symbol: 'none',
        lineStyle: { color: colours.muted, type: 'dashed', width: 1 },
        data: [
          [0, 0],
          [100, 100],
        ],
      },
    ],
  }
}

/** Views against earnings: each mark stands for the creators of a cell, by its area. Both axes grow by powers of ten. */
export function viewsOption(cells: readonly Cell[], colours: ChartColours): ChartOption {
  const most = Math.max(1, ...cells.map(({ customers }) => customers))
  const power = (name: string) => ({
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameTextStyle: { color: colours.muted, fontSize: 12 },
    scale: true,
    minInterval: 1,
    axisTick: { show: false },
    axisLabel: { color: colours.muted, fontSize: 12, formatter: (value: number) => brief(10 ** value) },
    splitLine: { lineStyle: { color: colours.border } },
  })
  return {
    ...baseOption(colours),
    grid: { left: 44, right: 24, top: 12, bottom: 32, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...power('Views of a post'), nameGap: 26 },
    yAxis: { ...power('USD a month'), nameGap: 44 },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => {
        const cell = cells[[given].flat()[0]?.dataIndex ?? 0]
        return cell === undefined ? '' : tooltipText(cellLabel(cell), [{ label: 'Creators', value: exact(cell.customers) }])
      },
    },
    series: [
      {
        type: 'scatter',
        name: 'Creators',
        symbol: 'circle',
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => markSize(cells[dataIndex]?.customers ?? 0, most),
        itemStyle: { color: colours.accent, opacity: 0.55 },
        data: cells.map((cell) => [centre(1 + cell.from_views, 1 + cell.to_views), centre(cell.from_usd, cell.to_usd)]),
      },
    ],
  }
}

export function cellLabel({ from_views, to_views, from_usd, to_usd }: Cell): string {
  return `${brief(from_views)} – ${brief(to_views)} views, ${brief(from_usd)} – ${brief(to_usd)} USD`
}

function markSize(customers: number, most: number): number {
  return MARKS.least + (MARKS.most - MARKS.least) * Math.sqrt(customers / most)
}

function centre(from: number, to: number): number {
  return (Math.log10(from) + Math.log10(to)) / 2
}
