import { readFileSync } from 'node:fs'
import { TENURE_BANDS } from '@trill/contract/customer-metrics'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { type Sums, sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'

const FIGURES = readFileSync(new URL('figures.sql', import.meta.url), 'utf8')

/** All that is read of a snapshot; the page and the report say it alike. */
export function rowsOf(reading: CustomerReading, platform: Platform): Promise<Sums> {
  return sumsOf(FIGURES, reading, platform, { tenure_bands: TENURE_BANDS })
}
