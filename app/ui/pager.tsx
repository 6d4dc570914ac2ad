import { ChevronLeft, ChevronRight } from 'lucide-react'
import { IconButton } from './button.tsx'
import { exact } from './format.ts'

interface Props {
  readonly offset: number
  readonly shown: number
  readonly total: number
  readonly onMove: (direction: -1 | 1) => void
}

/** Which rows of how many, and the way to the others. */
export function Pager({ offset, shown, total, onMove }: Props) {
  const last = offset + shown
  return (
    <div className="flex items-center justify-between gap-3 border-t px-5 py-2 text-12 text-muted">
      <p className="figures" aria-live="polite">
        {total === 0 ? 'None' : `${exact(offset + 1)} – ${exact(last)} of ${exact(total)}`}
      </p>
      <div className="flex gap-1">
        <IconButton label="Rows before" size="icon-small" disabled={offset === 0} onClick={() => onMove(-1)}>
          <ChevronLeft aria-hidden="true" />
        </IconButton>
        <IconButton label="Rows after" size="icon-small" disabled={last >= total} onClick={() => onMove(1)}>
          <ChevronRight aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}
