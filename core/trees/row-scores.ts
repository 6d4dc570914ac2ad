import type { Table } from '../estimator.ts'
import { readBlock } from './column-ranks.ts'
import { type CompiledTrees, NODE_SIZE } from './compiled-trees.ts'
import { hasCategory } from './tree.ts'

/** A multiple of four; their ranks fit into the fastest memory. */
const ROWS_A_BLOCK = 128

/**
 * Sums of the leaves, before they become probabilities or rates; never divided by the rounds.
 * @returns class c of row r at r · classCount + c.
 */
export function scoreRows(compiled: CompiledTrees, table: Table): Float64Array {
  const { classCount, slots, roots, leafValues } = compiled
  const rows = table.columns[0]?.length ?? 0
  const scores = new Float64Array(rows * classCount)
  const room = Math.min(ROWS_A_BLOCK, 4 * Math.ceil(rows / 4))
  const ranks = new Int32Array(room * slots.length)
  const leaves = new Int32Array(room)
  for (let start = 0; start < rows; start += ROWS_A_BLOCK) {
    const count = Math.min(ROWS_A_BLOCK, rows - start)
    readBlock(slots, table, start, count, ranks)
    for (let tree = 0; tree < roots.length; tree += 1) {
      findLeaves(compiled, tree, ranks, count, leaves)
      let at = start * classCount + (tree % classCount)
      for (let row = 0; row < count; row += 1) {
        scores[at] = (scores[at] as number) + (leafValues[leaves[row] as number] as number)
        at += classCount
      }
    }
  }
  return scores
}

/** The leaf that each row falls into, counted within each tree: tree t of row r at r · trees + t. */
export function leavesOfRows(compiled: CompiledTrees, table: Table): Int32Array {
  const { slots, roots, leafStarts } = compiled
  const rows = table.columns[0]?.length ?? 0
  const found = new Int32Array(rows * roots.length)
  const room = Math.min(ROWS_A_BLOCK, 4 * Math.ceil(rows / 4))
  const ranks = new Int32Array(room * slots.length)
  const leaves = new Int32Array(room)
  for (let start = 0; start < rows; start += ROWS_A_BLOCK) {
    const count = Math.min(ROWS_A_BLOCK, rows - start)
    readBlock(slots, table, start, count, ranks)
    for (let tree = 0; tree < roots.length; tree += 1) {
      findLeaves(compiled, tree, ranks, count, leaves)
      for (let row = 0; row < count; row += 1) {
        found[(start + row) * roots.length + tree] = (leaves[row] as number) - (leafStarts[tree] as number)
      }
    }
  }
  return found
}

function findLeaves(compiled: CompiledTrees, tree: number, ranks: Int32Array, count: number, leaves: Int32Array): void {
  const root = compiled.roots[tree] as number
  const leaf = compiled.nodes[root + 3] as number
  if (leaf >= 0) leaves.fill(leaf, 0, count)
  else if (compiled.asksCategories[tree] === 1) findLeavesOneByOne(compiled, root, ranks, count, leaves)
  else findLeavesFourAtOnce(compiled.nodes, root, compiled.slots.length, ranks, count, leaves)
}

/**
 * Four ways down at once keep a processor busy while each waits for its next node; who has come to a leaf stays there. The block has room for
 * rows up to a multiple of four.
 */
function findLeavesFourAtOnce(nodes: Int32Array, root: number, width: number, ranks: Int32Array, count: number, leaves: Int32Array): void {
  for (let row = 0, base = 0; row < count; row += 4, base += 4 * width) {
    const baseB = base + width
    const baseC = baseB + width
    const baseD = baseC + width
    let a = root
    let b = root
    let c = root
    let d = root
    let moved = 1
    while (moved !== 0) {
      const nextA = nextNode(nodes, a, ranks, base)
      const nextB = nextNode(nodes, b, ranks, baseB)
      const nextC = nextNode(nodes, c, ranks, baseC)
      const nextD = nextNode(nodes, d, ranks, baseD)
      moved = (nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d)
      a = nextA
      b = nextB
      c = nextC
      d = nextD
    }
    leaves[row] = nodes[a + 3] as number
    leaves[row + 1] = nodes[b + 3] as number
    leaves[row + 2] = nodes[c + 3] as number
    leaves[row + 3] = nodes[d + 3] as number
  }
}

/** The sign of bound − rank says whether the value is above: three of its copies, of which one is worth a node. */
function nextNode(nodes: Int32Array, node: number, ranks: Int32Array, base: number): number {
  const difference = (nodes[node + 1] as number) - (ranks[base + (nodes[node] as number)] as number)
  return (nodes[node + 2] as number) + ((difference >>> 29) & NODE_SIZE)
}

function findLeavesOneByOne(compiled: CompiledTrees, root: number, ranks: Int32Array, count: number, leaves: Int32Array): void {
  const { nodes, slots, categoricalFrom } = compiled
  for (let row = 0; row < count; row += 1) {
    const base = row * slots.length
    let node = root
    while ((nodes[node + 3] as number) < 0) {
      const slot = nodes[node] as number
      if (slot < categoricalFrom) node = nextNode(nodes, node, ranks, base)
      else
        node = (nodes[node + 2] as number) + (isMember(compiled, nodes[node + 1] as number, ranks[base + slot] as number) ? NODE_SIZE : 0)
    }
    leaves[row] = nodes[node + 3] as number
  }
}

function isMember({ setBounds, setWords }: CompiledTrees, set: number, category: number): boolean {
  return hasCategory(setWords, setBounds[2 * set] as number, setBounds[2 * set + 1] as number, category)
}
