import type { FastifyInstance } from 'fastify'
import { customerPageRoute } from '../../platform/customers/page-route.ts'
import type { Platform } from '../../platform/platform.ts'
import { RevenueContent } from './contract.ts'
import { contentOf } from './revenue.ts'
import { rowsOf } from './rows.ts'

export function revenueRoutes(server: FastifyInstance, platform: Platform): void {
  const summary = 'What customers bring, by source, tier and customer, and over their lives so far'
  customerPageRoute(server, platform, { path: '/v1/revenue', summary, content: RevenueContent, rowsOf, contentOf })
}
