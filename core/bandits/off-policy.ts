/** One logged choice. */
export interface LoggedChoice {
  readonly reward: number
  /** Probability with which it was made, in (0, 1]. */
  readonly loggingProbability: number
  /** Probability with which the policy to be judged would have made it, in [0, 1]. */
  readonly targetProbability: number
  /** Reward that a model expects of this choice, and of the policy to be judged in this context; only for `doublyRobust`. */
  readonly modelReward?: number
  readonly modelValue?: number
}

/** Estimates of the mean reward of a policy that was not followed. */
export interface OffPolicyValue {
  /** Inverse propensity scoring: right on average, and wide. */
  readonly ips: number
  /** Self-normalised: within the range of rewards; null when the policy would have made none of the choices. */
  readonly snips: number | null
  /** With weights cut off: too low for rewards ≥ 0, and narrower. */
  readonly clipped: number
  /** With a model’s rewards corrected by what happened; null where the model says nothing of some choice. */
  readonly doublyRobust: number | null
  /** How many choices of its own the estimates are worth. */
  readonly effectiveSampleSize: number
}

/**
 * Value of a policy from choices that another one made and logged with their probabilities. Only holds where the other gave each choice
 * of the policy a chance.
 * @param clip Greatest weight for `clipped`, > 0.
 * @throws RangeError when there is no choice, or a number is out of range.
 * @see Dudík, Langford and Li, Doubly robust policy evaluation and learning (ICML 2011); Swaminathan and Joachims, The self-normalized
 *   estimator for counterfactual learning (NIPS 2015).
 */
export function offPolicyValue(choices: readonly LoggedChoice[], { clip = 10 }: { clip?: number } = {}): OffPolicyValue {
  if (choices.length === 0) throw new RangeError('offPolicyValue requires at least 1 choice, got none')
  if (!(clip > 0)) throw new RangeError(`offPolicyValue requires clip > 0, got ${clip}`)
  const weighted = choices.map((choice) => ({ ...choice, weight: requireWeight(choice) }))
  const weights = sum(weighted.map(({ weight }) => weight))
  const rewards = sum(weighted.map(({ weight, reward }) => weight * reward))
  const squares = sum(weighted.map(({ weight }) => weight * weight))
  const robust = weighted.map(({ weight, reward, modelReward, modelValue }) =>
    modelReward === undefined || modelValue === undefined ? Number.NaN : modelValue + weight * (reward - modelReward),
  )
  return {
    ips: rewards / choices.length,
    snips: weights === 0 ? null : rewards / weights,
    clipped: sum(weighted.map(({ weight, reward }) => Math.min(weight, clip) * reward)) / choices.length,
    doublyRobust: robust.some(Number.isNaN) ? null : sum(robust) / choices.length,
    effectiveSampleSize: weights === 0 ? 0 : weights ** 2 / squares,
  }
}

function requireWeight({ reward, loggingProbability, targetProbability, modelReward = 0, modelValue = 0 }: LoggedChoice): number {
  if (!Number.isFinite(reward)) throw new RangeError(`offPolicyValue requires finite rewards, got ${reward}`)
  if (!Number.isFinite(modelReward) || !Number.isFinite(modelValue)) {
    throw new RangeError(`offPolicyValue requires finite model rewards, got ${modelReward} and ${modelValue}`)
  }
  if (!(loggingProbability > 0 && loggingProbability <= 1)) {
    throw new RangeError(`offPolicyValue requires loggingProbability in (0, 1], got ${loggingProbability}`)
  }
  if (!(targetProbability >= 0 && targetProbability <= 1)) {
    throw new RangeError(`offPolicyValue requires targetProbability in [0, 1], got ${targetProbability}`)
  }
  return targetProbability / loggingProbability
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
