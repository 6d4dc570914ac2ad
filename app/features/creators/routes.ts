import type { FastifyInstance } from 'fastify'
import { customerPageRoute } from '../../platform/customers/page-route.ts'
import type { Platform } from '../../platform/platform.ts'
import { SocialContent } from './contract.ts'
import { contentOf } from './creators.ts'
import { rowsOf } from './rows.ts'

export function creatorsRoutes(server: FastifyInstance, platform: Platform): void {
  const summary = 'What customers post, watch and finish, and what creators earn'
  customerPageRoute(server, platform, { path: '/v1/creators', summary, content: SocialContent, rowsOf, contentOf })
}
