import type { FastifyInstance, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    routeTable: RouteTable
  }
}

/** Every route there is, to say who may call it and what an address takes. */
export class RouteTable {
  readonly #routes: { readonly pattern: RegExp; readonly options: RouteOptions }[] = []

  /** Collects the routes that are added after this. */
  constructor(http: FastifyInstance) {
    http.addHook('onRoute', (options) => {
      this.#routes.push({ pattern: patternOf(options.url), options })
    })
  }

  /** Methods of an address, in the order of the alphabet; none when there is no such address. */
  methodsOf(path: string): string[] {
    return [...new Set(this.#at(path).flatMap(({ method }) => method))].sort()
  }

  /** True when pages of other sites send events to this address. */
  takesEvents(path: string): boolean {
    return this.#at(path).some(({ config }) => config?.permission === 'send_events')
  }

  /** Every route, in the order in which they were added. */
  get all(): readonly RouteOptions[] {
    return this.#routes.map(({ options }) => options)
  }

  /** @throws Error naming the first route that does not say who may call it. */
  requirePermissions(): void {
    const open = this.#routes.find(({ options }) => options.config?.permission === undefined)
    if (open !== undefined) throw new Error(`The route ${open.options.method} ${open.options.url} needs config: { permission }`)
  }

  #at(path: string): RouteOptions[] {
    return this.#routes.filter(({ pattern, options }) => !options.url.endsWith('*') && pattern.test(path)).map(({ options }) => options)
  }
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${parts.join('/')}/?$`)
}
