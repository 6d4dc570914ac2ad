import type { PersonTraits } from '../privacy/person-attributes.ts'

/** Events that came and are not stored, by what became of them and why. */
export interface TurnedAway {
  readonly result: 'rejected' | 'suppressed' | 'bot'
  readonly reason: string
  readonly events: number
}

/** Rows of one request, ready for the store. */
export interface LogEntry {
  readonly workspaceId: string
  /** Hash of the `message_id` of each row of `events`, in order, two lanes each. */
  readonly hashes: Uint32Array
  /** Rows of `events`, TabSeparated, in the order of `EVENT_COLUMNS`. */
  readonly events: Buffer
  /** Rows of `quarantine`, TabSeparated. */
  readonly quarantine: Buffer
  /** When the request came, milliseconds since 1970: the hour of the ledger its events are counted in. */
  readonly receivedAt: number
  /** What else came with the request, for the ledger. */
  readonly turnedAway: readonly TurnedAway[]
  /** Look every id up in the store, however old: for imports, which repeat after months. */
  readonly exact?: boolean
  /** What events say about their people: kept by `AttributesLog`, sealed, and in no journal. */
  readonly traits?: readonly PersonTraits[]
}

export interface LogState {
  readonly pendingEvents: number
  readonly pendingBytes: number
  /** Why the event store could not be filled lately; empty when all is well. */
  readonly trouble: string
}

/** The durable way into the event store. */
export interface EventLog {
  /**
   * Resolves when the entry survives a crash.
   * @throws Overloaded when the backlog is full, StorageFull when the disk is.
   */
  append(entry: LogEntry): Promise<void>
  /** Resolves when everything appended so far can be queried, or after `maxMilliseconds`; tells which. */
  settle(maxMilliseconds: number): Promise<boolean>
  state(): LogState
  /**
   * Empties the journal of everything appended so far, once it is stored: for erasures.
   * @throws Error when the event store does not take it within `maxMilliseconds`.
   */
  purge(maxMilliseconds: number): Promise<void>
  close(): Promise<void>
}

/** The backlog is full: the client should wait and repeat. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}

/** The disk is full: nothing of the request was kept. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
}
