import { PROPERTIES_MAX_DEPTH } from '@trill/contract/event'
import { HASHED_TEXT_MAX } from '../../platform/privacy/keyed-hash.ts'
import type { People } from '../../platform/privacy/people.ts'

type Json = Readonly<Record<string, unknown>>
type Named = (text: string) => string

/**
 * What others did, with the minors it was done to, or whose identifiers stand in it, under their pseudonyms. An identifier is known
 * where it is a whole value, at any depth, or a name within a list of people by identifier; not within a sentence.
 */
export function withoutMinors(event: Json, people: People, stored: (id: unknown) => unknown): Json {
  const named: Named = (text) =>
    text.length <= HASHED_TEXT_MAX && people.isMinor(stored(text)) ? people.minorsName(stored(text) as string) : text
  const properties = exchanged(event.properties, named, 0)
  const target = exchanged(event.target_id, named, 0)
  const text = exchanged(event.text, named, 0)
  const isNaming = properties !== event.properties
  if (!isNaming && target === event.target_id && text === event.text) return event
  return {
    ...event,
    ...(target !== undefined && { target_id: target }),
    ...(text !== undefined && { text }),
    ...(isNaming && { properties: withoutCreatorName(properties as Json) }),
  }
}

/** The same value where nobody is named. What is nested too deeply is refused afterwards. */
function exchanged(value: unknown, named: Named, depth: number): unknown {
  if (typeof value === 'string') return named(value)
  if (typeof value !== 'object' || value === null || depth > PROPERTIES_MAX_DEPTH) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => exchanged(item, named, depth + 1))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  return exchangedObject(value as Json, named, depth)
}

/** Names of the event’s own properties are the sender’s words; deeper ones may be identifiers. */
function exchangedObject(value: Json, named: Named, depth: number): Json {
  const before = Object.entries(value)
  const after = before.map(([name, inner]) => [depth > 0 ? named(name) : name, exchanged(inner, named, depth + 1)] as const)
  const isSame = after.every(([name, inner], index) => name === before[index]?.[0] && inner === before[index]?.[1])
  return isSame ? value : Object.fromEntries(after)
}

function withoutCreatorName({ creator_name: _name, ...rest }: Json): Json {
  return rest
}
