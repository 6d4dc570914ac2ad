import type { Platform } from '../../platform/platform.ts'
import type { ImportFormat, ReadRow, RowStore } from './format.ts'
import { type Checkpoint, type ImportRecord, keepCheckpoint } from './import-record.ts'
import { type Refusal, UnusableImport } from './rejections.ts'
import { RejectsFile } from './rejects-file.ts'
import { openSource } from './source.ts'
import { nextStamp } from './stamp.ts'

/** Rows of one batch, and characters at most: cut by these alone, so that an import that goes on cuts the same batches. */
const BATCH_ROWS = 5000
const BATCH_CHARACTERS = 8_000_000
/** Note of rows that were counted and not stored. */
const SUPPRESSED = 'suppressed'

/** How far an import is. */
export interface Progress {
  readonly checkpoint: Checkpoint
  readonly bytesRead: number
  readonly bytesTotal: number
}

interface Run {
  readonly platform: Platform
  readonly record: ImportRecord
  readonly format: ImportFormat<unknown>
  readonly filePath: string
  readonly rejectsPath: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/**
 * Reads a file to its end from where the record stands; each batch is stored before it is recorded as such.
 * @returns the last checkpoint. With an aborted signal it ends after the batch at hand.
 * @throws UnusableImport when the file cannot be used.
 */
export async function runImport(run: Run): Promise<Checkpoint> {
  const { platform, record, format, signal } = run
  const source = await openSource(run.filePath, record.options.encoding)
  await source.verify()
  const rejects = await RejectsFile.open(run.rejectsPath, record.checkpoint.rejectsBytes)
  const store = format.store({
    platform,
    importId: record.id,
    workspaceId: record.workspaceId,
    unsettled: record.checkpoint.unsettled,
    signal,
  })
  let { checkpoint } = record
  let passed = 0
  try {
    for await (const batch of readAhead(inBatches(format.read(source, record.options)))) {
      if (signal.aborted) break
      passed += batch.length
      if (passed > checkpoint.position) checkpoint = await storeBatch(run, batch, { checkpoint, store, rejects })
      run.onProgress({ checkpoint, bytesRead: source.bytesRead(), bytesTotal: source.bytesTotal })
    }
    if (passed < checkpoint.position && !signal.aborted)
      throw new UnusableImport('The file is shorter than what was read of it before; import it anew with the option again.')
    if (!signal.aborted) await store.publish?.()
    return await finish(run, checkpoint, store)
  } finally {
    await rejects.close()
  }
}

interface Parts {
  readonly checkpoint: Checkpoint
  readonly store: RowStore<unknown>
  readonly rejects: RejectsFile
}

async function storeBatch(
  { platform, record }: Run,
  batch: readonly ReadRow<unknown>[],
  { checkpoint, store, rejects }: Parts,
): Promise<Checkpoint> {
  const good = batch.filter(({ refusal }) => refusal === undefined)
  const {
    accepted,
    duplicate,
    refused: judged,
    suppressed = 0,
    notes = {},
  } = await store.write(
    good.map(({ value }) => value),
    checkpoint.nextStamp,
  )
  const unreadable = batch.flatMap((row) => (row.refusal === undefined ? [] : [{ row, refusal: row.refusal }]))
  const refused = [...unreadable, ...judged.map(({ index, refusal }) => ({ row: good[index] as ReadRow<unknown>, refusal }))]
  refused.sort((a, b) => a.row.line - b.row.line)
  await rejects.add(refused)
  const next: Checkpoint = {
    position: checkpoint.position + batch.length,
    accepted: checkpoint.accepted + accepted,
    duplicate: checkpoint.duplicate + duplicate,
    rejected: checkpoint.rejected + refused.length,
    rejectsBytes: rejects.bytes,
    nextStamp: nextStamp(platform.now()),
    unsettled: store.unsettled(),
    reasons: counted(
      checkpoint.reasons,
      refused.map(({ refusal }: { refusal: Refusal }) => refusal.reason),
    ),
    notes: added(
      counted(
        checkpoint.notes,
        good.flatMap((row) => row.notes ?? []),
      ),
      { ...notes, ...(suppressed > 0 && { [SUPPRESSED]: suppressed }) },
    ),
  }
  await keepCheckpoint(platform.metadata, record, next)
  return next
}

/** Counts what is still on its way to the store, so that the numbers add up to the rows. */
async function finish({ platform, record }: Run, checkpoint: Checkpoint, store: RowStore<unknown>): Promise<Checkpoint> {
  const { accepted, duplicate } = await store.settle()
  const last = {
    ...checkpoint,
    accepted: checkpoint.accepted + accepted,
    duplicate: checkpoint.duplicate + duplicate,
    unsettled: store.unsettled(),
  }
  await keepCheckpoint(platform.metadata, record, last)
  return last
}

async function* inBatches<T>(parts: AsyncIterable<readonly ReadRow<T>[]>): AsyncGenerator<readonly ReadRow<T>[]> {
  let held: ReadRow<T>[] = []
  let characters = 0
  for await (const part of parts) {
    for (const row of part) {
      held.push(row)
      characters += lengthOf(row.raw)
      if (held.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue
      yield held
      held = []
      characters = 0
    }
  }
  if (held.length > 0) yield held
}

/** While one is stored, the next is read: the store works in threads of its own. */
async function* readAhead<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = batches.next()
  try {
    for (;;) {
      const { value, done } = await next
      if (done === true) return
      next = batches.next()
      // Who stops reading does not learn how the next one failed.
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await batches.return(undefined)
  }
}

function lengthOf(raw: readonly string[] | string): number {
  return typeof raw === 'string' ? raw.length : raw.reduce((sum, { length }) => sum + length, 0)
}

function added(before: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>): Record<string, number> {
  const counts = { ...before }
  for (const [word, count] of Object.entries(more)) counts[word] = (counts[word] ?? 0) + count
  return counts
}

function counted(before: Readonly<Record<string, number>>, words: readonly string[]): Record<string, number> {
  const counts = { ...before }
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
