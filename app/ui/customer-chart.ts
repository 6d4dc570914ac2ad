import type { CustomerGroups, CustomerSteps } from '../platform/customers/contract.ts'
import { columnOption } from './bar-chart.ts'
import type { ChartOption } from './chart-option.ts'
import { customerMetric, customerWords, groupLabel, withUnit } from './customer-words.ts'
import { brief, exact } from './format.ts'
import { intervalOption } from './interval-chart.ts'
import type { ChartColours } from './palette.ts'

/** A figure about customers by group: dots with their intervals. */
export function customerGroupsOption({ metric, rows }: CustomerGroups, colours: ChartColours): ChartOption {
  const dots = told(rows).map(({ group, value, lower, upper, n }) => ({ label: groupLabel(group), value, lower, upper, n }))
  const { label, unit } = customerMetric(metric)
  const frame = {
    name: withUnit(label, unit === '%' ? '' : `(${unit})`),
    nOf: 'Customers',
    format: (value: number) => (unit === '%' ? `${brief(value)} %` : brief(value)),
    interval: '95 % interval',
  }
  return intervalOption(dots, frame, colours)
}

/** Groups that are large enough for an interval; where none is, all. */
function told(rows: CustomerGroups['rows']): CustomerGroups['rows'] {
  const sure = rows.filter(({ lower }) => lower !== null)
  return sure.length === 0 ? rows : sure
}

/** The rows of {@link customerGroupsOption}, for its table. */
export function customerGroupsTable({ metric, rows }: CustomerGroups) {
  const { label, unit } = customerMetric(metric)
  return {
    columns: ['Group', unit === '' ? label : `${label} (${unit})`, 'Lower end', 'Upper end', 'Customers'],
    rows: rows.map(({ group, value, lower, upper, n }) => [groupLabel(group), value, lower, upper, n]),
  }
}

/** What {@link customerGroupsOption} shows, in a sentence. */
export function customerGroupsFinding({ metric, rows }: CustomerGroups): string {
  const [most, ...others] = told(rows).toSorted((one, other) => other.value - one.value)
  const least = others.at(-1)
  if (most === undefined) return 'Nothing to say it from.'
  const words = ({ group, value }: typeof most) => `${groupLabel(group)} (${customerWords(metric, value)})`
  return least === undefined ? `${words(most)}.` : `Highest: ${words(most)}. Lowest: ${words(least)}.`
}

/** How many have how much, in steps that grow by the same factor. */
export function customerStepsOption({ steps }: CustomerSteps, of: string, colours: ChartColours): ChartOption {
  return columnOption(
    steps.map((step) => ({ label: stepLabel(step), value: step.customers })),
    { name: of },
    colours,
  )
}

/** What {@link customerStepsOption} shows, in a sentence. */
export function customerStepsFinding({ steps }: CustomerSteps, unit: string): string {
  const [fullest] = steps.toSorted((one, other) => other.customers - one.customers)
  return fullest === undefined
    ? 'Nothing to say it from.'
    : `Most frequent: ${stepLabel(fullest)} ${unit} (n = ${exact(fullest.customers)}).`
}

function stepLabel({ from, to }: CustomerSteps['steps'][number]): string {
  return to === null ? '0' : `${brief(from)} – ${brief(to)}`
}
