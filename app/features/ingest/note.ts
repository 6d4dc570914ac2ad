import { EVENT_COLUMNS } from '@trill/contract/event'
import type { Platform } from '../../platform/platform.ts'
import { MINOR } from '../../platform/privacy/people.ts'
import type { Judged } from './accept.ts'
import type { AcceptedRow } from './row.ts'

const position = (name: (typeof EVENT_COLUMNS)[number]) => (EVENT_COLUMNS as readonly string[]).indexOf(name)
const LIVE = {
  message_id: position('message_id'),
  type: position('type'),
  occurred_at: position('occurred_at'),
  platform: position('platform'),
  content_id: position('content_id'),
  country: position('country'),
  provenance: position('provenance'),
} as const
const WHO = [position('actor_id'), position('anonymous_id')]

/** Counts what became of a request’s events and shows them to whoever watches. */
export function note({ entry, accepted, latest, refused, found }: Judged, { measurements, live }: Platform): void {
  for (const { reason } of refused) measurements.ingestEvents.inc({ result: 'rejected', reason })
  for (const { result, reason, events } of entry.turnedAway)
    if (result === 'suppressed') measurements.ingestEvents.inc({ result, reason }, events)
  for (const { kind, action } of found) measurements.personalData.inc({ kind, action })
  live.publish(entry.workspaceId, {
    accepted,
    refused: refused.map(({ reason }) => reason),
    latest: () => latest.filter(isNoMinors).map(asLive).reverse(),
  })
}

/** Single events of minors are not shown, not even under a pseudonym. */
function isNoMinors({ columns }: AcceptedRow): boolean {
  return !WHO.some((at) => columns[at]?.startsWith(MINOR))
}

function asLive({ columns }: AcceptedRow) {
  const text = (name: keyof typeof LIVE) => columns[LIVE[name]] ?? ''
  return {
    message_id: text('message_id'),
    type: text('type'),
    occurred_at: new Date(Number(text('occurred_at')) * 1000).toISOString(),
    platform: text('platform'),
    content_id: text('content_id'),
    country: text('country'),
    provenance: text('provenance'),
  }
}
