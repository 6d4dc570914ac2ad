import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createRandom } from '@trill/core/random/xoshiro256'
import { simulatedPosts } from '@trill/core/virality/testing'
import { afterAll, expect, test } from 'vitest'
import type { Session } from './command.ts'
import { Failure } from './failure.ts'
import { buildProgram } from './program.ts'

const directory = mkdtempSync(join(tmpdir(), 'trill-backtest-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const ORIGIN = 1_288_834_974_657n
const HEAD = 'cascade,user,parent_user,delay_min,is_reply'
const FIRST = Date.UTC(2015, 0, 1)

/** A CSV of simulated posts with ids that carry their times, `hours` after the first. */
function events(count: number, { hours = 0, seed = 3 }: { hours?: number; seed?: number } = {}): string {
  const lines = simulatedPosts(count, createRandom(seed)).flatMap(({ time, cascade }) => {
    const id = (BigInt(FIRST + time + hours * 3_600_000) - ORIGIN) << 22n
    return Array.from(cascade.seconds, (seconds, index) =>
      [id, cascade.actors[index], cascade.parents?.[index], (seconds / 60).toFixed(3), cascade.replies?.[index]].join(),
    )
  })
  return [HEAD, ...lines].join('\n')
}

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

async function backtest(...words: readonly string[]): Promise<{ out: string; status: number }> {
  const lines: string[] = []
  const session: Session = { terminal: { out: (text) => lines.push(text), err: () => undefined, isWatched: false }, status: 0 }
  await (await buildProgram(session)).parseAsync(['backtest', 'virality', ...words], { from: 'user' })
  return { out: lines.join('\n'), status: session.status }
}

test('cascades of a file are judged on their newest 30 %, with every method and interval in the JSON', { timeout: 60_000 }, async () => {
  const path = file('events.csv.gz', gzipSync(`${events(150)}\n${events(150).split('\n')[1]?.replace(',0.000,', ',-3,')}`))
  const answer = JSON.parse((await backtest('--events', path, '--horizon', '1h', '--json')).out)
  expect(answer).toMatchObject({
    horizon: '1h',
    best: 'ensemble',
    train: { cascades: 105 },
    test: { cascades: 45 },
    files: [{ rows_with_negative_delay: 1 }],
  })
  expect(Object.keys(answer.methods)).toEqual(['ensemble', 'majority', 'count_only', 'szabo_huberman', 'point_process', 'trees'])
  expect(answer.auc).toBe(answer.methods.ensemble.auc)
  expect(answer.medape).toBe(answer.methods.ensemble.medape)
  expect(answer.majority_accuracy).toBeGreaterThanOrEqual(0.5)
  const [lower, upper] = answer.methods.ensemble.intervals.medape
  expect(lower <= answer.medape && answer.medape <= upper).toBe(true)
})

test('later cascades of another file are judged on, and told in words', { timeout: 60_000 }, async () => {
  const later = file('later.csv', events(40, { hours: 500, seed: 4 }))
  const { out, status } = await backtest('--events', file('older.csv', events(60)), '--test-events', later, '--horizon', '2h')
  expect(out).toMatch(/^60 cascades to learn from, 40 later ones to judge on/)
  expect(out).toMatch(/^ensemble +\d/m)
  expect(status).toBe(0)
})

const lines = events(60).split('\n')
const swapped = (from: string, to: string) => [lines[0], lines[1]?.replace(from, to), ...lines.slice(2)].join('\n')
test.each([
  ['an empty file', '', /holds no row/],
  ['a head without rows', HEAD, /holds no row/],
  ['a missing column', lines.map((line) => line.split(',').slice(0, 3).join()).join('\n'), /has no column delay_min; its first line names/],
  ['an id without a time', swapped(lines[1]?.split(',')[0] as string, 'post-1'), /column cascade in line 2 carries no time: “post-1”/],
  ['an id before there were times', swapped(lines[1]?.split(',')[0] as string, '12345'), /carries no time: “12345”/],
  ['a delay in words', swapped('0.000', 'soon'), /column delay_min in line 2 is no number: “soon”/],
  [
    'a reply in words',
    [...lines.slice(0, 5), lines[5]?.replace(/,[01]$/, ',yes')].join('\n'),
    /column is_reply in line 6 is no number: “yes”/,
  ],
  ['few cascades', events(12), /holds 12 cascades, at least 30 are needed/],
  ['cascades of one size', lines.filter((line) => line === HEAD || line.includes(',-1,')).join('\n'), /ends at 1 nodes/],
  ['a damaged gzip', gzipSync(events(40)).subarray(0, 2000), /damaged or cut off/],
])('%s is refused with what to do', async (name, content, message) => {
  const failure = await backtest('--events', file(`${name}.csv`, content)).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Failure)
  expect((failure as Failure).detail).toMatch(message)
  expect((failure as Failure).remedy).not.toBe('')
})

test('a test file that shares cascades, or is not later, is refused', async () => {
  const events60 = file('both.csv', events(60))
  await expect(backtest('--events', events60, '--test-events', events60)).rejects.toThrow('would be judged on what was learned from it')
  const earlier = file('earlier.csv', events(40, { hours: -500, seed: 5 }))
  await expect(backtest('--events', events60, '--test-events', earlier)).rejects.toThrow(/The oldest cascade of earlier.csv/)
})

test('too few cascades with ten nodes by the horizon are told, not judged', async () => {
  const slow = events(60)
    .split('\n')
    .map((line) => line.replace(/,(\d+\.\d+),/, (_, minutes) => `,${Number(minutes) * 500},`))
  await expect(backtest('--events', file('slow.csv', slow.join('\n')), '--horizon', '10m')).rejects.toThrow(/had ten nodes within 10m/)
})
