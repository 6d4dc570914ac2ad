import { shuffle } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { BinnedTable } from './binned-table.ts'
import { ALONE, type HistogramCrew } from './histogram-crew.ts'
import { fillColumn, GROUP_SIZE, type LeafRows, subtractHistograms } from './histograms.ts'
import { LeafQueue, type QueuedLeaf } from './leaf-queue.ts'
import { RowPartition } from './row-partition.ts'
import { type LeafSums, leafValue, noSplit, type Split, SplitFinder, type SplitOptions } from './splits.ts'
import { MISSING } from './tree.ts'
import { TreeArrays } from './tree-arrays.ts'

/** How a tree grows, in LightGBM’s names. */
export interface GrowthOptions extends SplitOptions {
  /** Most leaves, ≥ 2. */
  readonly num_leaves: number
  /** Most splits above a leaf; ≤ 0 for no limit. */
  readonly max_depth: number
  /** Share of the columns that each split may choose from. */
  readonly feature_fraction_bynode: number
}

/** A tree as it was grown. */
export interface GrownTree {
  readonly arrays: TreeArrays
  /** Where the rows of each leaf stand in `rows`, and those that did not take part in `otherRows`. */
  readonly leaves: readonly GrownLeaf[]
  readonly rows: Int32Array
  readonly otherRows: Int32Array
}

interface GrownLeaf {
  start: number
  end: number
  otherStart: number
  otherEnd: number
}

/** What one tree is grown from. */
export interface Growth {
  /** First derivatives of the loss by the score, one a row of the table. */
  readonly gradients: Float32Array
  /** Second ones, ≥ 0. */
  readonly hessians: Float32Array
  /** Rows that take part, in rising order, in memory of the crew; they are reordered. */
  readonly rows: Int32Array
  /** Rows that do not take part but are brought to their leaves; reordered too. */
  readonly otherRows: Int32Array
  /** Columns that may be asked for, in rising order. */
  readonly columns: Int32Array
  readonly random: Random
}

interface Run extends Growth {
  readonly inside: RowPartition
  readonly outside: RowPartition
  readonly groups: Int32Array
  /** Columns in an order that is shuffled for each split. */
  readonly order: Int32Array
  readonly queue: LeafQueue<Leaf>
}

interface Leaf extends QueuedLeaf, GrownLeaf {
  readonly depth: number
  readonly gradient: number
  readonly hessian: number
  least: number
  greatest: number
  histogram: Float64Array | null
}

/** Histograms are kept up to this many bytes; a leaf whose parent’s was given up has its own filled from its rows. */
const HISTOGRAM_BYTES_MAX = 256 * 2 ** 20

/** Share by which equal values differ after rounding to single precision. */
const PURE_DIFFERENCE = 1e-6

/**
 * Grows trees leaf by leaf, always splitting the leaf that saves the most. What it needs is allocated once and used for every tree.
 * @see Shi, Best-first decision tree learning (2007); Ke et al., LightGBM (2017).
 */
export class TreeGrower {
  readonly #table: BinnedTable
  readonly #options: GrowthOptions
  readonly #monotone: Int8Array | null
  readonly #finder: SplitFinder
  readonly #crew: HistogramCrew
  readonly #gradients: Float64Array
  readonly #hessians: Float64Array
  readonly #scratch: Int32Array
  readonly #free: Float64Array[] = []
  readonly #goesRight = new Uint8Array(256)
  #histogramsLeft: number
  #spare: Float64Array | null = null

  /** @param monotone For each column −1, 0 or 1, or null. */
  constructor(table: BinnedTable, options: GrowthOptions, monotone: Int8Array | null = null, crew: HistogramCrew = ALONE) {
    this.#table = table
    this.#options = options
    this.#monotone = monotone
    this.#finder = new SplitFinder(options, monotone)
    this.#crew = crew
    this.#scratch = new Int32Array(table.rows)
    this.#gradients = new Float64Array(crew.allocate(8 * table.rows))
    this.#hessians = new Float64Array(crew.allocate(8 * table.rows))
    this.#histogramsLeft = Math.max(2, Math.floor(HISTOGRAM_BYTES_MAX / (8 * this.#histogramSize)))
  }

