import { type Fitted, type Learner, requireClasses, requireColumns, requireTable, requireTarget, rowCount } from '../estimator.ts'
import { asTheyAre, denseDesign, standardise, unstandardised } from './design.ts'
import { balancedWeights, fitLogisticLines, probabilitiesOf } from './linear-classification.ts'
import { type LinearOptions, requirePenalties } from './linear-regression.ts'

export interface LogisticOptions extends LinearOptions {
  /** `balanced`: rows of a rare class count as much in all as those of a frequent one, which shifts the probabilities. */
  readonly classWeights?: 'equal' | 'balanced'
}

export interface LogisticModel extends Fitted {
  readonly kind: 'logistic-regression'
  readonly classes: number
  /** Of class 1 alone with two classes, else one a class. Weights are in the units of the columns. */
  readonly lines: readonly { readonly weights: readonly number[]; readonly intercept: number }[]
  readonly converged: boolean
}

/**
 * Logistic regression: the logarithm of the odds is a sum of weighted columns. Least log loss with penalties; more than two classes share a
 * softmax. A column that does not vary has weight 0; one class alone and missing values are refused (`encodeColumns` fills them in).
 * With both penalties 0 and classes that a line parts wholly, weights are as large as the search got.
 * @see Hastie, Tibshirani and Friedman, The elements of statistical learning, second edition (2009), section 4.4.
 */
export const logisticRegression: Learner<LogisticOptions, LogisticModel> = {
  name: 'logisticRegression',

  fit(table, target, options) {
    const { l1 = 0, l2 = 1, standardised = true, classWeights = 'equal' } = options
    requireTable('logisticRegression', table, { missing: 'refused' })
    requireTarget('logisticRegression', target, rowCount(table))
    const classes = requireClasses('logisticRegression', target)
    requirePenalties('logisticRegression', { l1, l2 })
    const scaled = standardised ? standardise('logisticRegression', table.names, table.columns) : asTheyAre(table.columns)
    const rowWeights = classWeights === 'balanced' ? balancedWeights(target, classes) : new Float64Array(target.length).fill(1)
    const { lines, converged } = fitLogisticLines(denseDesign(scaled.columns), target, classes, rowWeights, { l1, l2 })
    return {
      kind: 'logistic-regression',
      columns: [...table.names],
      classes,
      lines: lines.map(({ weights, intercept }) => unstandardised(weights, intercept, scaled)),
      converged,
    }
  },

  predict(model, table) {
    requireColumns('logisticRegression', model, table, { missing: 'refused' })
    const design = denseDesign(table.columns)
    return probabilitiesOf(
      model.lines.map(({ weights, intercept }) => {
        const scores = new Float64Array(rowCount(table)).fill(intercept)
        design.addProduct(Float64Array.from(weights), scores)
        return scores
      }),
    )
  },
}
