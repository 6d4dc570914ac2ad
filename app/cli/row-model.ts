import type { UnseenValues } from '@trill/core/tabular/encoded-table'
import { type DocumentPrediction, DocumentPredictor, type ModelDocument } from '@trill/core/tabular/model-document'
import type { RawTable } from '@trill/core/tabular/raw-table'

/** Whatever predicts pieces of a table. */
export interface RowModel {
  /** Of the columns of a prediction; null where only a prediction tells. */
  readonly headings: readonly string[] | null
  predict(piece: RawTable): Promise<PredictedPiece>
  close(): Promise<void>
}

export interface PredictedPiece {
  readonly headings: readonly string[]
  /** Numbers and words, one a row. */
  readonly columns: readonly ArrayLike<unknown>[]
  readonly unseen: readonly UnseenValues[]
}

/** The class with a probability for each, or the value with an interval where the document has one. */
export function documentModel(document: ModelDocument): RowModel {
  const predictor = new DocumentPredictor(document)
  const headings = headingsOf(document)
  return {
    headings,
    predict: async (piece) => {
      const predicted = predictor.predict(piece)
      return { headings, columns: columnsOf(document, predicted), unseen: predicted.unseen }
    },
    close: async () => undefined,
  }
}

function headingsOf({ classes, interval }: ModelDocument): string[] {
  if (classes !== null) return ['prediction', ...classes.map((name) => `probability_${name}`)]
  if (interval === null) return ['prediction']
  const percent = Math.round(100 * interval.confidence)
  return ['prediction', `lower_${percent}`, `upper_${percent}`]
}

function columnsOf({ classes, interval }: ModelDocument, { predictions, called }: DocumentPrediction): ArrayLike<unknown>[] {
  if (classes === null || called === null) {
    if (interval === null) return [predictions]
    return [predictions, predictions.map((value) => value + interval.lower), predictions.map((value) => value + interval.upper)]
  }
  const words = Array.from(called, (index) => classes[index])
  if (classes.length === 2) return [words, predictions.map((share) => 1 - share), predictions]
  return [words, ...classes.map((_, index) => called.map((__, row) => predictions[row * classes.length + index] as number))]
}
