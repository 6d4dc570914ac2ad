import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { backOff, retryAfter } from '../connectors/retry.ts'
import type { IngestAnswer } from '../features/ingest/contract.ts'
import { type Answer, asFailure, type Connection } from './connection.ts'
import { Failure } from './failure.ts'
import { reach } from './reach.ts'

/** Events in one request; of less than 1 kB each, so that a request is far below its limit. */
const BATCH_EVENTS = 5000
/** How long a server may refuse or stay away before sending is given up, milliseconds. */
const PATIENCE = 300_000

/** Where events go: `POST /v1/events` of a server, or of the stores at hand. */
export interface EventTarget {
  /** As people know it. */
  readonly name: string
  /** @throws Failure when nothing answers. */
  post(events: readonly object[]): Promise<Answer>
}

/** The workspace of the data directory at hand. */
export function workspaceTarget(trill: Connection, workspace: string): EventTarget {
  const query = { workspace_id: workspace, provenance: 'simulated' }
  return {
    name: `the workspace ${workspace}`,
    post: (events) => trill.answer('POST', '/v1/events', { query, body: events }),
  }
}

/** A server anywhere, through a key that may send events. */
export function serverTarget(url: string, key: string): EventTarget {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const post = async (events: readonly object[]) => {
    const sent = { method: 'POST', headers, body: JSON.stringify(events) }
    const answer = await reach({ url }, '/v1/events?provenance=simulated', sent).catch((error: Error) => {
      throw new Failure({ title: 'No server answers', detail: `${url}: ${error.message}`, remedy: 'Check the address, and that it runs.' })
    })
    return { status: answer.statusCode ?? 0, text: await text(answer), retryAfter: answer.headers['retry-after'] }
  }
  return { name: url, post }
}

/** What became of the events that were sent. */
export interface SentEvents {
  accepted: number
  suppressed: number
  rejected: number
}

/** When to send again, and how long to try. */
interface Patience {
  readonly milliseconds: number
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

const WAITING: Patience = {
  milliseconds: PATIENCE,
  pause: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
}

/**
 * Sends events in the order given, one request after the other: whoever writes waits until what was written before is stored. A request
 * without an acknowledgement is sent again after what `Retry-After` asks for, or after a growing pause; the same events count once.
 */
export class EventSender {
  readonly sent: SentEvents = { accepted: 0, suppressed: 0, rejected: 0 }
  readonly #target: EventTarget
  readonly #signal: AbortSignal
  readonly #patience: Patience
  #waiting: object[] = []

  /** @param signal ends sending after the request that is under way */
  constructor(target: EventTarget, signal: AbortSignal, patience = WAITING) {
    this.#target = target
    this.#signal = signal
    this.#patience = patience
  }

  /** @throws Failure when the server refuses the request, or for too long. */
  async write(events: readonly object[]): Promise<void> {
    this.#waiting.push(...events)
    while (this.#waiting.length >= BATCH_EVENTS && !this.#signal.aborted) await this.#send(this.#waiting.splice(0, BATCH_EVENTS))
  }

  /** Sends what is left. */
  async finish(): Promise<void> {
    if (this.#waiting.length > 0 && !this.#signal.aborted) await this.#send(this.#waiting.splice(0))
  }

  async #send(events: readonly object[]): Promise<void> {
    const since = performance.now()
    for (let failures = 0; !this.#signal.aborted; failures += 1) {
      const answer = await this.#attempt(events)
      if (!('passing' in answer)) return this.#count(answer)
      if (performance.now() - since > this.#patience.milliseconds) throw answer.failure
      await this.#patience.pause(answer.passing + backOff(failures, Math.random), this.#signal)
    }
  }

  async #attempt(events: readonly object[]): Promise<IngestAnswer | { readonly passing: number; readonly failure: Failure }> {
    const answer = await this.#target.post(events).catch((error: unknown) => {
      if (error instanceof Failure) return error
      throw error
    })
    if (answer instanceof Failure) return { passing: 0, failure: answer }
    const { status, text: said, retryAfter: header } = answer
    if (status < 400) return JSON.parse(said) as IngestAnswer
    const failure = asFailure(status, said)
    if (status !== 408 && status !== 429 && status < 500) throw failure
    const asked = header === undefined ? 0 : retryAfter(new Headers({ 'retry-after': header }), Date.now())
    return { passing: asked ?? 0, failure }
  }

  #count({ accepted, suppressed = 0, rejected }: IngestAnswer): void {
    this.sent.accepted += accepted
    this.sent.suppressed += suppressed
    this.sent.rejected += rejected.length
  }
}
