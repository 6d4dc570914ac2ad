import { ATTRIBUTES_MAX } from '@trill/contract/attributes'
import { EVENT_COLUMNS } from '@trill/contract/event'
import { escapeText, plainText } from '../../platform/clickhouse/text-rows.ts'
import { isUnlinked } from '../../platform/privacy/people.ts'
import type { PersonTraits } from '../../platform/privacy/person-attributes.ts'
import { type AcceptedRow, type Facts, type Rejection, reject } from './row.ts'

type Json = Readonly<Record<string, unknown>>

const at = (name: (typeof EVENT_COLUMNS)[number]) => (EVENT_COLUMNS as readonly string[]).indexOf(name)
const TYPE = at('type')
const ACTOR = at('actor_id')
const ANONYMOUS = at('anonymous_id')
const OCCURRED_AT = at('occurred_at')
const PROPERTIES = at('properties')

/** Whether a row is of an event whose properties describe a person. */
export function describesPerson({ columns }: AcceptedRow): boolean {
  return columns[TYPE] === 'identify'
}

/**
 * Takes what an `identify` says about its person off the row, which keeps the names of the traits. It bears the names and holds the
 * values that may be stored: everything else was taken out before. Undefined where it says nothing, or of nobody.
 */
export function takeTraits({ messageId, columns }: AcceptedRow, { receivedAt, provenance }: Facts): PersonTraits | undefined {
  const row = columns as string[]
  const text = row[PROPERTIES] as string
  const traits = text === '' ? {} : (JSON.parse(plainText(text)) as Json)
  const names = Object.keys(traits)
  row[PROPERTIES] = names.length === 0 ? '' : escapeText(JSON.stringify({ traits: names }))
  const person = plainText(row[ACTOR] || (row[ANONYMOUS] as string))
  if (names.length === 0 || isUnlinked(person)) return undefined
  const saidAt = Math.round(Number(row[OCCURRED_AT]) * 1000)
  return { person, messageId, saidAt: Number.isNaN(saidAt) ? receivedAt : saidAt, receivedAt, source: provenance, traits }
}

/** Why there is too much in an `identify`; undefined when there is not. */
export function tooManyTraits({ type, properties }: Json): Rejection | undefined {
  if (type !== 'identify' || typeof properties !== 'object' || properties === null) return undefined
  const count = Object.keys(properties).length
  if (count <= ATTRIBUTES_MAX) return undefined
  const remedy = 'send them in several events, or gather them in objects'
  return reject('too_large', 'properties', `properties of an identify may hold ${ATTRIBUTES_MAX} traits, got ${count}; ${remedy}`)
}

/** What is kept of a refused event: nothing that it says about a person, wherever a sender puts that. */
export function withoutTraits(event: unknown, endpoint: string): unknown {
  if (!isObject(event)) return event
  const { traits, context, ...rest } = event
  const call = endpoint === 'batch' || endpoint === 'events' ? rest.type : endpoint
  const kept = call === 'identify' ? withoutProperties(rest) : rest
  return {
    ...kept,
    ...(call === 'group' && traits !== undefined && { traits }),
    ...(context !== undefined && { context: isObject(context) && 'traits' in context ? { ...context, traits: undefined } : context }),
  }
}

/** Whether a text that could not be read may say something about a person. */
export function mayDescribePerson(text: string): boolean {
  return /identify|traits/i.test(text)
}

function withoutProperties({ properties: _said, ...rest }: Json): Json {
  return rest
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
