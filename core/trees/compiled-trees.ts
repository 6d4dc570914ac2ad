import type { Table } from '../estimator.ts'
import { CATEGORICAL, DEFAULT_LEFT, hasCategory, MISSING, missingType, type Tree, type TreeModel, ZERO_MAX } from './tree.ts'

/**
 * A model in flat arrays, to predict many rows or often.
 *
 * Every question but those for categories has become `value > bound ? above : notAbove`, which NaN answers with “not above”. A slot is a
 * column read in the one way that makes this right: with NaN as 0 where nothing is missing, with 0 as NaN where 0 is missing, and with
 * the sign turned where what is missing goes right. Values are then replaced by their ranks among the bounds of their slot, since whole
 * numbers are compared by a subtraction: a branch on what is in the data would be guessed wrong every other time.
 */
export interface CompiledTrees {
  readonly classCount: number
  /** Divides the sums of a mean over rounds; 1 else. */
  readonly rounds: number
  readonly slots: readonly Slot[]
  /** Slots from here on are read as categories. */
  readonly categoricalFrom: number
  /** For each tree its root: a node, or `~leaf`. */
  readonly roots: Int32Array
  /** Leaves before each tree. */
  readonly leafStarts: Int32Array
  /** Of each tree whether it asks for a set of categories. */
  readonly asksCategories: Uint8Array
  /** Four a node: its slot, the rank of its bound (or the index of its set), where to go when not above (or no member), and when above. */
  readonly nodes: Int32Array
  readonly leafValues: Float64Array
  readonly setBounds: Int32Array
  readonly setWords: Uint32Array
}

/** One way to read a column. */
interface Reading {
  readonly column: number
  readonly reading: 'plain' | 'nan-as-zero' | 'zero-as-nan' | 'category'
  readonly turned: boolean
}

interface Slot extends Reading {
  /** Bounds asked for, in rising order. */
  readonly bounds: Float64Array
}

/** The model in the form that `scoreRows` and `leavesOfRows` take. */
export function compileTrees(model: Pick<TreeModel, 'trees' | 'classCount' | 'averaged'>): CompiledTrees {
  const slots = slotsOf(model)
  const slotIndex = new Map(slots.map((slot, index) => [slotKey(slot), index]))
  const sets = sumOf(model.trees, ({ categoryBoundaries }) => Math.max(0, categoryBoundaries.length - 1))
  const compiled: CompiledTrees = {
    classCount: model.classCount,
    rounds: model.averaged ? Math.max(1, model.trees.length / model.classCount) : 1,
    slots,
    categoricalFrom: slots.filter(({ reading }) => reading !== 'category').length,
    roots: new Int32Array(model.trees.length),
    leafStarts: new Int32Array(model.trees.length),
    asksCategories: Uint8Array.from(model.trees, ({ categoryBoundaries }) => Number(categoryBoundaries.length > 0)),
    nodes: new Int32Array(NODE_SIZE * sumOf(model.trees, ({ threshold }) => threshold.length)),
    leafValues: new Float64Array(sumOf(model.trees, ({ leafValue }) => leafValue.length)),
    setBounds: new Int32Array(2 * sets),
    setWords: new Uint32Array(sumOf(model.trees, ({ categoryWords }) => categoryWords.length)),
  }
  const start: Start = { node: 0, leaf: 0, set: 0, word: 0 }
  for (const [index, tree] of model.trees.entries()) placeTree(compiled, index, tree, start, slotIndex)
  return compiled
}

/** Where the next tree goes. */
interface Start {
  node: number
  leaf: number
  set: number
  word: number
}

function placeTree(compiled: CompiledTrees, index: number, tree: Tree, start: Start, slotIndex: ReadonlyMap<string, number>): void {
  compiled.roots[index] = tree.threshold.length > 0 ? start.node : ~start.leaf
  compiled.leafStarts[index] = start.leaf
  compiled.leafValues.set(tree.leafValue, start.leaf)
  compiled.setWords.set(tree.categoryWords, start.word)
  for (let set = 0; set + 1 < tree.categoryBoundaries.length; set += 1) {
    compiled.setBounds[2 * (start.set + set)] = start.word + (tree.categoryBoundaries[set] as number)
    compiled.setBounds[2 * (start.set + set) + 1] = start.word + (tree.categoryBoundaries[set + 1] as number)
  }
  for (const node of tree.threshold.keys()) placeNode(compiled, tree, node, start, slotIndex)
  start.node += NODE_SIZE * tree.threshold.length
  start.leaf += tree.leafValue.length
  start.set += Math.max(0, tree.categoryBoundaries.length - 1)
  start.word += tree.categoryWords.length
}

