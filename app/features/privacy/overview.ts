import { readFileSync } from 'node:fs'
import type { Platform } from '../../platform/platform.ts'
import { countOpen, nextDue } from '../../platform/privacy/person-requests.ts'
import { lastRetentionChecks } from '../../platform/privacy/retention-checks.ts'
import { type ArrivalRow, caveatsOf, countActive, countRecorded, suppressedOf } from './consent-coverage.ts'
import type { ConsentCoverage, PrivacyOverviewResponse } from './contract.ts'
import { checkedClasses, openRequestsOf } from './privacy.ts'
import { reviewState } from './reviews.ts'

/** Days over which people are taken for active, today included. */
export const COVERAGE_DAYS = 30
/** More people than this are not looked at one by one, but one in so many. */
const PEOPLE_MAX = 200_000
/** Requests that are named. */
const NEXT = 10
/** Milliseconds to wait for what was acknowledged just now. */
const PATIENCE_MILLISECONDS = 250
const DAY_MILLISECONDS = 86_400_000

const sql = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const PEOPLE_COUNT = sql('active-people-count')
const PEOPLE = sql('active-people')
const ARRIVALS = sql('arrivals')

/** What a privacy officer answers for, as it is now. */
export async function overviewOf(platform: Platform, workspace_id: string): Promise<PrivacyOverviewResponse> {
  const { metadata, retention, log } = platform
  await log.settle(PATIENCE_MILLISECONDS)
  const now = platform.now()
  return {
    workspace_id,
    measured_at: new Date(now).toISOString(),
    consent: await coverageOf(platform, workspace_id, now),
    requests: openRequestsOf(
      await countOpen(metadata, workspace_id, now),
      await nextDue(metadata, { workspaceId: workspace_id, now, limit: NEXT }),
    ),
    checks: checkedClasses(await lastRetentionChecks(metadata, workspace_id), retention.of(workspace_id), now),
    review: await reviewState(metadata, workspace_id, now),
  }
}

/** What became of the events that arrived in the days of the coverage. */
export function arrivalsOf({ events }: Platform, workspace_id: string, now: number): Promise<ArrivalRow[]> {
  const span = { first_seconds: firstDay(now) / 1000, last_seconds: (firstDay(now) + COVERAGE_DAYS * DAY_MILLISECONDS) / 1000 }
  return events.rows<ArrivalRow>(ARRIVALS, { workspace_id, ...span })
}

/** Who said what, of those who were active and of all who are recorded. Of more than `peopleMax` active people a share is looked at. */
export async function coverageOf(platform: Platform, workspace_id: string, now: number, peopleMax = PEOPLE_MAX): Promise<ConsentCoverage> {
  const { events, consents } = platform
  const people = consents.peopleOf(workspace_id)
  const [from, to] = [dayOf(firstDay(now)), dayOf(now)]
  const [estimate] = await events.rows<{ people: number }>(PEOPLE_COUNT, { workspace_id, from, to })
  const every = Math.max(1, Math.ceil((estimate?.people ?? 0) / peopleMax))
  const active = await countActive(events.batches<{ actor_id: string }>(PEOPLE, { workspace_id, from, to, every }), people)
  const recorded = countRecorded(people)
  return {
    from,
    to,
    active: {
      people: every === 1 ? active.people : (estimate?.people ?? 0),
      is_estimate: every > 1,
      counted: active.people,
      every,
      bands: active.bands(),
    },
    recorded: { people: recorded.people, bands: recorded.bands() },
    suppressed: suppressedOf(await arrivalsOf(platform, workspace_id, now)),
    caveats: caveatsOf(people.privacy, every, people.hasMinors),
  }
}

/** The beginning of the first of the days, milliseconds since 1970, UTC. */
function firstDay(now: number): number {
  return (Math.floor(now / DAY_MILLISECONDS) + 1 - COVERAGE_DAYS) * DAY_MILLISECONDS
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}
