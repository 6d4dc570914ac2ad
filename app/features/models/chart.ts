import { amountAxis, baseOption, type ChartOption, categoryAxis, tooltipText } from '../../ui/chart-option.ts'
import { counted, share } from '../../ui/format.ts'
import type { ChartColours } from '../../ui/palette.ts'
import type { DriftResponse, VersionResponse } from './contract.ts'
import { figureText } from './words.ts'

type Bin = NonNullable<VersionResponse['calibration']>[number]
export type FilledBin = Bin & { readonly predicted: number; readonly observed: number }
export type CurvePoint = NonNullable<VersionResponse['curve']>[number]

/** Bins that hold rows. */
export function filledBins(bins: readonly Bin[]): FilledBin[] {
  return bins.filter((bin): bin is FilledBin => bin.predicted !== null && bin.observed !== null)
}

/** What was said against what came true: on the dashed line both are the same. Greater dots hold more rows. */
export function calibrationOption(bins: readonly FilledBin[], colours: ChartColours): ChartOption {
  const most = Math.max(...bins.map(({ rows }) => rows), 1)
  return {
    ...squareFrame(colours, { x: 'Probability that was given', y: 'Share that came true' }),
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'item',
      formatter: (given) => {
        const bin = bins[[given].flat()[0]?.dataIndex ?? 0]
        return bin === undefined ? '' : binTooltip(bin)
      },
    },
    series: [
      {
        type: 'line',
        name: 'Came true',
        symbol: 'circle',
        symbolSize: (_value: unknown, { dataIndex }: { dataIndex: number }) => 6 + 12 * Math.sqrt((bins[dataIndex]?.rows ?? 0) / most),
        lineStyle: { color: colours.accent, width: 2 },
        itemStyle: { color: colours.accent },
        data: bins.map(({ predicted, observed }) => [predicted, observed]),
        z: 3,
      },
      dashed('As said', DIAGONAL, colours),
    ],
  }
}

function binTooltip({ from, to, rows, predicted, observed }: FilledBin): string {
  return tooltipText(`${share(from, 1)} – ${share(to, 1)}`, [
    { label: 'Said', value: share(predicted, 1) },
    { label: 'Came true', value: share(observed, 1) },
    { label: 'Rows', value: counted(rows, 'row') },
  ])
}

/** How many true ones are found for how many false alarms, over all thresholds; guessing is the dashed line. */
export function rocOption(curve: readonly CurvePoint[], colours: ChartColours): ChartOption {
  const points = [[0, 0], ...curve.map(({ false_positive_rate, recall }) => [false_positive_rate, recall])]
  return {
    ...squareFrame(colours, { x: 'False alarms, of all that were not', y: 'Found, of all that were' }),
    tooltip: pairTooltip(colours, ['False alarms', 'Found']),
    series: [curveSeries('Model', points, colours), dashed('Guessing', DIAGONAL, colours)],
  }
}

/** How many of those called are right for how many are found; guessing gets the base rate. */
export function precisionOption(curve: readonly CurvePoint[], baseRate: number, colours: ChartColours): ChartOption {
  const points = curve.map(({ recall, precision }) => [recall, precision])
  return {
    ...squareFrame(colours, { x: 'Found, of all that were', y: 'Right, of those called' }),
    tooltip: pairTooltip(colours, ['Found', 'Right']),
    series: [
      curveSeries('Model', points, colours),
      dashed('Guessing', { from: [1, baseRate], to: [0, baseRate], offset: [8, 12] }, colours),
    ],
  }
}

/** Features by how much the model leans on them, the greatest on top. */
export function importanceOption(importance: VersionResponse['importance'], colours: ChartColours): ChartOption {
  return barsOption(
    importance.map(({ feature, value }) => ({ label: feature, value, colour: colours.accent })),
    { name: 'Importance', colours },
  )
}

