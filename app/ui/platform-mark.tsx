import { PLATFORMS } from '@trill/contract/platforms'
import { classNames } from './class-names.ts'
import { platformLabel } from './format.ts'

const FILL = ['bg-series-0', 'bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5', 'bg-series-6', 'bg-series-7']

/** A platform's name with its colour, the same as on the charts. */
export function PlatformMark({ platform, className }: { platform: string; className?: string }) {
  const slot = PLATFORMS[platform as keyof typeof PLATFORMS]?.colour
  return (
    <span className={classNames('inline-flex min-w-0 items-center gap-1.5', className)}>
      <span
        aria-hidden="true"
        className={classNames('size-2 shrink-0 rounded-full', (slot === undefined ? undefined : FILL[slot]) ?? 'bg-series-other')}
      />
      <span className="truncate">{platformLabel(platform)}</span>
    </span>
  )
}
