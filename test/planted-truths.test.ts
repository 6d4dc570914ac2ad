import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request as askOf, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlantedTruths } from '@trill/core/behaviour/truths'
import { differenceOfMeans } from '@trill/core/inference/two-means'
import { gammaPoissonSurprise, seasonalBaseline } from '@trill/core/time-series/surprise'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Session } from '../app/cli/command.ts'
import { buildProgram } from '../app/cli/program.ts'
import type { ContentResponse, ContentsResponse } from '../app/features/contents/contract.ts'
import { contents } from '../app/features/contents/feature.ts'
import { ingest } from '../app/features/ingest/feature.ts'
import type { OverviewResponse } from '../app/features/overview/contract.ts'
import { overview } from '../app/features/overview/feature.ts'
import type { TrendsResponse } from '../app/features/trends/contract.ts'
import { trends } from '../app/features/trends/feature.ts'
import { startTestPlatform, type TestPlatform } from './platform.ts'
import { read } from './seeds.ts'

const START = Date.parse('2025-06-02T00:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const DAYS = 30
const END = START + DAYS * DAY
const PERIOD = 'from=2025-06-02&to=2025-07-01'
const OPTIONS = ['--days', `${DAYS}`, '--customers', '300', '--activity', '0.15', '--seed', '42', '--start', '2025-06-02']

/** A month of 300 made customers, sent as people do it. */
let trill: TestPlatform
let url = ''
let now = END
let truths: PlantedTruths
const directory = mkdtempSync(join(tmpdir(), 'trill-truths-'))

beforeAll(async () => {
  trill = await startTestPlatform([ingest, contents, overview, trends], { platform: { now: () => now } })
  url = await trill.listen()
  vi.stubEnv('TRILL_DATA_DIR', trill.platform.config.dataDir)
  await trill.addWorkspace({ id: 'trial' })
  const sent = await send('--send', '--workspace', 'trial')
  expect(sent.failure).toBeUndefined()
  truths = JSON.parse(readFileSync(join(directory, 'truths.json'), 'utf8'))
  expect(JSON.parse(sent.out)).toMatchObject({ accepted: truths.events, rejected: 0, suppressed: 0, provenance: 'simulated' })
  await trill.platform.log.settle(20_000)
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await trill?.close()
  rmSync(directory, { recursive: true, force: true })
})

async function send(...words: string[]) {
  const ran = { out: '', err: '' }
  const session: Session = {
    terminal: {
      out: (text) => {
        ran.out += text
      },
      err: (text) => {
        ran.err += text
      },
      isWatched: false,
    },
    status: 0,
  }
  const argv = ['node', 'trill', 'generate', 'events', ...OPTIONS, '--truths', join(directory, 'truths.json'), '--json', ...words]
  const failure = await (await buildProgram(session, ['generate'])).parseAsync(argv).then(
    () => undefined,
    (error: Error) => error,
  )
  return { ...ran, status: session.status, failure }
}

/** A way to a server that tells of each request before it passes it on. */
async function wayTo(server: string, onRequest: (requests: number) => void): Promise<{ url: string; close: () => void }> {
  let requests = 0
  const proxy = createServer((request, response) => {
    requests += 1
    onRequest(requests)
    const { method, headers } = request
    request.pipe(
      askOf(new URL(request.url ?? '', server), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      }),
    )
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const close = () => void proxy.close()
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, close }
}

const rows = <Row>(sql: string) => trill.platform.events.rows<Row>(sql, { workspace_id: 'trial' })
const countEvents = async (workspace: string) =>
  (
    await trill.platform.events.rows<{ events: number; marked: number }>(
      "SELECT count() AS events, countIf(provenance = 'simulated') AS marked FROM events WHERE workspace_id = {workspace_id:String}",
      { workspace_id: workspace },
    )
  )[0]

describe('made events that were sent', () => {
  test('are all there, marked as simulated', async () => {
    expect(await countEvents('trial')).toEqual({ events: truths.events, marked: truths.events })
  })

  test('go on after an interruption: what was stored through the key counts once', async () => {
    const way = await wayTo(url, (requests) => requests === 2 && process.emit('SIGINT'))
    const few = ['--customers', '80', '--days', '20', '--activity', '1', '--key', await trill.createKey('write', 'cut'), '--to', way.url]
    const cut = await send(...few)
    await trill.platform.log.settle(20_000)
    const before = await countEvents('cut')
    expect(cut).toMatchObject({ status: 130, failure: undefined })
    expect(cut.err).toContain(`Cancelled; ${before?.events.toLocaleString('en')} events are stored.`)
    expect(cut.err).toContain('The same command with --start 2025-06-02 goes on within 7 days')
    const whole = JSON.parse((await send(...few)).out)
    way.close()
    expect(whole.accepted).toBe(whole.events)
    expect(before?.events).toBeLessThan(whole.events)
    await trill.platform.log.settle(20_000)
    expect(await countEvents('cut')).toEqual({ events: whole.events, marked: whole.events })
  })

  test.each([
    [['--send', '--to', 'http://127.0.0.1:9'], 'More than one of --out, --send and --to is given'],
    [[], 'None of --out, --send and --to is given'],
    [['--to', 'http://127.0.0.1:9'], 'A server elsewhere takes events through a key'],
    [['--send', '--workspace', 'nowhere'], 'There is no workspace of that id'],
    [['--send', '--start', '2200-01-01'], 'Nothing of it has happened yet'],
    [
      ['--send', '--customers', '1000000', '--days', '300'],
      '1,000,000 customers are 9,000,000 with those who come in 300 days; 2,000,000 are the most',
    ],
  ])('%j is refused with the reason', async (words, reason) => {
    expect((await send(...words)).failure?.message).toContain(reason)
  })

  test('end with the last hour that is over', async () => {
    now = Date.now()
    const yesterday = new Date(now - DAY).toISOString().slice(0, 10)
    await trill.addWorkspace({ id: 'today' })
    const sent = await send(
      '--customers',
      '200',
      '--days',
      '2',
      '--start',
      yesterday,
      '--activity',
      '0.5',
      '--send',
      '--workspace',
      'today',
    )
    now = END
    const { events, accepted } = JSON.parse(sent.out)
    expect([sent.status, accepted]).toEqual([0, events])
    await trill.platform.log.settle(20_000)
    const [latest] = await trill.platform.events.rows<{ latest: number }>(
      'SELECT toUnixTimestamp(max(occurred_at)) AS latest FROM events WHERE workspace_id = {workspace_id:String}',
      { workspace_id: 'today' },
    )
    const ended = Math.floor(Date.now() / HOUR) * 3600
    expect(latest?.latest as number).toBeLessThan(ended)
    expect(latest?.latest as number).toBeGreaterThan(ended - 2 * 3600)
  })

  test('are refused where the key is of no use', async () => {
    expect((await send('--to', url, '--key', 'trill_write_nothing')).failure?.message).toMatch(/key/i)
  })

  test('have the passport of simulated figures', async () => {
    const { figures } = await read<OverviewResponse>(trill, 'trial', `/v1/overview?${PERIOD}`)
    expect(figures.find(({ metric }) => metric === 'events')).toMatchObject({ value: truths.events, passport: { status: 'simulated' } })
  })
})

describe('what was planted is found', () => {
  test('the viral post is the most shared one, and its shares are one tree', async () => {
    const { items } = await read<ContentsResponse>(trill, 'trial', `/v1/contents?${PERIOD}&sort=shares`)
    const { content_id, shares, views } = truths.viral_post
    expect(items[0]).toMatchObject({ content_id, shares, views })
    expect(items[1]?.shares as number).toBeLessThan(shares / 3)
    const post = await read<ContentResponse>(trill, 'trial', `/v1/contents/${content_id}`)
    expect(post.cascade).toMatchObject({ shares, roots: 1 })
  })

  test('the hashtag leads the trends of its week, and no other hashtag is as surprising', async () => {
    const { items } = await read<TrendsResponse>(trill, 'trial', '/v1/trends?from=2025-06-25&to=2025-07-01&kind=hashtag')
    const found = items.find(({ topic }) => topic === `#${truths.emerging_hashtag.tag}`)
    expect(items[0]?.topic).toBe(found?.topic)
    expect(found?.adjusted_p as number).toBeLessThan(1e-3)
    expect(Date.parse(found?.first_seen_at as string)).toBeGreaterThanOrEqual(Date.parse(truths.emerging_hashtag.from))
    expect(items.filter(({ adjusted_p }) => adjusted_p !== null && adjusted_p < 1e-3)).toHaveLength(1)
  })

  test('the anomaly is the three hours with the fewest right swipes against the same hours of days before', async () => {
    const { type, from, to } = truths.anomaly
    const hours = await rows<{ hour: number; events: number }>(
      `SELECT intDiv(toUnixTimestamp(occurred_at) - ${START / 1000}, 3600) AS hour, count() AS events
       FROM events WHERE workspace_id = {workspace_id:String} AND type = '${type}' GROUP BY hour`,
    )
    const counts = new Float64Array(DAYS * 24)
    for (const { hour, events } of hours) counts[hour] = events
    const threeHours = counts.slice(0, -2).map((count, hour) => count + (counts[hour + 1] as number) + (counts[hour + 2] as number))
    const chances = threeHours.map((_, hour) => (hour < 3 * 24 ? 1 : chanceOfSoFew(threeHours, hour)))
    expect(chances.indexOf(Math.min(...chances))).toBe((Date.parse(from) - START) / HOUR)
    expect(Date.parse(to) - Date.parse(from)).toBe(3 * HOUR)
  })

  test('the churn wave is the day on which the fewest of its app come back, and of no other app', async () => {
    const { from, platform } = truths.churn_wave
    const wave = (Date.parse(from) - START) / DAY
    const back = await returning(platform)
    expect(back.indexOf(Math.min(...back.slice(7, 26)))).toBe(wave)
    const others = await returning('ios')
    expect((others[wave] as number) - (back[wave] as number)).toBeGreaterThan(0.2)
  })

  test('the treatment of the experiment completes more quizzes, beyond chance', async () => {
    const { experiment_id, metric, trials, control, treatment } = truths.experiment
    const found = await rows<{ variant: string; begun: number; completed: number }>(
      `SELECT variant, countIf(type = '${trials}') AS begun, countIf(type = '${metric}') AS completed
       FROM events WHERE workspace_id = {workspace_id:String} AND experiment_id = '${experiment_id}' GROUP BY variant ORDER BY variant`,
    )
    expect(found.map(({ begun, completed }) => [begun, completed])).toEqual([
      [control.begun, control.completed],
      [treatment.begun, treatment.completed],
    ])
    const [less, more] = found.map(({ begun: n, completed }) => ({
      mean: completed / n,
      variance: (completed / n) * (1 - completed / n),
      n,
    }))
    expect(differenceOfMeans(more as never, less as never).lower).toBeGreaterThan(0)
  })

  test('the influencer reaches the most people through shares', async () => {
    const ranked = await rows<{ creator_id: string; reached: number }>(
      `SELECT creator_id, uniqExact(content_id, actor_id) AS reached
       FROM events INNER JOIN (SELECT content_id, creator_id FROM content FINAL WHERE workspace_id = {workspace_id:String}) AS posts USING content_id
       WHERE workspace_id = {workspace_id:String} AND parent_message_id != '' GROUP BY creator_id ORDER BY reached DESC LIMIT 2`,
    )
    expect(ranked[0]?.creator_id).toBe(truths.influencer.actor_id)
  })
})

/** Probability of just as many events at an hour, by the same hour of the days before; 1 where they are no fewer than usual. */
function chanceOfSoFew(counts: Float64Array, hour: number): number {
  const baseline = seasonalBaseline(counts.slice(0, hour), { period: 24 })
  if (baseline === null) throw new Error('There is no day before')
  const { mean, probability } = gammaPoissonSurprise(counts[hour] as number, baseline)
  return (counts[hour] as number) < mean ? probability : 1
}

/** Of those who used an app in the four days before a day, the share who came in the four from then on; by day. */
async function returning(platform: string): Promise<number[]> {
  const active = await rows<{ day: number; actor_id: string }>(
    `SELECT DISTINCT intDiv(toUnixTimestamp(occurred_at) - ${START / 1000}, 86400) AS day, actor_id
     FROM events WHERE workspace_id = {workspace_id:String} AND platform = '${platform}'`,
  )
  const within = (from: number, to: number) => new Set(active.filter(({ day }) => day >= from && day < to).map(({ actor_id }) => actor_id))
  return Array.from({ length: DAYS }, (_, day) => {
    const [before, after] = [within(day - 4, day), within(day, day + 4)]
    return before.size === 0 ? 1 : [...before].filter((actor) => after.has(actor)).length / before.size
  })
}
