import type { Table } from '../estimator.ts'
import type { Leak } from '../leakage/leaks.ts'
import { mostProbable } from '../model-selection/class-metrics.ts'
import type { PermutationImportance } from '../model-selection/cross-validation.ts'
import type { NoiseJudgement } from '../model-selection/noise-ceiling.ts'
import { type CompiledTrees, compileTrees } from '../trees/compiled-trees.ts'
import type { LeftOut, ModelColumn } from './column-kinds.ts'
import { encodeTable, type UnseenValues } from './encoded-table.ts'
import type { Figures, TabularJudgement } from './judgement-by-task.ts'
import type { RawTable } from './raw-table.ts'
import { type Algorithm, predictTable, type TabularModel } from './tabular-model.ts'
import type { Task } from './target.ts'
import { UnusableTable } from './unusable-table.ts'

/** A trained model with all that is needed to use, judge and repeat it. It is JSON. */
export interface ModelDocument {
  readonly format: 'trill-model'
  readonly version: 1
  readonly task: Task
  readonly algorithm: Algorithm
  /** Name of the column; null where a model of another maker does not tell. */
  readonly target: string | null
  /** Of two, the second is the positive one; null for a regression. */
  readonly classes: readonly string[] | null
  readonly positive: string | null
  /** Columns that a prediction needs, by name. */
  readonly columns: readonly ModelColumn[]
  readonly left_out: readonly LeftOut[]
  readonly options: Readonly<Record<string, number | string | boolean>>
  readonly seed: number | null
  /** How rows were held out to judge; null where it is not known. */
  readonly split: SplitRecord | null
  readonly trained: { readonly rows: number; readonly fingerprint: string } | null
  /** Of held-out rows, with intervals of 95 %, and beside them those of whoever knows no column. */
  readonly metrics: Figures
  readonly baseline: TabularJudgement['baseline']
  /** Of a regression; null where there were too few rows. */
  readonly interval: PredictionInterval | null
  /** How much the loss of held-out rows rises when a column is shuffled, the greatest first. */
  readonly importance: readonly PermutationImportance[]
  /** Columns that give the target away; absent in documents of before. */
  readonly leaks?: readonly Leak[]
  /** Whether held-out predictions are more than noise; null for several classes, and absent in documents of before. */
  readonly noise?: NoiseJudgement | null
  readonly notes: readonly string[]
  readonly model: TabularModel
}

/** What was held out, and what the model that is stored has learned from. */
export interface SplitRecord {
  readonly kind: 'time' | 'group' | 'random'
  readonly time: string | null
  readonly group: string | null
  readonly folds: number
  /** Rows of the first fold, and rows judged in all. */
  readonly train_rows: number
  readonly judged_rows: number
  /** Judged rows of which an equal one was learned from. */
  readonly repeated_rows: number
  readonly note: string
  /** Always all rows: figures are of models of the training rows alone, the stored one knows the judged rows too. */
  readonly final_fit: 'all rows'
}

/** What to add to a prediction for an interval that holds a new value so often. */
export interface PredictionInterval {
  readonly confidence: number
  readonly lower: number
  readonly upper: number
}

/** What a model says of rows. */
export interface DocumentPrediction {
  /** One number a row, or for k > 2 classes k probabilities a row. */
  readonly predictions: Float64Array
  /** Of each row the index of the most probable class; null for a regression. Of two classes the positive one from 0.5 on. */
  readonly called: Float64Array | null
  readonly unseen: readonly UnseenValues[]
}

/**
 * A document from its JSON.
 * @throws UnusableTable when the text is no model of this kind, or of a later version.
 */
export function readDocument(text: string): ModelDocument {
  const document = parsed(text)
  if (document?.format !== 'trill-model') refuse('is no model of Trill, and none in LightGBM’s text format')
  if (document.version !== 1) refuse(`is a model of version ${String(document.version)}; this one reads version 1`)
  const fault = faultOf(document)
  if (fault !== undefined) refuse(`is damaged: ${fault}`)
  return document as ModelDocument
}

/** Predicts row by row with one document, again and again. */
export class DocumentPredictor {
  readonly document: ModelDocument
  readonly #compiled: CompiledTrees | undefined

  constructor(document: ModelDocument) {
    this.document = document
    this.#compiled = document.model.kind === 'trees' ? compileTrees(document.model.trees) : undefined
  }

  /**
   * Predictions for a table as read, whatever the order of its columns. A category that training never saw counts as missing, and is told.
   * @throws UnusableTable naming column and row: a column that is missing, infinity, text in a column of numbers.
   */
  predict(raw: RawTable): DocumentPrediction {
    const { table, unseen } = encodeTable(this.document.columns, raw)
    const predictions = this.predictEncoded(table)
    return { predictions, called: calledClasses(this.document, predictions), unseen }
  }

  /** Predictions for a table in the order and the encoding of the document. */
  predictEncoded(table: Table): Float64Array {
    return predictTable(this.document.model, table, this.#compiled)
  }
}

/** Index of the class that each row is called. */
export function calledClasses({ classes }: Pick<ModelDocument, 'classes'>, predictions: Float64Array): Float64Array | null {
  if (classes === null) return null
  return classes.length === 2 ? predictions.map((share) => Number(share >= 0.5)) : mostProbable(predictions, classes.length)
}

function parsed(text: string): Partial<ModelDocument> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? (value as Partial<ModelDocument> | null) : null
  } catch {
    return null
  }
}

function refuse(what: string): never {
  throw new UnusableTable(`The file ${what}.`, 'Name a file that `trill train` wrote, whole, or a model that LightGBM saved as text.')
}

function faultOf(document: Partial<ModelDocument>): string | undefined {
  const { task, columns, model, classes } = document
  if (!['binary', 'multiclass', 'regression'].includes(task as string)) return 'it has no task'
  if (!Array.isArray(columns) || columns.some((column) => typeof column?.name !== 'string')) return 'it has no columns'
  if (task !== 'regression' && !(Array.isArray(classes) && classes.length >= 2)) return 'it has no classes'
  const names = model?.kind === 'trees' ? model.trees?.columns : model?.encoding?.columns
  if (!Array.isArray(names) || names.join('\n') !== columns.map(({ name }) => name).join('\n'))
    return 'its columns are not those of its model'
  if (model?.kind === 'trees' && !Array.isArray(model.trees.trees)) return 'it has no trees'
  if (model?.kind === 'line' && model.line === undefined) return 'it has no weights'
  return undefined
}
