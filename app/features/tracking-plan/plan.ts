import type { TrackingPlanResponse } from './contract.ts'

export type Mode = TrackingPlanResponse['mode']
export type Property = TrackingPlanResponse['properties'][number]

/** What a reader of the page chose. */
export interface Wanted {
  readonly mode?: Mode
  readonly allow_seen?: boolean
  readonly properties?: readonly { event_type: string; property: string; decision: 'allow' | 'drop' }[]
}

/** Nobody decided on it. */
export function isOpen({ decision }: Property): boolean {
  return decision === null
}
