import type { FastifyInstance } from 'fastify'
import { CustomerQuery } from '../../platform/customers/contract.ts'
import { answerOf } from '../../platform/customers/customer-reading.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { SocialResponse } from './contract.ts'
import { contentOf } from './creators.ts'
import { rowsOf } from './rows.ts'

export function creatorsRoutes(server: FastifyInstance, platform: Platform): void {
  const schema = {
    tags: ['pages'],
    summary: 'What customers post, watch and finish, and what creators earn',
    querystring: CustomerQuery,
    response: { 200: SocialResponse },
  }
  typed(server).get('/v1/creators', { config: { permission: 'read_figures' }, schema }, (request) =>
    answerOf(request, request.query, platform, async (reading) => contentOf(await rowsOf(reading, platform), reading)),
  )
}
