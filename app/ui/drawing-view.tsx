import { useId } from 'react'
import type { Drawing, Gradient, Mark, Paint, ShapeMark, Stroke, TextMark } from './drawing.ts'

/** A chart that the server drew, as it is on paper; read out as its finding. */
export function DrawingView({ drawing, finding }: { drawing: Drawing; finding: string }) {
  const id = useId()
  const { width, height, clips, marks } = drawing
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={finding} className="block h-auto w-full">
      <defs>
        {clips.map((path, i) => (
          <clipPath key={path} id={`${id}-clip-${i}`}>
            <path d={path} />
          </clipPath>
        ))}
        {marks.map((mark, i) => gradientOf(mark, `${id}-fill-${i}`))}
      </defs>
      {marks.map((mark, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks have no name, and a drawing is replaced as a whole.
        <g key={i} {...(mark.clip !== undefined && { clipPath: `url(#${id}-clip-${mark.clip})` })}>
          {mark.kind === 'shape' ? <Shape mark={mark} fill={`url(#${id}-fill-${i})`} /> : <Text mark={mark} />}
        </g>
      ))}
    </svg>
  )
}

function Shape({ mark, fill }: { mark: ShapeMark; fill: string }) {
  const painted = mark.fill === undefined ? { fill: 'none' } : isGradient(mark.fill) ? { fill } : fillOf(mark.fill)
  return <path d={mark.path} {...placeOf(mark)} {...painted} {...(mark.stroke && strokeOf(mark.stroke))} />
}

function Text({ mark }: { mark: TextMark }) {
  const { text, x, y, size, weight, anchor, baseline, fill, halo } = mark
  const type = { fontSize: size, fontWeight: weight, textAnchor: anchor, dominantBaseline: baseline }
  return (
    <text x={x} y={y} {...type} {...placeOf(mark)} {...fillOf(fill)} {...(halo && { ...strokeOf(halo), paintOrder: 'stroke' })}>
      {text}
    </text>
  )
}

function gradientOf(mark: Mark, id: string) {
  if (mark.kind !== 'shape' || mark.fill === undefined || !isGradient(mark.fill)) return null
  const { from, to, stops } = mark.fill
  return (
    <linearGradient key={id} id={id} gradientUnits="userSpaceOnUse" x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]}>
      {stops.map(({ offset, colour, opacity }) => (
        <stop key={offset} offset={offset} stopColor={colour} stopOpacity={opacity} />
      ))}
    </linearGradient>
  )
}

function placeOf({ matrix }: Mark): { transform?: string } {
  return matrix === undefined ? {} : { transform: `matrix(${matrix.join(' ')})` }
}

function fillOf({ colour, opacity }: Paint) {
  return { fill: colour, fillOpacity: opacity }
}

function strokeOf({ colour, opacity, width, dash, cap, join }: Stroke) {
  const dashes = dash.length === 0 ? {} : { strokeDasharray: dash.join(' ') }
  return { stroke: colour, strokeOpacity: opacity, strokeWidth: width, strokeLinecap: cap, strokeLinejoin: join, ...dashes }
}

function isGradient(fill: Paint | Gradient): fill is Gradient {
  return 'stops' in fill
}
