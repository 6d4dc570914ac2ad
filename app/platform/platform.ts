import type { Logger } from 'pino'
import type { Connectors } from '../connectors/connectors.ts'
import type { AuditLog } from './audit/audit-log.ts'
import type { EventStore } from './clickhouse/event-store.ts'
import type { Config } from './config.ts'
import type { IngestDoor } from './ingest-door.ts'
import type { LiveTap } from './live/tap.ts'
import type { EventLog } from './log/event-log.ts'
import type { Models } from './models/models.ts'
import type { Measurements } from './observe/measurements.ts'
import type { Metadata } from './postgres/metadata.ts'
import type { Consents } from './privacy/consents.ts'
import type { ErasedPeople } from './privacy/erased-people.ts'
import type { ErasureQueue } from './privacy/erasure-queue.ts'
import type { PersonAttributes } from './privacy/person-attributes.ts'
import type { PersonalData } from './privacy/personal-data.ts'
import type { PseudonymKeys } from './privacy/pseudonym-keys.ts'
import type { Retention } from './privacy/retention.ts'
import type { TrackingPlans } from './privacy/tracking-plan.ts'
import type { Documents } from './report/documents.ts'
import type { ReportSections } from './report/sections.ts'
import type { Vault } from './secrets/vault.ts'

/** What a feature may touch. Clock and configuration arrive here, never from the environment. */
export interface Platform {
  readonly config: Config
  /** ClickHouse: what happened. */
  readonly events: EventStore
  /** PostgreSQL: what was decided (workspaces, keys, sessions, imports). */
  readonly metadata: Metadata
  /** The durable way into the event store. */
  readonly log: EventLog
  /** Judges events for features that bring their own: imports, the demo, replays from quarantine. */
  readonly ingest: IngestDoor
  /** What becomes of personal data in events, by workspace. */
  readonly personalData: PersonalData
  /** What senders say about people, sealed under a key of each person. */
  readonly personAttributes: PersonAttributes
  /** Which properties of events are kept, by workspace. */
  readonly trackingPlans: TrackingPlans
  /** What people said about the use of data about them. */
  readonly consents: Consents
  /** Keys under which people are stored, where a workspace chose so. */
  readonly pseudonymKeys: PseudonymKeys
  /** Histories that must go because of what was recorded. */
  readonly erasureQueue: ErasureQueue
  /** How long data is kept, by workspace. */
  readonly retention: Retention
  /** Whose late events are turned away, because they were erased. */
  readonly erasedPeople: ErasedPeople
  /** What was acknowledged just now, for whoever watches. */
  readonly live: LiveTap
  /** Who did what, when, from where, with which outcome. */
  readonly audit: AuditLog
  /** Seals secrets before they are stored. */
  readonly vault: Vault
  /** Platforms that workspaces read from: a connected one by workspace and platform, or why not. */
  readonly connectors: Connectors
  /** What was learned: versions, trainings, what is live. */
  readonly models: Models
  /** What features bring to the executive report. */
  readonly reportSections: ReportSections
  /** Documents that can be made for a period. */
  readonly documents: Documents
  readonly measurements: Measurements
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}
