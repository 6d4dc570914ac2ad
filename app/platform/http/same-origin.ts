import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** True for a request that changes nothing. */
export function isSafe({ method }: FastifyRequest): boolean {
  return SAFE_METHODS.has(method)
}

/**
 * False when the browser says that a page of another origin asks. Over plain HTTP browsers tell the origin only; what is no
 * browser tells neither, and is never made to ask by a page.
 * @see OWASP Cross-Site Request Forgery Prevention Cheat Sheet, “Fetch Metadata headers” and “Verifying Origin”.
 */
export function isFromOwnPage({ headers }: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin, host } = headers
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  if (publicUrl !== '' && new URL(publicUrl).origin === origin) return true
  return new URL(origin).host === host?.toLowerCase()
}
