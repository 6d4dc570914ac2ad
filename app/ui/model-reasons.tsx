import { CUSTOMER_COLUMNS, type CustomerColumnName } from '@trill/contract/customers'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { brief, share } from './format.ts'

/** What speaks for more or for less, as routes of models answer it. */
export interface ModelReason {
  readonly column: string
  readonly effect: 'raises' | 'lowers'
  readonly finding: string
}

/** The columns that weigh most, the heaviest first; that it raises or lowers what is said stands before each. */
export function ModelReasons({ reasons }: { reasons: readonly ModelReason[] }) {
  return (
    <ul className="space-y-0.5 py-1 text-left text-12 whitespace-normal">
      {reasons.map(({ column, effect, finding }) => {
        const Arrow = effect === 'raises' ? ArrowUp : ArrowDown
        return (
          <li key={column} title={CUSTOMER_COLUMNS[column as CustomerColumnName]?.about} className="flex items-start gap-1.5">
            <span className="inline-flex w-16 shrink-0 items-center gap-1 text-muted">
              <Arrow className="size-3" aria-hidden="true" />
              {effect}
            </span>
            <span className="min-w-0">{finding}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** A probability, or a number in the unit of what is foretold. */
export function foretoldText({ task, unit }: { readonly task: 'binary' | 'regression'; readonly unit: string }, value: number): string {
  if (task === 'binary') return share(value, 1)
  return `${Math.abs(value) < 10 ? Number(value.toPrecision(3)) : brief(value)}${unit === '' ? '' : ` ${unit}`}`
}
