import { type RawTable, requireColumn, textAt } from '@trill/core/tabular/raw-table'
import type { Command } from 'commander'
import { described, print, type Session } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { readModel } from './model-file.ts'
import { openOnnx } from './onnx-model.ts'
import { names } from './option-values.ts'
import { drawProgress, type Step } from './progress.ts'
import { documentModel, type PredictedPiece, type RowModel } from './row-model.ts'
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
  readonly columns: readonly string[]
  readonly json?: boolean
}

/** Predictions of a model for the rows of a table. */
export function predictCommand(session: Session): Command {
  const command = described({
    name: 'predict',
    about: 'predict the rows of a table with a model that `trill train` wrote, one of LightGBM’s text format, or one of ONNX',
    examples: [
      [
        'trill predict --model model.json --data new.csv --out predictions.csv',
        'A line for each row: the class with all probabilities, or the value with an interval.',
      ],
      [
        'trill predict --model model.txt --data new.parquet --out predictions.csv --with id',
        'A model of LightGBM; the column id is carried over.',
      ],
      [
        'trill predict --model model.onnx --data new.csv --out predictions.csv --columns age,visits',
        'A model of ONNX that takes two columns side by side; ONNX Runtime has to be installed.',
      ],
    ],
  })
  return command
    .requiredOption('--model <file>', 'the model')
    .requiredOption('--data <file>', 'table with the columns of the model, in any order; others are left aside')
    .requiredOption('--out <file>', 'where predictions are written, as CSV')
    .option('--with <columns>', 'columns of the table to carry over, separated by commas', names, [])
    .option(
      '--columns <names>',
      'ONNX: what a single input takes, in this order, separated by commas; all columns when left out',
      names,
      [],
    )
    .action((options: PredictOptions) => predict(session, options))
}

async function predict(session: Session, options: PredictOptions): Promise<void> {
  const model = await openModel(options)
  const file = await openTable(options.data)
  const out = await beginFile(options.out)
  const interrupt = onInterrupt()
  try {
    const { rows, unseen } = await writePredictions(session, { model, file, out, carried: options.with, signal: interrupt.signal })
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
    await model.close()
  }
}

async function openModel({ model, columns }: PredictOptions): Promise<RowModel> {
  return /\.onnx$/i.test(model) ? openOnnx(model, columns) : documentModel(await readModel(model))
}

interface Work {
  readonly model: RowModel
  readonly file: TableFile
  readonly out: WholeFile
  readonly carried: readonly string[]
  readonly signal: AbortSignal
}

async function writePredictions({ terminal }: Session, { model, file, out, carried, signal }: Work) {
  const progress = await drawProgress(terminal, 'Predicting')
  const since = performance.now()
  const unseen = new UnseenCounts()
  let rows = 0
  try {
    for await (const piece of file.pieces(PIECE_ROWS, signal)) {
      const predicted = await model.predict(piece)
      if (rows === 0) await out.write(csvLine(['row', ...predicted.headings, ...carried]))
      await out.write(linesOf(piece, predicted, carried, rows))
      unseen.add(predicted.unseen)
      rows += piece.rows
      progress.update(stepOf(file.share(), rows, (performance.now() - since) / 1000))
    }
    if (rows === 0) await out.write(csvLine(['row', ...(model.headings ?? []), ...carried]))
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

function linesOf(piece: RawTable, { columns }: PredictedPiece, carried: readonly string[], before: number): string {
  const kept = carried.map((name) => requireColumn(piece, name, 'carrying over'))
  return Array.from({ length: piece.rows }, (_, row) =>
    csvLine([before + row + 1, ...columns.map((column) => column[row]), ...kept.map((column) => textAt(column, row))]),
  ).join('')
}

function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => quotedCell(String(cell ?? ''))).join(',')}\n`
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
