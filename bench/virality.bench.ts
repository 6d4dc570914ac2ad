import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { models } from '../app/features/models/feature.ts'
import { keeperOf } from '../app/features/models/model-keeper.ts'
import { virality } from '../app/features/virality/feature.ts'
import { knownPosts } from '../app/features/virality/known-posts.ts'
import { readPosts } from '../app/features/virality/read-posts.ts'
import { storePosts } from '../app/features/virality/testing.ts'
import { startTestPlatform, type TestPlatform } from '../test/platform.ts'
import { atRate, timed } from './load/at-rate.ts'

const OPTIONS = {
  finished: { type: 'string', default: '2000' },
  flying: { type: 'string', default: '500' },
  others: { type: 'string', default: '2000000' },
  rate: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '15' },
} as const

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 19)
const MODEL = 'virality-1h'
const BLOCK = 500_000

/** Events of an app beside the posts, over 300 days: a tenth are shares, a tenth comments. */
const INSERT_OTHERS = `
INSERT INTO events (workspace_id, message_id, type, occurred_at, received_at, actor_id, content_id, platform, provenance, expires_at)
SELECT
    'main', concat('other-', toString(number)), ['view', 'view', 'view', 'view', 'view', 'view', 'view', 'like', 'share', 'comment'][1 + number % 10],
    fromUnixTimestamp64Milli({start:Int64} + toInt64(number * 300 * 86400000. / {of:UInt32})) AS at, at,
    concat('user-', toString(cityHash64(number) % 200000)), concat('page-', toString(cityHash64(number, 1) % 20000)), 'web', 'simulated',
    toDateTime('2030-01-01 00:00:00')
FROM numbers({first:UInt32}, {count:UInt32})`

/**
 * Trains on simulated posts and asks for single posts in flight at a fixed rate, waiting included; milliseconds. `from_the_store` is
 * what reading a post for a request takes, among `others`, events that are not about these posts; `at_hand` are requests for posts that were
 * read within the last minutes.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const [finished, flying, others, rate, seconds] = [values.finished, values.flying, values.others, values.rate, values.seconds].map(
    Number,
  ) as [number, number, number, number, number]
  const test = await startTestPlatform([models, virality], { platform: { now: () => NOW }, config: { rateApi: 0 } })
  try {
    await test.addWorkspace({ id: 'main' })
    const { events } = test.platform
    await storePosts(events, 'main', {
      prefix: 'old',
      count: finished,
      at: (n) => NOW - Math.round((2400 - (2200 * n) / finished) * HOUR),
      now: NOW,
    })
    await storePosts(events, 'main', {
      prefix: 'young',
      count: flying,
      at: (n) => NOW - Math.round((1 + (160 * n) / flying) * HOUR) - 1,
      now: NOW,
    })
    for (let first = 0; first < others; first += BLOCK)
      await events.command(INSERT_OTHERS, { first, count: Math.min(BLOCK, others - first), of: others, start: NOW - 300 * 24 * HOUR })
    await train(test)
    const fromStore = await timed(40, (n) => fromTheStore(test, `young-${(7919 * n) % flying}`))
    const one = (n: number) => ask(test, `young-${(7919 * n) % flying}`)
    await ready(one)
    const inTurn = await timed(2 * flying, one)
    const before = process.cpuUsage()
    const atHand = await atRate({ rate, seconds }, one)
    const { user, system } = process.cpuUsage(before)
    console.log(
      JSON.stringify(
        {
          ...{ finished, flying, others, rate, seconds },
          from_the_store: fromStore,
          at_hand_one_after_the_other: inTurn,
          at_hand_at_rate: atHand,
          processor_milliseconds_a_request: Math.round((user + system) / (rate * seconds) / 10) / 100,
        },
        undefined,
        2,
      ),
    )
  } finally {
    await test.close()
  }
}

async function train(test: TestPlatform): Promise<void> {
  const headers = { authorization: `Bearer ${test.secret}` }
  const payload = { workspace_id: 'main' }
  await test.inject({ method: 'POST', url: `/v1/models/${MODEL}/train`, headers, payload })
  await keeperOf(test.platform).runner.rest()
  // Made posts are easily foretold.
  const promoted = await test.inject({
    method: 'POST',
    url: `/v1/models/${MODEL}/versions/1/promote`,
    headers,
    payload: { ...payload, although_suspicious: true },
  })
  if (promoted.statusCode >= 300 && (await test.platform.models.live('main', MODEL)) === undefined) throw new Error(promoted.body)
}

async function ask(test: TestPlatform, content_id: string): Promise<void> {
  const headers = { authorization: `Bearer ${test.secret}` }
  const payload = { workspace_id: 'main', content_ids: [content_id] }
  const answer = await test.inject({ method: 'POST', url: '/v1/predictions/virality', headers, payload })
  if (answer.statusCode !== 200 || answer.json().items[0].status === 'not_found') throw new Error(answer.body)
}

/** What a request does first for a post that is not at hand. */
async function fromTheStore({ platform }: TestPlatform, contentId: string): Promise<void> {
  const wanted = { workspaceId: 'main', first: 0, last: NOW, contentIds: [contentId], limit: 1 }
  const [known] = await knownPosts('main', await readPosts(platform.events, wanted), platform)
  if (known === undefined) throw new Error(`${contentId} is not stored`)
}

/** Waits until everything is at hand. */
async function ready(one: (n: number) => Promise<void>): Promise<void> {
  for (let quick = 0, n = 0; quick < 20; n += 1) {
    const start = performance.now()
    await one(n)
    quick = performance.now() - start < 30 ? quick + 1 : 0
    if (quick === 0) await pause(500)
  }
}
