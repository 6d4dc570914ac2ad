import { requireColumns, rowCount, type Table } from '../estimator.ts'
import { CATEGORICAL, DEFAULT_LEFT, hasCategory, MISSING, missingType, type Tree, type TreeModel, treeDepth, ZERO_MAX } from './tree.ts'

/**
 * What each column contributed to each score, exactly: Shapley values in which a column that is not known is averaged over by the training
 * rows that took either branch (path-dependent). They explain the model, not the world: a contribution is no cause.
 * @returns for each row and class one number a column and then the expected score: for class c of row r they start at
 * (r · classes + c) · (columns + 1), and their sum is the raw score.
 * @throws RangeError unless the table has the columns of the model in their order, and the model tells how many rows each node had.
 * @see Lundberg, Erion and Lee, Consistent individualized feature attribution for tree ensembles (2018), algorithm 2.
 */
export function treeShap(model: TreeModel, table: Table): Float64Array {
  requireColumns('treeShap', model, table, { missing: 'accepted' })
  const width = model.columns.length + 1
  const contributions = new Float64Array(rowCount(table) * model.classCount * width)
  const explainers = model.trees.map((tree) => new TreeExplainer(tree))
  const row = new Float64Array(table.columns.length)
  for (let index = 0; index < rowCount(table); index += 1) {
    for (const [column, values] of table.columns.entries()) row[column] = values[index] as number
    for (const [tree, explainer] of explainers.entries()) {
      const start = (index * model.classCount + (tree % model.classCount)) * width
      explainer.explain(row, contributions.subarray(start, start + width))
    }
  }
  return contributions
}

/** Explains one tree; its paths stand one behind the other in arrays that are made once. */
class TreeExplainer {
  readonly #tree: Tree
  readonly #expected: number
  /** Of each step of a path: its column, the share of unknown rows and of this row that flow on, and the weight of subsets of its size. */
  readonly #columns: Int32Array
  readonly #unknown: Float64Array
  readonly #known: Float64Array
  readonly #weights: Float64Array

  constructor(tree: Tree) {
    const steps = treeDepth(tree) + 2
    const room = (steps * (steps + 1)) / 2
    this.#tree = tree
    this.#expected = expectedValue(tree)
    this.#columns = new Int32Array(room)
    this.#unknown = new Float64Array(room)
    this.#known = new Float64Array(room)
    this.#weights = new Float64Array(room)
  }

