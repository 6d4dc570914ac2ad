import { Worker } from 'node:worker_threads'

/** How long a thread waits for more to do before it ends; milliseconds. */
const IDLE_MILLISECONDS = 20_000

/** A function of a module that runs in another thread: `(input, progress) => output`, both as structured clones. */
export interface Errand {
  /** Address of the module, as `new URL('…', import.meta.url)` makes it. */
  readonly module: URL
  /** Name of its export. */
  readonly name: string
  readonly input: unknown
}

export interface ErrandOptions {
  /** Aborted, it ends the thread at once. */
  readonly signal?: AbortSignal
  readonly progress?: ((done: number, total: number) => void) | undefined
}

/** Long calculations beside the thread that answers requests. */
export interface Apart {
  /** @throws what the function throws, as an Error with its message; the signal’s reason when it is aborted. */
  run<Output>(errand: Errand, options?: ErrandOptions): Promise<Output>
  /** Ends the thread, and with it what runs there. */
  close(): Promise<void>
}

/** What a thread says. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly message: string }

/** One thread, started when it is first needed; errands wait for each other. */
export function openApart(): Apart {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  const end = async () => {
    clearTimeout(idle)
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }
  const go = async <Output>(errand: Errand, { signal, progress }: ErrandOptions): Promise<Output> => {
    signal?.throwIfAborted()
    clearTimeout(idle)
    worker ??= started((gone) => {
      if (worker === gone) worker = undefined
    })
    try {
      return await answerOf<Output>(worker, errand, { ...(signal && { signal }), progress })
    } catch (error) {
      if (!(error instanceof ErrandFailed)) await end()
      throw error
    } finally {
      worker?.unref()
      idle = setTimeout(() => void end(), IDLE_MILLISECONDS)
      idle.unref()
    }
  }
  return {
    run(errand, options = {}) {
      const turn = last.then(() => go(errand, options))
      last = turn.catch(() => undefined)
      return turn as Promise<never>
    },
    close: end,
  }
}

/** What an errand leaves behind may fail later, when nobody listens; that ends the thread and nothing else: the next errand has another. */
function started(ended: (worker: Worker) => void): Worker {
  const worker = new Worker(new URL('start-apart-thread.mjs', import.meta.url), { execArgv: [] })
  return worker.on('error', () => undefined).once('exit', () => ended(worker))
}

/** The function threw; the thread is as good as before. */
class ErrandFailed extends Error {}

function answerOf<Output>(worker: Worker, { module, name, input }: Errand, { signal, progress }: ErrandOptions): Promise<Output> {
  return new Promise<Output>((resolve, reject) => {
    const settle = (settled: () => void) => {
      worker.off('message', hear).off('error', fail).off('exit', gone)
      signal?.removeEventListener('abort', abort)
      settled()
    }
    const hear = (message: ThreadMessage) => {
      if (message.kind === 'progress') return progress?.(message.done, message.total)
      if (message.kind === 'done') return settle(() => resolve(message.output as Output))
      settle(() => reject(new ErrandFailed(message.message)))
    }
    const fail = (error: Error) => settle(() => reject(error))
    const gone = () => fail(new Error('The thread of a calculation ended before it was done'))
    const abort = () => settle(() => reject(signal?.reason))
    worker.ref()
    worker.on('message', hear).on('error', fail).on('exit', gone)
    signal?.addEventListener('abort', abort)
    worker.postMessage({ module: module.href, name, input })
  })
}
