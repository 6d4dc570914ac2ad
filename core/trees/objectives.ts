/** Losses that boosting can lessen, in LightGBM’s names. */
export type ObjectiveName = 'regression' | 'regression_l1' | 'poisson' | 'binary' | 'multiclass'

/** A loss: its derivatives, where it starts, and how it is measured. */
export interface Objective {
  /** As the model says it. */
  readonly text: string
  /** Scores a row. */
  readonly classCount: number
  /** Name of what `loss` measures. */
  readonly metric: string
  /** The best constant score of a class. */
  initialScore(targets: Float64Array, weights: Float64Array | null, index: number): number
  /** Derivatives by the score of class c at c · rows, where also its scores stand. */
  derive(targets: Float64Array, weights: Float64Array | null, scores: Float64Array, gradients: Float32Array, hessians: Float32Array): void
  /** Mean loss over the rows of predictions already on the scale of the target; class c of row r at r · classCount + c. */
  loss(targets: Float64Array, weights: Float64Array | null, predictions: Float64Array): number
  /** Value of a leaf from the residuals of its rows, where Newton’s step is of no use. */
  readonly leafOfResiduals?: (residuals: Float64Array, weights: Float64Array | null) => number
}

const PROBABILITY_MIN = 1e-15

/**
 * The objective of a name.
 * @param classCount Classes in the target, 1 without any.
 * @param options.poisson_max_delta_step Of poisson, > 0: widens its second derivative e^step times, so that no step is too long.
 */
export function objectiveOf(
  name: ObjectiveName,
  classCount: number,
  { poisson_max_delta_step: step }: { readonly poisson_max_delta_step: number },
): Objective {
  if (name === 'binary') return BINARY
  if (name === 'multiclass') return multiclass(classCount)
  if (name === 'poisson') return poisson(step)
  return { regression: SQUARED, regression_l1: ABSOLUTE }[name]
}

const SQUARED: Objective = {
  text: 'regression',
  classCount: 1,
  metric: 'l2',
  initialScore: weightedMean,
  derive(targets, weights, scores, gradients, hessians) {
    for (let row = 0; row < targets.length; row += 1) {
      const weight = weights === null ? 1 : (weights[row] as number)
      gradients[row] = ((scores[row] as number) - (targets[row] as number)) * weight
      hessians[row] = weight
    }
  },
  loss: (targets, weights, predictions) => meanLoss(targets, weights, (target, row) => ((predictions[row] as number) - target) ** 2),
}

const ABSOLUTE: Objective = {
  text: 'regression_l1',
  classCount: 1,
  metric: 'l1',
  initialScore: (targets, weights) => median(targets, weights),
  derive(targets, weights, scores, gradients, hessians) {
    for (let row = 0; row < targets.length; row += 1) {
      const weight = weights === null ? 1 : (weights[row] as number)
      gradients[row] = Math.sign((scores[row] as number) - (targets[row] as number)) * weight
      hessians[row] = weight
    }
  },
  loss: (targets, weights, predictions) => meanLoss(targets, weights, (target, row) => Math.abs((predictions[row] as number) - target)),
  leafOfResiduals: median,
}

/** Counts, by the logarithm of their rate. */
function poisson(step: number): Objective {
  return {
    text: 'poisson',
    classCount: 1,
    metric: 'poisson',
    initialScore: (targets, weights) => Math.log(weightedMean(targets, weights)),
    derive(targets, weights, scores, gradients, hessians) {
      const widened = Math.exp(step)
      for (let row = 0; row < targets.length; row += 1) {
        const weight = weights === null ? 1 : (weights[row] as number)
        const rate = Math.exp(scores[row] as number)
        gradients[row] = (rate - (targets[row] as number)) * weight
        hessians[row] = rate * widened * weight
      }
    },
    loss: (targets, weights, predictions) =>
      meanLoss(targets, weights, (target, row) => {
        const rate = Math.max(predictions[row] as number, PROBABILITY_MIN)
        return rate - target * Math.log(rate)
      }),
  }
}

