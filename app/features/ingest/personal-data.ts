import type { ScrubFinding } from '@trill/core/personal-data/scrub'
import type { Scrubber } from '../../platform/privacy/personal-data.ts'

/** What a workspace does with personal data, and who hears of it. */
export interface Scrubbing {
  readonly scrubber: Scrubber
  readonly found: (finding: ScrubFinding) => void
}

/** Takes personal data out of one field of an event; answers the same value when there is none. */
export type Cleaner = (value: unknown, scrubbing: Scrubbing, event: object) => unknown

/** Fields that hold what somebody wrote, or an address that was made by machine. */
const TEXTS = ['text', 'properties', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content']
/** Fields that say who. */
const IDENTIFIERS = ['actor_id', 'anonymous_id', 'target_id', 'session_id']
const COUNTRY = /^[A-Z]{2}$/
/** A number or word that only names a post: one in a hundred such numbers looks like a payment card. */
const OPAQUE = /^[\w.:-]+$/

/** The cleaner of a field; undefined for fields that say nothing about a person. */
export function cleanerOf(field: string): Cleaner | undefined {
  if (TEXTS.includes(field)) return cleanText
  if (IDENTIFIERS.includes(field)) return cleanIdentifier
  return field === 'content_id' ? cleanName : undefined
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
