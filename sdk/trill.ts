import type { ConsentStatement } from './consent-statement.ts'
import type { PageDocument } from './environment.ts'
import type { EventFields, EventType, Traits } from './event-fields.ts'
import { readOptions, type Settings, type TrillOptions } from './options.ts'
import { createQueue, type Queue } from './queue.ts'
import { createSender, type Sender } from './sender.ts'
import { shareLink } from './share-link.ts'
import { createStore } from './store.ts'
import { postConsent } from './transport.ts'
import { uuid } from './uuid.ts'
import { createVisitor, type Visitor } from './visitor.ts'

/** A client of one Trill server. No method throws; what goes wrong is told to `onError`. */
export interface Trill {
  /** Queues an event. Returns its `message_id`, or undefined when it was not taken. */
  track(type: EventType, fields?: EventFields): string | undefined
  /** Says who is here, from now on and until `reset`. Traits go into `properties`. */
  identify(actorId: string, traits?: Traits): string | undefined
  /** Queues a `page` event, by default with the path as `content_id`, and notes the share or campaign in the address. */
  page(fields?: EventFields): string | undefined
  /** Says that the person joined a group: `target_id` is the group, traits go into `properties`. */
  group(groupId: string, traits?: Traits): string | undefined
  /** Says that two identifiers are one person: `actor_id` is the new, `target_id` the previous, by default the present one. */
  alias(newId: string, previousId?: string): string | undefined
  /** Queues a `share` event and returns the link to pass on. Events of visits that come by it carry `parent_message_id`. */
  share(contentId: string, url: string, fields?: EventFields): string
  /** Grants or withdraws consent. Withdrawal empties the queue and erases everything stored. */
  consent(granted: boolean): void
  /**
   * Records what the person said with the server, too. Resolves with whether it did, and with false where nobody is remembered;
   * call again when not.
   */
  consent(statement: ConsentStatement): Promise<boolean>
  /** Forgets who was here, at sign-out. What is queued is still sent. */
  reset(): void
  /** Sends what is queued. Resolves with the number of events the server could not take now; those are tried again. */
  flush(): Promise<number>
  /** Sends, trying again for up to `timeoutMilliseconds` (default 10 000), then stops. Resolves with the number left over. */
  close(timeoutMilliseconds?: number): Promise<number>
}

/**
 * Makes a client for a browser or for Node.
 * @throws {TypeError} when `writeKey` or `host` is missing
 * @throws {RangeError} when an option lies outside its range
 */
export function createTrill(options: TrillOptions): Trill {
  const settings = readOptions(options)
  const { location, document, storage, requireConsent, report } = settings
  const store = createStore(storage, `trill:${settings.writeKey}:`)
  const queue = createQueue(store, settings)
  const sender = createSender(queue, settings)
  const visitor = createVisitor(store, settings)
  const record = createRecorder(settings, queue, visitor)
  const leaving = beaconOnLeaving(document, sender)
  let closing: Promise<number> | undefined

  const allowed = () => (store.get('consent') ?? (requireConsent ? 'no' : 'yes')) === 'yes'
  const arrive = () => {
    if (allowed()) visitor.arrive()
    else for (const name of store.names()) if (name !== 'consent') store.remove(name)
    if (queue.names().length) sender.wake()
  }
  const track: Trill['track'] = (type, fields) => {
    const messageId = allowed() ? record(type, fields, closing !== undefined) : undefined
    if (messageId) sender.wake()
    return messageId
  }
  const identifies = (id: unknown) => {
    const valid = typeof id === 'string' && id !== '' && id.length <= 256
    if (!valid) report('invalid', [])
    return valid && allowed()
  }
  const know = (type: EventType, actor_id: string, fields: () => EventFields) => {
    if (!identifies(actor_id)) return undefined
    const said = fields()
    visitor.identify(actor_id)
    return track(type, { actor_id, ...said })
  }
  const finish = async (timeoutMilliseconds: number) => {
    leaving.abort()
    const left = await sender.close(timeoutMilliseconds)
    if (!storage) queue.drop('closed', queue.names())
    return left
  }

  function consent(granted: boolean): void
  function consent(statement: ConsentStatement): Promise<boolean>
  function consent(said: boolean | ConsentStatement): unknown {
    const statement = typeof said === 'object' && said
    const granted = statement ? statement.purposes.analytics : said
    // Read before a refusal erases it; a grant is about whoever is remembered from now on.
    const actor_id = statement && (granted || allowed()) && visitor.id()
    if (granted || (granted === false && !requireConsent)) store.set('consent', granted ? 'yes' : 'no')
    else if (granted === false) store.remove('consent')
    arrive()
    return statement && (actor_id ? postConsent({ ...statement, actor_id }, settings) : Promise.resolve(false))
  }

  arrive()
  return {
    track,
    identify: (actorId, traits) => know('identify', actorId, () => ({ properties: traits })),
    alias: (newId, previousId) => know('alias', newId, () => ({ target_id: previousId ?? visitor.id() })),
    group: (groupId, traits) => (identifies(groupId) ? track('group', { target_id: groupId, properties: traits }) : undefined),
    page(fields) {
      arrive()
      const place = location && { path: location.pathname, title: document?.title }
      return track('page', { content_id: place?.path.slice(0, 256), ...fields, properties: { ...place, ...fields?.properties } })
    },
    share(contentId, url, fields) {
      const messageId = track('share', { ...fields, content_id: contentId })
      return messageId ? shareLink(url, messageId, location?.href) : url
    },
    consent,
    reset: visitor.reset,
    flush: sender.flush,
    close: (timeoutMilliseconds = 10_000) => (closing ??= finish(timeoutMilliseconds)),
  }
}

type Recorder = (type: EventType, fields: EventFields | undefined, closed: boolean) => string | undefined

function createRecorder({ defaults, now, random, report }: Settings, queue: Queue, visitor: Visitor): Recorder {
  return (type, fields, closed) => {
    const message_id = fields?.message_id || uuid(random)
    try {
      const occurred_at = fields?.occurred_at ?? new Date(now()).toISOString()
      const json = JSON.stringify({ ...visitor.fields(), ...defaults, ...fields, type, message_id, occurred_at })
      if (closed) report('closed', [message_id])
      else if (queue.add(message_id, json)) return message_id
    } catch {
      report('invalid', [message_id])
    }
    return undefined
  }
}

function beaconOnLeaving(document: PageDocument | undefined, sender: Sender): AbortController {
  const leaving = new AbortController()
  const onVisibilityChange = () => {
    if (document?.visibilityState === 'hidden') sender.beacon()
  }
  document?.addEventListener('visibilitychange', onVisibilityChange, leaving)
  document?.defaultView?.addEventListener('pagehide', sender.beacon, leaving)
  return leaving
}
