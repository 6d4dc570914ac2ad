import { existsSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { simplePage } from './simple-page.ts'

/** Where `npm run build` puts the dashboard. */
export const DASHBOARD = fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

const NOT_BUILT = simplePage('The dashboard is not built', [
  'Run <code>npm run build</code> in the repository and start Trill again. The API works all the same; <a href="/docs">/docs</a> describes it.',
])

/** Serves the built dashboard. @returns what answers an address that the dashboard itself makes a page for. */
export function serveDashboard(http: FastifyInstance, directory: string): (reply: FastifyReply) => FastifyReply {
  if (!existsSync(`${directory}/index.html`)) {
    http.get('/', { config: { permission: 'public' }, schema: { hide: true } }, async (_request, reply) => notBuilt(reply))
    return notBuilt
  }
  http.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, permission: 'public' }
    })
    await files.register(fastifyStatic, {
      root: directory,
      decorateReply: false,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheControl(path)),
    })
  })
  http.register(fastifyStatic, { root: directory, serve: false, cacheControl: false })
  return (reply) => reply.header('cache-control', cacheControl('index.html')).sendFile('index.html')
}

/** Vite puts a hash of the content into the names of its assets. */
function cacheControl(path: string): string {
  return path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'
}

function notBuilt(reply: FastifyReply): FastifyReply {
  return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
}
