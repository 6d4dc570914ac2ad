import type { EventFields } from './event-fields.ts'
import { readJson } from './json.ts'
import type { Settings } from './options.ts'
import { PARENT_PARAMETER } from './share-link.ts'
import type { Store } from './store.ts'
import { uuid } from './uuid.ts'

/** A visit ends after this long without an event. */
export const VISIT_GAP_MILLISECONDS = 30 * 60 * 1000

const CAMPAIGN_PARAMETERS = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content']

/** Who is here and how they came. Reads and writes the store, so ask only with consent. */
export interface Visitor {
  /** Fields of the next event: who, which visit, what led to it. Renews the visit. */
  fields(): EventFields
  /** Notes share, campaign and referrer of the page’s present address in the visit. */
  arrive(): void
  /** The person signed in, or else the anonymous identifier; absent when nobody is remembered. */
  id(): string | undefined
  identify(actorId: string): void
  /** Forgets person and visit. */
  reset(): void
}

interface Visit {
  readonly at: number
  readonly fields: EventFields
}

/** Remembers a visitor where there is a page or a storage; a server in Node speaks for many people and remembers none. */
export function createVisitor(store: Store, { now, random, location, document, storage, language }: Settings): Visitor {
  const remembers = document !== undefined || storage !== undefined

  function anonymousId(): string {
    const known = store.get('anonymous')
    if (known) return known
    const anonymous = uuid(random)
    store.set('anonymous', anonymous)
    return anonymous
  }

  function visit(arrival: EventFields = {}, replaces = false): EventFields {
    const known = readJson<Visit>(store.get('visit'))
    const running = known && now() - known.at < VISIT_GAP_MILLISECONDS ? known.fields : { session_id: uuid(random) }
    const fields = replaces ? { session_id: running.session_id, ...arrival } : { ...arrival, ...running }
    store.set('visit', JSON.stringify({ at: now(), fields } satisfies Visit))
    return fields
  }

  return {
    fields() {
      if (!remembers) return {}
      const actor_id = store.get('actor')
      const platform = document && 'web'
      return { platform, language: clean(language, 35), anonymous_id: anonymousId(), actor_id, ...visit() }
    },
    arrive() {
      if (!location) return
      const tags = readTags(location.search)
      const outside = document?.referrer && document.referrer.split('/')[2] !== location.host
      const referrer = outside ? { referrer: clean(document.referrer, 2048) } : {}
      visit({ ...referrer, ...tags }, Object.keys(tags).length > 0)
    },
    id: () => (remembers ? store.get('actor') || anonymousId() : undefined),
    identify(actorId) {
      if (remembers) store.set('actor', actorId)
    },
    reset() {
      for (const name of ['actor', 'anonymous', 'visit']) store.remove(name)
    },
  }
}

function readTags(search: string): EventFields {
  const parameters = new URLSearchParams(search)
  const tags: Record<string, string> = {}
  for (const name of CAMPAIGN_PARAMETERS) {
    const value = clean(parameters.get(name), 256)
    if (value) tags[name] = value
  }
  const parent = clean(parameters.get(PARENT_PARAMETER), 128)
  return parent ? { ...tags, parent_message_id: parent } : tags
}

/** Cuts to the length the server takes; a NUL or half a surrogate pair would have every event of the visit refused. */
function clean(value: string | null | undefined, maxLength: number): string | undefined {
  return (
    value
      ?.replaceAll('\0', '')
      .slice(0, maxLength)
      .replace(/[\uD800-\uDBFF]$/, '') || undefined
  )
}
