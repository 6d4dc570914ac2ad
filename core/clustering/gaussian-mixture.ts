import { type Fitted, type Learner, requireColumns, requireTable, rowCount, type Table } from '../estimator.ts'
import type { Random } from '../random/xoshiro256.ts'
import { clusterPoints } from './k-means.ts'
import { type Points, pointsOf } from './points.ts'

export interface MixtureOptions {
  /** Whole number of 1 – rows. */
  readonly components: number
  /** Searches from different starts, of which the best is kept; whole number ≥ 1. */
  readonly restarts?: number
  /** Added to every variance, > 0, in squared units of the columns: else a component could shrink to one row. */
  readonly varianceFloor?: number
}

export interface MixtureModel extends Fitted {
  readonly kind: 'gaussian-mixture'
  /** Shares of the components, by descending share. */
  readonly weights: readonly number[]
  readonly means: readonly (readonly number[])[]
  readonly variances: readonly (readonly number[])[]
  readonly logLikelihood: number
  /** Bayesian information criterion: the less, the better, across numbers of components on the same rows. */
  readonly bic: number
  readonly converged: boolean
}

const STEPS_MAX = 500
/** Rests when the mean log-likelihood rises by less. */
const TOLERANCE = 1e-8
const SHARED = 1e-3

/**
 * Mixture of normal distributions whose columns are independent within a component, by expectation and maximisation from k-means’ clusters.
 * `predict` gives the probability of each component, c of row r at r · components + c; 1 a row for one component. The target is not looked
 * at. With the BIC to choose by, real data asks for ever more components: they describe a form, not groups that are there.
 * @see Dempster, Laird and Rubin (Journal of the Royal Statistical Society B 39, 1977); Schwarz (Annals of Statistics 6, 1978).
 */
export const gaussianMixture: Learner<MixtureOptions, MixtureModel> = {
  name: 'gaussianMixture',

  fit(table, _target, { components, restarts = 10, varianceFloor = 1e-6 }, random) {
    requireTable('gaussianMixture', table, { missing: 'refused' })
    requireOptions(components, restarts, varianceFloor, rowCount(table))
    const points = pointsOf(table)
    let best = search(points, components, varianceFloor, random)
    for (let restart = 1; restart < restarts; restart += 1) {
      const found = search(points, components, varianceFloor, random)
      if (found.logLikelihood > best.logLikelihood) best = found
    }
    const order = Array.from(best.weights, (_, k) => k).sort((a, b) => (best.weights[b] as number) - (best.weights[a] as number))
    const rowsOf = (values: Float64Array) => order.map((k) => [...values.subarray(k * points.width, (k + 1) * points.width)])
    const parameters = components * (2 * points.width + 1) - 1
    return {
      kind: 'gaussian-mixture',
      columns: [...table.names],
      weights: order.map((k) => best.weights[k] as number),
      means: rowsOf(best.means),
      variances: rowsOf(best.variances),
      logLikelihood: best.logLikelihood,
      bic: parameters * Math.log(points.rows) - 2 * best.logLikelihood,
      converged: best.converged,
    }
  },

  predict(model, table) {
    requireColumns('gaussianMixture', model, table, { missing: 'refused' })
    const responsibilities = new Float64Array(rowCount(table) * model.weights.length)
    expectation(pointsOf(table), mixtureOf(model), responsibilities)
    return responsibilities
  },
}

/**
 * Logarithm of the density of each row: low for rows unlike all that were learned from.
 * @throws RangeError unless the table has the columns of the model in their order.
 */
export function mixtureLogDensity(model: MixtureModel, table: Table): Float64Array {
  requireColumns('mixtureLogDensity', model, table, { missing: 'refused' })
  return expectation(pointsOf(table), mixtureOf(model), new Float64Array(rowCount(table) * model.weights.length))
}

interface Mixture {
  readonly weights: Float64Array
  readonly means: Float64Array
  readonly variances: Float64Array
}

