import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EventInput } from '@trill/contract/event'

export interface RecordedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly events: readonly EventInput[]
  readonly at: number
}

export interface PlannedAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A server that records what it is sent and gives the answers it was told to, then 200 to all. */
export interface RecordingServer {
  readonly host: string
  readonly requests: RecordedRequest[]
  /** All events received, in order. */
  events(): EventInput[]
  /** Gives these answers to the next requests, one each. */
  answer(...answers: PlannedAnswer[]): void
  /** Decides on every request; undefined leaves it to the planned answers. */
  decide?: (request: RecordedRequest) => PlannedAnswer | undefined
  /** Resolves when so many requests have come. */
  received(count: number): Promise<void>
  stop(): Promise<void>
}

export async function startRecordingServer(port = 0): Promise<RecordingServer> {
  const planned: PlannedAnswer[] = []
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method === 'OPTIONS') return reply(response, { status: 204 })
      const { method = '', url = '', headers } = request
      const body = Buffer.concat(chunks).toString()
      const recorded = { method, url, headers, body, events: JSON.parse(body), at: Date.now() }
      recording.requests.push(recorded)
      const everything = { status: 200, body: { accepted: recorded.events.length, rejected: [] } }
      reply(response, recording.decide?.(recorded) ?? planned.shift() ?? everything)
    })
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const recording: RecordingServer = {
    host: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests: [],
    events: () => recording.requests.flatMap((request) => request.events),
    answer: (...answers) => void planned.push(...answers),
    async received(count) {
      while (recording.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    async stop() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
  return recording
}

function reply(response: ServerResponse, { status, body = '', headers = {} }: PlannedAnswer): void {
  response.writeHead(status, {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-expose-headers': 'retry-after',
    ...headers,
  })
  response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
}
