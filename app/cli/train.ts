import type { Estimate } from '@trill/core/model-selection/bootstrap'
import type { ModelDocument } from '@trill/core/tabular/model-document'
import { ALGORITHMS, type Algorithm } from '@trill/core/tabular/tabular-model'
import type { Task } from '@trill/core/tabular/target'
import type { TrainingProgress, TrainingRequest } from '@trill/core/tabular/train-table'
import { type Command, Option } from 'commander'
import { noiseText } from '../platform/models/findings-response.ts'
import { trainInThread } from '../platform/training/table-training.ts'
import { described, print, type Session } from './command.ts'
import { type Interrupt, onInterrupt } from './interrupt.ts'
import { names, wholeNumber } from './option-values.ts'
import { drawProgress, type ProgressDisplay } from './progress.ts'
import { fingerprintOf, openTable, readWhole } from './table-file.ts'
import { grouped, table } from './terminal.ts'
import { beginFile, type WholeFile } from './whole-file.ts'

const TASKS: readonly Task[] = ['binary', 'multiclass', 'regression']
/** Parts that a bar is drawn of. */
const PARTS = 1000
/** Before, the time left is a wild guess. */
const SHARE_TOLD_MIN = 0.01
const COLUMNS_SHOWN = 10

interface TrainOptions {
  readonly data: string
  readonly target: string
  readonly task: Task
  readonly algorithm: Algorithm
  readonly positive?: string
  readonly time?: string
  readonly group?: string
  readonly keep: readonly string[]
  readonly leaveOut: readonly string[]
  readonly keepLeaks?: boolean
  readonly seed: number
  readonly out: string
  readonly json?: boolean
}

