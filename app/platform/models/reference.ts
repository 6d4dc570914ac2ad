import { createHash } from 'node:crypto'
import { type ReferenceBins, referenceBins } from '@trill/core/drift/population-stability'
import type { Table } from '@trill/core/estimator'

/** Values of a column that are kept. */
export const SAMPLE_MAX = 512

/** How a column was distributed where the model learned: nothing of single rows. */
export interface ColumnReference {
  readonly name: string
  /** Bins of about equal size, with the rows of each. */
  readonly bins: ReferenceBins
  /** Values at even steps of rank, ascending, at most 512; empty where every value is missing. */
  readonly sample: readonly number[]
  /** Share of rows without a value. */
  readonly missing: number
}

export interface Reference {
  readonly rows: number
  readonly features: readonly ColumnReference[]
  /** Of what the model said on rows it had not seen. */
  readonly predictions: ColumnReference
}

/** What later inputs are held against. */
export function referenceOf(training: Table, predictions: Float64Array): Reference {
  const features = training.names.map((name, index) => columnReference(name, training.columns[index] as Float64Array))
  return { rows: training.columns[0]?.length ?? 0, features, predictions: columnReference('prediction', predictions) }
}

/** At most so many of the values that are there, at even steps of rank, ascending. */
export function thinned(values: Float64Array, max: number): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length <= max) return [...sorted]
  const step = sorted.length / max
  return Array.from({ length: max }, (_, index) => sorted[Math.floor((index + 0.5) * step)] as number)
}

/** SHA-256 of names, columns and target: the same rows in the same order have the same. */
export function fingerprintOf({ names, columns }: Table, target: Float64Array): Buffer {
  const hash = createHash('sha256').update(JSON.stringify(names))
  for (const column of [...columns, target]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  return hash.digest()
}

function columnReference(name: string, values: Float64Array): ColumnReference {
  const present = values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0)
  return { name, bins: referenceBins(values), sample: thinned(values, SAMPLE_MAX), missing: 1 - present / values.length }
}
