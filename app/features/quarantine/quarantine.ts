import type { People } from '../../platform/privacy/people.ts'
import type { QuarantineItem, QuarantineResponse } from './contract.ts'

export interface ItemRow extends Omit<QuarantineItem, 'received_at' | 'replayed_at'> {
  readonly received_at_milliseconds: number
  readonly replayed_at_milliseconds: number | null
}

export interface ReasonRow {
  readonly reason: string
  readonly count: number
}

/** A refused event that may be judged again. */
export interface WaitingRow {
  readonly id: string
  readonly received_at_milliseconds: number
  readonly endpoint: string
  readonly payload: string
}

/** Events that came in the same form at the same moment. */
export interface Arrival {
  readonly endpoint: string
  readonly receivedAt: number
  readonly ids: readonly string[]
  readonly events: readonly unknown[]
}

export function quarantineOf(items: readonly ItemRow[], reasons: readonly ReasonRow[], reason: string): QuarantineResponse {
  const counted = reasons.filter((row) => reason === '' || row.reason === reason)
  return {
    total: counted.reduce((sum, { count }) => sum + count, 0),
    by_reason: reasons.map(({ reason: name, count }) => ({ reason: name, count })),
    items: items.map(({ received_at_milliseconds, replayed_at_milliseconds, ...item }) => ({
      ...item,
      received_at: new Date(received_at_milliseconds).toISOString(),
      replayed_at: replayed_at_milliseconds === null ? null : new Date(replayed_at_milliseconds).toISOString(),
    })),
  }
}

/** An event that names a minor or somebody who may not be stored is not shown, also where that was recorded later. */
export function withoutPayload(item: ItemRow, people: People): ItemRow {
  if (!people.names(item.payload) && !people.names(item.message)) return item
  return { ...item, payload: '', message: 'The event names somebody of whom no payload is shown' }
}

/** Rows by how and when they came. A payload that is no JSON cannot be judged again and is left out. */
export function arrivalsOf(rows: readonly WaitingRow[]): Arrival[] {
  const arrivals = new Map<string, { endpoint: string; receivedAt: number; ids: string[]; events: unknown[] }>()
  for (const { id, endpoint, received_at_milliseconds: receivedAt, payload } of rows) {
    const event = parsed(payload)
    if (event === undefined) continue
    const place = `${endpoint} ${receivedAt}`
    const arrival = arrivals.get(place) ?? { endpoint, receivedAt, ids: [], events: [] }
    arrival.ids.push(id)
    arrival.events.push(event)
    arrivals.set(place, arrival)
  }
  return [...arrivals.values()]
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
