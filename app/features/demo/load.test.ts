import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { customerSnapshot } from '../../platform/customers/snapshots.ts'
import { demoEvents } from './events.ts'
import { demoFeedShares } from './feed-shares.ts'
import { loadDemo } from './load.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')

let test: TestPlatform
let now = NOW

async function openEmptyDemo(): Promise<void> {
  now = NOW
  test = await startTestPlatform([], { platform: { now: () => now } })
  await test.addWorkspace({ id: 'demo', provenance: 'simulated', time_zone: 'Europe/Madrid' })
}

describe('a loaded demo', () => {
  const options = { seed: 'trill demo 1', anchor: NOW, timeZone: 'Europe/Madrid' }
  const expected = [...demoEvents(options), ...demoFeedShares(options)].length
  const complete = { events: expected, ids: expected, provenance: ['simulated'], quarantined: 0, described: 1618, counted: 317 }
  const progress: number[][] = []
  beforeAll(async () => {
    await openEmptyDemo()
    expect(await loadDemo(test.platform, { onProgress: (...step) => progress.push(step) })).toEqual({ events: expected })
  })
  afterAll(() => test.close())

  it('came through ingest as simulated, with descriptions and counters', async () => {
    expect(await stored()).toEqual(complete)
  })

  it('has customers, who are simulated', async () => {
    expect(await customerSnapshot(test.platform.events, 'demo')).toMatchObject({
      provenance: 'simulated',
      observedOn: '2026-11-21',
      customers: 1200,
    })
  })

  it('was told of as it went', () => {
    expect(progress.at(-1)?.slice(0, 2)).toEqual([expected, expected])
    const odd = progress.filter(([done = 0, total = 0, rate, left]) => !(done <= total && Number.isFinite(rate) && Number(left) >= 0))
    expect(odd).toEqual([])
  })

  it('is not loaded again', async () => {
    now += 40 * 86_400_000
    expect(await loadDemo(test.platform)).toEqual({ events: 0 })
    expect(await stored()).toEqual(complete)
  })

  it('stays the same when it is repeated because the note of its end was lost', async () => {
    const counters = await snapshotTotals()
    await test.platform.metadata.query('UPDATE demo_loads SET finished_at = NULL')
    expect(await loadDemo(test.platform)).toEqual({ events: expected })
    expect(await stored()).toEqual(complete)
    expect(await snapshotTotals()).toEqual(counters)
  })
})

describe('an interrupted demo', () => {
  beforeAll(openEmptyDemo)
  afterAll(() => test.close())

  it('goes on weeks later with the same events, none twice', async () => {
    const stop = new AbortController()
    const interrupted = loadDemo(test.platform, {
      signal: stop.signal,
      onProgress: (done) => {
        if (done > 15_000) stop.abort(new Error('Ctrl-C'))
      },
    })
    await expect(interrupted).rejects.toThrow('Ctrl-C')
    await test.platform.log.settle(20_000)
    const before = await stored()
    expect(before.events).toBeGreaterThan(15_000)
    now += 20 * 86_400_000
    const { events } = await loadDemo(test.platform)
    expect(before.events).toBeLessThan(events)
    expect(await stored()).toMatchObject({ events, ids: events, quarantined: 0 })
    const [last] = await test.platform.events.rows<{ last: number }>('SELECT toUnixTimestamp64Milli(max(occurred_at)) AS last FROM events')
    expect(last?.last).toBeLessThanOrEqual(NOW)
  })
})

async function stored() {
  const sql = `SELECT count() AS events, uniqExact(message_id) AS ids, groupUniqArray(provenance) AS provenance,
    (SELECT count() FROM quarantine) AS quarantined, (SELECT count() FROM content FINAL) AS described,
    (SELECT uniqExact(content_id) FROM content_snapshots) AS counted FROM events WHERE workspace_id = 'demo'`
  return (await test.platform.events.rows<{ events: number; [column: string]: unknown }>(sql))[0] as { events: number }
}

async function snapshotTotals() {
  return (await test.platform.events.rows('SELECT count() AS n, sum(views) AS views, sum(likes) AS likes FROM content_snapshots'))[0]
}
