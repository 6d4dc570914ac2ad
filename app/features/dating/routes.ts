import type { FastifyInstance } from 'fastify'
import { customerPageRoute } from '../../platform/customers/page-route.ts'
import type { Platform } from '../../platform/platform.ts'
import { DatingContent } from './contract.ts'
import { contentOf } from './dating.ts'
import { rowsOf } from './rows.ts'

export function datingRoutes(server: FastifyInstance, platform: Platform): void {
  const summary = 'How far swipes lead, and what goes along with matches'
  customerPageRoute(server, platform, { path: '/v1/dating', summary, content: DatingContent, rowsOf, contentOf })
}
