import { EVENT_COLUMNS } from '@trill/contract/event'
import { plainText } from '../../platform/clickhouse/text-rows.ts'
import type { Scrubber } from '../../platform/privacy/personal-data.ts'
import { isPseudonym, type Pseudonymiser } from '../../platform/privacy/pseudonymiser.ts'
import type { AcceptedRow } from './row.ts'

type Json = Readonly<Record<string, unknown>>

/** What finds the names under which people are stored. */
export interface Naming {
  readonly pseudonyms: Pseudonymiser
  readonly scrubber: Scrubber
}

const at = (name: (typeof EVENT_COLUMNS)[number]) => (EVENT_COLUMNS as readonly string[]).indexOf(name)
const PEOPLE = [at('actor_id'), at('anonymous_id'), at('target_id')]
const SESSION = at('session_id')

/** Puts the names under which people are stored into a row, in place of their identifiers. */
export function putPseudonyms({ columns }: AcceptedRow, pseudonyms: Pseudonymiser): void {
  const row = columns as string[]
  for (const place of PEOPLE) row[place] = pseudonyms.of(plainText(row[place] as string))
  row[SESSION] = pseudonyms.ofSession(plainText(row[SESSION] as string))
}

/** What was kept of events holds our pseudonyms, which stay. */
export function keepingPseudonyms(pseudonyms: Pseudonymiser): Pseudonymiser {
  return {
    ...pseudonyms,
    of: (id) => (isPseudonym(id) ? id : pseudonyms.of(id)),
    ofSession: (id) => (isPseudonym(id) ? id : pseudonyms.ofSession(id)),
  }
}

/** Properties that hold the identifier of somebody, in either way of writing: creator_id, userId, invited_by. */
const IDENTIFIER =
  /^(?:\w+_)?(?:actor|anonymous|user|person|member|friend|recipient|sender|author|creator|follower|visitor|customer|owner|previous|target|session|group)_?ids?$|^(?:\w+_)?(?:created|made|written|posted|sent|shared|seen|liked|followed|invited|referred|reported|blocked)_?by$/i
/** Properties that hold the name of somebody, which would undo a pseudonym beside it. */
const NAME =
  /^(?:\w+_)?(?:actor|user|person|member|friend|recipient|sender|author|creator|follower|visitor|customer|owner|target|first|last|full|display|screen|nick)_?name$|^handle$/i
/** Deeper than properties may be nested. */
const DEPTH_MAX = 16
/** Names of properties met so far; bounded, because senders choose them. */
const KINDS = new Map<string, 'identifier' | 'name' | 'other'>()
const KINDS_MAX = 10_000
const OWN = ['actor_id', 'anonymous_id', 'target_id', 'session_id', 'userId', 'anonymousId', 'previousId', 'groupId'] as const

/**
 * Properties with pseudonyms where they hold identifiers, so that who made a post is the person of its events, and without names.
 * A value that is one of the event’s own identifiers becomes its pseudonym wherever it stands.
 */
export function pseudonymousProperties(properties: unknown, event: object, naming: Naming): unknown {
  const own = identifiersOf(event as Json)
  const kept = (event as Json).type === 'identify' && isObject(properties) ? withoutTraits(properties) : properties
  return exchanged(kept, { own, naming, isWhole: true }, '', 0)
}

/** A refused event, as it is kept: with pseudonyms where it holds identifiers, also where its own stand within texts. */
export function pseudonymousPayload(event: unknown, naming: Naming): unknown {
  if (!isObject(event)) return null
  return exchanged(event, { own: identifiersOf(event), naming, isWhole: false }, '', 0)
}

/** A text about an event, with pseudonyms in place of its identifiers. */
export function pseudonymousText(text: string, event: unknown, naming: Naming): string {
  return isObject(event) ? withinText(text, { own: identifiersOf(event), naming, isWhole: false }) : text
}

/** Traits of a person that name or show them. */
const TRAITS = new Set(['name', 'avatar', 'title'])

function withoutTraits(traits: Json): Json {
  return Object.fromEntries(Object.entries(traits).filter(([name]) => !TRAITS.has(name.toLowerCase())))
}

interface Exchange {
  readonly own: readonly string[]
  readonly naming: Naming
  /** Texts stay but where they are an identifier as a whole. */
  readonly isWhole: boolean
}

/** The same value where nothing had to be exchanged. What is nested too deeply is refused where it is an event, and not kept otherwise. */
function exchanged(value: unknown, exchange: Exchange, name: string, depth: number): unknown {
  if (typeof value === 'string') return kindOf(name) === 'identifier' ? nameOf(value, exchange) : exchangedText(value, exchange)
  if (typeof value === 'number') return kindOf(name) === 'identifier' ? nameOf(String(value), exchange) : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_MAX) return exchange.isWhole ? value : null
  if (Array.isArray(value))
    return unlessSame(
      value,
      value.map((one) => exchanged(one, exchange, name, depth + 1)),
    )
  return exchangedObject(value as Json, exchange, depth)
}

/** Most objects name nobody: nothing is copied before something has to be exchanged. */
function exchangedObject(value: Json, exchange: Exchange, depth: number): Json {
  let left: Record<string, unknown> | undefined
  const keys = Object.keys(value)
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string
    const inner = value[key]
    const kept = kindOf(key) === 'name' ? undefined : exchanged(inner, exchange, key, depth + 1)
    const named = exchangedText(key, exchange)
    if (kept === inner && named === key && left === undefined) continue
    left ??= Object.fromEntries(keys.slice(0, index).map((before) => [before, value[before]]))
    // An assignment to __proto__ would be none.
    if (kept !== undefined) Object.defineProperty(left, named, { value: kept, enumerable: true, writable: true, configurable: true })
  }
  return left ?? value
}

function exchangedText(text: string, exchange: Exchange): string {
  if (exchange.own.includes(text)) return nameOf(text, exchange)
  return exchange.isWhole ? text : withinText(text, exchange)
}

/** Shorter identifiers would be found everywhere. */
const DISTINCT_LENGTH = 6

function withinText(text: string, exchange: Exchange): string {
  let left = text
  for (const id of exchange.own)
    if (id.length >= DISTINCT_LENGTH && left.includes(id)) left = left.replaceAll(id, () => nameOf(id, exchange))
  return left
}

function nameOf(id: string, { naming: { pseudonyms, scrubber } }: Exchange): string {
  return pseudonyms.of(scrubber.identifier(id))
}

function unlessSame(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((one, index) => one === before[index]) ? before : after
}

function identifiersOf(event: Json): string[] {
  const found: string[] = []
  for (const name of OWN) {
    const id = event[name]
    if (typeof id === 'string' && id !== '') found.push(id)
  }
  return found
}

function kindOf(name: string): 'identifier' | 'name' | 'other' {
  const known = KINDS.get(name)
  if (known !== undefined) return known
  const kind = IDENTIFIER.test(name) ? 'identifier' : NAME.test(name) ? 'name' : 'other'
  if (KINDS.size < KINDS_MAX) KINDS.set(name, kind)
  return kind
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
