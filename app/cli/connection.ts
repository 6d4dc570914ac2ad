import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { type Config, readConfig } from '../platform/config.ts'
import type { FoundServer } from '../platform/data-directory.ts'
import { Failure } from './failure.ts'
import { reach } from './reach.ts'

/** How long a command waits for a server that starts, or a command that ends, to show where it is; milliseconds. */
const PATIENCE = 5000
const LOOK_AGAIN = 200

export type Method = 'GET' | 'POST' | 'DELETE' | 'PATCH'

export interface Request {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: object
  /** A file to send as it is. */
  readonly file?: Readable
}

/** What was answered, whatever the status says. */
export interface Answer {
  readonly status: number
  readonly text: string
  /** Header of an answer that asks to wait: seconds, or a date. */
  readonly retryAfter?: string | undefined
}

/** The way to the data: through the server that holds the directory, or through stores this process opened. The addresses are the same. */
export interface Connection {
  readonly kind: 'server' | 'stores'
  /** Where the server is; empty without one. */
  readonly url: string
  readonly config: Config
  /** @throws Failure with the problem that was answered. */
  ask<T>(method: Method, path: string, request?: Request): Promise<T>
  /** The answer as it is, refusals too. @throws Failure when there is none. */
  answer(method: Method, path: string, request?: Request): Promise<Answer>
  /** The answer’s text, whatever the status says. */
  text(path: string): Promise<string>
  /** The answer as it comes. */
  download(path: string): Promise<Readable>
  close(): Promise<void>
}

/** Runs `work` with a connection and closes it. */
export async function connected<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(readConfig())
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

async function connect(config: Config): Promise<Connection> {
  const { findServer } = await import('../platform/data-directory.ts')
  for (const since = Date.now(); ; ) {
    const found = findServer(config.dataDir)
    if (found !== undefined) return toServer(config, found)
    try {
      return await openStores(config)
    } catch (error) {
      if ((error as Error).name !== 'DataDirectoryInUse' || Date.now() - since > PATIENCE) throw error
      await pause(LOOK_AGAIN)
    }
  }
}

function toServer(config: Config, server: FoundServer): Connection {
  const { url, secret } = server
  const headers = { authorization: `Bearer ${secret}` }
  const send = async (method: Method, path: string, request: Request = {}) => {
    const body = request.file ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
    try {
      const sent = { method, headers: { ...headers, ...contentType(request) }, body }
      const answer = await reach(server, `${path}${queryText(request)}`, sent)
      return { status: answer.statusCode ?? 0, text: await text(answer), retryAfter: answer.headers['retry-after'] }
    } catch (error) {
      const detail = `The server at ${url} does not answer (${causeOf(error)})`
      throw new Failure(
        {
          title: 'The server went away',
          detail,
          remedy: 'Start it again with `trill start` and repeat; a running import goes on by itself.',
        },
        undefined,
      )
    }
  }
  const download = (path: string) => reach(server, path, { method: 'GET', headers })
  return { kind: 'server', url, config, ...answers(send), download, close: async () => undefined }
}

/** The routes of the server without its port, so that a command is written once. */
async function openStores(config: Config): Promise<Connection> {
  const [{ openPlatform }, { createServer }, { FEATURES }, { pino }] = await Promise.all([
    import('../main.ts'),
    import('../platform/http/server.ts'),
    import('../features/index.ts'),
    import('pino'),
  ])
  const level = config.logLevel === 'info' ? 'error' : config.logLevel
  const { platform, directory, close } = await openPlatform(config, pino({ level, base: null }, pino.destination({ dest: 2, sync: true })))
  const http = createServer(platform, FEATURES)
  await http.ready()
  const authorization = `Bearer ${directory.secret}`
  const send = async (method: Method, path: string, request: Request = {}) => {
    const payload = request.file ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
    const options = { method, url: `${path}${queryText(request)}`, headers: { authorization, ...contentType(request) } }
    const { statusCode, body, headers } = await http.inject(payload === undefined ? options : { ...options, payload })
    return { status: statusCode, text: body, retryAfter: headers['retry-after'] as string | undefined }
  }
  const download = async (path: string) =>
    (await http.inject({ method: 'GET', url: path, headers: { authorization }, payloadAsStream: true })).stream()
  const closeAll = async () => {
    await http.close()
    await close()
  }
  return { kind: 'stores', url: '', config, ...answers(send), download, close: closeAll }
}

type Send = Connection['answer']

function answers(send: Send): Pick<Connection, 'ask' | 'text' | 'answer'> {
  const sent = async (method: Method, path: string, request?: Request) => {
    const { status, text } = await send(method, path, request)
    if (status >= 400) throw asFailure(status, text)
    return text
  }
  return {
    ask: async <T>(method: Method, path: string, request?: Request) => {
      const text = await sent(method, path, request)
      return (text === '' ? null : JSON.parse(text)) as T
    },
    text: async (path) => (await send('GET', path)).text,
    answer: send,
  }
}

export function asFailure(status: number, text: string): Failure {
  try {
    const problem = JSON.parse(text) as { title?: string; detail?: string; remedy?: string }
    const { title = `The server answered ${status}`, detail = '', remedy = '' } = problem
    return new Failure({ title, detail, remedy }, problem)
  } catch {
    return new Failure({ title: `The server answered ${status}`, detail: text.slice(0, 300), remedy: 'See the server’s log.' })
  }
}

function contentType({ file, body }: Request): Record<string, string> {
  if (file !== undefined) return { 'content-type': 'application/octet-stream' }
  return body === undefined ? {} : { 'content-type': 'application/json' }
}

function queryText({ query = {} }: Request): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value))
  return search.size === 0 ? '' : `?${search}`
}

function causeOf(error: unknown): string {
  const { cause, message } = error as Error
  return cause instanceof Error ? cause.message : message
}