/** A model from a table, judged on rows held out. */
export function trainCommand(session: Session): Command {
  const command = described({
    name: 'train',
    about: 'learn a column of a table (CSV, TSV, gzip or not, or Parquet) from the others, and judge the model on rows held out',
    examples: [
      ['trill train --data customers.csv --target churned --task binary --out model.json', 'Whether a customer leaves.'],
      [
        'trill train --data posts.parquet --target shares --task regression --time published_at --out model.json',
        'How often a post is shared; learned from the older posts, judged on the newer.',
      ],
      [
        'trill train --data posts.csv --target topic --task multiclass --group author --algorithm random-forest --out model.json --json',
        'Judged on authors of whom nothing was learned; figures as JSON.',
      ],
    ],
  })
  return command
    .requiredOption('--data <file>', 'table with a heading; rows are counted from 1 without it')
    .requiredOption('--target <column>', 'what is to be predicted')
    .addOption(new Option('--task <task>', 'what the target is').choices(TASKS).makeOptionMandatory())
    .addOption(new Option('--algorithm <name>', 'what learns').choices(ALGORITHMS).default('gradient-boosting'))
    .option('--positive <class>', 'binary: the class to predict; else the one that says yes, or the later in the alphabet')
    .option('--time <column>', 'moment of each row: the newest 30 % judge')
    .option('--group <column>', 'what rows hang together by, an author for instance: kept on one side; with --time in the intervals only')
    .option(
      '--keep <columns>',
      'learn from these too, although they look like identifiers, or give the target away; separated by commas',
      names,
      [],
    )
    .option('--leave-out <columns>', 'do not learn from these; separated by commas', names, [])
    .option(
      '--keep-leaks',
      'learn from columns that give the target away too; figures are then worth nothing if they are only known afterwards',
    )
    .option('--seed <n>', 'of all chance: the same gives the same model', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .requiredOption('--out <file>', 'where the model is written, as JSON')
    .action(async (options: TrainOptions) => {
      const interrupt = onInterrupt()
      try {
        await train(session, options, interrupt)
      } finally {
        interrupt.release()
      }
    })
}

async function train(session: Session, options: TrainOptions, interrupt: Interrupt): Promise<void> {
  const since = performance.now()
  const out = await beginFile(options.out)
  try {
    const document = await trainedOn(session, options, interrupt)
    if (document === null || interrupt.signal.aborted) return cancelled(session)
    await writeDocument(out, document)
    const { model, ...told } = document
    const seconds = Math.round((performance.now() - since) / 100) / 10
    print(session, options.json, { ...told, out: options.out, seconds }, () => asText(document, options.out, seconds))
  } finally {
    await out.drop()
  }
}

function cancelled(session: Session): void {
  session.terminal.err('Cancelled; nothing was written.')
  session.status = 130
}

async function writeDocument(out: WholeFile, document: ModelDocument): Promise<void> {
  await out.write(`${JSON.stringify(document)}\n`)
  await out.finish()
}

async function trainedOn(session: Session, options: TrainOptions, { signal }: Interrupt): Promise<ModelDocument | null> {
  const file = await openTable(options.data)
  const reading = await drawProgress(session.terminal, 'Reading')
  const watch = setInterval(() => reading.update(readingStep(file.share())), 200)
  const [raw, fingerprint] = await Promise.all([readWhole(file, signal), fingerprintOf(options.data)]).finally(() => {
    clearInterval(watch)
    reading.stop()
  })
  const progress = await drawProgress(session.terminal, 'Training')
  try {
    return await trainInThread(raw, requestOf(options, fingerprint), { signal, onProgress: showOn(progress) })
  } finally {
    progress.stop()
  }
}

function requestOf(options: TrainOptions, fingerprint: string): TrainingRequest {
  const { target, task, algorithm, positive, time, group, keep, leaveOut, keepLeaks = false, seed } = options
  return { target, task, algorithm, positive, time, group, keep, leaveOut, keepLeaks, seed, fingerprint }
}

function readingStep(share: number) {
  return { done: Math.round(PARTS * share), total: PARTS, rate: null, secondsLeft: null, note: 'of the file' }
}

function showOn(display: ProgressDisplay): (progress: TrainingProgress) => void {
  const since = performance.now()
  let [rounds, last] = [0, 0]
  return ({ share, stage, round }) => {
    const seconds = (performance.now() - since) / 1000
    rounds += round >= last ? round - last : round
    last = round
    display.update({
      done: Math.round(PARTS * share),
      total: PARTS,
      rate: seconds > 1 ? rounds / seconds : null,
      secondsLeft: seconds > 1 && share >= SHARE_TOLD_MIN ? (seconds * (1 - share)) / share : null,
      note: `${stage}, round ${grouped(round)}`,
    })
  }
}

function asText(document: ModelDocument, out: string, seconds: number): string {
  const { target, task, algorithm, trained, columns, metrics, baseline, importance, notes, noise } = document
  const head = `“${target}” (${task}) by ${algorithm}, from ${grouped(trained?.rows ?? 0)} rows and ${columns.length} columns, in ${seconds} s.`
  const shown = importance.filter(({ mean }) => mean > 0).slice(0, COLUMNS_SHOWN)
  return [
    head,
    figuresTable({ metrics, baseline }, 'HELD OUT'),
    ...(noise ? [noiseText(noise)] : []),
    table(
      ['COLUMN', 'LOSS RISES WHEN SHUFFLED BY'],
      shown.map(({ column, mean }) => [column, Number(mean.toPrecision(3))]),
    ),
    notes.map((note) => `- ${note}`).join('\n'),
    `The model of all rows is in ${out}.`,
  ].join('\n\n')
}

/** Figures with their intervals, beside those of whoever knows no column. @param of the rows they are of. */
export function figuresTable({ metrics, baseline }: Pick<ModelDocument, 'metrics' | 'baseline'>, of: 'HELD OUT' | 'THESE ROWS'): string {
  return table(
    ['FIGURE', of, '95 %', 'WITHOUT COLUMNS'],
    Object.entries(metrics).map(([name, estimate]) => [
      name,
      shownNumber(estimate.value),
      rangeText(estimate),
      shownNumber(baseline[name]),
    ]),
  )
}

function shownNumber(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value.toPrecision(4))
}

function rangeText({ lower, upper }: Estimate): string | null {
  return lower === null || upper === null ? null : `${shownNumber(lower)} – ${shownNumber(upper)}`
}
