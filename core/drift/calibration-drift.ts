import { requireProbabilities } from '../model-selection/judged.ts'
import { erfc } from '../special-functions/normal.ts'

export interface CalibrationDrift {
  readonly rows: number
  /** Mean probability that was given. */
  readonly predicted: number
  /** Share of what came true. */
  readonly observed: number
  /** Probability of a mean at least so far off if every probability were right. */
  readonly meanPValue: number
  /** The same of the Brier score, which also sees probabilities that are too bold or too timid around a right mean. */
  readonly brierPValue: number
}

/**
 * Whether what came true still fits the probabilities that were given: the mean, and by Spiegelhalter’s test the Brier score. Trust it from
 * about 100 rows on, and when it is asked again and again, ask for a smaller probability than once.
 * @param labels 0 or 1 a row, of resolved forecasts.
 * @param probabilities As many, in [0, 1].
 * @throws RangeError when rows are none, unequal in number or out of range.
 * @see Spiegelhalter, Probabilistic prediction in patient management and clinical trials (Statistics in Medicine 5, 1986).
 */
export function calibrationDrift(labels: ArrayLike<number>, probabilities: ArrayLike<number>): CalibrationDrift {
  requireProbabilities('calibrationDrift', labels, probabilities)
  let [predicted, observed, variance, excess, excessVariance] = [0, 0, 0, 0, 0]
  for (let row = 0; row < labels.length; row += 1) {
    const [label, probability] = [labels[row] as number, probabilities[row] as number]
    const spread = probability * (1 - probability)
    predicted += probability
    observed += label
    variance += spread
    excess += (label - probability) * (1 - 2 * probability)
    excessVariance += spread * (1 - 2 * probability) ** 2
  }
  return {
    rows: labels.length,
    predicted: predicted / labels.length,
    observed: observed / labels.length,
    meanPValue: twoSided(observed - predicted, variance),
    brierPValue: twoSided(excess, excessVariance),
  }
}

/** Without variance, every deviation is impossible. */
function twoSided(deviation: number, variance: number): number {
  if (variance === 0) return Math.abs(deviation) < 1e-9 ? 1 : 0
  return erfc(Math.abs(deviation) / Math.sqrt(2 * variance))
}
