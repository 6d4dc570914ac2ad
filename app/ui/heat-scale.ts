import type { ChartOption } from './chart-option.ts'
import type { ChartColours } from './palette.ts'

/** Ends of a scale of colours, and what is written beside them. */
export interface HeatEnds {
  readonly from: { readonly value: number; readonly label: string }
  readonly to: { readonly value: number; readonly label: string }
}

/**
 * The scale of colours of a heatmap whose third numbers it colours, with its legend below the chart.
 * @param heat The colours, that of the least first.
 */
export function heatScale({ from, to }: HeatEnds, heat: readonly string[], colours: ChartColours): NonNullable<ChartOption['visualMap']> {
  return {
    min: from.value,
    max: to.value,
    dimension: 2,
    calculable: false,
    orient: 'horizontal',
    left: 20,
    bottom: 8,
    itemWidth: 10,
    itemHeight: 120,
    text: [to.label, from.label],
    textStyle: { color: colours.muted, fontSize: 12 },
    inRange: { color: [...heat] },
    hoverLink: false,
  }
}

/** What the cells of a heatmap look like. */
export function heatCell(colours: ChartColours) {
  return { borderColor: colours.raised, borderWidth: 2, borderRadius: 4 }
}
