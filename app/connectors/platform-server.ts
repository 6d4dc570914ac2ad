import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as the platform sees it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** What goes wrong with an answer instead: another one, one that is cut off, or one that comes late. */
export type Fault = Reply | { readonly cutAfterBytes: number } | { readonly lateMilliseconds: number }

/** A platform on loopback. It answers what its handler says, unless a fault is due. */
export interface PlatformServer {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Called for each request that `answer` would answer; undefined lets it pass. */
  fault: ((asked: Asked, times: number) => Fault | undefined) | undefined
  close(): Promise<void>
}

/** @param answer what the platform answers by its documentation; 404 where it answers undefined. */
export async function startPlatformServer(answer: (asked: Asked) => Reply | undefined): Promise<PlatformServer> {
  const asked: Asked[] = []
  let fault: PlatformServer['fault']
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://platform.invalid')
    const one: Asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers as Asked['headers'],
      body: await text(request),
    }
    asked.push(one)
    const { status = 200, headers = {}, body } = answer(one) ?? { status: 404, body: '' }
    const wrong = fault?.(one, asked.length)
    if (wrong !== undefined && 'lateMilliseconds' in wrong) await new Promise((done) => setTimeout(done, wrong.lateMilliseconds))
    if (wrong !== undefined && 'cutAfterBytes' in wrong) return cutOff(response, body, wrong.cutAfterBytes)
    if (wrong !== undefined && 'body' in wrong) return response.writeHead(wrong.status ?? 200, { ...wrong.headers }).end(wrong.body)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
  const server = createServer((request, response) => void respond(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get fault() {
      return fault
    },
    set fault(next) {
      fault = next
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** As much is announced as there is, and less is sent. */
function cutOff(response: ServerResponse, body: string, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.write(Buffer.from(body).subarray(0, bytes), () => response.destroy())
}
