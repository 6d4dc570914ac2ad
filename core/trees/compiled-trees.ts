import { type Reading, rankOf, type Slot, slotOf } from './column-ranks.ts'
import { CATEGORICAL, DEFAULT_LEFT, MISSING, missingType, type Tree, type TreeModel } from './tree.ts'

/**
 * A model in flat arrays, to predict many rows or often.
 *
 * Every question but those for categories has become `value > bound ? above : notAbove`, which NaN answers with “not above”. A slot is a
 * column read in the one way that makes this right: with NaN as 0 where nothing is missing, with 0 as NaN where 0 is missing, and with
 * the sign turned where what is missing goes right. Values are then replaced by their ranks among the bounds of their slot, since whole
 * numbers are compared by a subtraction: a branch on what is in the data would be guessed wrong every other time. The two ways down from a
 * node are side by side, so that the next place is an addition, and a leaf leads to itself, so that rows can go down together until none
 * moves.
 */
export interface CompiledTrees {
  readonly classCount: number
  /** Divides the sums of a mean over rounds; 1 else. */
  readonly rounds: number
  readonly slots: readonly Slot[]
  /** Slots from here on are read as categories. */
  readonly categoricalFrom: number
  /** Where each tree begins in `nodes`. */
  readonly roots: Int32Array
  /** Leaves before each tree. */
  readonly leafStarts: Int32Array
  /** Of each tree whether it asks for a set of categories. */
  readonly asksCategories: Uint8Array
  /**
   * Four a node: its slot, the rank of its bound (or the index of its set), where to go when not above (or no member), and −1. When above, one
   * goes a node further. A leaf has a bound above every rank, itself to go to, and its place in `leafValues`.
   */
  readonly nodes: Int32Array
  readonly leafValues: Float64Array
  readonly setBounds: Int32Array
  readonly setWords: Uint32Array
}

/** Numbers a node. */
export const NODE_SIZE = 4
const BOUND_OF_LEAF = 2 ** 31 - 1

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
    nodes: new Int32Array(NODE_SIZE * sumOf(model.trees, ({ threshold }) => 2 * threshold.length + 1)),
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
  compiled.roots[index] = start.node
  compiled.leafStarts[index] = start.leaf
  compiled.leafValues.set(tree.leafValue, start.leaf)
  compiled.setWords.set(tree.categoryWords, start.word)
  for (let set = 0; set + 1 < tree.categoryBoundaries.length; set += 1) {
    compiled.setBounds[2 * (start.set + set)] = start.word + (tree.categoryBoundaries[set] as number)
    compiled.setBounds[2 * (start.set + set) + 1] = start.word + (tree.categoryBoundaries[set + 1] as number)
  }
  placeNodes(compiled, tree, start, slotIndex)
  start.leaf += tree.leafValue.length
  start.set += Math.max(0, tree.categoryBoundaries.length - 1)
  start.word += tree.categoryWords.length
}

/** Level by level, so that nodes that many rows pass stand together. */
function placeNodes({ slots, nodes }: CompiledTrees, tree: Tree, start: Start, slotIndex: ReadonlyMap<string, number>): void {
  const waiting = [tree.threshold.length > 0 ? 0 : -1]
  const places = [start.node]
  let free = start.node + NODE_SIZE
  for (const [index, node] of waiting.entries()) {
    const at = places[index] as number
    if (node < 0) {
      nodes.set([0, BOUND_OF_LEAF, at, start.leaf + ~node], at)
      continue
    }
    const reading = readingOf(tree, node)
    const slot = slotIndex.get(slotKey(reading)) as number
    const bound = boundOf(tree, node, reading)
    const isCategory = reading.reading === 'category'
    nodes.set([slot, isCategory ? start.set + bound : rankOf((slots[slot] as Slot).bounds, bound), free, -1], at)
    const children = [tree.leftChild[node] as number, tree.rightChild[node] as number]
    waiting.push(...(reading.turned || isCategory ? children.reverse() : children))
    places.push(free, free + NODE_SIZE)
    free += 2 * NODE_SIZE
  }
  start.node = free
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
    .map(({ reading, bounds }) => slotOf(reading, Float64Array.from(bounds).sort()))
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
