import { setPlatformAPI } from 'echarts/core'
import type { ChartOption } from '../../ui/chart-option.ts'
import type { Drawing } from '../../ui/drawing.ts'
import { init } from '../../ui/echarts.ts'
import { textWidth } from './fonts.ts'
import { drawingOf } from './svg-drawing.ts'

/** Asked by the drawing library to learn how high a line is. */
const SQUARE = '国'

/**
 * Draws a chart without a browser, as the page draws it: texts are measured with the fonts that are embedded.
 * @param size in CSS pixels.
 */
export function drawChart(option: ChartOption, size: { readonly width: number; readonly height: number }): Drawing {
  setPlatformAPI({ measureText: measured })
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ ...option, animation: false, tooltip: { show: false } })
    return drawingOf(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}

function measured(text: string, font = ''): { width: number } {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12)
  if (text === SQUARE) return { width: size }
  return { width: textWidth(text, size, /\b(?:bold|[6-9]00)\b/.test(font) ? 600 : 400) }
}
