import type { Fitted } from '../estimator.ts'

/**
 * One decision tree, in the arrays of LightGBM’s text format. Inner nodes are numbered from the root 0, leaves on their own; a child ≥ 0
 * is an inner node, a negative one the leaf `~child`. A tree of one leaf has no inner node.
 */
export interface Tree {
  /** Column that an inner node asks for. */
  readonly splitFeature: readonly number[]
  /** Loss saved by the split, without a factor ½. */
  readonly splitGain: readonly number[]
  /** Values up to it go left; of a categorical node the index of its set of categories. */
  readonly threshold: readonly number[]
  /** Bits, see `CATEGORICAL`, `DEFAULT_LEFT` and `missingType`. */
  readonly decisionType: readonly number[]
  readonly leftChild: readonly number[]
  readonly rightChild: readonly number[]
  readonly leafValue: readonly number[]
  /** Sum of the second derivatives of the training rows. */
  readonly leafWeight: readonly number[]
  /** Training rows. */
  readonly leafCount: readonly number[]
  readonly internalValue: readonly number[]
  readonly internalWeight: readonly number[]
  readonly internalCount: readonly number[]
  /** Where the set of each categorical node starts in `categoryWords`, and its end; empty without such nodes. */
  readonly categoryBoundaries: readonly number[]
  /** Sets of categories that go left, 32 a word. */
  readonly categoryWords: readonly number[]
  /** Learning rate that the leaf values have been multiplied by. */
  readonly shrinkage: number
}

/** An ensemble of trees whose sum, or mean, is a score; the model of everything that LightGBM’s text format can hold. */
export interface TreeModel extends Fitted {
  /** In LightGBM’s words, as `binary sigmoid:1`; null where the score is the prediction. */
  readonly objective: string | null
  /** Numbers of a prediction: 1, or the classes. */
  readonly classCount: number
  /** Whether the score is the mean over the rounds (random forest), not the sum. */
  readonly averaged: boolean
  /** For each column `[least:greatest]`, its categories with colons between, or `none` where it was of no use. */
  readonly columnRanges: readonly string[]
  /** For each column −1, 0 or 1; empty without constraints. */
  readonly monotoneConstraints: readonly number[]
  /** Round by round, in each round one for each class. */
  readonly trees: readonly Tree[]
  /** Settings of the training in LightGBM’s names and order. */
  readonly parameters: Readonly<Record<string, string>>
  /** What Python’s LightGBM notes of categories of a data frame, as JSON; null where it noted nothing. */
  readonly pandasCategorical: string | null
}

/** Bit of `decisionType`: the node asks for a set of categories. */
export const CATEGORICAL = 1
/** Bit of `decisionType`: what is missing goes left. */
export const DEFAULT_LEFT = 2
/** Values of `missingType`: NaN is read as 0, NaN and 0 are missing, or NaN alone is. */
export const MISSING = { none: 0, zero: 1, nan: 2 } as const
/** Up to this far from 0 a value is 0: 1e-35 in single precision. */
export const ZERO_MAX = Math.fround(1e-35)

/** What counts as missing at a node, one of `MISSING`. */
export function missingType(decisionType: number): number {
  return (decisionType >> 2) & 3
}

/** Whether a set of categories has one, by the word boundaries of the set. */
export function hasCategory(words: ArrayLike<number>, start: number, end: number, category: number): boolean {
  const word = start + (category >>> 5)
  return category >= 0 && category < 32 * (end - start) && (((words[word] as number) >>> (category & 31)) & 1) === 1
}

/** Splits on the longest way from the root to a leaf. */
export function treeDepth({ leftChild, rightChild }: Tree): number {
  const depths = new Int32Array(leftChild.length)
  const waiting = leftChild.length > 0 ? [0] : []
  let deepest = 0
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const below = (depths[node] as number) + 1
    deepest = Math.max(deepest, below)
    for (const child of [leftChild[node] as number, rightChild[node] as number]) {
      if (child < 0) continue
      depths[child] = below
      waiting.push(child)
    }
  }
  return deepest
}