const BINARY: Objective = {
  text: 'binary sigmoid:1',
  classCount: 1,
  metric: 'binary_logloss',
  initialScore(targets, weights) {
    const share = Math.min(1 - PROBABILITY_MIN, Math.max(PROBABILITY_MIN, weightedMean(targets, weights)))
    return Math.log(share / (1 - share))
  },
  derive(targets, weights, scores, gradients, hessians) {
    for (let row = 0; row < targets.length; row += 1) {
      const weight = weights === null ? 1 : (weights[row] as number)
      const probability = 1 / (1 + Math.exp(-(scores[row] as number)))
      gradients[row] = (probability - (targets[row] as number)) * weight
      hessians[row] = probability * (1 - probability) * weight
    }
  },
  loss: (targets, weights, predictions) =>
    meanLoss(targets, weights, (target, row) => logLoss(target === 1 ? (predictions[row] as number) : 1 - (predictions[row] as number))),
}

/** Softmax over all classes; its second derivatives are widened by classes / (classes − 1), as the classes share one sum. */
function multiclass(classCount: number): Objective {
  return {
    text: `multiclass num_class:${classCount}`,
    classCount,
    metric: 'multi_logloss',
    initialScore: (targets, weights, index) =>
      Math.log(
        Math.max(
          PROBABILITY_MIN,
          weightedMean(
            targets.map((target) => Number(target === index)),
            weights,
          ),
        ),
      ),
    derive(targets, weights, scores, gradients, hessians) {
      const rows = targets.length
      const widened = classCount / (classCount - 1)
      const powers = new Float64Array(classCount)
      for (let row = 0; row < rows; row += 1) {
        const weight = weights === null ? 1 : (weights[row] as number)
        const sum = exponentials(scores, rows, row, powers)
        for (let index = 0; index < classCount; index += 1) {
          const probability = (powers[index] as number) / sum
          gradients[index * rows + row] = (probability - (targets[row] === index ? 1 : 0)) * weight
          hessians[index * rows + row] = widened * probability * (1 - probability) * weight
        }
      }
    },
    loss: (targets, weights, predictions) =>
      meanLoss(targets, weights, (target, row) => logLoss(predictions[row * classCount + target] as number)),
  }
}

/** Puts the exponentials of a row’s scores into `powers`, the greatest as 1, and answers their sum. */
function exponentials(scores: Float64Array, rows: number, row: number, powers: Float64Array): number {
  let greatest = -Infinity
  for (let index = 0; index < powers.length; index += 1) greatest = Math.max(greatest, scores[index * rows + row] as number)
  let sum = 0
  for (let index = 0; index < powers.length; index += 1) {
    powers[index] = Math.exp((scores[index * rows + row] as number) - greatest)
    sum += powers[index] as number
  }
  return sum
}

function logLoss(probability: number): number {
  return -Math.log(Math.max(probability, PROBABILITY_MIN))
}

function meanLoss(targets: Float64Array, weights: Float64Array | null, lossOf: (target: number, row: number) => number): number {
  let sum = 0
  let total = 0
  for (let row = 0; row < targets.length; row += 1) {
    const weight = weights === null ? 1 : (weights[row] as number)
    sum += weight * lossOf(targets[row] as number, row)
    total += weight
  }
  return sum / total
}

function weightedMean(values: Float64Array, weights: Float64Array | null): number {
  return meanLoss(values, weights, (value) => value)
}

/** Middle value, the mean of the two middle ones of an even number; by weight the first that half of the weight does not exceed. */
function median(values: Float64Array, weights: Float64Array | null): number {
  if (weights !== null) return weightedMedian(values, weights)
  const sorted = values.toSorted()
  const upper = sorted.length >> 1
  const middle = sorted[upper] as number
  return sorted.length % 2 === 1 ? middle : ((sorted[upper - 1] as number) + middle) / 2
}

function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Array.from(values.keys()).sort((one, other) => (values[one] as number) - (values[other] as number))
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2
  let passed = 0
  for (const index of order) {
    passed += weights[index] as number
    if (passed >= half) return values[index] as number
  }
  return values[order.at(-1) as number] as number
}
