import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { isLocalOnly, isSecure } from './address.ts'

/** What no page of Trill asks a browser for. */
const PERMISSIONS_POLICY = 'camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()'

/** The dashboard needs nothing from elsewhere. Charts and tables set styles by attribute. */
export function securityHeaders(config: Config) {
  const overHttps = isSecure(config)
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Remembered for all ports of a name: other programs of this machine may not speak HTTPS.
    strictTransportSecurity: overHttps && !isLocalOnly(config),
    crossOriginOpenerPolicy: overHttps || config.publicUrl === '',
    originAgentCluster: overHttps,
    xFrameOptions: { action: 'deny' as const },
    referrerPolicy: { policy: 'same-origin' as const },
  }
}

/** Answers to senders are read by programs, as with the other headers of a page. */
export function addPermissionsPolicy(http: FastifyInstance): void {
  http.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.permission !== 'send_events') reply.header('permissions-policy', PERMISSIONS_POLICY)
    done()
  })
}
