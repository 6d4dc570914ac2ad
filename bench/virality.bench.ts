import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { models } from '../app/features/models/feature.ts'
import { keeperOf } from '../app/features/models/model-keeper.ts'
import { virality } from '../app/features/virality/feature.ts'
import { storePosts } from '../app/features/virality/testing.ts'
import { startTestPlatform, type TestPlatform } from '../test/platform.ts'
import { atRate, timed } from './load/at-rate.ts'

const OPTIONS = {
  finished: { type: 'string', default: '2000' },
  flying: { type: 'string', default: '500' },
  rate: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '15' },
} as const

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 19)
const MODEL = 'virality-1h'

/**
 * Trains on simulated posts and asks for single posts in flight at a fixed rate, waiting included; milliseconds. `from_the_store` are posts
 * that are read for the request, `at_hand` such as were read within the last minutes.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const [finished, flying, rate, seconds] = [values.finished, values.flying, values.rate, values.seconds].map(Number) as [
    number,
    number,
    number,
    number,
  ]
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
    await train(test)
    const one = (n: number) => ask(test, `young-${(7919 * n) % flying}`)
    const fromStore = await timed(1, one)
    await ready(one)
    const inTurn = await timed(2 * flying, one)
    const before = process.cpuUsage()
    const atHand = await atRate({ rate, seconds }, one)
    const { user, system } = process.cpuUsage(before)
    console.log(
      JSON.stringify(
        {
          ...{ finished, flying, rate, seconds },
          from_the_store: fromStore.p50,
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
  const promoted = await test.inject({ method: 'POST', url: `/v1/models/${MODEL}/versions/1/promote`, headers, payload })
  if (promoted.statusCode >= 300 && (await test.platform.models.live('main', MODEL)) === undefined) throw new Error(promoted.body)
}

async function ask(test: TestPlatform, content_id: string): Promise<void> {
  const headers = { authorization: `Bearer ${test.secret}` }
  const payload = { workspace_id: 'main', content_ids: [content_id] }
  const answer = await test.inject({ method: 'POST', url: '/v1/predictions/virality', headers, payload })
  if (answer.statusCode !== 200 || answer.json().items[0].status === 'not_found') throw new Error(answer.body)
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
