import type { BinnedTable } from './binned-table.ts'
import { fillHistograms, type LeafRows } from './histograms.ts'

/** Who fills the histograms of a leaf, the greater part of training: this thread alone, or several over shared memory. */
export interface HistogramCrew {
  /** Memory that everybody of the crew can reach, filled with 0. */
  readonly allocate: (bytes: number) => ArrayBufferLike
  /** Fills the given groups of columns, and returns when all of them are filled. The sums do not depend on who fills what. */
  readonly fill: (table: BinnedTable, leaf: LeafRows, histogram: Float64Array, groups: Int32Array) => void
}

/** This thread alone. */
export const ALONE: HistogramCrew = {
  allocate: (bytes) => new ArrayBuffer(bytes),
  fill(table, leaf, histogram, groups) {
    for (const group of groups) fillHistograms(table, leaf, histogram, group, group + 1)
  },
}
