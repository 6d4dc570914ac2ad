import { lbfgs, type Objective } from '../optimisation/lbfgs.ts'
import { owlqn } from '../optimisation/owlqn.ts'
import type { Design } from './design.ts'

/** Weights of a class against the others; a model of two classes has those of class 1 alone. */
export interface ClassLine {
  readonly weights: Float64Array
  readonly intercept: number
}

export interface LinearClassification {
  readonly lines: readonly ClassLine[]
  /** Whether the search came to rest before its steps were used up. */
  readonly converged: boolean
}

export interface Penalties {
  /** Of absolute weights, ≥ 0: makes some of them 0. */
  readonly l1: number
  /** Of half the squared weights, ≥ 0: the inverse of scikit-learn’s C. */
  readonly l2: number
}

/**
 * Logistic regression of classes on a design: the least sum of log losses and penalties. The intercept is not penalised. More than two
 * classes share one softmax.
 * @param labels Classes 0 … classes − 1 a row.
 * @param rowWeights What each row counts, ≥ 0.
 * @param tolerance Rests when the mean gradient is not greater, > 0.
 */
export function fitLogisticLines(
  design: Design,
  labels: Float64Array,
  classes: number,
  rowWeights: Float64Array,
  { l1, l2 }: Penalties,
  { tolerance = 1e-8, stepsMax = 1000 }: { tolerance?: number; stepsMax?: number } = {},
): LinearClassification {
  const outputs = classes === 2 ? 1 : classes
  const total = rowWeights.reduce((sum, weight) => sum + weight, 0)
  const loss = outputs === 1 ? binaryLoss(labels, rowWeights) : softmaxLoss(labels, rowWeights, classes)
  const objective = penalised(design, outputs, loss, l2, total)
  const start = new Float64Array(outputs * (design.columns + 1))
  const options = { tolerance, stepsMax }
  const found = l1 === 0 ? lbfgs(objective, start, options) : owlqn(objective, l1Penalties(design, outputs, l1 / total), start, options)
  return { lines: linesOf(found.at, design.columns, outputs), converged: found.converged }
}

/**
 * Linear support vector machine of two classes by the squared hinge: half the squared weights and intercept, plus `cost` times the squared
 * shortfall from a margin of 1. Its values are no probabilities.
 * @param labels 0 or 1 a row.
 * @see Fan, Chang, Hsieh, Wang and Lin, LIBLINEAR (JMLR 9, 2008), solver 2: the intercept is penalised like a weight.
 */
export function fitSupportVectorLine(design: Design, labels: Float64Array, cost: number): ClassLine {
  const objective: Objective = (at, gradient) => {
    const scores = new Float64Array(design.rows).fill(at[design.columns] as number)
    design.addProduct(at.subarray(0, design.columns), scores)
    gradient.set(at)
    let value = at.reduce((total, weight) => total + (weight * weight) / 2, 0)
    const pull = scores.map((score, row) => {
      const side = labels[row] === 1 ? 1 : -1
      const shortfall = Math.max(1 - side * score, 0)
      value += cost * shortfall * shortfall
      return -2 * cost * side * shortfall
    })
    design.addTransposed(pull, gradient.subarray(0, design.columns))
    gradient[design.columns] = pull.reduce((total, one) => total + one, gradient[design.columns] as number)
    return value
  }
  const { at } = lbfgs(objective, new Float64Array(design.columns + 1), { tolerance: 1e-8, stepsMax: 1000 })
  return { weights: at.slice(0, design.columns), intercept: at[design.columns] as number }
}

/**
 * Probabilities from scores: of class 1 for a single score a row, else one a class by softmax.
 * @param scores One array a line, one number a row.
 * @returns class c of row r at r · classes + c, or one number a row for two classes.
 */
export function probabilitiesOf(scores: readonly Float64Array[]): Float64Array {
  const [first] = scores as [Float64Array, ...Float64Array[]]
  if (scores.length === 1) return first.map(sigmoid)
  const result = new Float64Array(first.length * scores.length)
  for (let row = 0; row < first.length; row += 1) {
    const highest = Math.max(...scores.map((column) => column[row] as number))
    let total = 0
    for (const column of scores) total += Math.exp((column[row] as number) - highest)
    for (const [index, column] of scores.entries())
      result[row * scores.length + index] = Math.exp((column[row] as number) - highest) / total
  }
  return result
}

/** Rows of a rare class count as much as those of a frequent one: rows / (classes · rows of the class). */
export function balancedWeights(labels: Float64Array, classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label] = (counts[label] as number) + 1
  return labels.map((label) => labels.length / (classes * (counts[label] as number)))
}

/** Turns scores into their pull on the weights, in place, and returns the loss. */
type Loss = (scores: readonly Float64Array[]) => number

function binaryLoss(labels: Float64Array, rowWeights: Float64Array): Loss {
  return ([scores]) => {
    const pull = scores as Float64Array
    let value = 0
    for (let row = 0; row < pull.length; row += 1) {
      const [score, weight, label] = [pull[row] as number, rowWeights[row] as number, labels[row] as number]
      // ln(1 + e^score) − label · score, without overflow.
      value += weight * (Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - label * score)
      pull[row] = weight * (sigmoid(score) - label)
    }
    return value
  }
}

function softmaxLoss(labels: Float64Array, rowWeights: Float64Array, classes: number): Loss {
  return (scores) => {
    const probabilities = probabilitiesOf(scores)
    let value = 0
    for (let row = 0; row < labels.length; row += 1) {
      const weight = rowWeights[row] as number
      value -= weight * Math.log(Math.max(probabilities[row * classes + (labels[row] as number)] as number, Number.MIN_VALUE))
      for (const [index, column] of scores.entries()) {
        column[row] = weight * ((probabilities[row * classes + index] as number) - (labels[row] === index ? 1 : 0))
      }
    }
    return value
  }
}

/** Mean loss with the squared penalty, over parameters of each line’s weights and then its intercept. */
function penalised(design: Design, outputs: number, loss: Loss, l2: number, total: number): Objective {
  const width = design.columns + 1
  return (at, gradient) => {
    const scores = Array.from({ length: outputs }, (_, output) => {
      const column = new Float64Array(design.rows).fill(at[output * width + design.columns] as number)
      design.addProduct(at.subarray(output * width, output * width + design.columns), column)
      return column
    })
    let value = loss(scores)
    gradient.fill(0)
    for (const [output, pull] of scores.entries()) {
      const weights = at.subarray(output * width, output * width + design.columns)
      const own = gradient.subarray(output * width, output * width + width)
      design.addTransposed(pull, own.subarray(0, design.columns))
      for (let i = 0; i < weights.length; i += 1) {
        const weight = weights[i] as number
        own[i] = (own[i] as number) + l2 * weight
        value += (l2 / 2) * weight * weight
      }
      own[design.columns] = pull.reduce((sum, one) => sum + one, 0)
    }
    for (let i = 0; i < gradient.length; i += 1) gradient[i] = (gradient[i] as number) / total
    return value / total
  }
}

function l1Penalties({ columns }: Design, outputs: number, penalty: number): Float64Array {
  return Float64Array.from({ length: outputs * (columns + 1) }, (_, i) => (i % (columns + 1) === columns ? 0 : penalty))
}

function linesOf(at: Float64Array, columns: number, outputs: number): ClassLine[] {
  return Array.from({ length: outputs }, (_, output) => {
    const from = output * (columns + 1)
    return { weights: at.slice(from, from + columns), intercept: at[from + columns] as number }
  })
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}
