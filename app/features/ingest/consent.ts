import { type AgeBandName, ageBandOf } from '@trill/contract/age-bands'
import { type Consent, type Denial, PURPOSES, type Purpose } from '@trill/contract/consent'
import type { Statement } from '../../platform/privacy/consents.ts'
import { type People, UNLINKED } from '../../platform/privacy/people.ts'
import type { Scrubber } from '../../platform/privacy/personal-data.ts'
import { withoutMinors } from './minors.ts'
import { type Rejection, reject } from './row.ts'

type Json = Readonly<Record<string, unknown>>

/** An event that is counted and not stored: an expected outcome. */
export interface Suppressed {
  readonly suppressed: Denial
}

/** Names under which senders speak of purposes, Segment’s categories among them. */
const CATEGORIES: Readonly<Record<string, Purpose>> = {
  ...(Object.fromEntries(Object.keys(PURPOSES).map((purpose) => [purpose, purpose])) as Record<string, Purpose>),
  measurement: 'analytics',
  performance: 'analytics',
  statistics: 'analytics',
  personalization: 'personalisation',
  marketing: 'advertising',
  targeting: 'advertising',
}

/** What a message of Segment’s says of consent, in `context.consent.categoryPreferences`; undefined when it says nothing we know. */
export function consentInContext(context: Json): Consent | undefined {
  const { categoryPreferences } = isObject(context.consent) ? context.consent : {}
  if (!isObject(categoryPreferences)) return undefined
  const said: { [P in Purpose]?: boolean } = {}
  for (const [category, yes] of Object.entries(categoryPreferences)) {
    const purpose = CATEGORIES[category.trim().toLowerCase()]
    // Where two categories speak of one purpose, a no counts.
    if (purpose !== undefined && typeof yes === 'boolean') said[purpose] = (said[purpose] ?? true) && yes
  }
  return Object.keys(said).length === 0 ? undefined : said
}

/** Traits of which only the age band is kept. */
const BIRTHS = new Set(['birthday', 'birthdate', 'birth_date', 'dateofbirth', 'date_of_birth', 'dob', 'birth_year', 'birthyear', 'age'])

/** Without the birthday or age of a person, which is recorded as an age band and stored nowhere. */
export function withoutBirth(event: Json): Json {
  if (!isObject(event.properties)) return event
  const kept = Object.entries(event.properties).filter(([name]) => !BIRTHS.has(name.toLowerCase()))
  return { ...event, properties: Object.fromEntries(kept) }
}

/** What the traits of a person say of their age; undefined when nothing. */
export function ageBandIn(traits: unknown, now: number): AgeBandName | undefined {
  if (!isObject(traits)) return undefined
  for (const [name, value] of Object.entries(traits)) {
    if (!BIRTHS.has(name.toLowerCase())) continue
    const band = bandOf(name.toLowerCase(), value, now)
    if (band !== 'unknown') return band
  }
  return undefined
}

function bandOf(name: string, value: unknown, now: number): AgeBandName {
  const number = typeof value === 'number' ? value : Number.NaN
  if (name === 'age') return ageBandOf({ age: typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : number })
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?/.exec(String(value)) ?? []
  if (year === undefined) return 'unknown'
  return ageBandOf({ birthYear: Number(year), ...(month !== undefined && { birthMonth: Number(month) }), at: now })
}

/** What a request itself says of people before its events are judged: ages in traits, and Global Privacy Control. */
export function statementsIn(
  events: readonly unknown[],
  { endpoint, receivedAt, refuses }: { readonly endpoint: string; readonly receivedAt: number; readonly refuses: boolean },
): { readonly ages: readonly Statement[]; readonly people: ReadonlySet<string> } {
  const ages: Statement[] = []
  const people = new Set<string>()
  for (const event of events) {
    const isIdentify = endpoint === 'identify' || (event as Json | null)?.type === 'identify'
    if (!(isIdentify || refuses) || !isObject(event)) continue
    const actorId = [event.actor_id, event.userId, event.anonymous_id, event.anonymousId].find(isIdentifier)
    if (actorId === undefined) continue
    if (refuses) people.add(actorId)
    const ageBand = isIdentify ? ageBandIn(event.properties ?? event.traits, receivedAt) : undefined
    if (ageBand !== undefined) ages.push({ actorId, ageBand, purposes: {}, policyVersion: '', givenAt: receivedAt, proof: '' })
  }
  return { ages, people }
}

