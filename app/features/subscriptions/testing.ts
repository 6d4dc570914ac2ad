import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Posted {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Who takes webhooks, on loopback. */
export interface Receiver {
  readonly url: string
  readonly posted: Posted[]
  /** What it answers next; 200 when there is nothing left here. */
  readonly answers: (number | { readonly status: number; readonly retryAfter: string })[]
  close(): void
}

export async function startReceiver(): Promise<Receiver> {
  const posted: Posted[] = []
  const answers: Receiver['answers'] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posted.push({ path: request.url ?? '', headers: request.headers, body })
      const answer = answers.shift() ?? 200
      if (typeof answer === 'number') response.writeHead(answer).end()
      else response.writeHead(answer.status, { 'retry-after': answer.retryAfter }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted, answers, close: () => void server.close() }
}
