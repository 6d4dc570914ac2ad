import type { Random } from '../random/xoshiro256.ts'
import { type PermutationNull, type PermutationOptions, permutationNull } from './permutation-null.ts'

/**
 * Whether a target can be told from columns: `learnable`; `unlearnable`, where predictions agree with outcomes no better than by chance, or say
 * no more than the same for every row would; or `too_few_rows`.
 */
export type NoiseVerdict = 'learnable' | 'unlearnable' | 'too_few_rows'

export interface NoiseJudgement extends PermutationNull {
  readonly verdict: NoiseVerdict
  /** Share of the squared error of the same prediction for every row that is saved; below 0 where it is worse. */
  readonly saved: number
}

/** Fewer judged rows would let almost any target pass for noise. */
export const NOISE_ROWS_MIN = 50
const LEVEL = 0.05

/**
 * Judges whether held-out predictions are more than noise. Of targets that have nothing to do with the columns about one in twenty is called
 * learnable by the p-value, and fewer, since squared error has to be saved too. `unlearnable` is a verdict on these columns and so many rows, not on
 * the world.
 * @param actual Labels 0 and 1, or finite numbers, of rows that were not learned from.
 * @param predicted Probabilities, or numbers.
 * @param ignorant What somebody says who knows only the mean of the training rows; the same for every row, or for every row of a fold.
 * @throws RangeError as of `permutationNull`.
 */
export function judgeNoise(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  ignorant: ArrayLike<number>,
  random: Random,
  options: PermutationOptions = {},
): NoiseJudgement {
  const found = permutationNull(actual, predicted, random, options)
  const [own, theirs] = [squaredError(actual, predicted), squaredError(actual, ignorant)]
  const saved = theirs === 0 ? 0 : 1 - own / theirs
  const isMore = found.pValue <= LEVEL && saved > 0
  const verdict = actual.length < NOISE_ROWS_MIN ? 'too_few_rows' : isMore ? 'learnable' : 'unlearnable'
  return { ...found, saved, verdict }
}

function squaredError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < actual.length; row += 1) sum += ((actual[row] as number) - (predicted[row] as number)) ** 2
  return sum / actual.length
}
