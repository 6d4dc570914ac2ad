import { type Fitted, type Learner, requireColumns, requireTable, requireTarget, rowCount } from '../estimator.ts'
import { asTheyAre, denseDesign, type Standardised, standardise, unstandardised } from './design.ts'
import { type NormalEquations, solveNormalEquations } from './normal-equations.ts'

export interface LinearOptions {
  /** Of absolute weights, ≥ 0: makes some of them 0. */
  readonly l1?: number
  /** Of half the squared weights, ≥ 0. */
  readonly l2?: number
  /** Whether columns are brought to one scale first, so that penalties mean the same for all; weights are given in the columns’ own units. */
  readonly standardised?: boolean
}

export interface LinearModel extends Fitted {
  readonly kind: 'linear-regression'
  /** In the units of the target per unit of each column. */
  readonly weights: readonly number[]
  readonly intercept: number
}

const SWEEPS_MAX = 10_000

/**
 * Linear regression: half the least sum of squared errors, plus penalties, on all rows. So `l2` is the alpha of scikit-learn’s Ridge, and
 * `l1` that of its Lasso times the rows. The intercept is not penalised. A column that does not vary, or that without penalties says only
 * what those before it say, has weight 0. Missing values are refused (`encodeColumns` fills them in).
 * @see Hastie, Tibshirani and Friedman (2009), sections 3.2 and 3.4; Friedman, Hastie and Tibshirani, Regularization paths for generalized
 *   linear models via coordinate descent (Journal of Statistical Software 33, 2010).
 */
export const linearRegression: Learner<LinearOptions, LinearModel> = {
  name: 'linearRegression',

  fit(table, target, { l1 = 0, l2 = 1, standardised = true }) {
    requireTable('linearRegression', table, { missing: 'refused' })
    requireTarget('linearRegression', target, rowCount(table))
    requirePenalties('linearRegression', { l1, l2 })
    const scaled = standardised ? standardise('linearRegression', table.names, table.columns) : centred(table.names, table.columns)
    const mean = target.reduce((total, value) => total + value / target.length, 0)
    const products = productsOf(
      scaled.columns,
      target.map((value) => value - mean),
    )
    const found = l1 === 0 ? solveNormalEquations(products, l2) : descended(products, l1, l2)
    return { kind: 'linear-regression', columns: [...table.names], ...unstandardised(found, mean, scaled) }
  },

  predict(model, table) {
    requireColumns('linearRegression', model, table, { missing: 'refused' })
    const predictions = new Float64Array(rowCount(table)).fill(model.intercept)
    denseDesign(table.columns).addProduct(Float64Array.from(model.weights), predictions)
    return predictions
  },
}

/** @throws RangeError unless both penalties are finite and ≥ 0. */
export function requirePenalties(caller: string, penalties: { readonly l1: number; readonly l2: number }): void {
  for (const [name, penalty] of Object.entries(penalties)) {
    if (!(penalty >= 0 && penalty < Infinity)) throw new RangeError(`${caller} requires finite ${name} ≥ 0, got ${penalty}`)
  }
}

/** Columns at mean 0 with their own deviations, so that the intercept stays out of the penalties. */
function centred(names: readonly string[], columns: readonly Float64Array[]): Standardised {
  const { means } = standardise('linearRegression', names, columns)
  const own = asTheyAre(columns)
  return { ...own, means, columns: columns.map((column, i) => column.map((value) => value - (means[i] as number))) }
}

function productsOf(columns: readonly Float64Array[], target: Float64Array): NormalEquations {
  const width = columns.length
  const [gram, moments] = [new Float64Array(width * width), new Float64Array(width)]
  const design = denseDesign(columns)
  design.addTransposed(target, moments)
  for (const [index, column] of columns.entries()) design.addTransposed(column, gram.subarray(index * width, (index + 1) * width))
  return { gram, moments }
}

/** Coordinate descent: each weight in turn is set where it is best beside the others, until none moves. */
function descended({ gram, moments }: NormalEquations, l1: number, l2: number): Float64Array {
  const width = moments.length
  const weights = new Float64Array(width)
  const left = Float64Array.from(moments)
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep += 1) {
    let moved = 0
    for (let i = 0; i < width; i += 1) {
      const [own, before] = [gram[i * width + i] as number, weights[i] as number]
      const pull = (left[i] as number) + own * before
      const after = own === 0 ? 0 : (Math.sign(pull) * Math.max(Math.abs(pull) - l1, 0)) / (own + l2)
      if (after === before) continue
      for (let j = 0; j < width; j += 1) left[j] = (left[j] as number) - (gram[i * width + j] as number) * (after - before)
      weights[i] = after
      moved = Math.max(moved, Math.abs(after - before) * Math.sqrt(own))
    }
    if (moved <= 1e-12 * Math.sqrt(weights.length)) break
  }
  return weights
}
