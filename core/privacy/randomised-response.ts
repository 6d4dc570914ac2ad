import type { UniformSource } from './noise.ts'

/**
 * Probability with which a yes-or-no answer is given truthfully at a privacy loss.
 * @param epsilon > 0.
 * @throws RangeError when epsilon is out of range.
 */
export function truthProbability(epsilon: number): number {
  if (!(epsilon > 0)) throw new RangeError(`truthProbability requires epsilon > 0, got ${epsilon}`)
  return 1 / (1 + Math.exp(-epsilon))
}

/**
 * One answer, truthful or turned round by chance, so that no single one says anything for certain.
 * @see Warner, Randomized response: a survey technique for eliminating evasive answer bias (JASA 60, 1965).
 */
export function randomisedAnswer(truth: boolean, epsilon: number, random: UniformSource): boolean {
  return random.uniform() < truthProbability(epsilon) ? truth : !truth
}

/**
 * Share of true yes estimated from randomised answers, with its standard error. Unbiased, and therefore sometimes outside [0, 1].
 * @param yes Answers that say yes, 0 to `answers`.
 * @param answers ≥ 1.
 * @throws RangeError when a number is out of range.
 */
export function estimateShare(yes: number, answers: number, epsilon: number): { share: number; standardError: number } {
  if (!(answers >= 1)) throw new RangeError(`estimateShare requires answers ≥ 1, got ${answers}`)
  if (!(yes >= 0 && yes <= answers)) throw new RangeError(`estimateShare requires yes from 0 to ${answers}, got ${yes}`)
  const truth = truthProbability(epsilon)
  const seen = yes / answers
  const slope = 2 * truth - 1
  return { share: (seen - (1 - truth)) / slope, standardError: Math.sqrt((seen * (1 - seen)) / answers) / slope }
}
