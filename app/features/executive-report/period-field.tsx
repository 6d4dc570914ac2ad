import { SelectField, TextField } from '../../ui/field.tsx'
import { isDay } from '../../ui/period.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { KINDS, type Kind, kindOf, monthsBefore, quartersBefore } from './periods.ts'

interface Props {
  readonly period: string
  /** `YYYY-MM-DD` in the workspace’s time zone. */
  readonly today: string
  readonly onChange: (period: string) => void
}

/** A month, a quarter, or any days. */
export function PeriodField({ period, today, onChange }: Props) {
  const kind = kindOf(period)
  const first = (chosen: Kind) =>
    ({ month: monthsBefore(today)[0], quarter: quartersBefore(today)[0], days: { value: `${today.slice(0, 8)}01..${today}` } })[chosen]
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Segmented<Kind>
        label="Kind of period"
        value={kind}
        choices={Object.entries(KINDS).map(([value, label]) => ({ value: value as Kind, label }))}
        onChange={(chosen) => onChange(first(chosen)?.value ?? period)}
      />
      {kind === 'days' ? (
        <Days period={period} onChange={onChange} />
      ) : (
        <SelectField label={KINDS[kind]} labelHidden className="w-48" value={period} onChange={({ target }) => onChange(target.value)}>
          {choicesWith(period, kind === 'month' ? monthsBefore(today) : quartersBefore(today)).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
    </div>
  )
}

/** A link may name a period that is not offered any more. */
function choicesWith(period: string, choices: readonly { value: string; label: string }[]) {
  return choices.some(({ value }) => value === period) ? choices : [...choices, { value: period, label: period }]
}

function Days({ period, onChange }: Pick<Props, 'period' | 'onChange'>) {
  const [from = '', to = ''] = period.split('..')
  const change = (next: { from?: string; to?: string }) => {
    const days = { from, to, ...next }
    if (isDay(days.from) && isDay(days.to) && days.from <= days.to) onChange(`${days.from}..${days.to}`)
  }
  return (
    <>
      <TextField label="First day" type="date" max={to} value={from} onChange={({ target }) => change({ from: target.value })} />
      <TextField label="Last day" type="date" min={from} value={to} onChange={({ target }) => change({ to: target.value })} />
    </>
  )
}
