import { readFileSync } from 'node:fs'
import { AT_RISK_ENGAGEMENT } from '@trill/contract/customer-metrics'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { groupSumsOf, sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Rows, ScoreRow } from './customer-engagement.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const SCORES = sql('scores')

/** All that is read of a snapshot; the page and the report say it alike. */
export async function rowsOf(given: CustomerReading, platform: Platform): Promise<Rows> {
  const reading = withThreshold(given)
  const [sums, byPlatform, byTenure, scores] = await Promise.all([
    sumsOf(FIGURES, reading, platform),
    groupSumsOf(FIGURES, 'platform_primary', reading, platform),
    groupSumsOf(FIGURES, 'tenure', reading, platform),
    platform.events.rows<ScoreRow>(SCORES, given.parameters),
  ])
  return { sums, byPlatform, byTenure, scores }
}

function withThreshold(reading: CustomerReading): CustomerReading {
  const threshold = { engagement_below: AT_RISK_ENGAGEMENT }
  const { parameters, previous } = reading
  return {
    ...reading,
    parameters: { ...parameters, ...threshold },
    previous: previous && { ...previous, parameters: { ...previous.parameters, ...threshold } },
  }
}
