import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { defineFeature } from '../../platform/feature.ts'

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

const cats = (count: number, type: string, occurred_at: string) =>
  Array.from({ length: count }, (_, n) => ({ type, occurred_at, actor_id: `a${n}`, content_id: 'post-1', platform: 'web' }))

/** A post whose title is markup: 40 views and 12 likes in the week of Monday 16 November 2026, 50 views in the week before. */
export const CATS = [
  {
    type: 'content_publish',
    occurred_at: '2026-11-16T10:00:00Z',
    content_id: 'post-1',
    platform: 'web',
    properties: { title: 'Cats & <dogs>' },
  },
  ...cats(40, 'view', '2026-11-17T10:00:00Z'),
  ...cats(12, 'like', '2026-11-17T11:00:00Z'),
  ...cats(50, 'view', '2026-11-10T10:00:00Z'),
]

export const PDF = Buffer.from('%PDF-1.7 a report')

/** Makes a document, of simulated customers in the workspace `quiet`. */
export const reports = defineFeature({
  name: 'reports-of-a-test',
  about: 'Makes a document.',
  documents: [
    {
      id: 'executive',
      title: 'Executive report',
      pageOf: ({ from, to }) => `/reports?of=${from}..${to}`,
      make: async (_platform, { label, from, workspaceId }) =>
        from < Date.parse('2026-01-01')
          ? { status: 'no_data', pdf: Buffer.of(), simulated: false, summary: '' }
          : { status: 'made', pdf: PDF, simulated: workspaceId === 'quiet', summary: `Views grew in ${label}.` },
    },
  ],
})
