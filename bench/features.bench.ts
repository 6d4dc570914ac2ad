import { parseArgs } from 'node:util'
import { everyFeature, type FeatureQuestion, featuresOfActors, featuresOfContents } from '../app/platform/behaviour/behaviour.ts'
import { startTestPlatform } from '../test/platform.ts'

const DAYS = 90
const BLOCK = 500_000
const TYPES = [
  'view',
  'view',
  'view',
  'view',
  'like',
  'comment',
  'share',
  'save',
  'message',
  'follow',
  'swipe_right',
  'quiz_start',
  'purchase',
]

const OPTIONS = {
  events: { type: 'string', default: '1000000' },
  people: { type: 'string', default: '100000' },
  posts: { type: 'string', default: '20000' },
  runs: { type: 'string', default: '40' },
} as const

/** Fills an event store of its own and measures the features of all at once, in seconds, and of one and of a hundred, in milliseconds. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const size = { events: Number(values.events), people: Number(values.people), posts: Number(values.posts) }
  const end = Date.UTC(2026, 10, 19)
  const test = await startTestPlatform([], { platform: { now: () => end } })
  const { events } = test.platform
  try {
    const parameters = { ...size, types: TYPES, start: end - DAYS * 86_400_000, milliseconds: DAYS * 86_400_000 }
    await events.command(INSERT_CONTENT, parameters)
    for (let first = 0; first < size.events; first += BLOCK)
      await events.command(INSERT_EVENTS, { ...parameters, first, count: Math.min(BLOCK, size.events - first) })
    const question: FeatureQuestion = { workspaceId: 'main', timeZone: 'Europe/Madrid', asOf: end }
    const runs = Number(values.runs)
    const people = (n: number, count: number) => Array.from({ length: count }, (_, i) => `user-${(7919 * (n * count + i)) % size.people}`)
    console.log(
      JSON.stringify(
        {
          ...size,
          all_people_seconds: await secondsOf(() => rowsOf(everyFeature('actor', question, events))),
          all_posts_seconds: await secondsOf(() => rowsOf(everyFeature('content', question, events))),
          one_person_milliseconds: await timed(runs, (n) => featuresOfActors(question, people(n, 1), events)),
          hundred_people_milliseconds: await timed(runs, (n) => featuresOfActors(question, people(n, 100), events)),
          one_post_milliseconds: await timed(runs, (n) => featuresOfContents(question, [`post-${n}`], events)),
        },
        undefined,
        2,
      ),
    )
  } finally {
    await test.close()
  }
}

/** Milliseconds of waiting, and of processor time: what other work on the machine leaves alone, but for its caches. */
interface Timed {
  readonly p50: number
  readonly p95: number
  readonly max: number
  readonly processor_least: number
  readonly processor_p50: number
}

async function rowsOf(blocks: AsyncIterable<{ readonly rows: number }>): Promise<number> {
  let rows = 0
  for await (const block of blocks) rows += block.rows
  return rows
}

async function secondsOf(work: () => Promise<number>): Promise<{ rows: number; seconds: number; processor_seconds: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const rows = await work()
  const { user, system } = process.cpuUsage(before)
  return { rows, seconds: Math.round(performance.now() - start) / 1000, processor_seconds: Math.round((user + system) / 1000) / 1000 }
}

async function timed(runs: number, work: (n: number) => Promise<unknown>): Promise<Timed> {
  const [times, processor]: [number[], number[]] = [[], []]
  for (let n = -3; n < runs; n += 1) {
    const [start, before] = [performance.now(), process.cpuUsage()]
    await work(Math.abs(n))
    if (n < 0) continue
    const { user, system } = process.cpuUsage(before)
    times.push(Math.round(performance.now() - start))
    processor.push(Math.round((user + system) / 1000))
  }
  for (const each of [times, processor]) each.sort((one, other) => one - other)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0
  return {
    p50: at(0.5),
    p95: at(0.95),
    max: times.at(-1) ?? 0,
    processor_least: processor[0] ?? 0,
    processor_p50: processor[runs >> 1] ?? 0,
  }
}

const INSERT_EVENTS = `INSERT INTO events (workspace_id, message_id, type, occurred_at, actor_id, content_id, target_id, platform, device, value, currency, text, properties, received_at, provenance)
SELECT 'main', concat('message-', toString(number)), {types:Array(String)}[1 + cityHash64(number, 1) % length({types:Array(String)})] AS chosen,
  fromUnixTimestamp64Milli({start:Int64} + toInt64({milliseconds:Int64} * (number / {events:UInt64})), 'UTC') AS at,
  concat('user-', toString(cityHash64(number, 3) % {people:UInt32})),
  if(chosen IN ('message', 'follow', 'swipe_right', 'purchase'), '', concat('post-', toString(toUInt32({posts:UInt32} * pow(cityHash64(number, 4) % 1000000 / 1000000, 3))))),
  if(chosen IN ('message', 'follow', 'swipe_right'), concat('user-', toString(cityHash64(number, 5) % {people:UInt32})), ''),
  ['web', 'ios', 'android'][1 + cityHash64(number, 6) % 3], 'mobile', 10, 'EUR', 'well', '{"a":1}', at, 'simulated'
FROM numbers({first:UInt64}, {count:UInt64})`

const INSERT_CONTENT = `INSERT INTO content
SELECT 'main', concat('post-', toString(number)), 'web', 'video', concat('Title number ', toString(number)), concat('user-', toString(number % 1000)),
  '', concat('category ', toString(number % 15)), ['a', 'b'], '', '', fromUnixTimestamp64Milli({start:Int64} + toInt64({milliseconds:Int64} * (number / {posts:UInt32})), 'UTC'), 'simulated', now64(3)
FROM numbers({posts:UInt64})`