  /** A tree on the rows given, which are reordered leaf by leaf. */
  grow(growth: Growth): GrownTree {
    const { rows, otherRows, columns } = growth
    const groups = Int32Array.from(new Set(columns.map((column) => column >> 2)))
    const run: Run = {
      ...growth,
      groups,
      order: columns.slice(),
      inside: new RowPartition(rows, this.#scratch),
      outside: new RowPartition(otherRows, this.#scratch),
      queue: new LeafQueue(),
    }
    const root = rootOf(growth)
    const { lambda_l1: l1, lambda_l2: l2, num_leaves: leavesMax } = this.#options
    const arrays = new TreeArrays({ value: leafValue(root.gradient, root.hessian, l1, l2), weight: root.hessian, count: rows.length })
    const leaves: Leaf[] = [root]
    this.#findSplit(root, run)
    while (leaves.length < leavesMax) {
      const leaf = run.queue.pop()
      if (leaf === undefined) break
      const [left, right] = this.#splitLeaf(leaf, leaves.length, run)
      leaves[left.index] = left
      leaves.push(right)
      this.#addToTree(arrays, leaf, left, right)
      if (leaves.length < leavesMax) this.#findSplits(leaf, left, right, run)
      else this.#release(leaf)
    }
    for (const leaf of leaves) this.#release(leaf)
    return { arrays, leaves, rows, otherRows }
  }

  get #histogramSize(): number {
    return this.#table.groups.length * GROUP_SIZE
  }

  #splitLeaf(leaf: Leaf, added: number, { inside, outside }: Run): [Leaf, Leaf] {
    const { split } = leaf
    this.#markRight(split)
    const words = this.#table.groups[split.column >> 2] as Int32Array
    const shift = 8 * (split.column & 3)
    const middle = inside.split(leaf.start, leaf.end, words, shift, this.#goesRight)
    const otherMiddle = outside.split(leaf.otherStart, leaf.otherEnd, words, shift, this.#goesRight)
    const direction = split.categories === null ? (this.#monotone?.[split.column] ?? 0) : 0
    const between = (split.leftValue + split.rightValue) / 2
    const left = newLeaf(leaf.index, leaf.depth + 1, split.leftGradient, split.leftHessian)
    left.start = leaf.start
    left.end = middle
    left.otherStart = leaf.otherStart
    left.otherEnd = otherMiddle
    left.least = direction < 0 ? Math.max(leaf.least, between) : leaf.least
    left.greatest = direction > 0 ? Math.min(leaf.greatest, between) : leaf.greatest
    const right = newLeaf(added, leaf.depth + 1, split.rightGradient, split.rightHessian)
    right.start = middle
    right.end = leaf.end
    right.otherStart = otherMiddle
    right.otherEnd = leaf.otherEnd
    right.least = direction > 0 ? Math.max(leaf.least, between) : leaf.least
    right.greatest = direction < 0 ? Math.min(leaf.greatest, between) : leaf.greatest
    return [left, right]
  }

  /** Which bins of the column of a split go right. */
  #markRight({ column, bin, defaultLeft, categories }: Split): void {
    const marks = this.#goesRight
    const bins = this.#table.bins[column] as BinnedTable['bins'][number]
    if (categories !== null) {
      marks.fill(1)
      for (const category of categories) marks[category] = 0
      return
    }
    marks.fill(0, 0, bin + 1)
    marks.fill(1, bin + 1)
    if (bins.missing === MISSING.zero) marks[bins.zeroBin] = defaultLeft ? 0 : 1
    if (bins.missing === MISSING.nan) marks[bins.count - 1] = defaultLeft ? 0 : 1
  }

  #addToTree(arrays: TreeArrays, { index, split }: Leaf, left: Leaf, right: Leaf): void {
    const bins = this.#table.bins[split.column] as BinnedTable['bins'][number]
    arrays.split(
      index,
      split,
      split.gain + this.#options.min_gain_to_split,
      bins,
      { value: split.leftValue, weight: split.leftHessian, count: left.end - left.start },
      { value: split.rightValue, weight: split.rightHessian, count: right.end - right.start },
    )
  }

  /** Best splits of two new leaves: the smaller has its histograms filled, the larger takes what its parent has left. */
  #findSplits(parent: Leaf, left: Leaf, right: Leaf, run: Run): void {
    const [smaller, larger] = left.end - left.start < right.end - right.start ? [left, right] : [right, left]
    const parentHistogram = parent.histogram
    parent.histogram = null
    if (!this.#maySplit(larger)) {
      if (parentHistogram !== null) this.#free.push(parentHistogram)
      return
    }
    if (parentHistogram !== null) {
      smaller.histogram = this.#takeHistogram()
      if (smaller.histogram === null) {
        larger.histogram = parentHistogram
        this.#fillLeaf(larger, larger.histogram, run)
      } else {
        this.#fillLeaf(smaller, smaller.histogram, run)
        subtractHistograms(parentHistogram, smaller.histogram)
        larger.histogram = parentHistogram
      }
    }
    for (const leaf of [smaller, larger]) this.#findSplit(leaf, run)
  }

