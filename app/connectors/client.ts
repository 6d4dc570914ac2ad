import { setTimeout as pause } from 'node:timers/promises'
import { OutgoingRefused } from '../platform/outgoing/destination.ts'
import { AnswerTooLarge, type Outgoing } from '../platform/outgoing/outgoing.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { type ConnectorFailure, isFailure } from './failure.ts'
import type { Quota, Quotas } from './quota.ts'
import type { Rate, RateLimiter } from './rate-limiter.ts'
import { backOff, RETRIES_MAX, retryAfter } from './retry.ts'

/** What a platform may send at once, and how long it may take. */
export const ANSWER_MAX_BYTES = 8 * 1024 * 1024
export const TIMEOUT_MILLISECONDS = 20_000

/** Longest wait for limits and repeats of one request, where nobody says otherwise. */
const PATIENCE_SECONDS = 60
/** Wait where a platform says 429 and not until when. */
const UNSAID_WAIT_MILLISECONDS = 60_000

/** One request to a platform. */
export interface Ask {
  readonly address: URL
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Units of the quota of the day. */
  readonly cost?: number
  /** True when asking twice changes nothing: a GET, unless said otherwise, and no POST. */
  readonly isRepeatable?: boolean
  readonly patienceSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** What an answer that is no success means to this platform, where the status alone does not say it. */
  readonly explain?: (answer: Unsuccessful) => ConnectorFailure | undefined
}

/** An answer with a status of 300 or more. */
export interface Unsuccessful {
  readonly httpStatus: number
  readonly text: string
  readonly headers: Headers
  /** From the headers, in seconds; a minute where they do not say. */
  readonly retryAfterSeconds: number
}

/** An answer with a status of 200 to 299. */
export interface Answer {
  readonly status: 'answer'
  readonly text: string
  readonly headers: Headers
}

/** The way to one platform’s API, within its limits. */
export interface ConnectorClient {
  ask(ask: Ask): Promise<Answer | ConnectorFailure>
}

export interface ClientParts {
  /** How the platform is called in messages. */
  readonly label: string
  readonly outgoing: Outgoing
  readonly limiter: RateLimiter
  readonly quotas: Quotas
  readonly breaker: CircuitBreaker
  /** Whose limits are used up: one for each set of credentials, or each address where there are none. */
  readonly limitKey: string
  readonly rate: Rate
  readonly quota: Quota | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMilliseconds: number
  readonly now: () => number
  /** Uniform on [0, 1). */
  readonly random: () => number
}

/** How one attempt ended, and whether another may end better. */
type Attempt = Answer | (ConnectorFailure & { readonly waitMilliseconds?: number; readonly mayPass?: boolean })

/** Asks within the limits, repeats what failed in passing, and leaves a platform in peace that keeps failing. */
export function createClient(parts: ClientParts): ConnectorClient {
  const { label, now, random } = parts
  return {
    ask: async (ask) => {
      const deadline = now() + (ask.patienceSeconds ?? PATIENCE_SECONDS) * 1000
      const isRepeatable = ask.isRepeatable ?? (ask.method ?? 'GET') === 'GET'
      if (!canBeSent(ask))
        return { status: 'unauthorised', message: `The credentials of ${label} hold characters that no request can carry` }
      for (let attempt = 0; ; attempt += 1) {
        const refusal = await admit(parts, ask, deadline)
        if (refusal !== undefined) return refusal
        const result = await send(parts, ask)
        if (!isFailure(result) || !result.mayPass || !isRepeatable || attempt === RETRIES_MAX) return ended(result)
        const wait = Math.max(result.waitMilliseconds ?? 0, backOff(attempt, random))
        if (now() + wait > deadline) return ended(result)
        if (!(await waited(wait, ask.signal))) return cancelled(label)
      }
    },
  }
}

/** Headers hold Latin-1 without line ends; what else is pasted with a token is no part of it. */
function canBeSent({ headers = {} }: Ask): boolean {
  return Object.values(headers).every((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value))
}

/** Waits for the limits. @returns why nothing may be asked, or undefined. */
async function admit(parts: ClientParts, ask: Ask, deadline: number): Promise<ConnectorFailure | undefined> {
  const { label, breaker } = parts
  if (ask.signal?.aborted) return cancelled(label)
  const closed = breaker.wait()
  if (closed > 0) return { status: 'platform_failed', message: `${label} failed several times; it is asked again in ${seconds(closed)} s` }
  let isAdmitted = false
  try {
    const refusal = await refusalOf(parts, ask, deadline)
    isAdmitted = refusal === undefined
    return refusal
  } finally {
    if (!isAdmitted) breaker.withdrew()
  }
}

