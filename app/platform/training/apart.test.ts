import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { openApart } from './apart.ts'

const QUANTILES = new URL('../../../core/inference/quantiles.ts', import.meta.url)
/** It is done at once, and fails later. */
const LEAVING = `export const leave = () => {
  setTimeout(() => { throw new Error('late') }, 20)
  return 1
}`
const apart = openApart()
afterAll(() => apart.close())

it('calculates in another thread, errand after errand, and hands back what comes of it', async () => {
  const [middle, ranks] = await Promise.all([
    apart.run<number>({ module: QUANTILES, name: 'median', input: Float64Array.of(3, 1, 2) }),
    apart.run<Float64Array>({ module: QUANTILES, name: 'midranks', input: Float64Array.of(5, 5, 1) }),
  ])
  expect(middle).toBe(2)
  expect(ranks).toEqual(Float64Array.of(2.5, 2.5, 1))
})

it('what the function throws is thrown here, and the thread goes on', async () => {
  await expect(apart.run({ module: QUANTILES, name: 'median', input: [] })).rejects.toThrow('quantile requires at least one value')
  await expect(apart.run({ module: QUANTILES, name: 'nothing', input: [] })).rejects.toThrow('There is no nothing in')
  expect(await apart.run({ module: QUANTILES, name: 'median', input: [4] })).toBe(4)
})

it('ends at once when it is aborted, and the next errand has a new thread', async () => {
  const ending = new AbortController()
  const long = apart.run(
    { module: QUANTILES, name: 'midranks', input: Float64Array.from({ length: 5e6 }, Math.random) },
    { signal: ending.signal },
  )
  await pause(20)
  ending.abort('enough')
  await expect(long).rejects.toBe('enough')
  expect(await apart.run({ module: QUANTILES, name: 'median', input: [4] })).toBe(4)
})

it('a thread that dies of what an errand left behind is replaced', async () => {
  const module = new URL(`data:text/javascript,${encodeURIComponent(LEAVING)}`)
  expect(await apart.run({ module, name: 'leave', input: null })).toBe(1)
  await pause(200)
  await expect.poll(() => apart.run({ module: QUANTILES, name: 'median', input: [4] }), { timeout: 5000 }).toBe(4)
})
