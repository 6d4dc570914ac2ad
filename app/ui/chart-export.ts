import type { ChartOption } from './chart-option.ts'
import { download } from './download.ts'
import type { ChartColours } from './palette.ts'

const WIDTH = 1120
const HEADER = 64

interface Picture {
  readonly name: string
  readonly title: string
  readonly subtitle: string
  readonly height: number
  readonly option: ChartOption
  readonly colours: ChartColours
}

export async function downloadSvg(picture: Picture): Promise<void> {
  const { init } = await import('./echarts.ts')
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: picture.height + HEADER })
  drawing.setOption(withHeader(picture))
  download(`${picture.name}.svg`, new Blob([drawing.renderToSVGString()], { type: 'image/svg+xml' }))
  drawing.dispose()
}

export async function downloadPng(picture: Picture): Promise<void> {
  const { init } = await import('./echarts.ts')
  const canvas = document.createElement('div')
  const drawing = init(canvas, null, { renderer: 'canvas', width: WIDTH, height: picture.height + HEADER })
  drawing.setOption(withHeader(picture))
  download(`${picture.name}.png`, drawing.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: picture.colours.raised }))
  drawing.dispose()
}

/** A picture that leaves the page takes its title, period and filter along. */
function withHeader({ title, subtitle, height, option, colours }: Picture): ChartOption {
  const grids = [option.grid ?? []]
    .flat()
    .map((grid) => ({ ...grid, top: pixels(grid.top, height) + HEADER, bottom: pixels(grid.bottom, height) }))
  const header = {
    left: 24,
    top: 18,
    text: title,
    subtext: subtitle,
    itemGap: 8,
    textStyle: { color: colours.text, fontSize: 16, fontWeight: 600 },
    subtextStyle: { color: colours.muted, fontSize: 12 },
  }
  return { ...option, animation: false, backgroundColor: colours.raised, grid: grids, title: header } as ChartOption
}

/** Parts of the height mean the chart’s own, without its header. */
function pixels(place: unknown, height: number): number {
  if (typeof place === 'string' && place.endsWith('%')) return (Number.parseFloat(place) / 100) * height
  return typeof place === 'number' ? place : 16
}
