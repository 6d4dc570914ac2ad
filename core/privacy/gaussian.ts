import { logNormalCdf } from '../special-functions/normal.ts'

/** Parameters of approximate differential privacy. */
export interface ApproximatePrivacy {
  /** Privacy loss, > 0. */
  readonly epsilon: number
  /** Probability that the loss is greater, in (0, 1); far below one over the number of people. */
  readonly delta: number
  /** Most that one person can change the result by, as Euclidean distance, > 0. */
  readonly sensitivity: number
}

/**
 * Standard deviation of the classic Gaussian mechanism, too much noise by a third; proven for epsilon below 1 only.
 * @see Dwork and Roth, The algorithmic foundations of differential privacy (2014), theorem A.1.
 */
export function classicGaussianDeviation(privacy: ApproximatePrivacy): number {
  requirePrivacy('classicGaussianDeviation', privacy)
  return (Math.sqrt(2 * Math.log(1.25 / privacy.delta)) * privacy.sensitivity) / privacy.epsilon
}

/**
 * Smallest standard deviation of Gaussian noise that is (epsilon, delta) private, for any epsilon; relative error below 1e-9.
 * @throws RangeError when a parameter is out of range.
 * @see Balle and Wang, Improving the Gaussian mechanism for differential privacy (2018), theorem 8, solved by bisection.
 */
export function gaussianDeviation(privacy: ApproximatePrivacy): number {
  requirePrivacy('gaussianDeviation', privacy)
  let low = 1e-6
  let high = 1
  while (deltaOf(high, privacy.epsilon) > privacy.delta) high *= 2
  while (high / low > 1 + 1e-12) {
    const middle = Math.sqrt(low * high)
    if (middle <= low || middle >= high) break
    if (deltaOf(middle, privacy.epsilon) > privacy.delta) low = middle
    else high = middle
  }
  return high * privacy.sensitivity
}

/** The delta that noise of a deviation gives at sensitivity 1. */
function deltaOf(deviation: number, epsilon: number): number {
  const half = 1 / (2 * deviation)
  const shift = epsilon * deviation
  const far = -half - shift
  return Math.exp(logNormalCdf(half - shift)) - Math.exp(epsilon + logNormalCdf(far))
}

function requirePrivacy(caller: string, { epsilon, delta, sensitivity }: ApproximatePrivacy): void {
  if (!(epsilon > 0 && epsilon < Infinity)) throw new RangeError(`${caller} requires finite epsilon > 0, got ${epsilon}`)
  if (!(delta > 0 && delta < 1)) throw new RangeError(`${caller} requires delta in (0, 1), got ${delta}`)
  if (!(sensitivity > 0 && sensitivity < Infinity)) throw new RangeError(`${caller} requires finite sensitivity > 0, got ${sensitivity}`)
}
