import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP } from 'node:net'
import type { Config } from '../config.ts'
import { type Allowed, guardedLookup, OutgoingRefused, objectionTo, type Resolve, resolveBySystem } from './destination.ts'

const RESPONSE_MAX_BYTES = 1024 * 1024
const TIMEOUT_MILLISECONDS = 10_000
/** Their answers have no body. */
const WITHOUT_BODY = new Set([204, 205, 304])

export interface OutgoingOptions {
  /** How names become addresses. */
  readonly resolve?: Resolve
  readonly responseMaxBytes?: number
  /** For the whole answer. */
  readonly timeoutMilliseconds?: number
}

/** An answer of which no more was read. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge'
}

/** As `fetch`, for an address that a person gave. */
export type Outgoing = (address: string | URL, init?: RequestInit) => Promise<Response>

/**
 * The only way to an address that a person gave. It leads to the public internet over HTTPS, and to what the setting
 * TRILL_OUTGOING_ALLOW names. Redirects are answered, not followed.
 * @returns a function that throws OutgoingRefused where it does not go, AnswerTooLarge, and TimeoutError for answers that are too late.
 */
export function createOutgoing({ outgoingAllow }: Pick<Config, 'outgoingAllow'>, options: OutgoingOptions = {}): Outgoing {
  const { resolve = resolveBySystem, responseMaxBytes = RESPONSE_MAX_BYTES, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options
  return async (address, init) => {
    refuse(new URL(address), outgoingAllow)
    const request = new Request(address, { ...init, redirect: 'manual' })
    const url = new URL(request.url)
    const body = Buffer.from(await request.arrayBuffer())
    const length = body.length === 0 ? {} : { 'content-length': String(body.length) }
    const headers = { ...Object.fromEntries(request.headers), ...length }
    // A connection of its own: one that is kept could be shared with a request that was judged otherwise.
    const lookup = guardedLookup(url.protocol, outgoingAllow, resolve)
    const limit = timeLimit(timeoutMilliseconds, init?.signal)
    const sent = { method: request.method, headers, lookup, signal: limit.signal, agent: false as const }
    try {
      const asked = url.protocol === 'https:' ? requestSecure(url, sent) : requestPlain(url, sent)
      return await answerTo(asked, body, responseMaxBytes)
    } catch (error) {
      throw limit.signal.reason?.name === 'TimeoutError' ? limit.signal.reason : error
    } finally {
      limit.clear()
    }
  }
}

/**
 * Ends when whoever asks wants it to, or the time is over. The timer is held here: what AbortSignal.any makes of AbortSignal.timeout holds it
 * weakly in Node 20 (nodejs/node#57736), and after a collection of garbage the time is never over.
 */
function timeLimit(milliseconds: number, asking: AbortSignal | null | undefined): { signal: AbortSignal; clear: () => void } {
  const abort = new AbortController()
  const timer = setTimeout(
    () => abort.abort(new DOMException(`No answer within ${milliseconds} ms: timeout`, 'TimeoutError')),
    milliseconds,
  )
  const stop = () => abort.abort(asking?.reason)
  asking?.addEventListener('abort', stop, { once: true })
  if (asking?.aborted) stop()
  const clear = () => {
    clearTimeout(timer)
    asking?.removeEventListener('abort', stop)
  }
  return { signal: abort.signal, clear }
}

/** Names are judged when they are resolved, addresses here: no resolver is asked for those. */
function refuse({ protocol, hostname: host, username, password }: URL, allowed: Allowed): void {
  if (protocol !== 'https:' && protocol !== 'http:') throw new OutgoingRefused(`${protocol} is no way out; https: is`)
  if (username !== '' || password !== '') throw new OutgoingRefused('An address must not hold a user name or password')
  const hostname = host.replace(/^\[(.*)\]$/, '$1')
  const objection = isIP(hostname) === 0 ? undefined : objectionTo({ protocol, hostname, address: hostname }, allowed)
  if (objection !== undefined) throw objection
}

function answerTo(asked: ClientRequest, body: Buffer, maxBytes: number): Promise<Response> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject)
    asked.once('response', (answer) => {
      read(answer, maxBytes).then((content) => resolve(responseOf(answer, content)), reject)
    })
    asked.end(body)
  })
}

async function read(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBytes) throw new AnswerTooLarge(`The answer is larger than ${maxBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function responseOf({ statusCode = 0, headers }: IncomingMessage, content: Buffer): Response {
  const pairs = Object.entries(headers).flatMap(([name, value = []]) => [value].flat().map((one): [string, string] => [name, one]))
  return new Response(WITHOUT_BODY.has(statusCode) ? null : new Uint8Array(content), { status: statusCode, headers: pairs })
}
