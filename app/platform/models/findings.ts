import type { Leak } from '@trill/core/leakage/leaks'
import type { GainsPart } from '@trill/core/model-selection/gains'
import type { AttainableFigures } from '@trill/core/model-selection/known-probability'
import type { NoiseJudgement } from '@trill/core/model-selection/noise-ceiling'

/** What was looked for before a model learned, and in what it says of rows held out: part of its record and of its card. */
export interface ModelFindings {
  /** The column that is foretold. */
  readonly target: string
  /** Where the rows came from: people of a file, or nobody real; null where they have the provenance of the workspace. */
  readonly provenance: 'imported' | 'simulated' | null
  /** Columns that give the target away, found among the rows to learn from, and not learned from. */
  readonly leaks: readonly Leak[]
  /** Columns that give it away and were learned from all the same, because Trill computes them from what came before; versions of before have none. */
  readonly telling?: readonly Leak[]
  /** Columns that are never learned from, and why. */
  readonly excluded: readonly { readonly feature: string; readonly why: string }[]
  /** The columns learned from still tell too much to be believed, and no few of them can be blamed. */
  readonly suspicious: boolean
  /** Whether it is more than noise. */
  readonly noise: NoiseJudgement
  /** The best that is attainable, where outcomes are drawn from a probability that is in the table; null where none is. */
  readonly ceiling: (AttainableFigures & { readonly source: string }) | null
  /** What came of the rows held out, by how much was foretold. */
  readonly gains: readonly GainsPart[]
}
