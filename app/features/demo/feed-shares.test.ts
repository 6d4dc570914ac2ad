import { describe, expect, it } from 'vitest'
import { demoFeedShares } from './feed-shares.ts'
import { demoFeed } from './posts.ts'

const OPTIONS = { seed: 'trill demo 1', anchor: Date.parse('2026-11-21T12:00:00Z'), timeZone: 'Europe/Madrid' }
const HOUR = 3_600_000

describe('shares of posts beside the app', () => {
  const published = new Map(demoFeed(OPTIONS).map(({ id, publishedAt }) => [id, publishedAt]))
  const events = [...demoFeedShares(OPTIONS)].map((event) => ({ ...event, at: Date.parse(event.occurred_at as string) }))

  it('are the same to the byte for the same seed, and others for another', () => {
    expect(JSON.stringify([...demoFeedShares(OPTIONS)])).toBe(JSON.stringify([...demoFeedShares(OPTIONS)]))
    expect([...demoFeedShares({ ...OPTIONS, seed: 'other' })].length).not.toBe(events.length)
  })

  it('come after their post and after the share that led to them, and none after the end', () => {
    const byId = new Map(events.map((event) => [event.message_id, event]))
    expect(byId.size).toBe(events.length)
    for (const { at, content_id, parent_message_id } of events) {
      expect(at).toBeGreaterThan(published.get(content_id as string) as number)
      expect(at).toBeLessThanOrEqual(OPTIONS.anchor)
      if (parent_message_id === undefined) continue
      const parent = byId.get(parent_message_id)
      expect([parent?.type, parent?.content_id]).toEqual(['share', content_id])
      expect(at).toBeGreaterThan(parent?.at as number)
    }
  })

  it('are enough to learn from at two hours, and few of most posts', () => {
    const early = new Map<string, number>()
    const sizes = new Map<string, number>()
    for (const { at, content_id = '' } of events) {
      const from = published.get(content_id) as number
      sizes.set(content_id, (sizes.get(content_id) ?? 0) + 1)
      if (at <= from + 2 * HOUR && from <= OPTIONS.anchor - 168 * HOUR) early.set(content_id, (early.get(content_id) ?? 0) + 1)
    }
    expect([...early.values()].filter((shares) => shares >= 2).length).toBeGreaterThan(220)
    const sorted = [...sizes.values()].sort((one, other) => one - other)
    expect(sorted[sorted.length >> 1]).toBeLessThan(10)
    expect(sorted.at(-1)).toBeGreaterThan(100)
  })
})
