import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { ALONE, type HistogramCrew } from '@trill/core/trees/histogram-crew'
import { AT, fillClaimed, GROUPS_MAX, type SharedWork, sharedWork } from './shared-work.ts'

/** Leaves of fewer rows are filled sooner than another thread is awake. */
const ROWS_MIN = 2048
/** A thread that has not filled its group by then has died. */
const PATIENCE_MILLISECONDS = 60_000

/** Threads that fill histograms together with the thread that trains; models are the same with any number of them. */
export interface HistogramThreads extends HistogramCrew {
  /** Ends the other threads. */
  close(): Promise<void>
}

/** @param threads Of all, this one included; 1 starts none. */
export function openHistogramThreads(threads: number): HistogramThreads {
  const work = sharedWork()
  const helpers = Array.from({ length: threads - 1 }, () => startHelper(work))
  const buffers: ArrayBufferLike[] = []
  const numbers = new Map<ArrayBufferLike, number>()
  const allocate = (bytes: number) => {
    const buffer = new SharedArrayBuffer(bytes)
    numbers.set(buffer, buffers.push(buffer) - 1)
    for (const { port } of helpers) port.postMessage(buffer)
    return buffer
  }
  const numberOf = ({ buffer }: { buffer: ArrayBufferLike }) => numbers.get(buffer) ?? -1
  let turn = 0
  const fill: HistogramCrew['fill'] = (table, leaf, histogram, groups) => {
    const { control } = work
    const few = leaf.end - leaf.start < ROWS_MIN || groups.length > GROUPS_MAX
    const task = [groups.length, leaf.start, leaf.end, ...[leaf.rows, leaf.gradients, leaf.hessians, histogram].map(numberOf)]
    const words = few || helpers.length === 0 ? [] : Array.from(groups, (group) => numberOf(table.groups[group] as Int32Array))
    if (words.length === 0 || task.includes(-1) || words.includes(-1)) return ALONE.fill(table, leaf, histogram, groups)
    control.set(task, AT.total)
    for (const [index, group] of groups.entries()) work.groups.set([group, words[index] as number], 2 * index)
    turn = (turn + 1) & 0x7fff
    Atomics.store(control, AT.done, 0)
    Atomics.store(control, AT.claim, (turn << 16) | groups.length)
    Atomics.notify(control, AT.claim)
    fillClaimed(work, (index) => buffers[index] as ArrayBufferLike)
    waitForOthers(control, groups.length)
  }
  return { allocate, fill, close: () => closeHelpers(work, helpers) }
}

interface Helper {
  readonly worker: Worker
  readonly port: MessagePort
}

function startHelper(work: SharedWork): Helper {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('start-histogram-thread.mjs', import.meta.url), {
    workerData: { work, buffers: port2 },
    transferList: [port2],
    execArgv: [],
  })
  worker.unref()
  port1.unref()
  return { worker, port: port1 }
}

function waitForOthers(control: Int32Array, total: number): void {
  for (let done = Atomics.load(control, AT.done); done < total; done = Atomics.load(control, AT.done)) {
    if (Atomics.wait(control, AT.done, done, PATIENCE_MILLISECONDS) === 'timed-out') throw new Error('A thread of the training has died')
  }
}

async function closeHelpers({ control }: SharedWork, helpers: readonly Helper[]): Promise<void> {
  Atomics.store(control, AT.stopped, 1)
  Atomics.notify(control, AT.claim)
  await Promise.all(helpers.map(({ worker }) => worker.terminate()))
}
