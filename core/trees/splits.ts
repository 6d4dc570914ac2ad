import type { ColumnBins } from './column-bins.ts'
import { COLUMN_SIZE } from './histograms.ts'
import { MISSING } from './tree.ts'

/** What is asked of splits, in LightGBM’s names. */
export interface SplitOptions {
  readonly min_data_in_leaf: number
  readonly min_sum_hessian_in_leaf: number
  readonly lambda_l1: number
  readonly lambda_l2: number
  readonly min_gain_to_split: number
  readonly max_cat_to_onehot: number
  readonly cat_smooth: number
  readonly cat_l2: number
  readonly max_cat_threshold: number
  readonly min_data_per_group: number
}

/** The sums over the rows of a leaf, and what its value may be. */
export interface LeafSums {
  readonly rows: number
  readonly gradient: number
  readonly hessian: number
  /** Bounds of values from monotone constraints further up; infinite without. */
  readonly least: number
  readonly greatest: number
}

/** The best split of a leaf so far. `gain` is 0 until there is one that pays. */
export interface Split {
  gain: number
  column: number
  /** Bins up to it go left. */
  bin: number
  defaultLeft: boolean
  /** Of a categorical column the bins that go left; null else. */
  categories: readonly number[] | null
  leftGradient: number
  leftHessian: number
  leftValue: number
  rightGradient: number
  rightHessian: number
  rightValue: number
}

/** Keeps sums of second derivatives from 0: 1e-15 in single precision. */
export const EPSILON = Math.fround(1e-15)

/** A split that has not been found yet. */
export function noSplit(): Split {
  return {
    gain: 0,
    column: -1,
    bin: -1,
    defaultLeft: false,
    categories: null,
    leftGradient: 0,
    leftHessian: 0,
    leftValue: 0,
    rightGradient: 0,
    rightHessian: 0,
    rightValue: 0,
  }
}

/** The value of a leaf that lessens the loss the most, by Newton’s step with both penalties. */
export function leafValue(gradient: number, hessian: number, l1: number, l2: number): number {
  return -shrunk(gradient, l1) / (hessian + l2)
}

/** Loss that a leaf saves by its best value, without a factor ½. */
export function leafGain(gradient: number, hessian: number, l1: number, l2: number): number {
  const left = shrunk(gradient, l1)
  return (left * left) / (hessian + l2)
}

function shrunk(gradient: number, l1: number): number {
  return l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1)
}

function boundedValue(
  gradient: number,
  hessian: number,
  { lambda_l1: l1 }: SplitOptions,
  l2: number,
  { least, greatest }: LeafSums,
): number {
  return Math.min(greatest, Math.max(least, leafValue(gradient, hessian, l1, l2)))
}

function gainOfValue(gradient: number, hessian: number, l1: number, l2: number, value: number): number {
  return -(2 * shrunk(gradient, l1) * value + (hessian + l2) * value * value)
}

/** One scan over the bins of a column; kept between scans so that none is made anew. */
interface Scan {
  gain: number
  bin: number
  leftGradient: number
  leftHessian: number
}

/**
 * Looks for the best split of a leaf, column by column; of equal splits the first is kept.
 * @see Ke et al., LightGBM (2017); Fisher, On grouping for maximum homogeneity (JASA 53, 1958), for the order of categories.
 */
export class SplitFinder {
  readonly #options: SplitOptions
  readonly #monotone: Int8Array | null
  /** Without constraints and without an L1 penalty the gain is two quotients, which the scans write out. */
  readonly #isPlain: boolean
  readonly #scan: Scan = { gain: 0, bin: -1, leftGradient: 0, leftHessian: 0 }

  /** @param monotone For each column −1, 0 or 1; null without constraints, which is faster. */
  constructor(options: SplitOptions, monotone: Int8Array | null) {
    this.#options = options
    this.#monotone = monotone
    this.#isPlain = monotone === null && options.lambda_l1 === 0
  }

  /** Puts the best split by a column into `best` when it is better than what is there. */
  consider(histogram: Float64Array, column: number, bins: ColumnBins, leaf: LeafSums, best: Split): void {
    if (bins.count <= 1) return
    const base = column * COLUMN_SIZE
    if (bins.categorical) this.#categorical(histogram, base, column, bins, leaf, best)
    else this.#numerical(histogram, base, column, bins, leaf, best)
  }

