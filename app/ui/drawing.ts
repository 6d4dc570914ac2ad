/** A chart as marks on paper: what a report prints and what its preview shows. Lengths are CSS pixels, y grows downwards. */
export interface Drawing {
  readonly width: number
  readonly height: number
  /** Outlines that marks are cut off at, as path data. */
  readonly clips: readonly string[]
  /** The first is painted first. */
  readonly marks: readonly Mark[]
}

export type Mark = ShapeMark | TextMark

/** Numbers a, b, c, d, e, f of SVG and PDF: x′ = a·x + c·y + e, y′ = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

interface Placed {
  /** Absent where the mark stands where it is. */
  readonly matrix?: Matrix
  /** Place in `clips`. */
  readonly clip?: number
}

export interface ShapeMark extends Placed {
  readonly kind: 'shape'
  /** Path data as in SVG. */
  readonly path: string
  readonly fill?: Paint | Gradient
  readonly stroke?: Stroke
}

export interface TextMark extends Placed {
  readonly kind: 'text'
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly weight: 400 | 600
  readonly anchor: 'start' | 'middle' | 'end'
  readonly baseline: 'central' | 'hanging' | 'alphabetic'
  readonly fill: Paint
  /** Line around the letters, painted below them. */
  readonly halo?: Stroke
}

export interface Paint {
  /** `#rrggbb`. */
  readonly colour: string
  /** 0 – 1. */
  readonly opacity: number
}

export interface Stroke extends Paint {
  readonly width: number
  readonly dash: readonly number[]
  readonly cap: 'butt' | 'round' | 'square'
  readonly join: 'miter' | 'round' | 'bevel'
}

/** Along a line, in the mark’s coordinates. */
export interface Gradient {
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
  readonly stops: readonly (Paint & { readonly offset: number })[]
}