function placeNode({ slots, nodes }: CompiledTrees, tree: Tree, node: number, start: Start, slotIndex: ReadonlyMap<string, number>): void {
  const reading = readingOf(tree, node)
  const slot = slotIndex.get(slotKey(reading)) as number
  const left = placed(tree.leftChild[node] as number, start)
  const right = placed(tree.rightChild[node] as number, start)
  const leftIsAbove = reading.turned || reading.reading === 'category'
  const bound = boundOf(tree, node, reading)
  const at = start.node + NODE_SIZE * node
  nodes[at] = slot
  nodes[at + 1] = reading.reading === 'category' ? start.set + bound : rankOf((slots[slot] as Slot).bounds, bound)
  nodes[at + 2] = leftIsAbove ? right : left
  nodes[at + 3] = leftIsAbove ? left : right
}

function placed(child: number, { node, leaf }: Start): number {
  return child < 0 ? ~(leaf + ~child) : node + NODE_SIZE * child
}

function slotsOf({ trees }: Pick<TreeModel, 'trees'>): Slot[] {
  const found = new Map<string, { reading: Reading; bounds: Set<number> }>()
  for (const tree of trees) {
    for (const node of tree.threshold.keys()) {
      const reading = readingOf(tree, node)
      const key = slotKey(reading)
      const slot = found.get(key) ?? { reading, bounds: new Set() }
      if (reading.reading !== 'category') slot.bounds.add(boundOf(tree, node, reading))
      found.set(key, slot)
    }
  }
  const order = (slot: Slot) => Number(slot.reading === 'category')
  return [...found.values()]
    .map(({ reading, bounds }) => ({ ...reading, bounds: Float64Array.from(bounds).sort() }))
    .sort((one, other) => order(one) - order(other) || one.column - other.column)
}

function readingOf({ splitFeature, decisionType }: Tree, node: number): Reading {
  const column = splitFeature[node] as number
  const type = decisionType[node] as number
  if ((type & CATEGORICAL) !== 0) return { column, reading: 'category', turned: false }
  const missing = missingType(type)
  const turned = (type & DEFAULT_LEFT) === 0
  if (missing === MISSING.zero) return { column, reading: 'zero-as-nan', turned }
  if (missing === MISSING.nan) return { column, reading: 'plain', turned }
  return { column, reading: 'nan-as-zero', turned: false }
}

function boundOf({ threshold }: Tree, node: number, { turned }: Reading): number {
  const bound = threshold[node] as number
  return turned ? nextBelow(-bound) : bound
}

function slotKey({ column, reading, turned }: Reading): string {
  return `${column} ${reading} ${turned}`
}

/** How many of the bounds are below a value; of NaN none. The number of steps does not depend on the value. */
function rankOf(bounds: Float64Array, value: number): number {
  let rank = 0
  let left = bounds.length
  while (left > 1) {
    const half = left >> 1
    rank += (bounds[rank + half - 1] as number) < value ? half : 0
    left -= half
  }
  return left === 1 && (bounds[rank] as number) < value ? rank + 1 : rank
}

const NODE_SIZE = 4
/** A multiple of four. */
const ROWS_A_BLOCK = 256
const CATEGORY_MAX = 2 ** 31 - 1

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
    readBlock(compiled, table, start, count, ranks)
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
    readBlock(compiled, table, start, count, ranks)
    for (let tree = 0; tree < roots.length; tree += 1) {
      findLeaves(compiled, tree, ranks, count, leaves)
      for (let row = 0; row < count; row += 1) {
        found[(start + row) * roots.length + tree] = (leaves[row] as number) - (leafStarts[tree] as number)
      }
    }
  }
  return found
}

/** Rows of a block side by side, each with the ranks of its slots, or the categories. */
function readBlock({ slots }: CompiledTrees, { columns }: Table, start: number, count: number, ranks: Int32Array): void {
  for (const [index, slot] of slots.entries()) {
    const values = columns[slot.column] as Float64Array
    if (slot.reading === 'category') readCategories(values, start, count, ranks, index, slots.length)
    else readRanks(slot, values, start, count, ranks, index, slots.length)
  }
}

