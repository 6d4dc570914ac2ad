import type { Provenance } from '@trill/contract/event'
import type { LogEntry } from './log/event-log.ts'

/** One refused event, named so that a sender can mend it. */
export interface RefusedEvent {
  /** Place in the request, from 0. */
  readonly index: number
  readonly messageId: string
  readonly field: string
  readonly reason: string
  readonly message: string
  /** The event as it came, as JSON. */
  readonly payload: string
}

export interface JudgedEvents {
  /** Journal this and the accepted events are stored, the refused ones are in quarantine. */
  readonly entry: LogEntry
  readonly accepted: number
  readonly refused: readonly RefusedEvent[]
  /** Number of events that were counted and not stored, because their people may not be. */
  readonly suppressed: number
}

export interface JudgedSource {
  /** `events` for the native form, else the call of Segment’s API. */
  readonly endpoint: string
  readonly workspaceId: string
  /** Milliseconds since 1970, UTC. */
  readonly receivedAt: number
  readonly provenance: Provenance
  /** Look every id up, however old: for imports. */
  readonly exact?: boolean
  /** They are read from what was kept: pseudonyms in them are ours and stay. */
  readonly isReplay?: boolean
  /** Refused events are only reported, not kept in quarantine: for senders that report them themselves. */
  readonly withoutQuarantine?: boolean
}

/** The way into ingest for other features: the same judge that HTTP requests meet. */
export interface IngestDoor {
  judge(events: readonly unknown[], source: JudgedSource): JudgedEvents
}