  #maySplit({ start, end, depth }: Leaf): boolean {
    const { max_depth: depthMax, min_data_in_leaf: rowsMin } = this.#options
    return end - start >= 2 * rowsMin && end - start >= 2 && (depthMax <= 0 || depth < depthMax)
  }

  #findSplit(leaf: Leaf, run: Run): void {
    if (this.#maySplit(leaf)) {
      if (this.#options.feature_fraction_bynode < 1) this.#searchSome(leaf, run)
      else this.#searchAll(leaf, run)
    }
    if (leaf.split.gain > 0) run.queue.push(leaf)
    else this.#release(leaf)
  }

  #searchAll(leaf: Leaf, run: Run): void {
    const filled = leaf.histogram
    if (filled === null) leaf.histogram = this.#takeHistogram()
    const histogram = leaf.histogram ?? this.#spareHistogram()
    if (filled === null) this.#fillLeaf(leaf, histogram, run)
    const sums = sumsOf(leaf)
    for (let i = 0; i < run.columns.length; i += 1) this.#consider(histogram, run.columns[i] as number, sums, leaf.split)
  }

  /** Columns drawn for this leaf alone, each filled from its rows, until as many as wanted were of use. */
  #searchSome(leaf: Leaf, run: Run): void {
    const wanted = Math.max(1, Math.round(run.columns.length * this.#options.feature_fraction_bynode))
    const histogram = this.#spareHistogram()
    const rows = this.#gather(leaf, run)
    if (isPure(rows)) return
    const sums = sumsOf(leaf)
    const order = shuffle(run.random, run.order)
    for (let i = 0; i < order.length && (i < wanted || leaf.split.gain === 0); i += 1) {
      fillColumn(this.#table, order[i] as number, rows, histogram)
      this.#consider(histogram, order[i] as number, sums, leaf.split)
    }
  }

  #consider(histogram: Float64Array, column: number, sums: LeafSums, best: Split): void {
    this.#finder.consider(histogram, column, this.#table.bins[column] as BinnedTable['bins'][number], sums, best)
  }

  #fillLeaf(leaf: Leaf, histogram: Float64Array, run: Run): void {
    this.#crew.fill(this.#table, this.#gather(leaf, run), histogram, run.groups)
  }

  /** Derivatives of the rows of a leaf, in their order, so that every group reads them one after the other. */
  #gather({ start, end }: Leaf, { rows, gradients, hessians }: Run): LeafRows {
    const ordered = this.#gradients
    const orderedHessians = this.#hessians
    for (let i = start, at = 0; i < end; i += 1, at += 1) {
      const row = rows[i] as number
      ordered[at] = gradients[row] as number
      orderedHessians[at] = hessians[row] as number
    }
    return { rows, start, end, gradients: ordered, hessians: orderedHessians }
  }

  #takeHistogram(): Float64Array | null {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#histogramsLeft === 0) return null
    this.#histogramsLeft -= 1
    return this.#newHistogram()
  }

  #newHistogram(): Float64Array {
    return new Float64Array(this.#crew.allocate(8 * this.#histogramSize))
  }

  /** One that no leaf keeps. */
  #spareHistogram(): Float64Array {
    this.#spare ??= this.#newHistogram()
    return this.#spare
  }

  #release(leaf: Leaf): void {
    if (leaf.histogram !== null) this.#free.push(leaf.histogram)
    leaf.histogram = null
  }
}

function rootOf({ gradients, hessians, rows, otherRows }: Growth): Leaf {
  let gradient = 0
  let hessian = 0
  for (let i = 0; i < rows.length; i += 1) {
    gradient += gradients[rows[i] as number] as number
    hessian += hessians[rows[i] as number] as number
  }
  const root = newLeaf(0, 0, gradient, hessian)
  root.end = rows.length
  root.otherEnd = otherRows.length
  return root
}

function newLeaf(index: number, depth: number, gradient: number, hessian: number): Leaf {
  return {
    index,
    split: noSplit(),
    start: 0,
    end: 0,
    otherStart: 0,
    otherEnd: 0,
    depth,
    gradient,
    hessian,
    least: -Infinity,
    greatest: Infinity,
    histogram: null,
  }
}

function sumsOf({ start, end, gradient, hessian, least, greatest }: Leaf): LeafSums {
  return { rows: end - start, gradient, hessian, least, greatest }
}

/** Whether all rows of a leaf ask for the same value, as far as single precision tells: no column can part them. */
function isPure({ start, end, gradients, hessians }: LeafRows): boolean {
  const gradient = gradients[0] as number
  const hessian = hessians[0] as number
  for (let i = 1; i < end - start; i += 1) {
    const one = (gradients[i] as number) * hessian
    const other = gradient * (hessians[i] as number)
    if (Math.abs(one - other) > PURE_DIFFERENCE * Math.abs(other)) return false
  }
  return true
}
