import { readFileSync } from 'node:fs'
import type { QueryParameters } from '../../platform/clickhouse/event-store.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'
import type { EarningsRow, Rows, SocialRow } from './creators.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const EARNINGS = sql('earnings')

/** All that is read of a snapshot; the page and the report say it alike. */
export async function rowsOf(reading: CustomerReading, platform: Platform): Promise<Rows> {
  const earningsOf = async (parameters: QueryParameters) => (await platform.events.rows<EarningsRow>(EARNINGS, parameters))[0]
  const { parameters, previous } = reading
  const [sums, earnings, earningsBefore] = await Promise.all([
    sumsOf<SocialRow>(FIGURES, reading, platform),
    earningsOf(parameters),
    previous === undefined ? undefined : earningsOf(previous.parameters),
  ])
  return { sums, earnings, earningsBefore }
}
