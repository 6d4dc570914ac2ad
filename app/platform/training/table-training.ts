import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ModelDocument } from '@trill/core/tabular/model-document'
import type { RawTable } from '@trill/core/tabular/raw-table'
import type { TrainingProgress, TrainingRequest } from '@trill/core/tabular/train-table'
import { UnusableTable } from '@trill/core/tabular/unusable-table'

/** Fewer rows are learned from sooner than other threads are awake. */
const SHARED_ROWS_MIN = 20_000

interface Following {
  /** Ends the training. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: TrainingProgress) => void
}

type Message =
  | { readonly progress: TrainingProgress }
  | { readonly document: ModelDocument }
  | { readonly unusable: { readonly message: string; readonly remedy: string } }

/**
 * Trains in a thread of its own, with the other processors where there are many rows; this one stays free.
 * @param raw Handed over: its memory is gone here.
 * @returns null when it was ended by the signal.
 * @throws UnusableTable as `trainTable` does.
 */
export async function trainInThread(
  raw: RawTable,
  request: TrainingRequest,
  { signal, onProgress }: Following,
): Promise<ModelDocument | null> {
  if (signal.aborted) return null
  const threads = raw.rows >= SHARED_ROWS_MIN ? availableParallelism() : 1
  const worker = new Worker(new URL('start-table-thread.mjs', import.meta.url), {
    workerData: { raw, request, threads },
    transferList: buffersOf(raw),
    execArgv: [],
  })
  const end = () => void worker.terminate()
  signal.addEventListener('abort', end)
  try {
    return await outcomeOf(worker, onProgress)
  } catch (error) {
    if (signal.aborted) return null
    throw error
  } finally {
    signal.removeEventListener('abort', end)
    await worker.terminate()
  }
}

function outcomeOf(worker: Worker, onProgress: Following['onProgress']): Promise<ModelDocument> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('progress' in message) onProgress(message.progress)
      else if ('document' in message) resolve(message.document)
      else reject(new UnusableTable(message.unusable.message, message.unusable.remedy))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread of the training has ended before it was done')))
  })
}

function buffersOf({ columns }: RawTable): ArrayBuffer[] {
  return columns.flatMap(({ numbers, codes }) =>
    [numbers, codes].flatMap((values) => (values === null ? [] : [values.buffer as ArrayBuffer])),
  )
}
