import type { EventInput } from '@trill/contract/event'
import type { EVENT_TYPES } from '@trill/contract/event-types'

/** A type of event: one Trill knows by name, or a snake_case word of your own. */
export type EventType = keyof typeof EVENT_TYPES | (string & {})

/**
 * What a sender may say about an event, under the names it has on the wire.
 * `message_id` is made when absent; give your own to make repeated calls count once.
 * `sent_at` is set at each attempt and cannot be given. A field set to `undefined` is left out.
 */
export type EventFields = { readonly [Name in Exclude<keyof EventInput, 'type' | 'sent_at'>]?: EventInput[Name] | undefined }

/** Traits of a person or a group: any JSON object up to 32 KiB. */
export type Traits = Readonly<Record<string, unknown>>
