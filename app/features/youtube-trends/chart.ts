import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { brief, counted } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { TrendsResponse } from './contract.ts'

const WIDTH = 5

export interface ScoreBand {
  readonly from: number
  readonly to: number
  readonly videos: number
}

/** How many videos have scores of 10 – 14, 15 – 19, … 95 – 99, 100. */
export function scoreBands(scores: TrendsResponse['by_score']): ScoreBand[] {
  const starts = Array.from({ length: 19 }, (_, n) => 10 + n * WIDTH)
  return starts.map((from) => {
    const to = Math.min(from + WIDTH - 1, 100)
    return { from, to, videos: scores.filter(({ score }) => score >= from && score <= to).reduce((sum, { videos }) => sum + videos, 0) }
  })
}

/** Videos by their published score, as bars from zero. */
export function spreadOption(bands: readonly ScoreBand[], colours: ChartColours): ChartOption {
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 20, top: 28, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      ...categoryAxis(colours),
      data: bands.map(({ from }) => String(from)),
      name: 'Published score, points of 100',
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: { color: colours.muted, fontSize: 12 },
    },
    yAxis: {
      ...amountAxis(colours, (value) => brief(value)),
      minInterval: 1,
      name: 'Videos',
      nameTextStyle: { color: colours.muted, fontSize: 12, align: 'left' },
    },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => {
        const band = bands[[given].flat()[0]?.dataIndex ?? 0]
        return band ? tooltipText(bandLabel(band), [{ label: 'Videos', value: counted(band.videos, 'video') }]) : ''
      },
    },
    series: [
      {
        type: 'bar',
        name: 'Videos',
        barCategoryGap: '12%',
        data: bands.map(({ from, videos }) => ({
          value: videos,
          itemStyle: { color: from >= 80 ? colours.accent : colours.previous, borderRadius: [4, 4, 0, 0] },
        })),
      },
    ],
  }
}

export function bandLabel({ from, to }: ScoreBand): string {
  return from === to ? String(from) : `${from} – ${to}`
}
