import type { Split } from './splits.ts'

/** A leaf that may be split. */
export interface QueuedLeaf {
  readonly index: number
  readonly split: Split
}

/** Leaves by what their best split saves: the most first; of equal ones by column, then by age. A binary heap. */
export class LeafQueue<L extends QueuedLeaf> {
  readonly #leaves: L[] = []

  push(leaf: L): void {
    const leaves = this.#leaves
    let at = leaves.length
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isBefore(leaf, leaves[above] as L)) break
      leaves[at] = leaves[above] as L
      at = above
    }
    leaves[at] = leaf
  }

  pop(): L | undefined {
    const leaves = this.#leaves
    const first = leaves[0]
    const last = leaves.pop()
    if (last === undefined || leaves.length === 0) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= leaves.length) break
      if (below + 1 < leaves.length && isBefore(leaves[below + 1] as L, leaves[below] as L)) below += 1
      if (!isBefore(leaves[below] as L, last)) break
      leaves[at] = leaves[below] as L
      at = below
    }
    leaves[at] = last
    return first
  }
}

function isBefore(one: QueuedLeaf, other: QueuedLeaf): boolean {
  const byGain = one.split.gain - other.split.gain
  return byGain > 0 || (byGain === 0 && (one.split.column - other.split.column || one.index - other.index) < 0)
}
