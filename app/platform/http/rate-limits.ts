import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../access/caller.ts'
import type { Platform } from '../platform.ts'
import { openRedis } from '../redis.ts'
import { Problem } from './problem.ts'

const MINUTE_MILLISECONDS = 60_000
/** Counters held in memory; the oldest make room. */
const COUNTERS_MAX = 50_000
/** Requests a minute with bad credentials from one network address. */
const FAILURES_MAX = 1000

/** Refuses whoever asks too often. Each throws Problem rate_limited. */
export interface RateLimits {
  /** What is open to everybody, by network address. */
  ofEverybody(request: FastifyRequest): Promise<void>
  /** What needs a permission, by key or person, and by route. */
  ofCaller(request: FastifyRequest, access: Access): Promise<void>
  /** Events, by key or, where that is still in the body, by network address. */
  ofSender(request: FastifyRequest, access: Access | null): Promise<void>
  /** Bad credentials, by network address. */
  ofFailures(request: FastifyRequest): Promise<void>
}

/** Adds the counters: in memory, or in Redis where several servers share them. */
export function countRequests(http: FastifyInstance, { config, logger }: Platform): void {
  const redis = config.redisUrl === '' ? undefined : openRedis(config.redisUrl, logger)
  const store = redis === undefined ? { cache: COUNTERS_MAX } : { redis, nameSpace: 'trill-rate-' }
  http.register(rateLimit, { global: false, skipOnError: true, ...store })
  http.addHook('onClose', async () => redis?.disconnect())
}

/** The limits, once the counters are there. */
export function createRateLimits(http: FastifyInstance, { config }: Platform): RateLimits {
  const limit = (max: number, what: string, nameOf: (request: FastifyRequest) => string) => {
    if (max === 0) return async () => undefined
    const count = http.createRateLimit({ max, timeWindow: MINUTE_MILLISECONDS, keyGenerator: nameOf })
    return async (request: FastifyRequest) => {
      const counted = await count(request)
      if (counted.isAllowed || !counted.isExceeded) return
      const retryAfterSeconds = Math.max(1, counted.ttlInSeconds)
      throw new Problem('rate_limited', `More than ${max} ${what} within a minute`, { retryAfterSeconds })
    }
  }
  const callers = new WeakMap<FastifyRequest, string>()
  const ofCaller = limit(config.rateApi, 'requests of this caller to this address', (request) => `api ${callers.get(request)}`)
  const ofSender = limit(config.rateIngest, 'requests with events', (request) => `ingest ${callers.get(request)}`)
  return {
    ofEverybody: limit(config.rateSignIn, 'requests from this network address', (request) => `open ${networkOf(request)}`),
    ofFailures: limit(FAILURES_MAX, 'requests with bad credentials', (request) => `failed ${networkOf(request)}`),
    ofCaller: async (request, access) => {
      if (access.kind === 'local') return
      callers.set(request, `${access.keyId ?? access.person?.id} ${request.method} ${request.routeOptions.url}`)
      await ofCaller(request)
    },
    ofSender: async (request, access) => {
      if (access?.kind === 'local') return
      callers.set(request, access?.keyId ?? access?.person?.id ?? networkOf(request))
      await ofSender(request)
    },
  }
}

/** An IPv4 address, or the network of an IPv6 address, of which one customer has 2⁶⁴. */
function networkOf({ ip }: FastifyRequest): string {
  return normalizeIP(ip)
}