  /** Adds to the contributions of one row: one a column, and last the expected value. */
  explain(row: Float64Array, contributions: Float64Array): void {
    const last = contributions.length - 1
    contributions[last] = (contributions[last] as number) + this.#expected
    if (this.#tree.threshold.length > 0) this.#descend(0, { start: 0, length: 0 }, { unknown: 1, known: 1, column: -1 }, row, contributions)
  }

  #descend(node: number, parent: Path, step: Step, row: Float64Array, contributions: Float64Array): void {
    if (step.unknown === 0 && step.known === 0) return
    const path = this.#extend(parent, step)
    if (node < 0) {
      this.#credit(this.#tree.leafValue[~node] as number, path, contributions)
      return
    }
    const column = this.#tree.splitFeature[node] as number
    const hot = nextNode(this.#tree, node, row)
    const left = this.#tree.leftChild[node] as number
    const cold = hot === left ? (this.#tree.rightChild[node] as number) : left
    const earlier = this.#find(path, column)
    const unknown = earlier === -1 ? 1 : (this.#unknown[path.start + earlier] as number)
    const known = earlier === -1 ? 1 : (this.#known[path.start + earlier] as number)
    const shorter = earlier === -1 ? path : this.#unwind(path, earlier)
    const rows = rowsOf(this.#tree, node)
    this.#descend(hot, shorter, { unknown: (unknown * rowsOf(this.#tree, hot)) / rows, known, column }, row, contributions)
    this.#descend(cold, shorter, { unknown: (unknown * rowsOf(this.#tree, cold)) / rows, known: 0, column }, row, contributions)
  }

  /** A copy of the path behind itself with one more step. */
  #extend({ start, length }: Path, { unknown, known, column }: Step): Path {
    const from = start + length
    const weights = this.#weights
    for (let i = 0; i < length; i += 1) {
      this.#columns[from + i] = this.#columns[start + i] as number
      this.#unknown[from + i] = this.#unknown[start + i] as number
      this.#known[from + i] = this.#known[start + i] as number
      weights[from + i] = weights[start + i] as number
    }
    this.#columns[from + length] = column
    this.#unknown[from + length] = unknown
    this.#known[from + length] = known
    weights[from + length] = length === 0 ? 1 : 0
    for (let i = length - 1; i >= 0; i -= 1) {
      const weight = weights[from + i] as number
      weights[from + i + 1] = (weights[from + i + 1] as number) + (known * weight * (i + 1)) / (length + 1)
      weights[from + i] = (unknown * weight * (length - i)) / (length + 1)
    }
    return { start: from, length: length + 1 }
  }

  /** Takes one step out of the path, in place. */
  #unwind({ start, length }: Path, step: number): Path {
    const known = this.#known[start + step] as number
    const unknown = this.#unknown[start + step] as number
    const weights = this.#weights
    const last = length - 1
    let next = weights[start + last] as number
    for (let i = last - 1; i >= 0; i -= 1) {
      const weight = weights[start + i] as number
      if (known !== 0) {
        const before = (next * length) / ((i + 1) * known)
        weights[start + i] = before
        next = weight - (before * unknown * (last - i)) / length
      } else weights[start + i] = (weight * length) / (unknown * (last - i))
    }
    for (let i = start + step; i < start + last; i += 1) {
      this.#columns[i] = this.#columns[i + 1] as number
      this.#unknown[i] = this.#unknown[i + 1] as number
      this.#known[i] = this.#known[i + 1] as number
    }
    return { start, length: last }
  }

  #credit(leafValue: number, path: Path, contributions: Float64Array): void {
    for (let step = 1; step < path.length; step += 1) {
      const at = path.start + step
      const column = this.#columns[at] as number
      const share = (this.#known[at] as number) - (this.#unknown[at] as number)
      contributions[column] = (contributions[column] as number) + this.#unwoundWeight(path, step) * share * leafValue
    }
  }

  /** Sum of the weights that would stand without a step. */
  #unwoundWeight({ start, length }: Path, step: number): number {
    const known = this.#known[start + step] as number
    const unknown = this.#unknown[start + step] as number
    const last = length - 1
    let next = this.#weights[start + last] as number
    let total = 0
    for (let i = last - 1; i >= 0; i -= 1) {
      const weight = this.#weights[start + i] as number
      if (known !== 0) {
        const before = (next * length) / ((i + 1) * known)
        total += before
        next = weight - (before * unknown * (last - i)) / length
      } else if (unknown !== 0) total += (weight * length) / (unknown * (last - i))
    }
    return total
  }

  #find({ start, length }: Path, column: number): number {
    for (let step = 1; step < length; step += 1) if (this.#columns[start + step] === column) return step
    return -1
  }
}

/** Where a path starts in the arrays, and its steps; the first of them stands for no column. */
interface Path {
  readonly start: number
  readonly length: number
}

interface Step {
  readonly unknown: number
  readonly known: number
  readonly column: number
}

function expectedValue(tree: Tree): number {
  if (tree.threshold.length === 0) return tree.leafValue[0] as number
  const rows = tree.internalCount[0] as number
  if (!tree.internalCount.every((count) => count > 0))
    throw new RangeError('treeShap requires the rows of each inner node in the model, got 0 of one')
  return tree.leafValue.reduce((sum, value, leaf) => sum + ((tree.leafCount[leaf] as number) / rows) * value, 0)
}

function rowsOf({ internalCount, leafCount }: Tree, node: number): number {
  return (node < 0 ? leafCount[~node] : internalCount[node]) as number
}

/** The child of an inner node that a row goes to. */
function nextNode(tree: Tree, node: number, row: Float64Array): number {
  const type = tree.decisionType[node] as number
  const value = row[tree.splitFeature[node] as number] as number
  const threshold = tree.threshold[node] as number
  const left = (type & CATEGORICAL) !== 0 ? isInSet(tree, threshold, value) : goesLeft(type, threshold, value)
  return (left ? tree.leftChild[node] : tree.rightChild[node]) as number
}

function isInSet({ categoryBoundaries, categoryWords }: Tree, set: number, value: number): boolean {
  const category = Number.isNaN(value) ? -1 : Math.trunc(value)
  return hasCategory(categoryWords, categoryBoundaries[set] as number, categoryBoundaries[set + 1] as number, category)
}

function goesLeft(decisionType: number, threshold: number, value: number): boolean {
  const missing = missingType(decisionType)
  const read = missing !== MISSING.nan && Number.isNaN(value) ? 0 : value
  const isMissing = missing === MISSING.nan ? Number.isNaN(value) : missing === MISSING.zero && Math.abs(read) <= ZERO_MAX
  return isMissing ? (decisionType & DEFAULT_LEFT) !== 0 : read <= threshold
}
