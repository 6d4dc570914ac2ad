import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { nativeBlocks } from './native-blocks.ts'

/** One column `x` of UInt8 with one row, in ClickHouse’s Native format. */
const blockOf = (value: number) => Uint8Array.from([1, 1, 1, 'x'.charCodeAt(0), 5, ...Buffer.from('UInt8'), value])

it('the next piece is asked for while a block is worked on, and no further', async () => {
  const asked: number[] = []
  async function* pieces() {
    for (const value of [1, 2, 3]) {
      asked.push(value)
      yield blockOf(value)
    }
  }
  const seen: [number | undefined, number][] = []
  for await (const block of nativeBlocks(pieces())) {
    await turn()
    seen.push([block.numbers('x')[0], asked.length])
  }
  expect(seen).toEqual([
    [1, 2],
    [2, 3],
    [3, 3],
  ])
})

it('a failure of the source is heard after the blocks before it, however long those take', async () => {
  async function* pieces() {
    yield blockOf(1)
    throw new Error('the store has gone')
  }
  const seen: (number | undefined)[] = []
  const read = async () => {
    for await (const block of nativeBlocks(pieces())) {
      await turn()
      seen.push(block.numbers('x')[0])
    }
  }
  await expect(read()).rejects.toThrow('the store has gone')
  expect(seen).toEqual([1])
})

it('whoever stops early ends the source', async () => {
  let ended = false
  async function* pieces() {
    try {
      for (;;) yield blockOf(1)
    } finally {
      ended = true
    }
  }
  for await (const _ of nativeBlocks(pieces())) break
  expect(ended).toBe(true)
})
