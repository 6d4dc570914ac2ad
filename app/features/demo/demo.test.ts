import { createRandom } from '@trill/core/random/xoshiro256'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { demoEvents } from './events.ts'
import { loadDemo } from './load.ts'

const ANCHOR = Date.parse('2026-11-21T12:00:00Z')
const options = (seed: string) => ({ seed: createRandom(seed), anchor: ANCHOR, zoneMinutes: 60 })

describe('the demo’s stream', () => {
  const events = [...demoEvents(options('one'))]

  it('is the same for the same seed and anchor, and another for another seed', () => {
    expect([...demoEvents(options('one'))]).toEqual(events)
    expect([...demoEvents(options('two'))].length).not.toBe(events.length)
  })

  it('has an id of its own for each event, and none after the anchor', () => {
    expect(new Set(events.map(({ message_id }) => message_id)).size).toBe(events.length)
    for (const { occurred_at = '' } of events) expect(Date.parse(occurred_at)).toBeLessThanOrEqual(ANCHOR)
  })

  it('leads each share and view back to a share of the same content that came before', () => {
    const shares = new Map(events.filter(({ type }) => type === 'share').map((event) => [event.message_id, event]))
    const led = events.filter(({ parent_message_id: parent }) => parent !== undefined)
    expect(led.length).toBeGreaterThan(500)
    for (const { parent_message_id: parent = '', content_id, occurred_at = '' } of led) {
      const share = shares.get(parent)
      expect(share?.content_id).toBe(content_id)
      expect(Date.parse(share?.occurred_at ?? '')).toBeLessThanOrEqual(Date.parse(occurred_at) + 30 * 60_000)
    }
  })

  it('makes the viral video the most shared of all', () => {
    const counts = new Map<string, number>()
    for (const { type, content_id = '' } of events) if (type === 'share') counts.set(content_id, (counts.get(content_id) ?? 0) + 1)
    expect([...counts].sort(([, a], [, b]) => b - a)[0]?.[0]).toBe('video-viral')
  })
})

describe('loading the demo', () => {
  let test: TestPlatform
  beforeAll(async () => {
    test = await startTestPlatform([])
    await test.addWorkspace({ id: 'demo', provenance: 'simulated' })
  })
  afterAll(() => test.close())

  it('sends every event through ingest as simulated, once, also when it was interrupted before its end', async () => {
    const { platform } = test
    const progress: number[] = []
    const { events } = await loadDemo(platform, { onProgress: (done, total) => progress.push(done / total) })
    expect(progress.at(-1)).toBe(1)
    const totals = 'SELECT count() AS events, uniqExact(message_id) AS ids, groupUniqArray(provenance) AS provenance FROM events'
    expect(await platform.events.rows(totals)).toEqual([{ events, ids: events, provenance: ['simulated'] }])
    expect(await loadDemo(platform)).toEqual({ events: 0 })
    await platform.metadata.query('UPDATE demo_loads SET finished_at = NULL')
    await loadDemo(platform)
    expect(await platform.events.rows(totals)).toEqual([{ events, ids: events, provenance: ['simulated'] }])
    const [snapshots] = await platform.events.rows<{ n: number; posts: number }>(
      'SELECT count() AS n, uniqExact(content_id) AS posts FROM content_snapshots',
    )
    expect(snapshots?.posts).toBe(30)
    expect(snapshots?.n).toBe((await platform.events.rows<{ n: number }>('SELECT count() AS n FROM content_snapshots FINAL'))[0]?.n)
  })
})
