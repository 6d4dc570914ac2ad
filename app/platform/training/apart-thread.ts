import { parentPort } from 'node:worker_threads'
import type { ThreadMessage } from './apart.ts'

interface Asked {
  readonly module: string
  readonly name: string
  readonly input: unknown
}

type Calculation = (input: unknown, progress: (done: number, total: number) => void) => unknown

parentPort?.on('message', async ({ module, name, input }: Asked) => {
  const say = (message: ThreadMessage) => parentPort?.postMessage(message)
  try {
    const calculate = ((await import(module)) as Record<string, Calculation>)[name]
    if (calculate === undefined) throw new RangeError(`There is no ${name} in ${module}`)
    say({ kind: 'done', output: await calculate(input, (done, total) => say({ kind: 'progress', done, total })) })
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
})
