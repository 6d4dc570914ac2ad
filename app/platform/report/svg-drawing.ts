import { XMLParser } from 'fast-xml-parser'
import type { Drawing, Gradient, Mark, Matrix, Paint, Stroke } from '../../ui/drawing.ts'
import { colourOf } from './colours.ts'
import { boundsOf, pathOf } from './svg-paths.ts'

type Attributes = Readonly<Record<string, string>>
export interface Element {
  readonly tag: string
  readonly attributes: Attributes
  readonly children: readonly Element[]
  readonly text: string
}

interface Place {
  readonly matrix: Matrix
  readonly clip?: number
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
})
/** Nothing is painted by these: styles are for a pointer that hovers, definitions are looked up. */
const UNPAINTED = new Set(['defs', 'style', 'title', 'desc', 'metadata'])

/**
 * Reads the drawing that ECharts made. What could not be painted is a fault and not left out.
 * @throws RangeError naming an element, a colour or a transformation that is not known.
 */
export function drawingOf(svg: string): Drawing {
  const root = elementsOf(PARSER.parse(svg)).find(({ tag }) => tag === 'svg')
  if (root === undefined) throw new RangeError('A drawing requires an svg element')
  const definitions = new Map(described(root).map((element) => [element.attributes.id ?? '', element]))
  const drawn = { clips: [] as string[], marks: [] as Mark[], definitions }
  for (const child of root.children) paint(child, { matrix: IDENTITY }, drawn)
  const { clips, marks } = drawn
  return { width: numberIn(root.attributes, 'width'), height: numberIn(root.attributes, 'height'), clips, marks }
}

interface Drawn {
  readonly clips: string[]
  readonly marks: Mark[]
  readonly definitions: ReadonlyMap<string, Element>
}

function paint(element: Element, place: Place, drawn: Drawn): void {
  const { tag, attributes, children } = element
  if (UNPAINTED.has(tag)) return
  const matrix = multiplied(place.matrix, matrixOf(attributes.transform))
  const clip = clipOf(attributes['clip-path'], drawn) ?? place.clip
  const here = { matrix, ...(clip !== undefined && { clip }) }
  if (tag === 'g') for (const child of children) paint(child, here, drawn)
  else if (tag === 'text') drawn.marks.push(...textMarks(element, here))
  else drawn.marks.push(...shapeMarks(element, here, drawn.definitions))
}

function placed({ matrix, clip }: Place): { matrix?: Matrix; clip?: number } {
  const still = matrix.every((number, i) => number === IDENTITY[i])
  return { ...(!still && { matrix }), ...(clip !== undefined && { clip }) }
}

function shapeMarks({ tag, attributes }: Element, place: Place, definitions: Drawn['definitions']): Mark[] {
  const path = pathOf(tag, attributes)
  const fill = fillOf(attributes, path, definitions)
  const stroke = strokeOf(attributes)
  if (path === '' || (fill === undefined && stroke === undefined)) return []
  return [{ kind: 'shape', path, ...(fill && { fill }), ...(stroke && { stroke }), ...placed(place) }]
}

function textMarks({ attributes, text }: Element, place: Place): Mark[] {
  const style = styleOf(attributes.style)
  const fill = paintOf(attributes.fill ?? '#000', opacityOf(attributes, 'fill-opacity'))
  const halo = strokeOf(attributes)
  if (text.trim() === '' || fill === undefined) return []
  const anchor = (attributes['text-anchor'] ?? 'start') as 'start'
  const baseline = (attributes['dominant-baseline'] ?? 'alphabetic') as 'central'
  const [x, y] = [numberIn(attributes, 'x'), numberIn(attributes, 'y')]
  return [{ kind: 'text', text, x, y, ...style, anchor, baseline, fill, ...(halo && { halo }), ...placed(place) }]
}

/** `font: normal normal 12px sans-serif` and its long forms. */
function styleOf(style = ''): { size: number; weight: 400 | 600 } {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(style)?.[1] ?? 12)
  const weight = /\b(?:bold|[6-9]00)\b/.test(style) ? 600 : 400
  return { size, weight }
}

function fillOf(attributes: Attributes, path: string, definitions: Drawn['definitions']): Paint | Gradient | undefined {
  const fill = attributes.fill ?? '#000'
  const opacity = opacityOf(attributes, 'fill-opacity')
  const reference = referenceIn(fill)
  if (reference === undefined) return paintOf(fill, opacity)
  const definition = definitions.get(reference)
  if (definition?.tag !== 'linearGradient') throw new RangeError(`A fill requires a colour or a linear gradient, got ${fill}`)
  return gradientOf(definition, path, opacity)
}

