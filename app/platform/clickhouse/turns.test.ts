import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('no thing serves two at a time, and all are served in the order they came', async () => {
  const turns = new Turns(['a', 'b'])
  const busy = new Set<string>()
  const served: number[] = []
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      turns.use(async (thing) => {
        expect(busy.has(thing)).toBe(false)
        busy.add(thing)
        served.push(n)
        await setImmediate()
        busy.delete(thing)
      }),
    ),
  )
  expect(served).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

test('a thing whose user failed serves the next', async () => {
  const turns = new Turns(['a'])
  const failed = turns.use(() => Promise.reject(new Error('no')))
  expect(await turns.use(async (thing) => thing)).toBe('a')
  await expect(failed).rejects.toThrow('no')
})

test('ending waits for those in line, ends each thing once, and lets nobody in', async () => {
  const turns = new Turns(['a', 'b'])
  const done: string[] = []
  const waiting = [1, 2, 3].map((n) => turns.use(async () => void done.push(String(await setImmediate(n)))))
  const ended = turns.end(async (thing) => void done.push(thing))
  await expect(turns.use(async () => undefined)).rejects.toThrow('closed')
  await Promise.all([...waiting, ended, turns.end(async () => void done.push('twice'))])
  expect([...done].sort()).toEqual(['1', '2', '3', 'a', 'b'])
  expect(done.indexOf('3')).toBeLessThan(Math.max(done.indexOf('a'), done.indexOf('b')))
})
