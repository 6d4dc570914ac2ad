import type { JobEnd } from '../../platform/jobs/job-runner.ts'
import { OutgoingRefused } from '../../platform/outgoing/destination.ts'
import { AnswerTooLarge, type Outgoing } from '../../platform/outgoing/outgoing.ts'

/** Longest pause that a receiver may ask for; milliseconds. */
const PAUSE_MAX_MILLISECONDS = 8 * 3_600_000
/** Refusals that a later request may not meet: timeout, conflict, too early, too many. */
const IN_PASSING = new Set([408, 409, 425, 429])
const TLS = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ERR_TLS|ERR_SSL|EPROTO|certificate/i

/** What came of posting a message. */
export type PostEnd = JobEnd & {
  /** The receiver says that it wants nothing any more. */
  readonly isGone?: boolean
}

interface Posted {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Posts JSON, and says in words what came of it. No part of the address is in the words: it may be a secret.
 * @throws the reason of the signal: who stops waiting knows nothing of the receiver.
 */
export async function post(ask: Outgoing, { url, body, headers, signal, now }: Posted): Promise<PostEnd> {
  try {
    const answer = await ask(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, signal })
    return endOf(answer, now())
  } catch (error) {
    signal.throwIfAborted()
    return brokenEnd(error)
  }
}

function endOf({ status, headers }: Response, now: number): PostEnd {
  if (status >= 200 && status < 300) return { status: 'done', says: `The receiver took it (${status})` }
  if (status === 410)
    return { status: 'failed', says: 'The receiver wants nothing any more (410 Gone); the subscription was paused', isGone: true }
  if (status >= 300 && status < 400)
    return { status: 'failed', says: `The receiver points elsewhere (${status}); redirects are not followed` }
  if (status >= 500 || IN_PASSING.has(status)) {
    const waitMilliseconds = pauseOf(headers.get('retry-after'), now)
    return { status: 'again', says: `The receiver cannot take it now (${status})`, waitMilliseconds }
  }
  return { status: 'failed', says: `The receiver refused it (${status})` }
}

/** Retry-After is seconds, or a date. */
function pauseOf(header: string | null, now: number): number {
  if (header === null) return 0
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(milliseconds) ? Math.min(Math.max(0, milliseconds), PAUSE_MAX_MILLISECONDS) : 0
}

function brokenEnd(error: unknown): PostEnd {
  const { name = '', message = '', code = '' } = error as { name?: string; message?: string; code?: string }
  if (error instanceof OutgoingRefused) return { status: 'failed', says: `It was not sent: ${message}` }
  if (error instanceof AnswerTooLarge) return { status: 'again', says: 'The receiver answered with too much' }
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return { status: 'again', says: 'The receiver did not answer in time' }
  if (TLS.test(`${code} ${message}`)) return { status: 'again', says: `The receiver’s certificate is not trusted (${code || 'TLS'})` }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { status: 'again', says: 'The receiver’s name was not found' }
  return { status: 'again', says: `The receiver cannot be reached${code === '' ? '' : ` (${code})`}` }
}
