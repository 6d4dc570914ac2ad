import type { Table } from '../estimator.ts'
import { CATEGORICAL, DEFAULT_LEFT, hasCategory, MISSING, missingType, type Tree, type TreeModel, ZERO_MAX } from './tree.ts'

/**
 * A model in flat arrays, to predict many rows or often.
 *
 * Every question but those for categories has become `value > bound ? above : notAbove`, which NaN answers with “not above”. A slot is a
 * column read in the one way that makes this right: with NaN as 0 where nothing is missing, with 0 as NaN where 0 is missing, and with
 * the sign turned where what is missing goes right.
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
  readonly slotOfNode: Int32Array
  /** For a question of categories, the index of its set. */
  readonly bounds: Float64Array
  /** Two a node: where to go when not above (or no member), and when above (or a member). */
  readonly children: Int32Array
  readonly leafValues: Float64Array
  readonly setBounds: Int32Array
  readonly setWords: Uint32Array
}

/** One way to read a column. */
interface Slot {
  readonly column: number
  readonly reading: 'plain' | 'nan-as-zero' | 'zero-as-nan' | 'category'
  readonly turned: boolean
}

/** The model in the form that `scoreRows` and `leavesOfRows` take. */
export function compileTrees(model: Pick<TreeModel, 'trees' | 'classCount' | 'averaged'>): CompiledTrees {
  const slots = slotsOf(model)
  const slotIndex = new Map(slots.map((slot, index) => [slotKey(slot), index]))
  const nodes = sumOf(model.trees, ({ threshold }) => threshold.length)
  const leaves = sumOf(model.trees, ({ leafValue }) => leafValue.length)
  const compiled: CompiledTrees = {
    classCount: model.classCount,
    rounds: model.averaged ? Math.max(1, model.trees.length / model.classCount) : 1,
    slots,
    categoricalFrom: slots.filter(({ reading }) => reading !== 'category').length,
    roots: new Int32Array(model.trees.length),
    leafStarts: new Int32Array(model.trees.length),
    slotOfNode: new Int32Array(nodes),
    bounds: new Float64Array(nodes),
    children: new Int32Array(2 * nodes),
    leafValues: new Float64Array(leaves),
    setBounds: new Int32Array(2 * sumOf(model.trees, ({ categoryBoundaries }) => Math.max(0, categoryBoundaries.length - 1))),
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
  for (const [node, threshold] of tree.threshold.entries()) {
    const slot = slotOf(tree, node)
    const at = start.node + node
    const left = placed(tree.leftChild[node] as number, start)
    const right = placed(tree.rightChild[node] as number, start)
    const leftIsAbove = slot.turned || slot.reading === 'category'
    compiled.slotOfNode[at] = slotIndex.get(slotKey(slot)) as number
    compiled.bounds[at] = slot.reading === 'category' ? start.set + threshold : slot.turned ? nextBelow(-threshold) : threshold
    compiled.children[2 * at] = leftIsAbove ? right : left
    compiled.children[2 * at + 1] = leftIsAbove ? left : right
  }
  start.node += tree.threshold.length
  start.leaf += tree.leafValue.length
  start.set += Math.max(0, tree.categoryBoundaries.length - 1)
  start.word += tree.categoryWords.length
}

function placed(child: number, { node, leaf }: Start): number {
  return child < 0 ? ~(leaf + ~child) : node + child
}

function slotsOf({ trees }: Pick<TreeModel, 'trees'>): Slot[] {
  const slots = new Map<string, Slot>()
  for (const tree of trees) {
    for (const node of tree.threshold.keys()) {
      const slot = slotOf(tree, node)
      slots.set(slotKey(slot), slot)
    }
  }
  const order = (slot: Slot) => Number(slot.reading === 'category')
  return [...slots.values()].sort((one, other) => order(one) - order(other) || one.column - other.column)
}

function slotOf({ splitFeature, decisionType }: Tree, node: number): Slot {
  const column = splitFeature[node] as number
  const type = decisionType[node] as number
  if ((type & CATEGORICAL) !== 0) return { column, reading: 'category', turned: false }
  const missing = missingType(type)
  const turned = (type & DEFAULT_LEFT) === 0
  if (missing === MISSING.zero) return { column, reading: 'zero-as-nan', turned }
  if (missing === MISSING.nan) return { column, reading: 'plain', turned }
  return { column, reading: 'nan-as-zero', turned: false }
}

function slotKey({ column, reading, turned }: Slot): string {
  return `${column} ${reading} ${turned}`
}

const ROWS_A_BLOCK = 256

/**
 * Sums of the leaves, before they become probabilities or rates; never divided by the rounds.
 * @returns class c of row r at r · classCount + c.
 */
export function scoreRows(compiled: CompiledTrees, table: Table): Float64Array {
  const { classCount, slots, roots, leafValues } = compiled
  const rows = table.columns[0]?.length ?? 0
  const scores = new Float64Array(rows * classCount)
  const values = new Float64Array(Math.min(rows, ROWS_A_BLOCK) * slots.length)
  const leaves = new Int32Array(Math.min(rows, ROWS_A_BLOCK))
  for (let start = 0; start < rows; start += ROWS_A_BLOCK) {
    const count = Math.min(ROWS_A_BLOCK, rows - start)
    readBlock(compiled, table, start, count, values)
    for (let tree = 0; tree < roots.length; tree += 1) {
      findLeaves(compiled, tree, values, count, leaves)
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
  const values = new Float64Array(Math.min(rows, ROWS_A_BLOCK) * slots.length)
  const leaves = new Int32Array(Math.min(rows, ROWS_A_BLOCK))
  for (let start = 0; start < rows; start += ROWS_A_BLOCK) {
    const count = Math.min(ROWS_A_BLOCK, rows - start)
    readBlock(compiled, table, start, count, values)
    for (let tree = 0; tree < roots.length; tree += 1) {
      findLeaves(compiled, tree, values, count, leaves)
      for (let row = 0; row < count; row += 1) {
        found[(start + row) * roots.length + tree] = (leaves[row] as number) - (leafStarts[tree] as number)
      }
    }
  }
  return found
}

/** Rows of a block side by side, each with its slots. */
function readBlock({ slots }: CompiledTrees, { columns }: Table, start: number, count: number, values: Float64Array): void {
  for (const [index, { column, reading, turned }] of slots.entries()) {
    const source = columns[column] as Float64Array
    const sign = turned ? -1 : 1
    for (let row = 0, at = index; row < count; row += 1, at += slots.length) {
      const value = source[start + row] as number
      if (reading === 'plain') values[at] = sign * value
      else if (reading === 'nan-as-zero') values[at] = Number.isNaN(value) ? 0 : value
      else if (reading === 'zero-as-nan') values[at] = Math.abs(value) <= ZERO_MAX ? Number.NaN : sign * value
      else values[at] = Number.isNaN(value) ? -1 : Math.trunc(value)
    }
  }
}

function findLeaves(compiled: CompiledTrees, tree: number, values: Float64Array, count: number, leaves: Int32Array): void {
  const { slots, slotOfNode, bounds, children, roots, categoricalFrom } = compiled
  const width = slots.length
  const root = roots[tree] as number
  for (let row = 0, base = 0; row < count; row += 1, base += width) {
    let node = root
    while (node >= 0) {
      const slot = slotOfNode[node] as number
      const value = values[base + slot] as number
      const bound = bounds[node] as number
      const above = slot < categoricalFrom ? value > bound : isMember(compiled, bound, value)
      node = children[2 * node + (above ? 1 : 0)] as number
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