/** What the rate and the quota of the day say to a request. */
async function refusalOf(parts: ClientParts, ask: Ask, deadline: number): Promise<ConnectorFailure | undefined> {
  const { label, limiter, quotas, limitKey, rate, quota, now } = parts
  for (let wait = await limiter.take(limitKey, rate); wait > 0; wait = await limiter.take(limitKey, rate)) {
    if (now() + wait > deadline)
      return {
        status: 'rate_limited',
        message: `The limit of ${rate.requests} requests in ${rate.seconds} s to ${label} is used up`,
        retryAfterSeconds: seconds(wait),
      }
    if (!(await waited(wait, ask.signal))) return cancelled(label)
  }
  if (quota === undefined) return undefined
  const spent = await quotas.spend(limitKey, quota, ask.cost ?? 1)
  if (spent === null) return undefined
  return {
    status: 'rate_limited',
    message: `${spent.used} of today’s ${spent.units} units of ${label} are used up, and this request needs ${ask.cost ?? 1}`,
    retryAfterSeconds: spent.secondsLeft,
  }
}

async function send(parts: ClientParts, ask: Ask): Promise<Attempt> {
  const { label, outgoing, breaker, headers, limiter, limitKey, now } = parts
  const { method = 'GET', address, body, signal } = ask
  try {
    const init = { method, headers: { ...headers, ...ask.headers }, ...(body !== undefined && { body }), ...(signal && { signal }) }
    const response = await outgoing(address, init)
    const text = await response.text()
    if (response.status >= 500) breaker.failed()
    else breaker.succeeded()
    if (response.ok) return { status: 'answer', text, headers: response.headers }
    const wait = retryAfter(response.headers, now())
    const retryAfterSeconds = seconds(wait ?? UNSAID_WAIT_MILLISECONDS)
    const answer: Unsuccessful = { httpStatus: response.status, text, headers: response.headers, retryAfterSeconds }
    const failure = ask.explain?.(answer) ?? failureOf(answer, label)
    if (failure.status === 'rate_limited') {
      await limiter.hold(limitKey, failure.retryAfterSeconds * 1000)
      return { ...failure, mayPass: true, waitMilliseconds: failure.retryAfterSeconds * 1000 }
    }
    return { ...failure, mayPass: response.status >= 500, ...(wait !== undefined && { waitMilliseconds: wait }) }
  } catch (error) {
    return unanswered(error, parts, signal)
  }
}

/** What a status means where the platform has no meaning of its own for it. */
export function failureOf({ httpStatus, headers, retryAfterSeconds }: Unsuccessful, label: string): ConnectorFailure {
  const answered = `${label} answered ${httpStatus}`
  if (httpStatus === 401) return { status: 'unauthorised', message: `${answered}: the credentials are wrong or have expired` }
  if (httpStatus === 403) return { status: 'forbidden', message: `${answered}: the credentials do not allow this` }
  if (httpStatus === 404 || httpStatus === 410) return { status: 'not_found', message: `${answered}: this is not there` }
  if (httpStatus === 429) return { status: 'rate_limited', message: `${answered}: too many requests`, retryAfterSeconds }
  if (httpStatus >= 500) return { status: 'platform_failed', message: `${answered}: it has a fault of its own` }
  if (httpStatus < 400) return { status: 'refused', message: `${answered} and sends elsewhere (${placeOf(headers)}); correct the address` }
  return { status: 'refused', message: `${answered}: it does not take this request` }
}

/** Codes of what stands between this machine and the platform. */
const NO_WAY = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'])

function unanswered(error: unknown, { label, breaker, timeoutMilliseconds }: ClientParts, signal: AbortSignal | undefined): Attempt {
  const { name, code = '', message } = error as Error & { code?: string }
  if (signal?.aborted) {
    breaker.withdrew()
    return cancelled(label)
  }
  if (error instanceof OutgoingRefused) {
    breaker.withdrew()
    return { status: 'unreachable', message }
  }
  if (error instanceof AnswerTooLarge) {
    breaker.succeeded()
    return { status: 'unreadable_answer', message: `${label}: ${message}`, field: '' }
  }
  breaker.failed()
  if (NO_WAY.has(code)) return { status: 'unreachable', message: `${label} cannot be reached from here (${code})` }
  const late = name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR'
  const reason = late ? `did not answer within ${timeoutMilliseconds / 1000} s` : 'broke the connection off'
  return { status: 'platform_failed', message: `${label} ${reason}`, mayPass: true }
}

function ended(result: Attempt): Answer | ConnectorFailure {
  if (!isFailure(result)) return result
  const { mayPass: _mayPass, waitMilliseconds: _waitMilliseconds, ...failure } = result
  return failure as ConnectorFailure
}

function cancelled(label: string): ConnectorFailure {
  return { status: 'cancelled', message: `Asking ${label} was stopped` }
}

/** @returns false when it was stopped. */
async function waited(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await pause(milliseconds, undefined, signal && { signal })
    return true
  } catch {
    return false
  }
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000))
}

function placeOf(headers: Headers): string {
  const location = headers.get('location') ?? ''
  return URL.canParse(location) ? new URL(location).host : 'nowhere'
}
