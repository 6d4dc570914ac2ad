import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { RateLimiter } from './rate-limiter.ts'

/** A sorted set of tokens that were taken, by when each comes back; on the clock of Redis, which all processes share. */
const TAKE = `
local held = redis.call('PTTL', KEYS[2])
if held > 0 then return held end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local taken = redis.call('ZCARD', KEYS[1])
if taken >= tonumber(ARGV[1]) then
  local back = redis.call('ZRANGE', KEYS[1], taken - ARGV[1], taken - ARGV[1], 'WITHSCORES')
  return math.max(1, back[2] - now)
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0`
const HOLD = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 0`

/** Buckets that several processes share. While Redis is away each process keeps to the limits by itself. */
export function createSharedRateLimiter(redis: Redis, alone: RateLimiter, logger: Logger): RateLimiter {
  const shared = async <T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch (error) {
      logger.warn({ err: error }, 'Redis does not answer; the limits of platforms hold for this process alone meanwhile')
      return otherwise()
    }
  }
  return {
    take: (key, rate) =>
      shared(
        async () => Number(await redis.eval(TAKE, 2, ...keysOf(key), rate.requests, rate.seconds * 1000, randomUUID())),
        () => alone.take(key, rate),
      ),
    hold: async (key, milliseconds) => {
      await alone.hold(key, milliseconds)
      await shared(
        () => redis.eval(HOLD, 1, keysOf(key)[1], Math.ceil(milliseconds)),
        async () => undefined,
      )
    },
  }
}

/** One slot of a Redis cluster holds both. */
function keysOf(key: string): [string, string] {
  return [`trill-platform-{${key}}-taken`, `trill-platform-{${key}}-held`]
}
