import type { FigurePassport } from '@trill/contract/passport'
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import type { CustomerFigure } from '../platform/customers/contract.ts'
import { classNames } from './class-names.ts'
import { customerMetric, exactCustomerWords } from './customer-words.ts'
import { brief, exact } from './format.ts'
import { PassportBadge } from './passport.tsx'

/** Label · value · interval · change against the snapshot before · passport. */
export function CustomerFigureCard({ figure, before }: { figure: CustomerFigure; before: string | null }) {
  const { id, value, lower, upper, n } = figure
  const metric = customerMetric(id)
  return (
    <article data-figure={id} data-value={value ?? ''} className="flex min-w-0 flex-col rounded-12 border bg-raised px-4 py-3">
      <h3 className="text-12 font-medium text-muted" title={metric.formula}>
        {metric.label}
      </h3>
      <div className="mt-0.5 flex flex-wrap items-baseline justify-between gap-x-2">
        <p className="text-20 font-semibold tracking-[-0.02em] figures" title={exactCustomerWords(id, value)}>
          {brief(value)} {value !== null && <span className="text-12 font-normal tracking-normal text-muted">{metric.unit}</span>}
        </p>
        <PassportOf figure={figure} />
      </div>
      <p className="min-h-5 text-12 text-muted figures">
        {value === null
          ? absentWords(figure)
          : lower === null
            ? `n\u00a0=\u00a0${exact(n)}`
            : `95 % ${brief(lower)} – ${brief(upper)} · n\u00a0=\u00a0${exact(n)}`}
      </p>
      {before !== null && value !== null && <Change figure={figure} before={before} />}
    </article>
  )
}

function absentWords({ status, n, needed }: CustomerFigure): string {
  return status === 'withheld' ? 'About too few people to be shown' : `Not enough data (n = ${exact(n)}, needs ${exact(needed)})`
}

const ARROWS = { up: ArrowUp, down: ArrowDown, same: ArrowRight }

function Change({ figure: { id, value, previous, change }, before }: { figure: CustomerFigure; before: string }) {
  if (value === null || previous === null) return <p className="text-12 text-muted">Nothing to compare with</p>
  const { direction, unit } = customerMetric(id)
  const difference = value - previous
  const isClear = change === null ? difference !== 0 : change.lower > 0 || change.upper < 0
  const way = !isClear ? 'same' : difference > 0 ? 'up' : 'down'
  const good = direction === 'neutral' || !isClear || change === null ? null : difference > 0 === (direction === 'higher')
  const Arrow = ARROWS[way]
  const tone = good === null ? 'text-muted' : good ? 'text-positive' : 'text-negative'
  const interval = change === null ? '' : `; difference ${brief(change.value)}, 95 % ${brief(change.lower)} to ${brief(change.upper)}`
  return (
    <p
      className={classNames('inline-flex items-center gap-0.5 text-12 font-medium figures', tone)}
      title={`Before (${before}): ${exactCustomerWords(id, previous)}${interval}`}
    >
      <Arrow className="size-3.5 shrink-0" aria-hidden="true" />
      {isClear ? changeWords(difference, previous, unit) : 'no clear change'}
    </p>
  )
}

function changeWords(difference: number, previous: number, unit: string): string {
  const more = difference > 0 ? 'more' : 'less'
  if (unit === '%') return `${brief(Math.abs(difference))} points ${more}`
  return previous > 0 ? `${brief((100 * Math.abs(difference)) / previous)} % ${more}` : `${brief(Math.abs(difference))} ${more}`
}

function PassportOf({ figure: { id, value, n, passport } }: { figure: CustomerFigure }) {
  const metric = customerMetric(id)
  const facts = [
    ['Exactly', exactCustomerWords(id, value)],
    ['Formula', metric.formula],
    ['Customers', n === null ? 'too few to be shown' : exact(n)],
    ['Caveat', metric.caveat],
  ] as const
  return <PassportBadge label={metric.label} passport={passport as FigurePassport} facts={facts} />
}
