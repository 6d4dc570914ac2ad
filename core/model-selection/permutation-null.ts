import { midranks } from '../inference/quantiles.ts'
import type { Random } from '../random/xoshiro256.ts'

/** What predictions are worth beside those that know nothing. */
export interface PermutationNull {
  /** How well predictions and outcomes agree in order: Spearman’s correlation, which of yes and no rises with the area under the ROC curve. */
  readonly agreement: number
  /** What 95 % of the permutations stay below. */
  readonly chance: number
  /** Share of permutations that agree as well or better, the outcomes as they are counted as one of them; in (0, 1]. */
  readonly pValue: number
  readonly permutations: number
}

export interface PermutationOptions {
  /** Whole number, at least 19. */
  readonly permutations?: number
  /** One a row, where outcomes may only be dealt out anew within, as within the folds of a cross-validation. */
  readonly strata?: ArrayLike<number | string>
}

/**
 * Whether predictions of rows that were not learned from agree with what came of them better than chance: outcomes are dealt out anew among the
 * rows, again and again, and agreement is computed each time. If outcomes have nothing to do with columns, every deal is as probable as the one
 * that happened, so the p-value is at most p with probability p, whatever the learner and the distributions. Agreement is of ranks, within
 * strata, so that a model that is off by a rising function, or by a constant a fold, is no worse for it.
 * @param actual Labels or numbers, finite.
 * @param predicted As many, finite.
 * @throws RangeError when rows are none, uneven or not finite, or an option is out of range.
 * @see Phipson and Smyth, Permutation p-values should never be zero (Statistical Applications in Genetics and Molecular Biology 9, 2010); Ojala
 *   and Garriga, Permutation tests for studying classifier performance (JMLR 11, 2010), test 1, of held-out rows.
 */
export function permutationNull(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  random: Random,
  { permutations = 999, strata }: PermutationOptions = {},
): PermutationNull {
  requirePairs(actual, predicted, permutations, strata)
  const groups = rowsByStratum(actual.length, strata)
  const outcomes = groups.map((rows) => centredRanks(rows, actual))
  const opinions = groups.map((rows) => centredRanks(rows, predicted))
  const scale = Math.sqrt(squares(outcomes) * squares(opinions))
  if (scale === 0) return { agreement: 0, chance: 0, pValue: 1, permutations }
  const agreement = product(outcomes, opinions) / scale
  const drawn = Float64Array.from({ length: permutations }, () => {
    for (const values of outcomes) shuffle(values, random)
    return product(outcomes, opinions) / scale
  }).sort()
  const asGood = drawn.reduce((count, value) => count + Number(value >= agreement - 1e-12), 0)
  const chance = drawn[Math.ceil(0.95 * (permutations + 1)) - 1] as number
  return { agreement, chance, pValue: (1 + asGood) / (1 + permutations), permutations }
}

function rowsByStratum(rows: number, strata: PermutationOptions['strata']): number[][] {
  const found = new Map<number | string, number[]>()
  for (let row = 0; row < rows; row += 1) {
    const stratum = strata?.[row] ?? 0
    const known = found.get(stratum)
    if (known === undefined) found.set(stratum, [row])
    else known.push(row)
  }
  return [...found.values()]
}

function centredRanks(rows: readonly number[], values: ArrayLike<number>): Float64Array {
  const mean = (rows.length + 1) / 2
  return midranks(rows.map((row) => values[row] as number)).map((rank) => rank - mean)
}

function squares(parts: readonly Float64Array[]): number {
  return product(parts, parts)
}

function product(ones: readonly Float64Array[], others: readonly Float64Array[]): number {
  let sum = 0
  for (const [index, one] of ones.entries()) {
    const other = others[index] as Float64Array
    for (let row = 0; row < one.length; row += 1) sum += (one[row] as number) * (other[row] as number)
  }
  return sum
}

/** Fisher and Yates’ shuffle. */
function shuffle(values: Float64Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i -= 1) {
    const j = random.integer(i + 1)
    ;[values[i], values[j]] = [values[j] as number, values[i] as number]
  }
}

function requirePairs(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  permutations: number,
  strata: PermutationOptions['strata'],
): void {
  const who = 'permutationNull'
  if (actual.length === 0) throw new RangeError(`${who} requires at least one row, got none`)
  if (predicted.length !== actual.length)
    throw new RangeError(`${who} requires a prediction a row, got ${predicted.length} for ${actual.length}`)
  if (strata !== undefined && strata.length !== actual.length)
    throw new RangeError(`${who} requires a stratum a row, got ${strata.length} for ${actual.length}`)
  if (!(Number.isSafeInteger(permutations) && permutations >= 19))
    throw new RangeError(`${who} requires at least 19 permutations, got ${permutations}`)
  for (let row = 0; row < actual.length; row += 1) {
    if (!Number.isFinite(actual[row]) || !Number.isFinite(predicted[row]))
      throw new RangeError(`${who} requires finite values, got ${actual[row]} and ${predicted[row]} in row ${row}`)
  }
}
