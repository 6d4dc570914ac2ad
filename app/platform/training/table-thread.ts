import { parentPort, workerData } from 'node:worker_threads'
import type { RawTable } from '@trill/core/tabular/raw-table'
import type { CrewLease } from '@trill/core/tabular/tabular-model'
import { type TrainingProgress, type TrainingRequest, trainTable } from '@trill/core/tabular/train-table'
import { UnusableTable } from '@trill/core/tabular/unusable-table'
import { openHistogramThreads } from './histogram-threads.ts'

/** Pause between two messages about the progress, milliseconds. */
const TOLD_EVERY = 50

const { raw, request, threads } = workerData as { raw: RawTable; request: TrainingRequest; threads: number }
let told = 0

try {
  const document = trainTable(raw, request, { onProgress: tell, ...(threads > 1 && { withCrew }) })
  parentPort?.postMessage({ document })
} catch (error) {
  if (!(error instanceof UnusableTable)) throw error
  parentPort?.postMessage({ unusable: { message: error.message, remedy: error.remedy } })
}

function tell(progress: TrainingProgress): void {
  const now = performance.now()
  if (now - told < TOLD_EVERY) return
  told = now
  parentPort?.postMessage({ progress })
}

/** Each training has threads of its own: they keep the memory that they were shown. */
function withCrew(...[train]: Parameters<CrewLease>): ReturnType<CrewLease> {
  const crew = openHistogramThreads(threads)
  try {
    return train(crew)
  } finally {
    void crew.close()
  }
}
