import type { IngestDoor } from '../../platform/ingest-door.ts'
import { type Endpoint, judge } from './accept.ts'
import { type Protections, protectionOf } from './protection.ts'
import { SEGMENT_CALLS } from './segment.ts'

const ENDPOINTS: readonly Endpoint[] = ['events', 'batch', ...SEGMENT_CALLS]
const NOTHING = Buffer.alloc(0)

/** The judge of HTTP requests, for features that bring events of their own. */
export function createIngestDoor(protections: Protections): IngestDoor {
  return {
    judge(events, { endpoint, withoutQuarantine = false, ...source }) {
      const known = ENDPOINTS.find((name) => name === endpoint)
      if (known === undefined) throw new RangeError(`judge requires an endpoint of ${ENDPOINTS.join(', ')}, got ${endpoint}`)
      const protection = protectionOf(protections, source.workspaceId, source.receivedAt)
      const { entry, accepted, refused, suppressed } = judge(events, { ...source, endpoint: known, protection }, true)
      return { entry: withoutQuarantine ? { ...entry, quarantine: NOTHING } : entry, accepted, refused, suppressed }
    },
  }
}
