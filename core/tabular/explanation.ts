import { rowCount, type Table } from '../estimator.ts'
import type { ColumnEncoding } from '../regression/encode-columns.ts'
import { treeShap } from '../trees/tree-shap.ts'
import type { ModelDocument } from './model-document.ts'
import { encodeForLine, type LineOfTable, type TreesOfTable } from './tabular-model.ts'

/** What contributions are measured in, and what their sum becomes by which a prediction is made. */
export type Scale = 'value' | 'log_odds' | 'log' | 'score' | 'share'

/** Why a model says what it says of rows: exact contributions of columns to a score. They explain the model, not the world. */
export interface Explanation {
  readonly scale: Scale
  /** For each row the class whose score is explained: the positive of two, else the one it is called; null for a regression. */
  readonly classes: readonly (string | null)[]
  /** The score without knowing any column; one a row. */
  readonly base: Float64Array
  /** Column c of row r at r · columns + c, in the order of the document. */
  readonly contributions: Float64Array
  /** Base and contributions together; one a row. */
  readonly scores: Float64Array
}

/**
 * Shapley values of trees (path-dependent), or of a line (weight times distance from the mean of training): with the base they add up to the
 * score. A score is the value of a regression, log odds of two classes, the logarithm of a rate or count, the score of a softmax, or a forest’s
 * share of a class before shares are made to add up to 1 and set right.
 * @param table In the order and encoding of the document.
 * @param called Index of the class of each row; null for a regression.
 * @throws RangeError unless the table has the columns of the model in their order.
 * @see Lundberg, Erion and Lee, Consistent individualized feature attribution for tree ensembles (2018).
 */
export function explainTable(document: ModelDocument, table: Table, called: Float64Array | null): Explanation {
  const rows = rowCount(table)
  const explained = Int32Array.from({ length: rows }, (_, row) => (document.classes?.length === 2 ? 1 : (called?.[row] ?? 0)))
  const parts = document.model.kind === 'trees' ? ofTrees(document.model, table, explained) : ofLine(document.model, table, explained)
  const width = document.columns.length
  return {
    ...parts,
    scale: scaleOf(document),
    classes: Array.from(explained, (index) => document.classes?.[index] ?? null),
    scores: parts.base.map((base, row) => parts.contributions.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b, base)),
  }
}

type Parts = Pick<Explanation, 'base' | 'contributions'>

function ofTrees({ trees }: TreesOfTable, table: Table, explained: Int32Array): Parts {
  const width = trees.columns.length
  const { classCount } = trees
  const shap = treeShap(trees, table)
  const factor = factorOf(trees)
  const base = new Float64Array(explained.length)
  const contributions = new Float64Array(explained.length * width)
  for (let row = 0; row < explained.length; row += 1) {
    const start = (row * classCount + (classCount > 1 ? (explained[row] as number) : 0)) * (width + 1)
    for (let column = 0; column < width; column += 1) contributions[row * width + column] = factor * (shap[start + column] as number)
    base[row] = factor * (shap[start + width] as number)
  }
  return { base, contributions }
}

/** What a sum of leaves is multiplied by to be the score: a mean over rounds, the steepness of a sigmoid. */
function factorOf({ averaged, trees, classCount, objective }: TreesOfTable['trees']): number {
  const steepness = /^binary\b.*\bsigmoid:(\S+)/.exec(objective ?? '')?.[1]
  return (averaged ? classCount / trees.length : 1) * (steepness === undefined ? 1 : Number(steepness))
}

function ofLine({ encoding, means, line }: LineOfTable, table: Table, explained: Int32Array): Parts {
  const { columns } = encodeForLine(encoding, table)
  const lines = line.kind === 'linear-regression' ? [line] : line.lines
  const owners = ownersOf(encoding)
  const width = encoding.columns.length
  const base = new Float64Array(explained.length)
  const contributions = new Float64Array(explained.length * width)
  for (let row = 0; row < explained.length; row += 1) {
    const { weights, intercept } = lines[lines.length === 1 ? 0 : (explained[row] as number)] as { weights: number[]; intercept: number }
    base[row] = weights.reduce((total, weight, index) => total + weight * (means[index] as number), intercept)
    for (const [index, owner] of owners.entries()) {
      const distance = (columns[index]?.[row] as number) - (means[index] as number)
      contributions[row * width + owner] = (contributions[row * width + owner] as number) + (weights[index] as number) * distance
    }
  }
  return { base, contributions }
}

/** Which column of the table each encoded column is of. */
function ownersOf({ encodings }: ColumnEncoding): number[] {
  return encodings.flatMap((encoding, index) => {
    const count = encoding.kind === 'category' ? Math.max(0, encoding.values.length - 1) : encoding.hasMissing ? 2 : 1
    return new Array<number>(count).fill(index)
  })
}

function scaleOf({ task, model }: ModelDocument): Scale {
  if (model.kind === 'line') return task === 'regression' ? 'value' : task === 'binary' ? 'log_odds' : 'score'
  const [name = ''] = (model.trees.objective ?? '').split(' ')
  if (['poisson', 'gamma', 'tweedie'].includes(name)) return 'log'
  if (task === 'regression') return 'value'
  if (model.trees.averaged && name === '') return 'share'
  return task === 'binary' ? 'log_odds' : 'score'
}
