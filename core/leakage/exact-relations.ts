import type { Table } from '../estimator.ts'
import type { Split } from '../model-selection/splits.ts'
import { columnProducts, explainedBy, type Scale, scaleOf, weightsOf } from './column-products.ts'

/** A target that is a sum of multiples, or a product of powers, of a few columns. */
export interface ExactRelation {
  readonly kind: 'sum' | 'product'
  readonly columns: readonly string[]
  /** Multiples, or exponents, in the order of the columns. */
  readonly factors: readonly number[]
  /** What is added, or what the product is multiplied by. */
  readonly constant: number
  /** Share of the variance of rows not learned from; of a product, of logarithms. */
  readonly told: number
}

/** From here on a relation counts as exact: what is left is rounding. */
const EXACT_MIN = 0.999
const COLUMNS_MAX = 12
/** Of the rows with a target above 0, the share in which a factor must be above 0. */
const POSITIVE_MIN = 0.98
const ROWS_MIN = 60

/**
 * The fewest columns whose sum, or product, with multiples, or exponents, to be found, is the target: `total = a + b + c`,
 * `rate = 100 × matches ÷ swipes`. All columns are solved for at once on one half of the rows; those that the other half can do without are
 * left out one by one, the lightest first.
 * @param table Columns of numbers; NaN counts as the mean.
 * @param target Finite; for products, rows with a target above 0 are looked at, if no target is below 0.
 * @param half Rows to solve on and rows to judge on; at least 60 each, and twice as many as columns.
 * @returns the one with fewer columns, at most 12, that explains 99.9 % of the variance; undefined without any.
 */
export function exactRelation(table: Table, target: Float64Array, half: Split): ExactRelation | undefined {
  const found = [sumRelation(table, target, half), productRelation(table, target, half)].filter((relation) => relation !== undefined)
  return found.sort((one, other) => one.columns.length - other.columns.length)[0]
}

function sumRelation(table: Table, target: Float64Array, half: Split): ExactRelation | undefined {
  const solved = shortest(table, target, half)
  return solved && { kind: 'sum', ...solved }
}

/** In logarithms; where the target is 0 a factor is 0 too, or divides nothing. */
function productRelation(table: Table, target: Float64Array, { train, test }: Split): ExactRelation | undefined {
  if (target.some((value) => value < 0)) return undefined
  const isAbove = (row: number) => (target[row] as number) > 0
  const half = { train: train.filter(isAbove), test: test.filter(isAbove) }
  const rows = [...half.train, ...half.test]
  const factors = table.names.filter((_, index) => {
    const column = table.columns[index] as Float64Array
    return rows.filter((row) => (column[row] as number) > 0).length >= POSITIVE_MIN * rows.length
  })
  const logs = factors.map((name) => (table.columns[table.names.indexOf(name)] as Float64Array).map(logOf))
  const solved = shortest({ names: factors, columns: logs }, target.map(logOf), half)
  return solved && { kind: 'product', ...solved, constant: Math.exp(solved.constant) }
}

function logOf(value: number): number {
  return value > 0 ? Math.log(value) : Number.NaN
}

type Solved = Omit<ExactRelation, 'kind'>

function shortest({ names, columns }: Table, target: Float64Array, { train, test }: Split): Solved | undefined {
  const scales = columns.map((column) => scaleOf(column, train))
  const varying = [...names.keys()].filter((index) => (scales[index] as Scale).deviation > 0)
  const own = scaleOf(target, train)
  if (train.length < Math.max(ROWS_MIN, 2 * varying.length) || test.length < ROWS_MIN || own.deviation === 0) return undefined
  const used = varying.map((index) => ({
    name: names[index] as string,
    column: columns[index] as Float64Array,
    scale: scales[index] as Scale,
  }))
  const products = (rows: Uint32Array) =>
    columnProducts(
      used.map(({ column }) => column),
      target,
      [...used.map(({ scale }) => scale), own],
      rows,
    )
  const [learned, judged] = [products(train), products(test)]
  const told = (kept: readonly number[]) => explainedBy(judged, kept, weightsOf(learned, kept))
  const kept = fewest([...used.keys()], told, (places) => weightsOf(learned, places))
  if (kept === undefined || kept.length > COLUMNS_MAX) return undefined
  const weights = weightsOf(learned, kept)
  const parts = kept.map((place) => used[place] as (typeof used)[number])
  const factors = parts.map(({ scale }, index) => ((weights[index] as number) * own.deviation) / scale.deviation)
  const constant = parts.reduce((rest, { scale }, index) => rest - (factors[index] as number) * scale.mean, own.mean)
  return { columns: parts.map(({ name }) => name), factors, constant, told: told(kept) }
}

/** What is left when no column can be left out any more; undefined where not even all of them suffice. */
function fewest(
  all: readonly number[],
  told: (kept: readonly number[]) => number,
  weigh: (kept: readonly number[]) => Float64Array,
): readonly number[] | undefined {
  if (all.length === 0 || !(told(all) >= EXACT_MIN)) return undefined
  let kept = all
  const needed = new Set<number>()
  while (kept.length > 1 && needed.size < kept.length) {
    const weights = weigh(kept)
    const weightAt = (place: number) => Math.abs(weights[kept.indexOf(place)] as number)
    const [lightest] = kept.filter((place) => !needed.has(place)).sort((one, other) => weightAt(one) - weightAt(other))
    const without = kept.filter((place) => place !== lightest)
    if (told(without) >= EXACT_MIN) kept = without
    else needed.add(lightest as number)
  }
  return kept
}
