import type { ScrubFinding } from '@trill/core/personal-data/scrub'
import type { Scrubber } from '../../platform/privacy/personal-data.ts'

/** Fields that hold what somebody wrote, or an address that was made by machine. */
const TEXTS = [
  'text',
  'properties',
  'referrer',
  'content_id',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
] as const
/** Fields that say who. */
const IDENTIFIERS = ['actor_id', 'anonymous_id', 'target_id', 'session_id'] as const
const COUNTRY = /^[A-Z]{2}$/
/** A number or word that only names a post: one in a hundred such numbers looks like a payment card. */
const OPAQUE = /^[\w.:-]+$/

/** An event without the personal data that its workspace does not want; the same object when there is none. */
export function withoutPersonalData(event: unknown, scrubber: Scrubber, found: (finding: ScrubFinding) => void): unknown {
  if (typeof event !== 'object' || event === null) return event
  const given = event as Readonly<Record<string, unknown>>
  const country = typeof given.country === 'string' && COUNTRY.test(given.country) ? given.country : undefined
  let left = given
  for (const name of TEXTS) {
    const value = given[name]
    if (value === undefined || (name === 'content_id' && typeof value === 'string' && OPAQUE.test(value))) continue
    const kept = scrubber.scrub(value, country, found)
    if (kept !== value) left = { ...left, [name]: kept }
  }
  for (const name of IDENTIFIERS) {
    const value = given[name]
    if (typeof value !== 'string') continue
    const kept = scrubber.identifier(value)
    if (kept !== value) left = { ...left, [name]: kept }
  }
  return left
}