/** The event as it may be stored, or why it may not; `people` are missing where everybody may be. */
export function screened(event: Json, people: People | undefined, scrubber: Scrubber | undefined): Json | Suppressed | Rejection {
  const said = event.consent === undefined || event.consent === null ? undefined : readConsent(event.consent)
  if (said !== undefined && 'reason' in said) return said as Rejection
  const rest = 'consent' in event ? withoutConsent(event) : event
  if (people === undefined) return rest
  const stored = (id: unknown) => (typeof id === 'string' && scrubber !== undefined ? scrubber.identifier(id) : id)
  const [actor, anonymous] = [stored(rest.actor_id), stored(rest.anonymous_id)]
  const verdict = people.verdictOf(actor, anonymous, said as Consent | undefined)
  if (verdict.keep === 'nothing') return { suppressed: verdict.reason }
  if (verdict.keep === 'without_identity') return { ...withoutWords(rest), anonymous_id: `${UNLINKED}${crypto.randomUUID()}` }
  if (verdict.keep === 'as_it_is') return people.hasMinors ? withoutMinors(rest, people, stored) : rest
  const named = (id: unknown) => (typeof id === 'string' && id !== '' ? people.minorsName(id) : undefined)
  return {
    ...withoutWords(rest),
    actor_id: named(actor),
    anonymous_id: named(anonymous),
    session_id: named(stored(rest.session_id)),
    target_id: named(stored(rest.target_id)),
  }
}

function withoutConsent({ consent: _said, ...rest }: Json): Json {
  return rest
}

/** Fields that cannot say who somebody is. */
const IMPERSONAL = (
  'message_id type occurred_at sent_at content_id parent_message_id platform country language device value currency variant ' +
  'utm_source utm_medium utm_campaign utm_term utm_content campaign_id experiment_id'
).split(' ')
/** What a publication says of the content, not of who made it. */
const DESCRIPTION = new Set(['kind', 'title', 'category', 'tags'])
const PLACES = /^(lat|lng|lon|latitude|longitude|accuracy|altitude|zip|postal_?code)$/i

/** What is left without identifiers, texts and places: numbers and yes or no of the properties, and the site of the referrer. */
function withoutWords(event: Json): Json {
  const kept: Record<string, unknown> = {}
  for (const name of IMPERSONAL) if (event[name] !== undefined) kept[name] = event[name]
  const site = typeof event.referrer === 'string' && URL.canParse(event.referrer) ? new URL(event.referrer).origin : undefined
  const properties = isObject(event.properties) ? Object.entries(event.properties) : []
  const impersonal = properties.filter(
    ([name, value]) =>
      ((typeof value === 'number' || typeof value === 'boolean') && !PLACES.test(name)) ||
      // A trait that is taken back.
      (event.type === 'identify' && value === null) ||
      (event.type === 'content_publish' && DESCRIPTION.has(name)),
  )
  return { ...kept, ...(site !== undefined && { referrer: site }), properties: Object.fromEntries(impersonal) }
}

function readConsent(consent: unknown): Consent | Rejection {
  if (!isObject(consent)) return reject('wrong_type', 'consent', 'consent must be a JSON object of purposes')
  for (const [purpose, said] of Object.entries(consent)) {
    if (!Object.hasOwn(PURPOSES, purpose))
      return reject('unknown_field', 'consent', `"${purpose.slice(0, 64)}" is not a purpose; one of ${Object.keys(PURPOSES).join(', ')}`)
    if (typeof said !== 'boolean') return reject('wrong_type', 'consent', `consent.${purpose} must be true or false`)
  }
  return consent as Consent
}

function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 256
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
