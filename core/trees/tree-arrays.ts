import type { ColumnBins } from './column-bins.ts'
import type { Split } from './splits.ts'
import { CATEGORICAL, DEFAULT_LEFT, type Tree } from './tree.ts'

/** What is known of a leaf when it comes into being. */
export interface LeafSummary {
  readonly value: number
  readonly weight: number
  readonly count: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly number[] ? number[] : T[K] }

/** Arrays of a tree while it grows: a split turns a leaf into an inner node with the leaf on its left and a new one on its right. */
export class TreeArrays {
  readonly #tree: Mutable<Tree>
  /** Of each leaf the node above it and whether it is on its right. */
  readonly #above: { node: number; right: boolean }[] = [{ node: -1, right: false }]

  constructor({ value, weight, count }: LeafSummary) {
    this.#tree = {
      splitFeature: [],
      splitGain: [],
      threshold: [],
      decisionType: [],
      leftChild: [],
      rightChild: [],
      leafValue: [value],
      leafWeight: [weight],
      leafCount: [count],
      internalValue: [],
      internalWeight: [],
      internalCount: [],
      categoryBoundaries: [],
      categoryWords: [],
      shrinkage: 1,
    }
  }

  /** @param gain Of the split, with what it had to save at least. */
  split(leaf: number, split: Split, gain: number, bins: ColumnBins, left: LeafSummary, right: LeafSummary): void {
    const tree = this.#tree
    const node = tree.splitFeature.length
    const added = tree.leafValue.length
    this.#hang(leaf, node, added)
    tree.splitFeature.push(split.column)
    tree.splitGain.push(Math.fround(gain))
    tree.threshold.push(split.categories === null ? thresholdOf(bins, split.bin) : this.#addCategories(bins, split.categories))
    tree.decisionType.push((split.categories === null ? 0 : CATEGORICAL) | (split.defaultLeft ? DEFAULT_LEFT : 0) | (bins.missing << 2))
    tree.leftChild.push(~leaf)
    tree.rightChild.push(~added)
    tree.internalValue.push(tree.leafValue[leaf] as number)
    tree.internalWeight.push(tree.leafWeight[leaf] as number)
    tree.internalCount.push(tree.leafCount[leaf] as number)
    this.#setLeaf(leaf, left)
    this.#setLeaf(added, right)
  }

  /** The tree with its leaves multiplied by the rate and moved by the bias. */
  finish(rate: number, bias: number): Tree {
    const tree = this.#tree
    const moved = (value: number) => value * rate + bias
    return {
      ...tree,
      leafValue: tree.leafValue.map(moved),
      internalValue: tree.internalValue.map(moved),
      shrinkage: bias === 0 ? rate : 1,
    }
  }

  /** Values of the leaves, which may be replaced before `finish`. */
  get leafValues(): number[] {
    return this.#tree.leafValue
  }

  #hang(leaf: number, node: number, added: number): void {
    const above = this.#above[leaf] as { node: number; right: boolean }
    if (above.node >= 0) (above.right ? this.#tree.rightChild : this.#tree.leftChild)[above.node] = node
    this.#above[leaf] = { node, right: false }
    this.#above[added] = { node, right: true }
  }

  #setLeaf(leaf: number, { value, weight, count }: LeafSummary): void {
    this.#tree.leafValue[leaf] = value
    this.#tree.leafWeight[leaf] = weight
    this.#tree.leafCount[leaf] = count
  }

  #addCategories({ bounds }: ColumnBins, bins: readonly number[]): number {
    const { categoryBoundaries, categoryWords } = this.#tree
    if (categoryBoundaries.length === 0) categoryBoundaries.push(0)
    const categories = bins.map((bin) => bounds[bin] as number)
    const words = new Uint32Array(Math.floor(Math.max(...categories) / 32) + 1)
    for (const category of categories) words[category >>> 5] = (words[category >>> 5] as number) | (1 << (category & 31))
    for (const word of words) categoryWords.push(word)
    categoryBoundaries.push(categoryWords.length)
    return categoryBoundaries.length - 2
  }
}

/** Thresholds are finite: beyond the last bound lies only what is missing. */
function thresholdOf({ bounds }: ColumnBins, bin: number): number {
  return Math.min(bounds[bin] as number, 1e300)
}
