import { CUSTOMER_METRICS, type CustomerMetricName } from '@trill/contract/customer-metrics'
import type { CustomerMetric } from '@trill/contract/customer-metrics/kinds'
import { brief, exact } from './format.ts'

/** The definition of a figure about customers. */
export function customerMetric(id: string): CustomerMetric {
  return (
    CUSTOMER_METRICS[id as CustomerMetricName] ?? {
      label: id,
      unit: '',
      formula: '',
      direction: 'neutral',
      caveat: '',
      kind: 'plain',
    }
  )
}

/** `10.1 USD a month`, at most three digits. */
export function customerWords(id: string, value: number | null): string {
  const { unit } = customerMetric(id)
  return value === null ? '–' : withUnit(brief(value), unit)
}

/** `10.08 USD a month`: with all digits that say something. */
export function exactCustomerWords(id: string, value: number | null): string {
  const { unit } = customerMetric(id)
  if (value === null) return '–'
  return withUnit(Math.abs(value) >= 100 ? exact(value) : String(Number(value.toPrecision(4))), unit)
}

/** `Social media` for the table’s `Social_Media`. */
export function groupLabel(group: string): string {
  const labels: Readonly<Record<string, string>> = { Social_Media: 'Social media', Both: 'Both kinds', '': 'Not stated' }
  return labels[group] ?? group.replaceAll('_', ' ')
}

export function withUnit(figure: string, unit: string): string {
  return unit === '' || unit === 'correlation' ? figure : `${figure} ${unit}`
}
