/** One stored event as the live page shows it. */
export interface LiveEvent {
  readonly message_id: string
  readonly type: string
  /** ISO 8601, UTC. */
  readonly occurred_at: string
  readonly platform: string
  readonly content_id: string
  readonly country: string
  readonly provenance: string
}

/** What became of one request’s events. */
export interface LiveBatch {
  /** Events that are durable now. */
  readonly accepted: number
  /** Reason of each refused event. */
  readonly refused: readonly string[]
  /** Some of the accepted events, newest first; called only while somebody watches. */
  readonly latest: () => readonly LiveEvent[]
}

export type LiveListener = (batch: LiveBatch) => void

/** What was acknowledged just now, for whoever watches. Keeps counts by reason and nothing else. */
export interface LiveTap {
  /** Called by ingest for each request, once its events are durable. */
  publish(workspaceId: string, batch: LiveBatch): void
  /** Listens to one workspace; the returned function ends it. Listeners must not throw. */
  subscribe(workspaceId: string, listener: LiveListener): () => void
  /** Events refused since the server started, by reason. */
  refused(workspaceId: string): ReadonlyMap<string, number>
}

const NONE: ReadonlyMap<string, number> = new Map()

export function createTap(): LiveTap {
  const listeners = new Map<string, Set<LiveListener>>()
  const refusals = new Map<string, Map<string, number>>()
  return {
    publish(workspaceId, batch) {
      if (batch.refused.length > 0) countReasons(refusals, workspaceId, batch.refused)
      for (const listener of listeners.get(workspaceId) ?? []) listener(batch)
    },
    subscribe(workspaceId, listener) {
      const present = listeners.get(workspaceId) ?? new Set()
      listeners.set(workspaceId, present.add(listener))
      return () => {
        present.delete(listener)
        if (present.size === 0 && listeners.get(workspaceId) === present) listeners.delete(workspaceId)
      }
    },
    refused: (workspaceId) => refusals.get(workspaceId) ?? NONE,
  }
}

function countReasons(refusals: Map<string, Map<string, number>>, workspaceId: string, reasons: readonly string[]): void {
  const counts = refusals.get(workspaceId) ?? new Map<string, number>()
  refusals.set(workspaceId, counts)
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
}
