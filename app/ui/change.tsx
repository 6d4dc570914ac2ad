import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import { classNames } from './class-names.ts'
import { changeOf, exact, type Unit } from './format.ts'

const ARROW = { up: ArrowUp, down: ArrowDown, same: ArrowRight, unknown: undefined }

/** Change against the period before: an arrow, a word and, third, a colour. */
export function ChangeWords({
  metric,
  unit,
  value,
  previous,
  before,
}: {
  metric: string
  unit: Unit
  value: number | null
  previous: number | null
  before: string
}) {
  const change = changeOf(metric, value, previous)
  const Arrow = ARROW[change.direction]
  const tone = change.good === null ? 'text-muted' : change.good ? 'text-positive' : 'text-negative'
  return (
    <span
      className={classNames('inline-flex items-center gap-0.5 text-12 font-medium figures', tone)}
      title={`Before (${before}): ${exact(previous, unit)}`}
    >
      {Arrow && <Arrow className="size-3.5 shrink-0" aria-hidden="true" />}
      {change.words}
    </span>
  )
}
