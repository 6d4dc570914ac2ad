import { EVENT_TYPE_PATTERN } from '@trill/contract/event'
import type { Action, ScrubFinding } from '@trill/core/personal-data/scrub'
import type { Scrubber } from '../../platform/privacy/personal-data.ts'
import type { Pseudonymiser } from '../../platform/privacy/pseudonymiser.ts'
import type { TrackingPlan } from '../../platform/privacy/tracking-plan.ts'
import { pseudonymousProperties } from './pseudonyms.ts'

/** Something that a workspace does not keep as it came. */
export interface Found {
  readonly kind: ScrubFinding['kind'] | 'unlisted_property'
  readonly action: Action
}

/** What a workspace keeps of its events, and who hears of what it does not. */
export interface Scrubbing {
  readonly scrubber: Scrubber
  readonly plan: TrackingPlan
  readonly found: (finding: Found) => void
  /** Names people; they keep their own identifiers when missing. */
  readonly pseudonyms?: Pseudonymiser
}

/** Takes personal data out of one field of an event; answers the same value when there is none. */
export type Cleaner = (value: unknown, scrubbing: Scrubbing, event: object) => unknown

/** Fields that hold what somebody wrote, or an address that was made by machine. */
const TEXTS = ['text', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content']
/** Fields that say who. */
const IDENTIFIERS = ['actor_id', 'anonymous_id', 'target_id', 'session_id']
const TYPE = new RegExp(EVENT_TYPE_PATTERN)
const COUNTRY = /^[A-Z]{2}$/
/** A number or word that only names a post: one in a hundred such numbers looks like a payment card. */
const OPAQUE = /^[\w.:-]+$/

/** The cleaner of a field; undefined for fields that say nothing about a person. */
export function cleanerOf(field: string): Cleaner | undefined {
  if (TEXTS.includes(field)) return cleanText
  if (IDENTIFIERS.includes(field)) return cleanIdentifier
  if (field === 'properties') return cleanProperties
  return field === 'content_id' ? cleanName : undefined
}

/** What the plan of a workspace keeps of the properties of an event; none of one whose type is not known, once it is enforced. */
export function plannedProperties(value: unknown, type: unknown, { plan, found }: Scrubbing): unknown {
  if (plan.mode === 'off' || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (typeof type === 'string' && TYPE.test(type)) return plan.keep(type, value, () => found({ kind: 'unlisted_property', action: 'drop' }))
  return plan.mode === 'enforced' ? {} : value
}

/** Names of properties are noted as they are after scrubbing. */
function cleanProperties(value: unknown, scrubbing: Scrubbing, event: object): unknown {
  const { pseudonyms, scrubber } = scrubbing
  const named = pseudonyms === undefined ? value : pseudonymousProperties(value, event, { pseudonyms, scrubber })
  return plannedProperties(cleanText(named, scrubbing, event), (event as { type?: unknown }).type, scrubbing)
}

function cleanText(value: unknown, { scrubber, found }: Scrubbing, event: object): unknown {
  const { country } = event as { country?: unknown }
  return scrubber.scrub(value, typeof country === 'string' && COUNTRY.test(country) ? country : undefined, found)
}

function cleanIdentifier(value: unknown, { scrubber }: Scrubbing): unknown {
  return typeof value === 'string' ? scrubber.identifier(value) : value
}

function cleanName(value: unknown, scrubbing: Scrubbing, event: object): unknown {
  return typeof value === 'string' && OPAQUE.test(value) ? value : cleanText(value, scrubbing, event)
}
