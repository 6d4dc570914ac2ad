import type { ErrorCode } from '@trill/contract/errors'

/** A request that did not succeed, in the words of the server (RFC 9457) or, when it was not reached, in ours. */
export class Problem extends Error {
  readonly code: ErrorCode | 'unreachable'
  readonly status: number
  readonly remedy: string
  readonly requestId: string | undefined

  constructor(facts: { code: ErrorCode | 'unreachable'; status: number; message: string; remedy: string; requestId?: string | undefined }) {
    super(facts.message)
    this.name = 'Problem'
    this.code = facts.code
    this.status = facts.status
    this.remedy = facts.remedy
    this.requestId = facts.requestId
  }
}

export type Parameters = Readonly<Record<string, string | number | undefined>>

/** Reads JSON. Undefined and empty parameters are left out. */
export function read<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(addressOf(path, parameters), signal ? { signal } : {})
}

/** Changes something: the header says that the request comes from a page of ours, which forms on other sites cannot. */
export function change<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  return request<T>(path, { method, ...content, headers: { ...type, 'x-trill-csrf': '1' } })
}

/** Sends a file and reports how much of it has left the browser; fetch cannot say that. */
export function upload<T>(
  path: string,
  parameters: Parameters,
  file: Blob,
  options: { onProgress: (share: number) => void; signal: AbortSignal },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', addressOf(path, parameters))
    sending.setRequestHeader('x-trill-csrf', '1')
    sending.setRequestHeader('content-type', 'application/octet-stream')
    sending.upload.onprogress = ({ loaded, total }) => options.onProgress(total > 0 ? loaded / total : 0)
    sending.onload = () => {
      if (sending.status < 300) resolve(JSON.parse(sending.responseText) as T)
      else reject(problemOf(sending.status, sending.responseText, sending.getResponseHeader('x-request-id')))
    }
    sending.onerror = () => reject(unreachable())
    sending.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'))
    options.signal.addEventListener('abort', () => sending.abort(), { once: true })
    sending.send(file)
  })
}

export function addressOf(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

async function request<T>(address: string, options: RequestInit): Promise<T> {
  const response = await fetch(address, { ...options, credentials: 'same-origin' }).catch((error: unknown) => {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : unreachable()
  })
  const text = await response.text()
  if (!response.ok) throw problemOf(response.status, text, response.headers.get('x-request-id'))
  return (text === '' ? undefined : JSON.parse(text)) as T
}

function problemOf(status: number, text: string, requestId: string | null): Problem {
  const body = parseObject(text)
  const word = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined)
  return new Problem({
    code: (word('code') as ErrorCode | undefined) ?? 'internal',
    status,
    message: word('detail') ?? word('title') ?? `The server answered ${status}.`,
    remedy: word('remedy') ?? 'Try again; if it stays, look into the server’s log.',
    requestId: word('request_id') ?? requestId ?? undefined,
  })
}

function unreachable(): Problem {
  return new Problem({
    code: 'unreachable',
    status: 0,
    message: 'The server could not be reached.',
    remedy: 'Check that Trill is running (`trill start`) and that the network is up, then try again.',
  })
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
