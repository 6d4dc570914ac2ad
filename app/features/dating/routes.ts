import type { FastifyInstance } from 'fastify'
import { CustomerQuery } from '../../platform/customers/contract.ts'
import { answerOf } from '../../platform/customers/customer-reading.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { DatingResponse } from './contract.ts'
import { contentOf } from './dating.ts'
import { rowsOf } from './rows.ts'

export function datingRoutes(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['pages'],
    summary: 'How far swipes lead, and what goes along with matches',
    querystring: CustomerQuery,
    response: { 200: DatingResponse },
  }
  typed(server).get('/v1/dating', { config: { permission: 'read_figures' }, schema }, (request) =>
    answerOf(request, request.query, platform, async (reading) => contentOf(await rowsOf(reading, platform), reading)),
  )
}
