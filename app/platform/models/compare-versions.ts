import type { Figures, JudgedPair } from './judge.ts'
import type { ModelAddress, ModelRecord } from './model-record.ts'
import { predictIfPossible } from './predictions.ts'
import { findModel, readDocument } from './registry.ts'
import { judgedByOf, plainGroups } from './train-model.ts'
import type { InsufficientData, Trainer, TrainingContext } from './trainer.ts'
import { sideOf } from './verdict.ts'

const JUDGE = new URL('judge.ts', import.meta.url)

/** Two versions on the same rows. */
export interface Compared {
  readonly status: 'compared'
  readonly second: ModelRecord
  readonly rows: number
  readonly judgedBy: string
  readonly verdict: ReturnType<typeof sideOf>
  readonly figures: readonly [Figures, Figures]
  readonly difference: Figures
}

/** Two versions on the same rows; otherwise why they cannot be held against each other. */
export type Comparison =
  | Compared
  | InsufficientData
  | { readonly status: 'unknown_version' | 'no_document' | 'cannot_take_rows'; readonly version: number }

interface Asked {
  readonly address: ModelAddress
  readonly trainer: Trainer
  readonly context: TrainingContext
  /** The second is held against the first. */
  readonly versions: readonly [number, number]
}

/** Holds two versions against each other on the newest rows whose outcome is known. */
export async function compareVersions({ address, trainer, context, versions }: Asked): Promise<Comparison> {
  const { metadata } = context.platform
  const loaded: { readonly model: ModelRecord; readonly document: object }[] = []
  for (const version of versions) {
    const model = await findModel(metadata, address, version)
    if (model === undefined) return { status: 'unknown_version', version }
    const document = await readDocument(metadata, address, version)
    if (document === undefined) return { status: 'no_document', version }
    loaded.push({ model, document })
  }
  const holdOut = await trainer.holdOut(context)
  if (holdOut.status === 'insufficient_data') return holdOut
  const predicted: Float64Array[] = []
  for (const [index, { model, document }] of loaded.entries()) {
    const values = await predictIfPossible(trainer, { features: model.features, document }, holdOut.table)
    if (values === undefined) return { status: 'cannot_take_rows', version: versions[index] as number }
    predicted.push(values)
  }
  const { actual, groups } = holdOut
  const rows = { task: trainer.task, actual, groups: groups === undefined ? null : plainGroups(groups), seed: context.seed }
  const [first, second] = predicted as [Float64Array, Float64Array]
  const judged = await context.apart<JudgedPair>(
    { module: JUDGE, name: 'judgePair', input: { ...rows, first, second } },
    { signal: context.signal },
  )
  const judgedBy = judgedByOf(trainer)
  const { model } = loaded[1] as (typeof loaded)[number]
  return { status: 'compared', second: model, rows: actual.length, judgedBy, verdict: sideOf(judgedBy, judged.difference), ...judged }
}
