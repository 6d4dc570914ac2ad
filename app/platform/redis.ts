import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Longest wait for Redis: a request without a limit is better than one without an answer. */
const REDIS_MILLISECONDS = 500

/** A connection that answers soon or not at all. */
export function openRedis(url: string, logger: Logger): Redis {
  const options = {
    connectTimeout: REDIS_MILLISECONDS,
    commandTimeout: REDIS_MILLISECONDS,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
  }
  const redis = new Redis(url, options)
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'Redis does not answer; requests are not counted meanwhile'))
  return redis
}
