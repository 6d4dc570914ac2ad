import { readLightGbm } from '../trees/lightgbm-reader.ts'
import type { TreeModel } from '../trees/tree.ts'
import type { ModelColumn } from './column-kinds.ts'
import type { ModelDocument } from './model-document.ts'
import type { Task } from './target.ts'
import { UnusableTable } from './unusable-table.ts'

/** Whether a text begins as LightGBM’s models do. */
export function isLightGbm(text: string): boolean {
  return /^\s*tree\r?\n/.test(text)
}

/**
 * A model that LightGBM saved as text, as a document: columns by name, categories of a data frame by their values. Classes are 0, 1, … since
 * the file does not name them, and it does not tell how good the model is.
 * @throws UnusableTable saying which line is damaged, or that the model ranks or has categories that are not told.
 */
export function documentOfLightGbm(text: string): ModelDocument {
  const trees = readTrees(text)
  const task = taskOf(trees)
  const classes = task === 'regression' ? null : Array.from({ length: Math.max(2, trees.classCount) }, (_, index) => String(index))
  return {
    format: 'trill-model',
    version: 1,
    task,
    algorithm: trees.averaged ? 'random-forest' : 'gradient-boosting',
    target: null,
    classes,
    positive: task === 'binary' ? '1' : null,
    columns: columnsOf(trees),
    left_out: [],
    options: trees.parameters,
    seed: null,
    split: null,
    trained: null,
    metrics: {},
    baseline: {},
    interval: null,
    importance: [],
    notes: ['A model in LightGBM’s text format: the file does not tell its target, its data and how good it is.'],
    model: { kind: 'trees', trees, calibration: null },
  }
}

function readTrees(text: string): TreeModel {
  try {
    return readLightGbm(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UnusableTable(`The model in LightGBM’s text format is damaged: ${error.message}.`, 'Save it again with `Booster.save_model`.')
  }
}

function taskOf({ objective, classCount }: TreeModel): Task {
  const [name = ''] = (objective ?? '').split(' ')
  if (name === 'lambdarank' || name === 'rank_xendcg') {
    throw new UnusableTable(
      'The model orders rows within a query; its scores are no predictions.',
      'Save a model of classes or of numbers.',
    )
  }
  if (classCount > 1) return 'multiclass'
  return name === 'binary' || name === 'cross_entropy' ? 'binary' : 'regression'
}

/** Columns of categories have ranges such as `0:1:2`; the values behind these numbers stand in the order of such columns. */
function columnsOf({ columns, columnRanges, pandasCategorical }: TreeModel): ModelColumn[] {
  const values = valuesOf(pandasCategorical)
  if (values.length === 0) return columns.map((name) => ({ name, kind: 'number' }))
  const categorical = columns.filter((_, index) => isCategorical(columnRanges[index] as string))
  if (categorical.length !== values.length) {
    throw new UnusableTable(
      `The model has ${values.length} columns of categories and tells which only ${categorical.length} of them are.`,
      'Train it without columns that are constant, or on categories that are numbers.',
    )
  }
  return columns.map((name) => {
    const own = values[categorical.indexOf(name)]
    return own === undefined ? { name, kind: 'number' } : { name, kind: 'category', values: own }
  })
}

function isCategorical(range: string): boolean {
  return range !== 'none' && !range.startsWith('[')
}

function valuesOf(pandasCategorical: string | null): string[][] {
  if (pandasCategorical === null) return []
  const values: unknown = JSON.parse(pandasCategorical)
  return Array.isArray(values) ? values.map((own) => (own as unknown[]).map(String)) : []
}
