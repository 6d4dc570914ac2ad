import { readFileSync } from 'node:fs'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { groupSumsOf, type StepRow, sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Rows } from './revenue.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const VALUES = sql('values')

/** All that is read of a snapshot; the page and the report say it alike. */
export async function rowsOf(reading: CustomerReading, platform: Platform): Promise<Rows> {
  const [sums, byTier, byPlatform, byTenure, byLocation, values] = await Promise.all([
    sumsOf(FIGURES, reading, platform),
    groupSumsOf(FIGURES, 'premium_tier', reading, platform),
    groupSumsOf(FIGURES, 'platform_primary', reading, platform),
    groupSumsOf(FIGURES, 'tenure', reading, platform),
    groupSumsOf(FIGURES, 'location', reading, platform),
    platform.events.rows<StepRow>(VALUES, reading.parameters),
  ])
  return { sums, byTier, byPlatform, byTenure, byLocation, values }
}
