import { type DocumentPrediction, DocumentPredictor, type ModelDocument } from '@trill/core/tabular/model-document'
import { type RawColumn, type RawTable, requireColumn, textAt } from '@trill/core/tabular/raw-table'
import type { Command } from 'commander'
import { described, print, type Session } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { readModel } from './model-file.ts'
import { names } from './option-values.ts'
import { drawProgress, type Step } from './progress.ts'
import { openTable, type TableFile } from './table-file.ts'
import { grouped } from './terminal.ts'
import { UnseenCounts, unseenNote } from './unseen-counts.ts'
import { beginFile, type WholeFile } from './whole-file.ts'

const PIECE_ROWS = 20_000

interface PredictOptions {
  readonly model: string
  readonly data: string
  readonly out: string
  readonly with: readonly string[]
  readonly json?: boolean
}

/** Predictions of a model for the rows of a table. */
export function predictCommand(session: Session): Command {
  const command = described({
    name: 'predict',
    about: 'predict the rows of a table with a model that `trill train` wrote, or one of LightGBM’s text format',
    examples: [
      [
        'trill predict --model model.json --data new.csv --out predictions.csv',
        'A line for each row: the class with all probabilities, or the value with an interval.',
      ],
      [
        'trill predict --model model.txt --data new.parquet --out predictions.csv --with id',
        'A model of LightGBM; the column id is carried over.',
      ],
    ],
  })
  return command
    .requiredOption('--model <file>', 'the model')
    .requiredOption('--data <file>', 'table with the columns of the model, in any order; others are left aside')
    .requiredOption('--out <file>', 'where predictions are written, as CSV')
    .option('--with <columns>', 'columns of the table to carry over, separated by commas', names, [])
    .action((options: PredictOptions) => predict(session, options))
}

async function predict(session: Session, options: PredictOptions): Promise<void> {
  const predictor = new DocumentPredictor(await readModel(options.model))
  const file = await openTable(options.data)
  const out = await beginFile(options.out)
  const interrupt = onInterrupt()
  try {
    const { rows, unseen } = await writePredictions(session, { predictor, file, out, carried: options.with, signal: interrupt.signal })
    if (interrupt.signal.aborted) {
      session.terminal.err('Cancelled; nothing was written.')
      session.status = 130
      return
    }
    await out.finish()
    const notes = unseen.map(unseenNote)
    print(session, options.json, { rows, out: options.out, unseen, notes }, () =>
      [`${grouped(rows)} predictions are in ${options.out}.`, ...notes].join('\n'),
    )
  } finally {
    interrupt.release()
    await out.drop()
  }
}

interface Work {
  readonly predictor: DocumentPredictor
  readonly file: TableFile
  readonly out: WholeFile
  readonly carried: readonly string[]
  readonly signal: AbortSignal
}

async function writePredictions({ terminal }: Session, { predictor, file, out, carried, signal }: Work) {
  const progress = await drawProgress(terminal, 'Predicting')
  const since = performance.now()
  const unseen = new UnseenCounts()
  let rows = 0
  try {
    await out.write(csvLine([...headings(predictor.document), ...carried]))
    for await (const piece of file.pieces(PIECE_ROWS, signal)) {
      const predicted = predictor.predict(piece)
      await out.write(linesOf(predictor.document, predicted, carriedColumns(piece, carried), rows))
      unseen.add(predicted.unseen)
      rows += piece.rows
      progress.update(stepOf(file.share(), rows, (performance.now() - since) / 1000))
    }
  } finally {
    progress.stop()
  }
  return { rows, unseen: unseen.all() }
}

function stepOf(share: number, rows: number, seconds: number): Step {
  return {
    done: Math.round(100 * share),
    total: 100,
    rate: seconds > 0 ? rows / seconds : null,
    secondsLeft: share > 0 ? (seconds * (1 - share)) / share : null,
    note: `${grouped(rows)} rows`,
  }
}

function headings({ classes, interval }: ModelDocument): string[] {
  if (classes !== null) return ['row', 'prediction', ...classes.map((name) => `probability_${name}`)]
  const percent = interval === null ? '' : String(Math.round(100 * interval.confidence))
  return ['row', 'prediction', ...(interval === null ? [] : [`lower_${percent}`, `upper_${percent}`])]
}

function linesOf(document: ModelDocument, predicted: DocumentPrediction, carried: readonly RawColumn[], before: number): string {
  const rows = predicted.called?.length ?? predicted.predictions.length
  return Array.from({ length: rows }, (_, row) => {
    const cells = [before + row + 1, ...predictionCells(document, predicted, row), ...carried.map((column) => textAt(column, row))]
    return csvLine(cells)
  }).join('')
}

function predictionCells(
  { classes, interval }: ModelDocument,
  { predictions, called }: DocumentPrediction,
  row: number,
): (string | number)[] {
  const value = predictions[row] as number
  if (classes === null || called === null) return [value, ...(interval === null ? [] : [value + interval.lower, value + interval.upper])]
  const shares =
    classes.length === 2 ? [1 - value, value] : Array.from(predictions.subarray(row * classes.length, (row + 1) * classes.length))
  return [classes[called[row] as number] as string, ...shares]
}

function carriedColumns(piece: RawTable, carried: readonly string[]): RawColumn[] {
  return carried.map((name) => requireColumn(piece, name, 'carrying over'))
}

function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => quotedCell(String(cell ?? ''))).join(',')}\n`
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
