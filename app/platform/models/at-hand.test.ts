import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { AtHand } from './at-hand.ts'

const MINUTE = 60_000
const logger = pino({ level: 'silent' })

/** Names are known with the moment they were read. */
function opened({ isCurrent }: { isCurrent?: (known: number) => boolean } = {}) {
  let now = 0
  const asked: string[][] = []
  const whole = vi.fn(async () => ({ found: new Map([['ann', now]]), mayKnow: (name: string) => name !== 'nobody' }))
  const some = async (names: readonly string[]) => {
    const at = now
    asked.push([...names])
    await new Promise(setImmediate)
    return new Map(names.filter((name) => name !== 'stranger').map((name) => [name, at]))
  }
  const atHand = new AtHand({ whole, some, max: 10, ...(isCurrent && { isCurrent }) }, { now: () => now, logger })
  return { atHand, asked, whole, wait: (milliseconds: number) => (now += milliseconds) }
}

test('what was read is at hand, other names are asked for, and what nobody knows is not', async () => {
  const { atHand, asked } = opened()
  expect(await atHand.of(['ann'])).toEqual(new Map([['ann', 0]]))
  await atHand.settle()
  expect([await atHand.of(['ann', 'nobody']), asked]).toEqual([new Map([['ann', 0]]), [['ann']]])
  expect(await atHand.of(['bob', 'stranger'])).toEqual(new Map([['bob', 0]]))
  await atHand.of(['bob'])
  expect(asked).toEqual([['ann'], ['bob', 'stranger']])
})

test('whoever comes while a question is answered waits for the next one, together, and hears what they asked', async () => {
  const { atHand, asked } = opened()
  const answers = await Promise.all(['a', 'b', 'c', 'b'].map((name) => atHand.of([name])))
  expect(asked).toEqual([['a'], ['b', 'c']])
  expect(answers.map((answer) => [...answer.keys()])).toEqual([['a'], ['b'], ['c'], ['b']])
})

test('everything is read anew after a minute while somebody asks, the old is told meanwhile, but not for long', async () => {
  const { atHand, whole, wait } = opened()
  await atHand.of(['ann'])
  await atHand.settle()
  wait(2 * MINUTE)
  expect(await atHand.of(['ann'])).toEqual(new Map([['ann', 0]]))
  await atHand.settle()
  expect(await atHand.of(['ann'])).toEqual(new Map([['ann', 2 * MINUTE]]))
  expect(whole).toHaveBeenCalledTimes(2)
  wait(60 * MINUTE)
  expect(await atHand.of(['ann'])).toEqual(new Map([['ann', 62 * MINUTE]]))
})

test('what nobody asks about any more is not held in memory', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { atHand, asked, whole } = opened()
  await atHand.of(['ann'])
  await atHand.settle()
  vi.advanceTimersByTime(15 * MINUTE)
  await atHand.of(['ann'])
  expect([asked.length, whole.mock.calls.length]).toEqual([1, 1])
  vi.advanceTimersByTime(2 * MINUTE)
  await atHand.of(['ann'])
  await atHand.settle()
  expect([asked.length, whole.mock.calls.length]).toEqual([2, 2])
  vi.useRealTimers()
})

test('what no longer says how it is is asked for at once', async () => {
  const { atHand, asked, wait } = opened({ isCurrent: (known) => known > 0 })
  await atHand.settle()
  wait(1)
  expect(await atHand.of(['ann'])).toEqual(new Map([['ann', 1]]))
  await atHand.settle()
  expect(asked).toEqual([['ann']])
})

test('a reading that failed is tried again a minute later, and names are asked for meanwhile', async () => {
  const { atHand, whole, wait } = opened()
  whole.mockRejectedValueOnce(new Error('The store is away'))
  await atHand.of(['ann'])
  await atHand.settle()
  await atHand.of(['ann'])
  expect(whole).toHaveBeenCalledTimes(1)
  wait(2 * MINUTE)
  await atHand.of(['ann'])
  await atHand.settle()
  expect(whole).toHaveBeenCalledTimes(2)
})
