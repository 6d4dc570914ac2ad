import type { FigurePassport } from '@trill/contract/passport'
import { Card } from '../../ui/card.tsx'
import { brief, dayLabel, exact } from '../../ui/format.ts'
import { PassportBadge } from '../../ui/passport.tsx'
import type { CustomersResponse, Figure } from './contract.ts'

const STATES: Readonly<Record<Figure['state'], string>> = {
  known: '–',
  not_available: 'not available',
  too_few: 'too few to be shown',
}

/** The figures of the customers, each with the number of people it was made from. */
export function FiguresCard({ data }: { data: CustomersResponse }) {
  return (
    <Card className="mb-4">
      <dl className="grid grid-cols-2 sm:grid-cols-3 xl:grid-cols-6">
        {data.figures.map((figure) => (
          <Tile key={figure.id} figure={figure} before={data.previous?.observed_on} />
        ))}
      </dl>
    </Card>
  )
}

function Tile({ figure, before }: { figure: Figure; before: string | undefined }) {
  const { id, label, about, unit, value, previous, state, passport } = figure
  const words = (number: number) => (unit === 'USD' ? `$${brief(number)}` : `${brief(number)}${unit === '' ? '' : ` ${unit}`}`)
  const facts = value === null ? [] : [['Exactly', exact(value)] as const]
  return (
    <div data-figure={id} data-value={value ?? ''} data-status={passport.status} className="min-w-0 px-5 py-3.5">
      <dt className="truncate text-12 font-medium text-muted" title={about}>
        {label}
      </dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline justify-between gap-x-2">
        {value === null ? (
          <span className="text-14 leading-[24px] text-muted">{STATES[state]}</span>
        ) : (
          <span className="text-20 font-semibold tracking-[-0.02em] figures" title={exact(value)}>
            {words(value)}
          </span>
        )}
        <PassportBadge label={label} passport={passport as FigurePassport} about={about} facts={facts} />
      </dd>
      <dd className="text-12 text-muted figures">
        {passport.n === null ? 'n not told' : `n = ${exact(passport.n)}`}
        {value !== null && previous !== null && before !== undefined && ` · ${words(previous)} on ${dayLabel(before)}`}
      </dd>
    </div>
  )
}
