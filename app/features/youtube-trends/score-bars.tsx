import { classNames } from '../../ui/class-names.ts'
import { COMPONENTS, pointsText } from './words.ts'

interface Bar {
  readonly label: string
  readonly text: string
  /** 0 – 1. */
  readonly share: number
  /** Ends of an interval, 0 – 1. */
  readonly between?: readonly [least: number, most: number]
}

/** Parts of a score, each a bar with its points in words. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  return (
    <dl aria-label={label} className="space-y-2 text-12">
      {bars.map((bar) => (
        <div key={bar.label} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5">
          <dt className="text-muted">{bar.label}</dt>
          <dd className="contents">
            <span className="text-right font-medium figures">{bar.text}</span>
            <span className="col-span-2">
              <Track {...bar} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The same in a row of a table: what gave the score, without words; the row’s page has them. */
export function MiniBars({ points, label }: { points: Readonly<Record<string, number>>; label: string }) {
  return (
    <span role="img" aria-label={label} title={label} className="flex w-24 flex-col gap-0.5">
      {Object.entries(points).map(([name, value]) => (
        <Track key={name} share={value / (COMPONENTS[name]?.most ?? 100)} className="h-1" />
      ))}
    </span>
  )
}

/** Bars of a score’s components by their names; `platform` where a part means something else there. */
export function componentBars(components: Readonly<Record<string, number>>, platform = ''): Bar[] {
  return Object.entries(components).flatMap(([name, points]) => {
    const known = COMPONENTS[`${platform} ${name}`] ?? COMPONENTS[name]
    return known === undefined ? [] : { label: known.label, text: pointsText(points), share: points / known.most }
  })
}

function Track({ share, between, className }: { share: number; between?: Bar['between']; className?: string }) {
  const percent = (part: number) => `${Math.round(100 * Math.min(Math.max(part, 0), 1))}%`
  return (
    <span className={classNames('relative block w-full overflow-hidden rounded-full bg-sunken', className ?? 'h-1.5')}>
      <span className="absolute inset-y-0 left-0 rounded-full bg-series-accent" style={{ width: percent(share) }} />
      {between !== undefined && (
        <span
          className="absolute inset-y-0 bg-text/30"
          style={{ left: percent(between[0]), width: percent(between[1] - between[0]) }}
          aria-hidden="true"
        />
      )}
    </span>
  )
}