/** Columns by how far they have moved; what has drifted is marked, the limit is the dashed line. */
export function driftOption(features: DriftResponse['features'], limit: number, colours: ChartColours): ChartOption {
  const rows = features.map(({ name, stability_index, drifted }) => ({
    label: name,
    value: stability_index,
    colour: drifted ? (colours.series[7] as string) : colours.accent,
  }))
  return barsOption(rows, { name: 'Stability index', colours, limit })
}

interface Bar {
  readonly label: string
  readonly value: number
  readonly colour: string
}

function barsOption(
  rows: readonly Bar[],
  { name, colours, limit }: { readonly name: string; readonly colours: ChartColours; readonly limit?: number },
): ChartOption {
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 32, top: limit === undefined ? 8 : 24, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: amountAxis(colours, figureText),
    yAxis: {
      ...categoryAxis(colours),
      inverse: true,
      axisLine: { show: false },
      data: rows.map(({ label }) => label),
      axisLabel: { color: colours.text, fontSize: 12, width: 148, overflow: 'truncate' },
    },
    tooltip: {
      ...baseOption(colours).tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (given) => {
        const row = rows[[given].flat()[0]?.dataIndex ?? 0]
        return row === undefined ? '' : tooltipText(row.label, [{ label: name, value: figureText(row.value) }])
      },
    },
    series: [
      {
        type: 'bar',
        name,
        barMaxWidth: 14,
        data: rows.map(({ value, colour }) => ({ value, itemStyle: { color: colour, borderRadius: [0, 4, 4, 0] } })),
        ...(limit !== undefined && {
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: colours.muted, type: 'dashed' as const },
            label: { color: colours.muted, fontSize: 12, position: 'start' as const, formatter: `limit ${limit}` },
            data: [{ xAxis: limit }],
          },
        }),
      },
    ],
  }
}

function squareFrame(colours: ChartColours, { x, y }: { readonly x: string; readonly y: string }): ChartOption {
  const axis = { ...amountAxis(colours, (value) => share(value, 1)), min: 0, max: 1, interval: 0.25 }
  const nameTextStyle = { color: colours.muted, fontSize: 12 }
  return {
    ...baseOption(colours),
    grid: { left: 20, right: 28, top: 28, bottom: 28, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...axis, name: x, nameLocation: 'middle', nameGap: 28, nameTextStyle },
    yAxis: { ...axis, name: y, nameTextStyle: { ...nameTextStyle, align: 'left' } },
  }
}

function curveSeries(name: string, points: readonly (readonly (number | undefined)[])[], colours: ChartColours) {
  return {
    type: 'line' as const,
    name,
    showSymbol: false,
    symbolSize: 8,
    lineStyle: { color: colours.accent, width: 2 },
    itemStyle: { color: colours.accent },
    data: points.map((point) => [...point]),
    z: 3,
  }
}

interface Line {
  readonly from: readonly number[]
  /** Where its name stands. */
  readonly to: readonly number[]
  readonly offset: readonly [number, number]
}

const DIAGONAL: Line = { from: [1, 1], to: [0, 0], offset: [32, -8] }

function dashed(name: string, { from, to, offset }: Line, colours: ChartColours) {
  return {
    type: 'line' as const,
    name,
    silent: true,
    symbol: 'none',
    lineStyle: { color: colours.previous, width: 1.5, type: 'dashed' as const },
    itemStyle: { color: colours.previous },
    endLabel: { show: true, formatter: '{a}', color: colours.muted, fontSize: 12, offset: [...offset] as [number, number] },
    data: [[...from], [...to]],
  }
}

function pairTooltip(colours: ChartColours, [x, y]: readonly [string, string]) {
  return {
    ...baseOption(colours).tooltip,
    trigger: 'axis' as const,
    formatter: (given: unknown) => {
      const [first] = [given].flat() as { data?: readonly number[] }[]
      const [across = 0, up = 0] = first?.data ?? []
      return tooltipText('At this threshold', [
        { label: x, value: share(across, 1) },
        { label: y, value: share(up, 1) },
      ])
    },
  }
}
