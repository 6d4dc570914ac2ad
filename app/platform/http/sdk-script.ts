import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'

/** Where `npm run build` puts the sender for pages of other sites. */
export const SDK_SCRIPT = fileURLToPath(new URL('../../../sdk/dist/trill.global.js', import.meta.url))

const HEADERS = {
  // Pages ask again after an hour, so that a newer Trill reaches them within one.
  'cache-control': 'public, max-age=3600',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
}

/** Serves the SDK as one script that any page may load: `/trill.global.js`. */
export function sdkScriptRoute(http: FastifyInstance, path: string): void {
  const script = existsSync(path) ? readFileSync(path) : undefined
  const etag = script && `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`
  const schema = {
    tags: ['ingest'],
    summary: 'The SDK as a script: leaves one global, Trill',
    produces: ['text/javascript'],
  }
  http.get('/trill.global.js', { config: { permission: 'public' }, schema }, async (request, reply) => {
    if (script === undefined) throw new Problem('not_built', 'sdk/dist/trill.global.js is not there')
    reply.headers({ ...HEADERS, etag })
    if (request.headers['if-none-match']?.includes(String(etag))) return reply.code(304).send()
    return reply.type('text/javascript; charset=utf-8').send(script)
  })
}
