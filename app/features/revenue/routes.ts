import type { FastifyInstance } from 'fastify'
import { CustomerQuery } from '../../platform/customers/contract.ts'
import { answerOf } from '../../platform/customers/customer-reading.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { RevenueResponse } from './contract.ts'
import { contentOf } from './revenue.ts'
import { rowsOf } from './rows.ts'

export function revenueRoutes(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['pages'],
    summary: 'What customers bring, by source, tier and customer, and over their lives so far',
    querystring: CustomerQuery,
    response: { 200: RevenueResponse },
  }
  typed(server).get('/v1/revenue', { config: { permission: 'read_figures' }, schema }, (request) =>
    answerOf(request, request.query, platform, async (reading) => contentOf(await rowsOf(reading, platform), reading)),
  )
}
