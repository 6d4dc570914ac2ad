import { readFileSync } from 'node:fs'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { groupSumsOf, type StepRow, type SumsRow, sumsOf } from '../../platform/customers/figures.ts'
import type { Platform } from '../../platform/platform.ts'
import type { CellRow, CorrelationRow, EarningsRow, Rows } from './creators.ts'

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const FIGURES = sql('figures')
const EARNINGS = sql('earnings')
const STEPS = sql('earning-steps')
const CELLS = sql('views-and-earnings')
const CORRELATION = sql('correlation')
const BY_VIEWS = sql('earnings-by-views')

/** All that is read of a snapshot; the page and the report say it alike. */
export async function rowsOf(reading: CustomerReading, platform: Platform): Promise<Rows> {
  const { events } = platform
  const { parameters, previous } = reading
  const before = previous?.parameters
  const [sums, byPlatform, earnings, earningsBefore, steps, cells, correlation, byViews] = await Promise.all([
    sumsOf(FIGURES, reading, platform),
    groupSumsOf(FIGURES, 'platform_primary', reading, platform),
    events.rows<EarningsRow>(EARNINGS, parameters),
    before === undefined ? [] : events.rows<EarningsRow>(EARNINGS, before),
    events.rows<StepRow>(STEPS, parameters),
    events.rows<CellRow>(CELLS, parameters),
    events.rows<CorrelationRow>(CORRELATION, parameters),
    events.rows<SumsRow>(BY_VIEWS, parameters),
  ])
  return { sums, byPlatform, earnings: earnings[0], earningsBefore: earningsBefore[0], steps, cells, correlation: correlation[0], byViews }
}
