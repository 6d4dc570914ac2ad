import { createHmac, randomBytes } from 'node:crypto'

export type StoredRow = Readonly<Record<string, unknown>>

/** Takes other people out of rows that a person is given (GDPR Art. 15(4)). */
export type WithoutOthers = (place: string, row: StoredRow) => StoredRow

const HANDLE = /(^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}_.-]{2,64})/gu
/** Keys of properties that name somebody. */
const NAMES_SOMEBODY = /(^|_)(actor|user|person|member|friend|recipient|sender|author|target)(_?(id|name))?$|_by$/i
const OF_OTHERS = ['message_id', 'type', 'occurred_at', 'platform', 'content_id', 'provenance'] as const
const IDS = ['actor_id', 'anonymous_id', 'user_id', 'userId', 'anonymousId']

/**
 * Somebody else becomes a pseudonym that is the same within one archive and means nothing outside of it.
 * @param known All identifiers of the person.
 */
export function createWithoutOthers(known: ReadonlySet<string>, key: Buffer = randomBytes(32)): WithoutOthers {
  const somebody = (id: string) =>
    id === '' || known.has(id) ? id : `other-${createHmac('sha256', key).update(id).digest('base64url').slice(0, 12)}`
  const inText = (text: string) =>
    text.replace(HANDLE, (whole, before: string, name: string) =>
      known.has(name) || known.has(`@${name}`) ? whole : `${before}@${somebody(name)}`,
    )
  const inJson = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') return NAMES_SOMEBODY.test(name) ? somebody(value) : inText(value)
    if (Array.isArray(value)) return value.map((one) => inJson(one, name))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inJson(inner, key)]))
  }
  return (place, row) => {
    if (place === 'events of others') return mentionOf(row, somebody, known)
    if (place === 'person_attributes') return { ...row, value: inJson(row.value, String(row.name)) }
    if (place === 'quarantine') return refusedOf(row, inJson, known)
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, ofPerson(name, value)]))
  }

  function ofPerson(name: string, value: unknown): unknown {
    if (typeof value !== 'string') return value
    if (['actor_id', 'anonymous_id', 'target_id', 'creator_id'].includes(name)) return somebody(value)
    if (name === 'properties') return inProperties(value)
    return name === 'text' || name === 'title' ? inText(value) : value
  }

  function inProperties(text: string): unknown {
    const value = parsed(text)
    return value === undefined ? inText(text) : inJson(value)
  }
}

/** What somebody else did: that it was done and where the person stands in it, not what the other one wrote. */
function mentionOf(row: StoredRow, somebody: (id: string) => string, known: ReadonlySet<string>): StoredRow {
  const by = String(row.actor_id ?? '') || String(row.anonymous_id ?? '')
  const target = String(row.target_id ?? '')
  const isNamed = (value: unknown) => typeof value === 'string' && [...known].some((id) => id !== '' && value.includes(id))
  return {
    ...Object.fromEntries(OF_OTHERS.map((name) => [name, row[name]])),
    by: somebody(by),
    target_id: known.has(target) ? target : '',
    person_stands_in: Object.entries(row).flatMap(([name, value]) => (isNamed(value) ? [name] : [])),
  }
}

/** A refused event is given as it came only where the person sent it. */
function refusedOf(row: StoredRow, inJson: (value: unknown) => unknown, known: ReadonlySet<string>): StoredRow {
  const { id, received_at, endpoint, reason, field } = row
  const payload = parsed(String(row.payload ?? ''))
  const isOwn = IDS.some((name) => known.has(String((payload as StoredRow | undefined)?.[name] ?? '')))
  return { id, received_at, endpoint, reason, field, payload: isOwn ? inJson(payload) : null }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
