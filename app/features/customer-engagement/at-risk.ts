import { readFileSync } from 'node:fs'
import { AT_RISK_CHURN, AT_RISK_ENGAGEMENT } from '@trill/contract/customer-metrics'
import type { FigurePassport } from '@trill/contract/passport'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import type { CustomerReading } from '../../platform/customers/customer-reading.ts'
import { customerPassport } from '../../platform/customers/snapshots.ts'
import type { Platform } from '../../platform/platform.ts'
import { VERSION } from '../../platform/version.ts'
import { csvLines, toCsv } from '../../ui/csv.ts'
import type { AtRiskContent, AtRiskCustomer } from './contract.ts'

const AT_RISK = readFileSync(new URL('at-risk.sql', import.meta.url), 'utf8')
/** Customers that the list shows at once. */
const LISTED_MAX = 100
const COLUMNS = [
  'customer_id',
  'engagement_score',
  'churn_probability',
  'days_since_last_active',
  'tenure_months',
  'account_type',
  'platform_primary',
] as const satisfies readonly (keyof AtRiskCustomer)[]

interface Asked {
  readonly workspaceId: string
  readonly reading: CustomerReading
}

/** Who may leave: how many, and the first of those who may be named. */
export async function atRiskOf(asked: Asked, platform: Platform): Promise<AtRiskContent> {
  const mayBeNamed = namedIn(asked, platform)
  const customers: AtRiskCustomer[] = []
  let [total, named] = [0, 0]
  for await (const batch of everyoneAtRisk(asked, platform)) {
    const shown = batch.filter(mayBeNamed)
    total += batch.length
    named += shown.length
    customers.push(...shown.slice(0, LISTED_MAX - customers.length))
  }
  return { passport: passportIn(asked.reading), total, named, customers }
}

function passportIn({ snapshot, customers: n }: CustomerReading): FigurePassport {
  return customerPassport(snapshot, { definition: 'customers_at_risk', version: `Trill ${VERSION}`, n, kind: 'counted' })
}

/** All who may be named, as CSV. */
export async function* atRiskLines(asked: Asked | undefined, platform: Platform): AsyncGenerator<string> {
  yield toCsv(['provenance', 'observed_on', ...COLUMNS], [])
  if (asked === undefined) return
  const mayBeNamed = namedIn(asked, platform)
  const { provenance, observedOn } = asked.reading.snapshot
  for await (const batch of everyoneAtRisk(asked, platform)) {
    const shown = batch.filter(mayBeNamed)
    yield csvLines(shown.map((row) => [provenance, observedOn, ...COLUMNS.map((column) => row[column])]))
  }
}

function everyoneAtRisk({ reading }: Asked, { events }: Platform): AsyncIterable<AtRiskCustomer[]> {
  const thresholds = { engagement_below: AT_RISK_ENGAGEMENT, churn_from: AT_RISK_CHURN }
  return events.batches<AtRiskCustomer>(AT_RISK, { ...reading.parameters, ...thresholds })
}

/** That somebody may leave is a prediction about one person; nobody is behind a simulated customer. */
function namedIn({ workspaceId, reading }: Asked, { consents }: Platform): (customer: AtRiskCustomer) => boolean {
  if (reading.snapshot.provenance === 'simulated') return () => true
  const people = consents.peopleOf(workspaceId)
  return ({ customer_id }) => permittedOf(customer_id, 'individual_prediction', people).allowed
}