function gradientOf({ attributes, children }: Element, path: string, opacity: number): Gradient {
  const { left, top, right, bottom } = boundsOf(path)
  const inBox = attributes.gradientUnits !== 'userSpaceOnUse'
  const at = (x: string, y: string): [number, number] => {
    const [across, down] = [numberIn(attributes, x), numberIn(attributes, y)]
    return inBox ? [left + across * (right - left), top + down * (bottom - top)] : [across, down]
  }
  const stops = children.map(({ attributes: stop }) => ({
    offset: share(stop.offset ?? '0'),
    ...colourOf(stop['stop-color'] ?? '#000', opacityOf(stop, 'stop-opacity') * opacity),
  }))
  return { from: at('x1', 'y1'), to: at('x2', 'y2'), stops }
}

function strokeOf(attributes: Attributes): Stroke | undefined {
  const paint = paintOf(attributes.stroke ?? 'none', opacityOf(attributes, 'stroke-opacity'))
  const width = Number(attributes['stroke-width'] ?? 1)
  if (paint === undefined || width === 0) return undefined
  const dash = (attributes['stroke-dasharray'] ?? '')
    .split(/[ ,]+/)
    .map(Number)
    .filter((length) => length > 0)
  const cap = (attributes['stroke-linecap'] ?? 'butt') as Stroke['cap']
  const join = (attributes['stroke-linejoin'] ?? 'miter') as Stroke['join']
  return { ...paint, width, dash, cap, join }
}

function paintOf(colour: string, opacity: number): Paint | undefined {
  if (colour === 'none' || colour === 'transparent') return undefined
  const paint = colourOf(colour, opacity)
  return paint.opacity === 0 ? undefined : paint
}

function opacityOf(attributes: Attributes, name: string): number {
  return Number(attributes[name] ?? 1) * Number(attributes.opacity ?? 1)
}

function clipOf(reference: string | undefined, { clips, definitions }: Drawn): number | undefined {
  const name = referenceIn(reference ?? '')
  if (name === undefined) return undefined
  const outline = definitions.get(name)?.children.map(clipPathOf).join('') ?? ''
  const known = clips.indexOf(outline)
  return known >= 0 ? known : clips.push(outline) - 1
}

/** One that is turned or moved becomes the corners of its box: a window with corners that are a little rounded less. */
function clipPathOf({ tag, attributes }: Element): string {
  const path = pathOf(tag, attributes)
  if (attributes.transform === undefined || path === '') return path
  const { left, top, right, bottom } = boundsOf(path)
  const [a, b, c, d, e, f] = matrixOf(attributes.transform)
  const corner = (x: number, y: number) => `${a * x + c * y + e} ${b * x + d * y + f}`
  return `M${[corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)].join('L')}Z`
}

function referenceIn(text: string): string | undefined {
  return /^url\(#(.+)\)$/.exec(text)?.[1]
}

function matrixOf(transform: string | undefined): Matrix {
  let matrix = IDENTITY
  for (const [, name, inside] of (transform ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    matrix = multiplied(matrix, stepOf(name as string, (inside as string).split(/[ ,]+/).map(Number)))
  }
  return matrix
}

function stepOf(name: string, numbers: readonly number[]): Matrix {
  const [one = 0, two] = numbers
  if (name === 'matrix' && numbers.length === 6) return numbers as unknown as Matrix
  if (name === 'translate') return [1, 0, 0, 1, one, two ?? 0]
  if (name === 'scale') return [one, 0, 0, two ?? one, 0, 0]
  if (name === 'rotate' && numbers.length === 1) {
    const angle = (one * Math.PI) / 180
    return [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]
  }
  throw new RangeError(`A drawing requires matrix, translate, scale or rotate by an angle, got ${name}(${numbers})`)
}

function multiplied([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

function numberIn(attributes: Attributes, name: string): number {
  return Number(attributes[name] ?? 0)
}

function share(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
}

function described(element: Element): Element[] {
  return element.children.flatMap((child) => (child.tag === 'defs' ? child.children : described(child)))
}

type ParsedNode = Readonly<Record<string, unknown>>

function elementsOf(nodes: readonly ParsedNode[]): Element[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@')
    if (tag === undefined || tag.startsWith('#') || tag.startsWith('?')) return []
    const inside = node[tag] as readonly ParsedNode[]
    const text = inside.map((child) => String(child['#text'] ?? '')).join('')
    return [{ tag, attributes: (node[':@'] ?? {}) as Attributes, children: elementsOf(inside), text }]
  })
}
