import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { engagementPredictions } from '../app/features/engagement-predictions/feature.ts'
import { models } from '../app/features/models/feature.ts'
import { packed } from '../app/platform/privacy/standing.ts'
import { startTestPlatform, type TestPlatform } from '../test/platform.ts'
import { atRate, timed } from './load/at-rate.ts'

const OPTIONS = {
  events: { type: 'string', default: '1000000' },
  people: { type: 'string', default: '100000' },
  rate: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '15' },
} as const

const END = Date.UTC(2026, 10, 19)

/**
 * Trains on simulated people and asks for single predictions at a fixed rate, waiting included; milliseconds. `at_hand` are people whose
 * features were read in the last quarter of an hour, `at_once` such whose features are computed for the request.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const [events, people, rate, seconds] = [values.events, values.people, values.rate, values.seconds].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const test = await startTestPlatform([models, engagementPredictions], { platform: { now: () => END }, config: { rateApi: 0 } })
  try {
    await test.addWorkspace({ id: 'main' })
    await fill(test, events, people)
    const trained = await secondsOf(() => train(test))
    const atOnce = await timed(40, (n) => ask(test, `user-${(7919 * n) % people}`))
    await ready(test)
    const inTurn = await timed(400, (n) => ask(test, `user-${(7919 * n) % people}`))
    const before = process.cpuUsage()
    const atHand = await atRate({ rate, seconds }, (n) => ask(test, `user-${(7919 * n) % people}`))
    const { user, system } = process.cpuUsage(before)
    console.log(
      JSON.stringify(
        {
          ...{ events, people, rate, seconds },
          training_seconds: trained,
          at_once_one_after_the_other: atOnce,
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

async function fill({ platform: { events: store, consents } }: TestPlatform, events: number, people: number): Promise<void> {
  for (let first = 0; first < events; first += 500_000)
    await store.command(INSERT_EVENTS, { first, count: Math.min(500_000, events - first), events, people, end: END })
  const recorded = consents.peopleOf('main')
  const grown = packed({ ageBand: '31+', parentalConsent: false, consent: { analytics: true, profiling: true, research: true } })
  for (let n = 0; n < people; n += 1) recorded.put(recorded.hashOf(`user-${n}`), grown)
}

async function train(test: TestPlatform): Promise<void> {
  const headers = { authorization: `Bearer ${test.secret}` }
  const url = '/v1/models/engagement-7d'
  const payload = { workspace_id: 'main' }
  const { id } = (await test.inject({ method: 'POST', url: `${url}/train`, headers, payload })).json()
  for (;;) {
    const run = (await test.inject({ url: `${url}/trainings/${id}?workspace_id=main`, headers })).json()
    if (run.finished_at !== null) {
      if (run.outcome !== 'promoted') throw new Error(`The training ended with ${run.outcome}: ${run.error}`)
      return
    }
    await pause(200)
  }
}

async function ask(test: TestPlatform, actor: string): Promise<void> {
  const headers = { authorization: `Bearer ${test.secret}` }
  const payload = { workspace_id: 'main', actor_ids: [actor] }
  const answer = await test.inject({ method: 'POST', url: '/v1/predictions/engagement', headers, payload })
  if (answer.statusCode !== 200 || answer.json().items[0].outcome.status === 'refused') throw new Error(answer.body)
}

/** Waits until everybody is at hand. */
async function ready(test: TestPlatform): Promise<void> {
  for (let quick = 0, n = 0; quick < 20; n += 1) {
    const start = performance.now()
    await ask(test, `user-${n}`)
    quick = performance.now() - start < 20 ? quick + 1 : 0
    if (quick === 0) await pause(500)
  }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return Math.round((performance.now() - start) / 100) / 10
}

/** People differ in how often they come, and some leave. */
const INSERT_EVENTS = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, content_id, platform, properties, received_at, provenance)
SELECT 'main', concat('message-', toString(number)), ['view', 'view', 'view', 'like', 'comment', 'share'][1 + cityHash64(number, 1) % 6],
  fromUnixTimestamp64Milli({end:Int64} - left_before - toInt64((130 * 86400000 - left_before) * (cityHash64(number, 2) % 1000000 / 1000000)), 'UTC') AS at,
  concat('user-', toString(person)), concat('post-', toString(cityHash64(number, 4) % 20000)), 'web', '{}', at, 'simulated'
FROM (
  SELECT number, if(number < {people:UInt64}, number, toUInt64({people:UInt64} * pow(cityHash64(number, 3) % 1000000 / 1000000, 2))) AS person,
    if(cityHash64(person, 5) % 3 = 0, toInt64(cityHash64(person, 6) % 80) * 86400000, 0) AS left_before
  FROM numbers({first:UInt64}, {count:UInt64})
)`
