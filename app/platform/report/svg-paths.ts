type Attributes = Readonly<Record<string, string>>

/** The outline of a shape as path data. @throws RangeError for an element that is no shape. */
export function pathOf(tag: string, attributes: Attributes): string {
  const number = (name: string) => Number(attributes[name] ?? 0)
  if (tag === 'path') return attributes.d ?? ''
  if (tag === 'rect') return rectangle(number('x'), number('y'), number('width'), number('height'))
  if (tag === 'circle') return ellipse(number('cx'), number('cy'), number('r'), number('r'))
  if (tag === 'ellipse') return ellipse(number('cx'), number('cy'), number('rx'), number('ry'))
  if (tag === 'line') return `M${number('x1')} ${number('y1')}L${number('x2')} ${number('y2')}`
  if (tag === 'polyline' || tag === 'polygon') return polygon(attributes.points ?? '', tag === 'polygon')
  throw new RangeError(`A drawing requires shapes, texts and groups, got <${tag}>`)
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return width === 0 || height === 0 ? '' : `M${x} ${y}h${width}v${height}h${-width}Z`
}

function ellipse(x: number, y: number, across: number, down: number): string {
  if (across === 0 || down === 0) return ''
  return `M${x - across} ${y}a${across} ${down} 0 1 0 ${2 * across} 0a${across} ${down} 0 1 0 ${-2 * across} 0Z`
}

function polygon(points: string, closed: boolean): string {
  const numbers = points.trim().split(/[ ,]+/)
  const corners: string[] = []
  for (let i = 0; i + 1 < numbers.length; i += 2) corners.push(`${numbers[i]} ${numbers[i + 1]}`)
  return corners.length === 0 ? '' : `M${corners.join('L')}${closed ? 'Z' : ''}`
}

/** How many numbers a command of path data takes, and which of them are the point where it ends. */
const TAKES: Readonly<Record<string, number>> = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 }

/** The box around a path: around its points and the ends of its arcs, with the handles of its curves. */
export function boundsOf(path: string): { left: number; top: number; right: number; bottom: number } {
  const bounds = {
    left: Number.POSITIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    bottom: Number.NEGATIVE_INFINITY,
  }
  let [x, y] = [0, 0]
  const reach = (toX: number, toY: number) => {
    bounds.left = Math.min(bounds.left, toX)
    bounds.right = Math.max(bounds.right, toX)
    bounds.top = Math.min(bounds.top, toY)
    bounds.bottom = Math.max(bounds.bottom, toY)
  }
  for (const { command, numbers } of commandsOf(path)) {
    for (const [toX, toY] of pointsOf(command, numbers, x, y)) {
      reach(toX, toY)
      ;[x, y] = [toX, toY]
    }
  }
  return bounds
}

function* commandsOf(path: string): Generator<{ command: string; numbers: number[] }> {
  for (const [, command = '', inside = ''] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*(?:e-?\d+[^a-zA-Z]*)*)/g)) {
    const numbers = (inside.match(/-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?/g) ?? []).map(Number)
    const takes = TAKES[command.toLowerCase()] ?? 0
    for (let i = 0; i < Math.max(numbers.length, 1); i += Math.max(takes, 1)) yield { command, numbers: numbers.slice(i, i + takes) }
  }
}

function pointsOf(command: string, numbers: readonly number[], x: number, y: number): [number, number][] {
  const kind = command.toLowerCase()
  const [baseX, baseY] = command === kind ? [x, y] : [0, 0]
  if (kind === 'z' || numbers.length === 0) return []
  if (kind === 'h') return [[baseX + (numbers[0] as number), y]]
  if (kind === 'v') return [[x, baseY + (numbers[0] as number)]]
  const pairs = kind === 'a' ? numbers.slice(-2) : numbers
  const points: [number, number][] = []
  for (let i = 0; i + 1 < pairs.length; i += 2) points.push([baseX + (pairs[i] as number), baseY + (pairs[i + 1] as number)])
  return points
}
