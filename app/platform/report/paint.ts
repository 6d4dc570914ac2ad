import type { Drawing, Gradient, Mark, Paint, ShapeMark, Stroke, TextMark } from '../../ui/drawing.ts'
import { textWidth, type Weight } from './fonts.ts'

type Document = PDFKit.PDFDocument

/** Height of small and large letters and of what hangs below, in sizes, for texts that are placed by their middle or top. */
const CENTRAL = 0.36
const HANGING = 0.76

interface Place {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** Paints a drawing with its corner at `x`, `y`: paths and letters, no picture. */
export function paintDrawing(document: Document, drawing: Drawing, { x, y, scale }: Place, font: (weight: Weight) => Document): void {
  document.save().translate(x, y).scale(scale)
  for (const mark of drawing.marks) paintMark(document, mark, drawing.clips, font)
  document.restore()
}

function paintMark(document: Document, mark: Mark, clips: readonly string[], font: (weight: Weight) => Document): void {
  document.save()
  const clip = mark.clip === undefined ? '' : clips[mark.clip]
  if (clip) document.path(clip).clip()
  if (mark.matrix !== undefined) document.transform(...mark.matrix)
  if (mark.kind === 'shape') paintShape(document, mark)
  else paintText(document, mark, font)
  document.restore()
}

function paintShape(document: Document, { path, fill, stroke }: ShapeMark): void {
  if (fill !== undefined) setFill(document, fill)
  if (stroke !== undefined) setStroke(document, stroke)
  document.path(path)
  if (fill !== undefined && stroke !== undefined) document.fillAndStroke()
  else if (fill !== undefined) document.fill()
  else document.stroke()
}

function paintText(document: Document, mark: TextMark, font: (weight: Weight) => Document): void {
  const { text, size, weight, anchor, baseline, fill, halo } = mark
  const width = anchor === 'start' ? 0 : textWidth(text, size, weight)
  const x = mark.x - (anchor === 'end' ? width : width / 2)
  const y = mark.y + (baseline === 'central' ? CENTRAL : baseline === 'hanging' ? HANGING : 0) * size
  font(weight).fontSize(size)
  const options = { lineBreak: false, baseline: 'alphabetic' } as const
  if (halo !== undefined) {
    setStroke(document, { ...halo, join: 'round' })
    document.text(text, x, y, { ...options, fill: false, stroke: true })
  }
  document.fillColor(fill.colour, fill.opacity).text(text, x, y, options)
}

function setFill(document: Document, fill: Paint | Gradient): void {
  if (!('stops' in fill)) {
    document.fillColor(fill.colour, fill.opacity)
    return
  }
  const gradient = document.linearGradient(...fill.from, ...fill.to)
  for (const { offset, colour, opacity } of fill.stops) gradient.stop(offset, colour, opacity)
  document.fillColor(gradient).fillOpacity(1)
}

function setStroke(document: Document, { colour, opacity, width, dash, cap, join }: Stroke): void {
  document.lineWidth(width).lineCap(cap).lineJoin(join).strokeColor(colour, opacity)
  if (dash.length > 0) document.dash(dash as unknown as number, {})
  else document.undash()
}
