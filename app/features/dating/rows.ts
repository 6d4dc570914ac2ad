import { readFileSync } from 'node:fs'
import { DAYS_OF_MONTH } from '@trill/contract/customer-metrics'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { type Sums, sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'
import type { DatingRow } from './dating.ts'

const FIGURES = readFileSync(new URL('figures.sql', import.meta.url), 'utf8')

/** All that is read of a snapshot; the page and the report say it alike. */
export function rowsOf(reading: CustomerReading, platform: Platform): Promise<Sums<DatingRow>> {
  return sumsOf(FIGURES, reading, platform, { days_of_month: DAYS_OF_MONTH })
}