function readRanks(
  { reading, turned, bounds }: Slot,
  values: Float64Array,
  start: number,
  count: number,
  ranks: Int32Array,
  at: number,
  width: number,
): void {
  const sign = turned ? -1 : 1
  const ofNan = reading === 'nan-as-zero' ? rankOf(bounds, 0) : 0
  const zeroMax = reading === 'zero-as-nan' ? ZERO_MAX : -1
  for (let row = 0; row < count; row += 1) {
    const value = values[start + row] as number
    const isMissing = Number.isNaN(value) || Math.abs(value) <= zeroMax
    ranks[at + row * width] = isMissing ? ofNan : rankOf(bounds, sign * value)
  }
}

function readCategories(values: Float64Array, start: number, count: number, ranks: Int32Array, at: number, width: number): void {
  for (let row = 0; row < count; row += 1) {
    const value = values[start + row] as number
    ranks[at + row * width] = Number.isNaN(value) ? -1 : Math.min(Math.trunc(value), CATEGORY_MAX)
  }
}

function findLeaves(compiled: CompiledTrees, tree: number, ranks: Int32Array, count: number, leaves: Int32Array): void {
  const root = compiled.roots[tree] as number
  if (root < 0) leaves.fill(~root, 0, count)
  else if (compiled.asksCategories[tree] === 1) findLeavesOneByOne(compiled, root, ranks, count, leaves)
  else findLeavesFourAtOnce(compiled.nodes, root, compiled.slots.length, ranks, count, leaves)
}

/** Four ways down at once keep a processor busy while each waits for its next node. The block has room for rows up to a multiple of four. */
function findLeavesFourAtOnce(nodes: Int32Array, root: number, width: number, ranks: Int32Array, count: number, leaves: Int32Array): void {
  for (let row = 0, base = 0; row < count; row += 4, base += 4 * width) {
    let a = root
    let b = root
    let c = root
    let d = root
    while ((a | b | c | d) >= 0) {
      a = nextNode(nodes, a, ranks, base)
      b = nextNode(nodes, b, ranks, base + width)
      c = nextNode(nodes, c, ranks, base + 2 * width)
      d = nextNode(nodes, d, ranks, base + 3 * width)
    }
    while (a >= 0) a = nextNode(nodes, a, ranks, base)
    while (b >= 0) b = nextNode(nodes, b, ranks, base + width)
    while (c >= 0) c = nextNode(nodes, c, ranks, base + 2 * width)
    while (d >= 0) d = nextNode(nodes, d, ranks, base + 3 * width)
    leaves[row] = ~a
    leaves[row + 1] = ~b
    leaves[row + 2] = ~c
    leaves[row + 3] = ~d
  }
}

/** The sign of bound − rank says whether the value is above. */
function nextNode(nodes: Int32Array, node: number, ranks: Int32Array, base: number): number {
  const difference = (nodes[node + 1] as number) - (ranks[base + (nodes[node] as number)] as number)
  return nodes[node + 2 + (difference >>> 31)] as number
}

function findLeavesOneByOne(compiled: CompiledTrees, root: number, ranks: Int32Array, count: number, leaves: Int32Array): void {
  const { nodes, slots, categoricalFrom } = compiled
  for (let row = 0; row < count; row += 1) {
    const base = row * slots.length
    let node = root
    while (node >= 0) {
      const slot = nodes[node] as number
      if (slot < categoricalFrom) node = nextNode(nodes, node, ranks, base)
      else node = nodes[node + (isMember(compiled, nodes[node + 1] as number, ranks[base + slot] as number) ? 3 : 2)] as number
    }
    leaves[row] = ~node
  }
}

function isMember({ setBounds, setWords }: CompiledTrees, set: number, category: number): boolean {
  return hasCategory(setWords, setBounds[2 * set] as number, setBounds[2 * set + 1] as number, category)
}

const DOUBLE = new Float64Array(1)
const BITS = new BigInt64Array(DOUBLE.buffer)

/** The next double below a finite one. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  DOUBLE[0] = value
  BITS[0] = (BITS[0] as bigint) + (value > 0 ? -1n : 1n)
  return DOUBLE[0] as number
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0)
}
