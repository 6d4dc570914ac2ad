import { selectRows } from '@trill/core/estimator'
import type { ModelColumn } from '@trill/core/tabular/column-kinds'
import { encodeTable } from '@trill/core/tabular/encoded-table'
import { type Explanation, explainTable, type Scale } from '@trill/core/tabular/explanation'
import { calledClasses, DocumentPredictor, type ModelDocument } from '@trill/core/tabular/model-document'
import { type RawTable, requireColumn, textAt } from '@trill/core/tabular/raw-table'
import type { Command } from 'commander'
import { described, print, type Session } from './command.ts'
import { Failure } from './failure.ts'
import { onInterrupt } from './interrupt.ts'
import { readModel } from './model-file.ts'
import { wholeNumber } from './option-values.ts'
import { openTable, readWhole } from './table-file.ts'
import { grouped, table } from './terminal.ts'

/** Rows that an explanation of the whole is told from, evenly over the table. */
const ROWS_MAX = 1000
const TOP = 10

interface ExplainOptions {
  readonly model: string
  readonly data: string
  readonly row?: number
  readonly top: number
  readonly json?: boolean
}

/** Why a model says what it says. */
export function explainCommand(session: Session): Command {
  const command = described({
    name: 'explain',
    about: 'say what each column contributed to the prediction of a row, or to all of them; contributions add up exactly',
    examples: [
      ['trill explain --model model.json --data new.csv --row 3', 'The third row: what spoke for its prediction, and what against.'],
      ['trill explain --model model.json --data new.csv --top 5 --json', 'The five columns that move predictions most.'],
    ],
  })
  return command
    .requiredOption('--model <file>', 'the model')
    .requiredOption('--data <file>', 'table with the columns of the model')
    .option('--row <n>', 'row of the table, from 1 without the heading; all rows when left out', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--top <k>', 'columns to name, those that contribute most; the others are added up', wholeNumber(1, 10_000), TOP)
    .action(async (options: ExplainOptions) => {
      const interrupt = onInterrupt()
      try {
        const document = await readModel(options.model)
        const raw = await readWhole(await openTable(options.data), interrupt.signal)
        if (interrupt.signal.aborted) session.status = 130
        else if (options.row === undefined) printOverall(session, options, overallOf(document, raw, options.top))
        else printRow(session, options, rowOf(document, raw, options.row, options.top))
      } finally {
        interrupt.release()
      }
    })
}

/** One row of a table with what led to its prediction. */
export interface RowExplanation {
  readonly row: number
  /** The class that is called, or the value. */
  readonly prediction: string | number
  /** Of the class that is explained; null for a regression. */
  readonly probability: number | null
  /** The class whose score is explained; null for a regression. */
  readonly class: string | null
  readonly scale: Scale
  /** The score without knowing any column, to which the contributions add up to the score. */
  readonly base: number
  readonly score: number
  readonly contributions: readonly {
    readonly column: string
    readonly value: string | null
    readonly contribution: number
    readonly words: string
  }[]
  /** Of the columns that are not named. */
  readonly others: number
  readonly note: string
}

function rowOf(document: ModelDocument, raw: RawTable, row: number, top: number): RowExplanation {
  if (row > raw.rows)
    throw new Failure({
      title: 'There is no such row',
      detail: `The table has ${grouped(raw.rows)} rows, row ${row} was asked for`,
      remedy: 'Rows are counted from 1 without the heading.',
    })
  const index = row - 1
  const { explanation, predictions, called } = explained(document, raw, Uint32Array.of(index))
  const label = explanation.classes[0] ?? null
  const calledIndex = called?.[0] ?? 0
  const contributions = document.columns
    .map(({ name }, column) => ({
      column: name,
      value: textAt(requireColumn(raw, name, 'the model'), index),
      contribution: explanation.contributions[column] as number,
    }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return {
    row,
    prediction: document.classes === null ? (predictions[0] as number) : (document.classes[calledIndex] as string),
    probability: label === null ? null : (predictions[predictions.length === 1 ? 0 : calledIndex] as number),
    class: label,
    scale: explanation.scale,
    base: explanation.base[0] as number,
    score: explanation.scores[0] as number,
    contributions: contributions.slice(0, top).map((one) => ({ ...one, words: wordsOf(one, explanation.scale, label) })),
    others: contributions.slice(top).reduce((total, { contribution }) => total + contribution, 0),
    note: noteOf(document, explanation.scale),
  }
}

/** What stands between the score and the probability, where it is not the scale alone. */
function noteOf({ model, classes }: ModelDocument, scale: Scale): string {
  const explains = 'This explains the model, not the world.'
  if (scale !== 'share' || classes === null) return explains
  const isCalibrated = model.kind === 'trees' && model.calibration !== null
  return `The probability is that share${isCalibrated ? ', set right by a sigmoid' : ', divided by the sum of all classes'}. ${explains}`
}

function explained(document: ModelDocument, raw: RawTable, rows: Uint32Array) {
  const { table: whole } = encodeTable(document.columns, raw)
  const chosen = selectRows(whole, rows)
  const predictions = new DocumentPredictor(document).predictEncoded(chosen)
  const called = calledClasses(document, predictions)
  return { explanation: explainTable(document, chosen, called), predictions, called }
}

const SCALES: Readonly<Record<Scale, string>> = {
  value: 'the value',
  log_odds: 'the log odds',
  log: 'the logarithm of the value',
  score: 'the score',
  share: 'the share of trees',
}

function scaleText(scale: Scale, label: string | null): string {
  return label === null ? SCALES[scale] : `${SCALES[scale]} of “${label}”`
}

function wordsOf(
  { column, value, contribution }: { column: string; value: string | null; contribution: number },
  scale: Scale,
  label: string | null,
): string {
  const what = value === null ? `“${column}” missing` : `“${column}” = ${value.slice(0, 80)}`
  if (contribution === 0) return `${what} does not change ${scaleText(scale, label)}`
  return `${what} ${contribution > 0 ? 'raises' : 'lowers'} ${scaleText(scale, label)} by ${shown(Math.abs(contribution))}`
}

/** What moves predictions over the rows of a table. */
export interface OverallExplanation {
  /** Rows it is told from. */
  readonly rows: number
  readonly scale: Scale
  readonly columns: readonly { readonly column: string; readonly mean_absolute_contribution: number; readonly words: string }[]
  readonly others: number
}

function overallOf(document: ModelDocument, raw: RawTable, top: number): OverallExplanation {
  const step = Math.max(1, Math.ceil(raw.rows / ROWS_MAX))
  const rows = Uint32Array.from({ length: Math.ceil(raw.rows / step) }, (_, index) => index * step)
  const { explanation } = explained(document, raw, rows)
  const columns = document.columns
    .map((column, index) => ({
      column: column.name,
      mean_absolute_contribution: meanSize(explanation, document.columns, index, rows.length),
    }))
    .sort((a, b) => b.mean_absolute_contribution - a.mean_absolute_contribution)
  return {
    rows: rows.length,
    scale: explanation.scale,
    columns: columns.slice(0, top).map((one) => ({
      ...one,
      words: `“${one.column}” moves ${scaleText(explanation.scale, document.positive)} by ${shown(one.mean_absolute_contribution)} on average`,
    })),
    others: columns.slice(top).reduce((total, { mean_absolute_contribution: size }) => total + size, 0),
  }
}

function meanSize({ contributions }: Explanation, columns: readonly ModelColumn[], index: number, rows: number): number {
  let total = 0
  for (let row = 0; row < rows; row += 1) total += Math.abs(contributions[row * columns.length + index] as number)
  return rows === 0 ? 0 : total / rows
}

function printRow(session: Session, { json }: ExplainOptions, answer: RowExplanation): void {
  print(session, json, answer, () => {
    const { row, prediction, probability, base, score, contributions, others, scale, note } = answer
    const sure = probability === null ? '' : `, probability of “${answer.class}” ${shown(probability)}`
    const label = scaleText(scale, answer.class)
    return [
      `Row ${row}: ${typeof prediction === 'number' ? shown(prediction) : `“${prediction}”`}${sure}.`,
      [`Without any column ${label} is ${shown(base)}.`, ...contributions.map(({ words }) => `${words}.`)].join('\n'),
      `The other columns together: ${shown(others)}. In all ${label} is ${shown(score)}. ${note}`,
    ].join('\n\n')
  })
}

function printOverall(session: Session, { json }: ExplainOptions, answer: OverallExplanation): void {
  print(session, json, answer, () => {
    const rows = answer.columns.map(({ column, mean_absolute_contribution: size }) => [column, Number(size.toPrecision(3))])
    return `${table(['COLUMN', `MOVES ${SCALES[answer.scale]} BY`.toUpperCase()], rows)}\n\nOn average over ${grouped(answer.rows)} rows, up or down. This explains the model, not the world.`
  })
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}
