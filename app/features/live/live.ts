import type { LiveBatch, LiveEvent } from '../../platform/live/tap.ts'
import type { LiveTick } from './contract.ts'

/** Events shown of one tick. */
export const LATEST_MAX = 20

/** What came in since the last tick. */
export interface Since {
  readonly accepted: number
  readonly rejected: number
  /** Newest first. */
  readonly latest: readonly LiveEvent[]
}

export const NOTHING_SINCE: Since = { accepted: 0, rejected: 0, latest: [] }

export function add({ accepted, rejected, latest }: Since, batch: LiveBatch): Since {
  return {
    accepted: accepted + batch.accepted,
    rejected: rejected + batch.refused.length,
    latest: batch.accepted === 0 ? latest : [...batch.latest(), ...latest].slice(0, LATEST_MAX),
  }
}

export interface TickFacts {
  /** Milliseconds since 1970, UTC. */
  readonly now: number
  /** Since the last tick. */
  readonly seconds: number
  readonly backlogEvents: number
  readonly refused: ReadonlyMap<string, number>
}

export function tickOf({ accepted, rejected, latest }: Since, { now, seconds, backlogEvents, refused }: TickFacts): LiveTick {
  const reasons = [...refused].map(([reason, count]) => ({ reason, count }))
  return {
    at: new Date(now).toISOString(),
    accepted_per_second: perSecond(accepted, seconds),
    rejected_per_second: perSecond(rejected, seconds),
    backlog_events: backlogEvents,
    latest: [...latest],
    refused: reasons.sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1)),
  }
}

/** A message of the stream, in the form of server-sent events. */
export function messageOf(tick: LiveTick): string {
  return `event: tick\ndata: ${JSON.stringify(tick)}\n\n`
}

/** One decimal: a timer is never exact to the millisecond. */
function perSecond(count: number, seconds: number): number {
  return seconds <= 0 ? 0 : Math.round((count / seconds) * 10) / 10
}
