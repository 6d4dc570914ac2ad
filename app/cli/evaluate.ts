import { selectRows } from '@trill/core/estimator'
import { createRandom } from '@trill/core/random/xoshiro256'
import { encodeTable } from '@trill/core/tabular/encoded-table'
import { ignorantPredictions, judgeTask, type TabularJudgement } from '@trill/core/tabular/judgement-by-task'
import { DocumentPredictor, type ModelDocument } from '@trill/core/tabular/model-document'
import { missingTargets, readActual } from '@trill/core/tabular/target'
import type { Command } from 'commander'
import { described, print, type Session } from './command.ts'
import { Failure } from './failure.ts'
import { onInterrupt } from './interrupt.ts'
import { readModel } from './model-file.ts'
import { fingerprintOf, openTable, readWhole } from './table-file.ts'
import { grouped } from './terminal.ts'
import { figuresTable } from './train.ts'
import { unseenNote } from './unseen-counts.ts'

interface EvaluateOptions {
  readonly model: string
  readonly data: string
  readonly target?: string
  readonly json?: boolean
}

/** How good a model is on rows of which the outcome is known. */
export function evaluateCommand(session: Session): Command {
  const command = described({
    name: 'evaluate',
    about: 'judge a model on the rows of a table whose outcome is known, with intervals, beside the figures of knowing no column',
    examples: [
      ['trill evaluate --model model.json --data later.csv', 'Figures on rows that came after the training.'],
      ['trill evaluate --model model.txt --data later.csv --target clicked --json', 'A model of LightGBM, which does not name its target.'],
    ],
  })
  return command
    .requiredOption('--model <file>', 'the model')
    .requiredOption('--data <file>', 'table with the columns of the model and the target')
    .option('--target <column>', 'what was to be predicted; the target of the training when left out')
    .action(async (options: EvaluateOptions) => {
      const interrupt = onInterrupt()
      try {
        const answer = await evaluate(options, interrupt.signal)
        if (answer === null) session.status = 130
        else print(session, options.json, answer, () => asText(answer))
      } finally {
        interrupt.release()
      }
    })
}

/** What `trill evaluate` prints. */
export interface Evaluation extends TabularJudgement {
  readonly task: ModelDocument['task']
  readonly target: string
  readonly rows: number
  /** Without rows that have no target. */
  readonly judged_rows: number
  /** Of the document, on the rows held out in training. */
  readonly held_out_in_training: ModelDocument['metrics']
  readonly notes: readonly string[]
}

async function evaluate(options: EvaluateOptions, signal: AbortSignal): Promise<Evaluation | null> {
  const document = await readModel(options.model)
  const target = options.target ?? document.target
  if (target === null)
    throw new Failure({
      title: 'The target is not known',
      detail: 'The model does not name the column that it predicts',
      remedy: 'Name it with --target.',
    })
  const raw = await readWhole(await openTable(options.data), signal)
  if (signal.aborted) return null
  const { values: actual, rows } = readActual(raw, target, document.classes)
  const { table, unseen } = encodeTable(document.columns, raw)
  const predictions = new DocumentPredictor(document).predictEncoded(selectRows(table, rows))
  const { task } = document
  const classes = document.classes?.length ?? 0
  const ignorant = ignorantPredictions(task, classes, actual, rows.length)
  const judged = judgeTask({ task, classes, actual, predictions, ignorant, groups: null }, createRandom(1))
  const isTrainedOn = document.trained?.fingerprint === (await fingerprintOf(options.data))
  return {
    task,
    target,
    rows: raw.rows,
    judged_rows: rows.length,
    ...judged,
    held_out_in_training: document.metrics,
    notes: [
      ...(isTrainedOn ? [TRAINED_ON] : []),
      ...(rows.length === raw.rows ? [] : [missingTargets(raw.rows - rows.length)]),
      ...unseen.map(unseenNote),
    ],
  }
}

const TRAINED_ON =
  'Warning: the model has learned from this very file, so these figures say nothing of other rows; those of rows held out are in the model.'

function asText({ target, judged_rows, metrics, baseline, notes }: Evaluation): string {
  const head = `“${target}” of ${grouped(judged_rows)} rows.`
  return [head, figuresTable({ metrics, baseline }, 'THESE ROWS'), ...notes.map((note) => `- ${note}`)].join('\n\n')
}
