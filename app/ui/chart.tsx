import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { ChartOption } from './chart-option.ts'
import { Skeleton } from './states.tsx'

type Drawing = ReturnType<typeof import('./echarts.ts').init>

interface Props {
  readonly option: ChartOption
  /** What the chart shows, for those who cannot see it: the finding, not the shape. */
  readonly finding: string
  readonly height: number
  /** The points in order, as words; arrow keys walk through them. */
  readonly points: readonly string[]
  /** Series and place of a point, where they are not simply the first series and the point’s number. */
  readonly placeOf?: (point: number) => { seriesIndex: number; dataIndex: number }
  readonly onOpen?: (point: number) => void
  /** Redrawn in place, so that a tooltip stays while figures move. */
  readonly live?: boolean
}

/** An ECharts drawing: loaded when first needed, sized by its card, walked through with the arrow keys. */
export function Chart({ option, finding, height, points, placeOf, onOpen, live = false }: Props) {
  const element = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing | undefined>(undefined)
  const [ready, setReady] = useState(false)
  const [point, setPoint] = useState<number | undefined>()
  const open = useRef(onOpen)
  open.current = onOpen

  useEffect(() => {
    let watcher: ResizeObserver | undefined
    let gone = false
    void import('./echarts.ts').then(({ init }) => {
      if (gone || !element.current) return
      const made = init(element.current, null, { renderer: 'canvas' })
      made.on('click', ({ dataIndex }) => open.current?.(dataIndex))
      drawing.current = made
      watcher = new ResizeObserver(() => made.resize())
      watcher.observe(element.current)
      setReady(true)
    })
    return () => {
      gone = true
      watcher?.disconnect()
      drawing.current?.dispose()
      drawing.current = undefined
    }
  }, [])

  useEffect(() => {
    if (!ready) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    drawing.current?.setOption({ ...option, ...(still ? { animation: false } : {}) }, { notMerge: !live })
  }, [ready, option, live])

  const show = (next: number | undefined) => {
    setPoint(next)
    if (next === undefined) drawing.current?.dispatchAction({ type: 'hideTip' })
    else drawing.current?.dispatchAction({ type: 'showTip', ...(placeOf?.(next) ?? { seriesIndex: 0, dataIndex: next }) })
  }
  const walk = (event: KeyboardEvent) => {
    const next = step(event.key, point, points.length)
    if (event.key === 'Enter' && point !== undefined) onOpen?.(point)
    else if (event.key === 'Escape') show(undefined)
    else if (next !== undefined) {
      event.preventDefault()
      show(next)
    }
  }
  return (
    <div className="relative" style={{ height }}>
      {!ready && <Skeleton className="absolute inset-x-5 top-2 bottom-5" />}
      <div
        ref={element}
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the points.
        tabIndex={0}
        aria-label={finding}
        onKeyDown={walk}
        onBlur={() => point !== undefined && show(undefined)}
        className="absolute inset-0 rounded-8"
      />
      <p aria-live="polite" className="sr-only">
        {point === undefined ? '' : points[point]}
      </p>
    </div>
  )
}

function step(key: string, point: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min((point ?? -1) + 1, count - 1)
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max((point ?? count) - 1, 0)
  return undefined
}
