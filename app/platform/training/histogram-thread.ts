import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { AT, fillClaimed, type SharedWork } from './shared-work.ts'

const { work, buffers } = workerData as { work: SharedWork; buffers: MessagePort }
const known: ArrayBufferLike[] = []

while (Atomics.load(work.control, AT.stopped) === 0) {
  const claim = fillClaimed(work, bufferOf)
  if (Atomics.load(work.control, AT.stopped) === 0) Atomics.wait(work.control, AT.claim, claim)
}
buffers.close()

/** Whoever made a buffer posted it before it was part of a task; this thread has no time to listen in between. */
function bufferOf(index: number): ArrayBufferLike {
  for (let received = known[index] === undefined && receiveMessageOnPort(buffers); received; received = receiveMessageOnPort(buffers)) {
    known.push(received.message)
  }
  return known[index] as ArrayBufferLike
}