  /** What a split must save before it pays. */
  #floor(leaf: LeafSums): number {
    const { lambda_l1: l1, lambda_l2: l2, min_gain_to_split: least } = this.#options
    return leafGain(leaf.gradient, leaf.hessian + 2 * EPSILON, l1, l2) + least
  }

  #numerical(histogram: Float64Array, base: number, column: number, bins: ColumnBins, leaf: LeafSums, best: Split): void {
    const floor = this.#floor(leaf)
    const { missing, count, zeroBin } = bins
    const bothWays = count > 2 && missing !== MISSING.none
    const skipped = bothWays && missing === MISSING.zero ? zeroBin : -1
    const top = bothWays && missing === MISSING.nan ? count - 2 : count - 1
    this.#scan.gain = floor
    this.#scanDown(histogram, base, column, top, skipped, leaf)
    this.#keep(column, floor, leaf, best, missing !== MISSING.nan || bothWays)
    if (!bothWays) return
    this.#scan.gain = floor
    this.#scanUp(histogram, base, column, count - 2, skipped, leaf)
    this.#keep(column, floor, leaf, best, false)
  }

  #keep(column: number, floor: number, leaf: LeafSums, best: Split, defaultLeft: boolean): void {
    const scan = this.#scan
    if (!(scan.gain - floor > best.gain)) return
    best.gain = scan.gain - floor
    best.column = column
    best.bin = scan.bin
    best.defaultLeft = defaultLeft
    best.categories = null
    this.#fill(best, scan.leftGradient, scan.leftHessian, leaf, this.#options.lambda_l2)
  }

  #fill(best: Split, gradient: number, hessian: number, leaf: LeafSums, l2: number): void {
    const all = leaf.hessian + 2 * EPSILON
    best.leftGradient = gradient
    best.leftHessian = hessian - EPSILON
    best.leftValue = boundedValue(gradient, hessian, this.#options, l2, leaf)
    best.rightGradient = leaf.gradient - gradient
    best.rightHessian = all - hessian - EPSILON
    best.rightValue = boundedValue(leaf.gradient - gradient, all - hessian, this.#options, l2, leaf)
  }

  /** From the highest bin down, what is missing staying left. Numbers of rows are told from the second derivatives. */
  #scanDown(histogram: Float64Array, base: number, column: number, top: number, skipped: number, leaf: LeafSums): void {
    const { min_data_in_leaf: rowsMin, min_sum_hessian_in_leaf: hessianMin, lambda_l2: l2 } = this.#options
    const { gradient: total, rows: allRows } = leaf
    const all = leaf.hessian + 2 * EPSILON
    const perHessian = allRows / all
    const scan = this.#scan
    let best = scan.gain
    let gradient = 0
    let hessian = EPSILON
    let rows = 0
    for (let bin = top, at = base + 2 * top; bin >= 1; bin -= 1, at -= 2) {
      if (bin === skipped) continue
      const added = histogram[at + 1] as number
      gradient += histogram[at] as number
      hessian += added
      rows += (added * perHessian + 0.5) | 0
      if (rows < rowsMin || hessian < hessianMin) continue
      const others = all - hessian
      if (allRows - rows < rowsMin || others < hessianMin) break
      const rest = total - gradient
      const gain = this.#isPlain
        ? (rest * rest) / (others + l2) + (gradient * gradient) / (hessian + l2)
        : this.#gain(column, rest, others, gradient, hessian, leaf, l2)
      if (gain <= best) continue
      best = gain
      scan.bin = bin - 1
      scan.leftGradient = rest
      scan.leftHessian = others
    }
    scan.gain = best
  }

  /** From the lowest bin up, what is missing staying right. */
  #scanUp(histogram: Float64Array, base: number, column: number, top: number, skipped: number, leaf: LeafSums): void {
    const { min_data_in_leaf: rowsMin, min_sum_hessian_in_leaf: hessianMin, lambda_l2: l2 } = this.#options
    const { gradient: total, rows: allRows } = leaf
    const all = leaf.hessian + 2 * EPSILON
    const perHessian = allRows / all
    const scan = this.#scan
    let best = scan.gain
    let gradient = 0
    let hessian = EPSILON
    let rows = 0
    for (let bin = 0, at = base; bin <= top; bin += 1, at += 2) {
      if (bin === skipped) continue
      const added = histogram[at + 1] as number
      gradient += histogram[at] as number
      hessian += added
      rows += (added * perHessian + 0.5) | 0
      if (rows < rowsMin || hessian < hessianMin) continue
      const others = all - hessian
      if (allRows - rows < rowsMin || others < hessianMin) break
      const rest = total - gradient
      const gain = this.#isPlain
        ? (gradient * gradient) / (hessian + l2) + (rest * rest) / (others + l2)
        : this.#gain(column, gradient, hessian, rest, others, leaf, l2)
      if (gain <= best) continue
      best = gain
      scan.bin = bin
      scan.leftGradient = gradient
      scan.leftHessian = hessian
    }
    scan.gain = best
  }

  #gain(column: number, gl: number, hl: number, gr: number, hr: number, leaf: LeafSums, l2: number): number {
    const { lambda_l1: l1 } = this.#options
    if (this.#monotone === null)
      return l1 === 0 ? (gl * gl) / (hl + l2) + (gr * gr) / (hr + l2) : leafGain(gl, hl, l1, l2) + leafGain(gr, hr, l1, l2)
    const left = boundedValue(gl, hl, this.#options, l2, leaf)
    const right = boundedValue(gr, hr, this.#options, l2, leaf)
    const direction = this.#monotone[column] as number
    if ((direction > 0 && left > right) || (direction < 0 && left < right)) return 0
    return gainOfValue(gl, hl, l1, l2, left) + gainOfValue(gr, hr, l1, l2, right)
  }

  #categorical(histogram: Float64Array, base: number, column: number, bins: ColumnBins, leaf: LeafSums, best: Split): void {
    const floor = this.#floor(leaf)
    const found =
      bins.count <= this.#options.max_cat_to_onehot
        ? this.#oneCategory(histogram, base, bins.count, leaf, floor)
        : this.#manyCategories(histogram, base, bins.count, leaf, floor)
    if (found === null || !(found.gain - floor > best.gain)) return
    best.gain = found.gain - floor
    best.column = column
    best.bin = -1
    best.defaultLeft = false
    best.categories = found.bins
    this.#fill(best, found.gradient, found.hessian, leaf, found.l2)
  }

  /** One category against all others. */
  #oneCategory(histogram: Float64Array, base: number, count: number, leaf: LeafSums, floor: number): CategorySplit | null {
    const { min_data_in_leaf: rowsMin, min_sum_hessian_in_leaf: hessianMin, lambda_l2: l2 } = this.#options
    const all = leaf.hessian + 2 * EPSILON
    let best: CategorySplit | null = null
    for (let bin = 1; bin < count; bin += 1) {
      const gradient = histogram[base + 2 * bin] as number
      const hessian = histogram[base + 2 * bin + 1] as number
      const rows = ((hessian * leaf.rows) / all + 0.5) | 0
      const others = all - hessian - EPSILON
      if (rows < rowsMin || hessian < hessianMin || leaf.rows - rows < rowsMin || others < hessianMin) continue
      const gain = this.#gain(NO_COLUMN, gradient, hessian + EPSILON, leaf.gradient - gradient, others, leaf, l2)
      if (gain > (best?.gain ?? floor)) best = { gain, gradient, hessian: hessian + EPSILON, bins: [bin], l2 }
    }
    return best
  }

  /** Categories in the order of their mean gradient, of which the first or the last go left. */
  #manyCategories(histogram: Float64Array, base: number, count: number, leaf: LeafSums, floor: number): CategorySplit | null {
    const { cat_smooth: smooth, max_cat_threshold: setMax } = this.#options
    const perHessian = leaf.rows / (leaf.hessian + 2 * EPSILON)
    const mean = (bin: number) => (histogram[base + 2 * bin] as number) / ((histogram[base + 2 * bin + 1] as number) + smooth)
    const order: number[] = []
    for (let bin = 1; bin < count; bin += 1)
      if ((((histogram[base + 2 * bin + 1] as number) * perHessian + 0.5) | 0) >= smooth) order.push(bin)
    order.sort((one, other) => mean(one) - mean(other))
    const largest = Math.min(setMax, (order.length + 1) >> 1)
    const up = this.#firstCategories(histogram, base, order, largest, leaf, floor)
    return this.#firstCategories(histogram, base, order.toReversed(), largest, leaf, up?.gain ?? floor) ?? up
  }

  #firstCategories(
    histogram: Float64Array,
    base: number,
    order: readonly number[],
    largest: number,
    leaf: LeafSums,
    floor: number,
  ): CategorySplit | null {
    const { min_data_in_leaf: rowsMin, min_sum_hessian_in_leaf: hessianMin, min_data_per_group: groupMin } = this.#options
    const l2 = this.#options.lambda_l2 + this.#options.cat_l2
    const all = leaf.hessian + 2 * EPSILON
    let best: CategorySplit | null = null
    let gradient = 0
    let hessian = EPSILON
    let rows = 0
    let inGroup = 0
    for (let i = 0; i < largest; i += 1) {
      const bin = order[i] as number
      const added = histogram[base + 2 * bin + 1] as number
      gradient += histogram[base + 2 * bin] as number
      hessian += added
      rows += ((added * leaf.rows) / all + 0.5) | 0
      inGroup += ((added * leaf.rows) / all + 0.5) | 0
      if (rows < rowsMin || hessian < hessianMin) continue
      if (leaf.rows - rows < Math.max(rowsMin, groupMin) || all - hessian < hessianMin) break
      if (inGroup < groupMin) continue
      inGroup = 0
      const gain = this.#gain(NO_COLUMN, gradient, hessian, leaf.gradient - gradient, all - hessian, leaf, l2)
      if (gain > (best?.gain ?? floor)) best = { gain, gradient, hessian, bins: order.slice(0, i + 1), l2 }
    }
    return best
  }
}

/** No monotone constraint: index −1 of the constraints is undefined, which compares with nothing. */
const NO_COLUMN = -1

interface CategorySplit {
  readonly gain: number
  readonly gradient: number
  readonly hessian: number
  readonly bins: readonly number[]
  readonly l2: number
}
