import { readFileSync } from 'node:fs'
import { DAYS_OF_MONTH } from '@trill/contract/customer-metrics'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { groupSumsOf, sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'
import type { CorrelationRow, DoingRow, Rows } from './dating.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const STEPS = sql('steps')
const CORRELATION = sql('correlation')

/** All that is read of a snapshot; the page and the report say it alike. */
export async function rowsOf(given: CustomerReading, platform: Platform): Promise<Rows> {
  const reading = monthly(given)
  const [sums, byGender, byQuality, doing, correlation] = await Promise.all([
    sumsOf(FIGURES, reading, platform),
    groupSumsOf(FIGURES, 'gender', reading, platform),
    groupSumsOf(FIGURES, 'profile_quality', reading, platform),
    platform.events.rows<DoingRow>(STEPS, given.parameters),
    platform.events.rows<CorrelationRow>(CORRELATION, given.parameters),
  ])
  return { sums, byGender, byQuality, doing: doing[0], correlation: correlation[0] }
}

function monthly(reading: CustomerReading): CustomerReading {
  const days = { days_of_month: DAYS_OF_MONTH }
  const { parameters, previous } = reading
  return {
    ...reading,
    parameters: { ...parameters, ...days },
    previous: previous && { ...previous, parameters: { ...previous.parameters, ...days } },
  }
}
