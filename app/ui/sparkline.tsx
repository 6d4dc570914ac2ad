const WIDTH = 120
const HEIGHT = 32

/** The course of a figure in small; the numbers stand beside it, so a screen reader skips it. `unfinished` dashes the last step. */
export function Sparkline({
  values,
  unfinished = false,
  className,
}: {
  values: readonly (number | null)[]
  unfinished?: boolean
  className?: string
}) {
  const points = values.map((value) => value ?? 0)
  if (points.length < 2) return null
  const low = Math.min(...points, 0)
  const height = Math.max(...points, low + 1e-9) - low
  const at = points.map(
    (value, index) =>
      `${((index / (points.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 2 - ((value - low) / height) * (HEIGHT - 4)).toFixed(1)}`,
  )
  const done = unfinished ? at.slice(0, -1) : at
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={className} aria-hidden="true">
      <polygon points={`0,${HEIGHT} ${at.join(' ')} ${WIDTH},${HEIGHT}`} className="fill-series-accent opacity-10" />
      <polyline
        points={done.join(' ')}
        fill="none"
        vectorEffect="non-scaling-stroke"
        className="stroke-series-accent"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      {unfinished && (
        <polyline
          points={at.slice(-2).join(' ')}
          fill="none"
          vectorEffect="non-scaling-stroke"
          className="stroke-series-accent"
          strokeWidth="1.5"
          strokeDasharray="2 3"
        />
      )}
    </svg>
  )
}
