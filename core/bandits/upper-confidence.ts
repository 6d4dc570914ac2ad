/**
 * Upper confidence bound of an arm: the one with the greatest is tried next. Rewards lie in [0, 1].
 * @param mean Mean reward of the arm, finite.
 * @param pulls How often it was tried, finite, ≥ 0; an arm never tried has an infinite bound.
 * @param total How often any arm was tried, ≥ pulls and ≥ 1.
 * @throws RangeError when a parameter is out of range.
 * @see Auer, Cesa-Bianchi and Fischer, Finite-time analysis of the multiarmed bandit problem (Machine Learning 47, 2002), UCB1.
 */
export function upperConfidenceBound(mean: number, pulls: number, total: number): number {
  if (!Number.isFinite(mean)) throw new RangeError(`upperConfidenceBound requires a finite mean, got ${mean}`)
  if (!(pulls >= 0 && pulls < Infinity)) throw new RangeError(`upperConfidenceBound requires finite pulls ≥ 0, got ${pulls}`)
  if (!(total >= Math.max(pulls, 1) && total < Infinity)) {
    throw new RangeError(`upperConfidenceBound requires a finite total ≥ pulls and ≥ 1, got ${total}`)
  }
  return pulls === 0 ? Infinity : mean + Math.sqrt((2 * Math.log(total)) / pulls)
}

/** What is known of an arm whose reward is linear in features. */
export interface LinearArm {
  /** Sum of outer products of features, and the ridge; symmetric, positive definite. */
  readonly gram: readonly (readonly number[])[]
  /** Sum of features times rewards. */
  readonly response: readonly number[]
}

/**
 * Upper confidence bound of an arm in a context.
 * @param features As many finite numbers as the arm has.
 * @param alpha Width of the bound in standard deviations, finite, ≥ 0.
 * @returns The fitted coefficients and the bound.
 * @throws RangeError when sizes differ, a number is not finite, or the matrix is not positive definite.
 * @see Li, Chu, Langford and Schapire, A contextual-bandit approach to personalized news article recommendation (WWW 2010), LinUCB.
 */
export function linearConfidenceBound(
  { gram, response }: LinearArm,
  features: readonly number[],
  alpha: number,
): { readonly coefficients: readonly number[]; readonly bound: number } {
  if (!(alpha >= 0 && alpha < Infinity)) throw new RangeError(`linearConfidenceBound requires finite alpha ≥ 0, got ${alpha}`)
  const size = features.length
  if (gram.length !== size || response.length !== size || gram.some((row) => row.length !== size)) {
    throw new RangeError(`linearConfidenceBound requires sizes of ${size}, got ${gram.length} and ${response.length}`)
  }
  if (![...gram.flat(), ...response, ...features].every(Number.isFinite)) {
    throw new RangeError('linearConfidenceBound requires finite numbers, got another')
  }
  const factor = cholesky(gram)
  const coefficients = backward(factor, forward(factor, response))
  const spread = forward(factor, features)
  return { coefficients, bound: dot(coefficients, features) + alpha * Math.sqrt(dot(spread, spread)) }
}

/** Lower triangle L with L Lᵀ the matrix. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor: number[][] = []
  for (const [i, row] of matrix.entries()) {
    const line: number[] = []
    for (let j = 0; j < i; j += 1) {
      const above = factor[j] as number[]
      line.push(((row[j] as number) - dot(line, above)) / (above[j] as number))
    }
    const pivot = (row[i] as number) - dot(line, line)
    if (!(pivot > 0)) throw new RangeError(`linearConfidenceBound requires a positive definite matrix, got pivot ${pivot}`)
    factor.push([...line, Math.sqrt(pivot)])
  }
  return factor
}

function forward(factor: readonly number[][], right: readonly number[]): number[] {
  const solution: number[] = []
  for (const [i, row] of factor.entries()) solution.push(((right[i] as number) - dot(solution, row)) / (row[i] as number))
  return solution
}

function backward(factor: readonly number[][], right: readonly number[]): number[] {
  const solution = [...right]
  for (let i = factor.length - 1; i >= 0; i -= 1) {
    for (let j = i + 1; j < factor.length; j += 1) {
      solution[i] = (solution[i] as number) - ((factor[j] as number[])[i] as number) * (solution[j] as number)
    }
    solution[i] = (solution[i] as number) / ((factor[i] as number[])[i] as number)
  }
  return solution
}

/** Over as many entries as the first has. */
function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
}
