import type { IngestDoor } from '../../platform/ingest-door.ts'
import type { Consents } from '../../platform/privacy/consents.ts'
import type { PersonalData } from '../../platform/privacy/personal-data.ts'
import type { TrackingPlans } from '../../platform/privacy/tracking-plan.ts'
import { type Endpoint, judge } from './accept.ts'
import { SEGMENT_CALLS } from './segment.ts'

const ENDPOINTS: readonly Endpoint[] = ['events', 'batch', ...SEGMENT_CALLS]
const NOTHING = Buffer.alloc(0)

/** The judge of HTTP requests, for features that bring events of their own. */
export function createIngestDoor(
  personalData: Pick<PersonalData, 'of'>,
  trackingPlans: Pick<TrackingPlans, 'of'>,
  consents?: Pick<Consents, 'peopleOf'>,
): IngestDoor {
  return {
    judge(events, { endpoint, withoutQuarantine = false, ...source }) {
      const known = ENDPOINTS.find((name) => name === endpoint)
      if (known === undefined) throw new RangeError(`judge requires an endpoint of ${ENDPOINTS.join(', ')}, got ${endpoint}`)
      const { workspaceId } = source
      const people = consents?.peopleOf(workspaceId)
      const protection = { scrubber: personalData.of(workspaceId), plan: trackingPlans.of(workspaceId), ...(people && { people }) }
      const { entry, accepted, refused } = judge(events, { ...source, endpoint: known, protection }, true)
      return { entry: withoutQuarantine ? { ...entry, quarantine: NOTHING } : entry, accepted, refused }
    },
  }
}
