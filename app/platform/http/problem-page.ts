import { ERRORS } from '@trill/contract/errors'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'
import { escapeHtml, simplePage } from './simple-page.ts'

/** Pages that the `type` of a problem leads to. */
export function problemPages(http: FastifyInstance): void {
  http.get<{ Params: { code: string } }>(
    '/problems/:code',
    { config: { permission: 'public' }, schema: { hide: true } },
    async ({ params: { code } }, reply) => {
      if (!Object.hasOwn(ERRORS, code)) throw new Problem('not_found', 'There is no problem of that name')
      const { status, title, remedy } = ERRORS[code as keyof typeof ERRORS]
      const paragraphs = [
        `<code>${escapeHtml(code)}</code>, HTTP status ${status}`,
        escapeHtml(remedy),
        '<a href="/docs">All addresses</a>',
      ]
      return reply.type('text/html; charset=utf-8').send(simplePage(title, paragraphs))
    },
  )
}
