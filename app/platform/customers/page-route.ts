import type { FastifyInstance } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { typed } from '../http/type-provider.ts'
import type { Platform } from '../platform.ts'
import { CustomerQuery, customerAnswer } from './contract.ts'
import { answerOf, type CustomerReading } from './customer-reading.ts'

interface Page<Rows, Content extends TSchema> {
  readonly path: string
  readonly summary: string
  readonly content: Content
  readonly rowsOf: (reading: CustomerReading, platform: Platform) => Promise<Rows>
  readonly contentOf: (rows: Rows, reading: CustomerReading) => Static<Content>
}

/** The route of a page about the customers of one snapshot. */
export function customerPageRoute<Rows, Content extends TSchema>(
  server: FastifyInstance,
  platform: Platform,
  { path, summary, content, rowsOf, contentOf }: Page<Rows, Content>,
): void {
  const schema = { tags: ['pages'], summary, querystring: CustomerQuery, response: { 200: customerAnswer(content) } }
  typed(server).get(path, { config: { permission: 'read_figures' }, schema }, (request) =>
    answerOf(request, request.query, platform, async (reading) => contentOf(await rowsOf(reading, platform), reading)),
  )
}