function search(
  points: Points,
  components: number,
  floor: number,
  random: Random,
): Mixture & { logLikelihood: number; converged: boolean } {
  const { labels } = clusterPoints(points, { clusters: components, restarts: 1 }, random)
  // A component without rows would have no mean: each has a small part in every row.
  const responsibilities = new Float64Array(points.rows * components).fill(SHARED / components)
  for (const [row, label] of labels.entries()) responsibilities[row * components + label] = 1 - SHARED + SHARED / components
  let mixture = maximisation(points, components, responsibilities, floor)
  let logLikelihood = -Infinity
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const risen = expectation(points, mixture, responsibilities).reduce((total, value) => total + value, 0)
    if (risen - logLikelihood < TOLERANCE * points.rows) return { ...mixture, logLikelihood: risen, converged: true }
    logLikelihood = risen
    mixture = maximisation(points, components, responsibilities, floor)
  }
  return { ...mixture, logLikelihood, converged: false }
}

/** Writes the probability of each component into `responsibilities` and returns the logarithm of each row’s density. */
function expectation(
  { values, rows, width }: Points,
  { weights, means, variances }: Mixture,
  responsibilities: Float64Array,
): Float64Array {
  const count = weights.length
  const constants = weights.map((weight, k) => {
    let total = Math.log(weight)
    for (let i = 0; i < width; i += 1) total -= 0.5 * Math.log(2 * Math.PI * (variances[k * width + i] as number))
    return total
  })
  return Float64Array.from({ length: rows }, (_, row) => {
    let highest = -Infinity
    for (let k = 0; k < count; k += 1) {
      let log = constants[k] as number
      for (let i = 0; i < width; i += 1) {
        const distance = (values[row * width + i] as number) - (means[k * width + i] as number)
        log -= (distance * distance) / (2 * (variances[k * width + i] as number))
      }
      responsibilities[row * count + k] = log
      highest = Math.max(highest, log)
    }
    const own = responsibilities.subarray(row * count, (row + 1) * count)
    let total = 0
    for (let k = 0; k < count; k += 1) total += Math.exp((own[k] as number) - highest)
    for (let k = 0; k < count; k += 1) own[k] = Math.exp((own[k] as number) - highest) / total
    return highest + Math.log(total)
  })
}

function maximisation({ values, rows, width }: Points, count: number, responsibilities: Float64Array, floor: number): Mixture {
  const weights = new Float64Array(count).fill(10 * Number.EPSILON)
  const [means, variances] = [new Float64Array(count * width), new Float64Array(count * width)]
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < count; k += 1) {
      const share = responsibilities[row * count + k] as number
      weights[k] = (weights[k] as number) + share
      for (let i = 0; i < width; i += 1)
        means[k * width + i] = (means[k * width + i] as number) + share * (values[row * width + i] as number)
    }
  }
  for (let at = 0; at < means.length; at += 1) means[at] = (means[at] as number) / (weights[Math.floor(at / width)] as number)
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < count; k += 1) {
      const share = responsibilities[row * count + k] as number
      for (let i = 0; i < width; i += 1) {
        const distance = (values[row * width + i] as number) - (means[k * width + i] as number)
        variances[k * width + i] = (variances[k * width + i] as number) + share * distance * distance
      }
    }
  }
  for (let at = 0; at < variances.length; at += 1)
    variances[at] = (variances[at] as number) / (weights[Math.floor(at / width)] as number) + floor
  return { weights: weights.map((weight) => weight / rows), means, variances }
}

function mixtureOf({ weights, means, variances }: MixtureModel): Mixture {
  return { weights: Float64Array.from(weights), means: Float64Array.from(means.flat()), variances: Float64Array.from(variances.flat()) }
}

function requireOptions(components: number, restarts: number, varianceFloor: number, rows: number): void {
  if (!(Number.isSafeInteger(components) && components >= 1 && components <= rows)) {
    throw new RangeError(`gaussianMixture requires 1 – ${rows} components, got ${components}`)
  }
  if (!(Number.isSafeInteger(restarts) && restarts >= 1)) throw new RangeError(`gaussianMixture requires restarts ≥ 1, got ${restarts}`)
  if (!(varianceFloor > 0 && varianceFloor < Infinity)) {
    throw new RangeError(`gaussianMixture requires finite varianceFloor > 0, got ${varianceFloor}`)
  }
}
