import { rowCount, selectColumns, selectRows, selectValues, type Table } from '@trill/core/estimator'
import { fnv1a32 } from '@trill/core/sketches/fnv1a'
import { type CustomerSnapshot, chosenSnapshot, customerSnapshots } from '../../platform/customers/snapshots.ts'
import type { Candidate, HoldOut, InsufficientData, Trainer, TrainingContext } from '../../platform/models/trainer.ts'
import { type Customers, columnOf, customersOf, gatherCustomers, wordCode } from './gather.ts'
import type { LearnAsked, Learned, Lesson } from './learn.ts'
import { type CustomerModel, saidOf } from './model.ts'
import { CUSTOMER_OUTCOMES, type CustomerOutcome, excludedFor, WORD_NAMES } from './outcomes.ts'

const LEARN = new URL('learn.ts', import.meta.url)
const WEEK_HOURS = 168
/** Customers of a snapshot that are learned from or judged by; of more the same ones each time. */
const CUSTOMERS_MAX = 20_000
/** Customers with a known outcome that it takes, and of either one. */
const CUSTOMERS_MIN = 400
const EITHER_MIN = 40
/** Tenths of the customers that judge; who they are does not change. */
const HELD_OUT_TENTHS = 3

/** One trainer for each outcome. */
export const trainers: readonly Trainer[] = CUSTOMER_OUTCOMES.map(trainerOf)

function trainerOf(outcome: CustomerOutcome): Trainer {
  const { model, about, task, target } = outcome
  return {
    name: model,
    about,
    task,
    target,
    judgedBy: task === 'binary' ? 'brier' : 'rootMeanSquaredError',
    everyHours: WEEK_HOURS,
    limits: [
      'It tells customers apart by a table as it stood on a day. What hangs together with the outcome there need not cause it, nor come before it.',
      'Columns that give the outcome away are looked for and left out; one that leaks a little is not found.',
      'Where only one table is there, the customers that judge are of the same day as those learned from: it was not shown to foretell a later one.',
      'Of a simulated table it learns what the generator put there, and nothing about people.',
    ],
    protections: [
      'It learns from adults whose data may be studied, by columns without identifiers.',
      'It predicts of adults who consented to profiling, and of nobody else; simulated customers are nobody.',
    ],
    train: (context) => train(outcome, context),
    holdOut: async (context) => {
      const lessons = await lessonsOf(outcome, context)
      return lessons.status === 'insufficient_data' ? lessons : holdOutOf(lessons)
    },
    predict: (document, table) => saidOf(document as CustomerModel, table),
  }
}

async function train(outcome: CustomerOutcome, context: TrainingContext): Promise<Candidate | InsufficientData> {
  const lessons = await lessonsOf(outcome, context)
  if (lessons.status === 'insufficient_data') return lessons
  const { training, heldOut, drawnFrom, older, newest } = lessons
  const input: LearnAsked = {
    ...{ training, heldOut, drawnFrom, task: outcome.task, seed: context.seed },
    ...{ column: outcome.column, scale: outcome.scale },
    categorical: WORD_NAMES.filter((name) => training.table.names.includes(name)),
    excluded: excludedFor(outcome),
  }
  const { signal, progress } = context
  const learned = await context.apart<Learned>({ module: LEARN, name: 'learnCustomers', input }, { signal, progress })
  return {
    status: 'candidate',
    algorithm: 'gradient boosting',
    document: learned.document,
    training: selectColumns(training.table, learned.columns),
    trainingTarget: training.target,
    trainedOn: { places: ['customers'], from: momentOf(older), to: momentOf(newest) },
    split: older === newest ? { kind: 'group', boundary: null } : { kind: 'time', boundary: momentOf(newest) },
    holdOut: holdOutOf(lessons),
    importance: learned.importance,
    findings: { ...learned.findings, provenance: newest.provenance },
  }
}

interface Lessons {
  readonly status: 'lessons'
  readonly training: Lesson
  readonly heldOut: Lesson
  readonly drawnFrom: LearnAsked['drawnFrom']
  /** The table learned from, and the one judged by; one and the same where there is no other. */
  readonly older: CustomerSnapshot
  readonly newest: CustomerSnapshot
}

/**
 * Customers to learn from and others to judge by. Where the table stood on an earlier day too, those of that day teach and others of the newest
 * day judge, so that both who is judged and when is new.
 */
async function lessonsOf(outcome: CustomerOutcome, context: TrainingContext): Promise<Lessons | InsufficientData> {
  const { platform, workspaceId } = context
  const snapshots = await customerSnapshots(platform.events, workspaceId)
  const newest = chosenSnapshot(snapshots)
  if (newest === undefined) return lacking(0, 'There is no table of customers yet.')
  const customers = await customersFor(newest, context)
  const known = knownRows(outcome, customers)
  if (known.length < CUSTOMERS_MIN) return lacking(known.length, whatLacks(outcome, customers, known.length))
  const older = snapshots.findLast(({ provenance, observedOn }) => provenance === newest.provenance && observedOn < newest.observedOn)
  const earlier = older === undefined ? undefined : await customersFor(older, context)
  const isEnough = earlier !== undefined && isLearnable(outcome, earlier, teachers(earlier, knownRows(outcome, earlier)))
  const source = isEnough ? { customers: earlier, snapshot: older as CustomerSnapshot } : { customers, snapshot: newest }
  const taught = teachers(source.customers, knownRows(outcome, source.customers))
  const judges = known.filter((row) => isHeldOut(customers.ids[row] as string))
  if (!isLearnable(outcome, source.customers, taught) || !isTold(outcome, customers, judges))
    return lacking(known.length, `The column “${outcome.column}” is almost the same for all customers: there is nothing to tell apart.`)
  const training = lessonOf(outcome, source.customers, taught)
  return {
    status: 'lessons',
    training: { ...training, table: selectColumns(training.table, varyingNames(training.table, outcome)) },
    heldOut: lessonOf(outcome, customers, judges),
    drawnFrom: drawnFromOf(outcome, customers, judges),
    older: source.snapshot,
    newest,
  }
}

function customersFor(snapshot: CustomerSnapshot, { platform, workspaceId, signal }: TrainingContext): Promise<Customers> {
  return gatherCustomers(customersOf(platform, workspaceId, snapshot, { use: 'research', limit: CUSTOMERS_MAX, signal }))
}

function lacking(seen: number, lacks: string): InsufficientData {
  return { status: 'insufficient_data', needed: CUSTOMERS_MIN, seen, lacks }
}

function whatLacks({ column, postersOnly }: CustomerOutcome, { ids, table, withheld }: Customers, known: number): string {
  const all = ids.length + withheld
  if (ids.length > 0 && columnOf(table, column).every(Number.isNaN)) return `The table of customers has no column “${column}”.`
  if (ids.length < CUSTOMERS_MIN && withheld > 0)
    return `Of ${all} customers ${ids.length} may be learned from, of ${CUSTOMERS_MIN} that are needed: the others are minors, of unknown age, or did not consent to research.`
  const whom = postersOnly === undefined ? '' : ' who post'
  return `The column “${column}” is known of ${known} customers${whom}, of ${CUSTOMERS_MIN} that are needed.`
}

function knownRows(outcome: CustomerOutcome, { table }: Customers): Uint32Array {
  const target = columnOf(table, outcome.column)
  const posts = columnOf(table, 'posts_last_30_days')
  const creators = columnOf(table, 'is_creator')
  const mayPost = (row: number) => creators[row] === 1 || !((posts[row] as number) <= 0)
  const rows = Uint32Array.from(target.keys())
  return rows.filter((row) => !Number.isNaN(target[row]) && (outcome.postersOnly === undefined || mayPost(row)))
}

function teachers({ ids }: Customers, rows: Uint32Array): Uint32Array {
  return rows.filter((row) => !isHeldOut(ids[row] as string))
}

/** By the id alone, so that no version ever learned from who judges it. */
function isHeldOut(id: string): boolean {
  return fnv1a32(id) % 10 < HELD_OUT_TENTHS
}

function isLearnable(outcome: CustomerOutcome, customers: Customers, rows: Uint32Array): boolean {
  return rows.length >= CUSTOMERS_MIN / 2 && isTold(outcome, customers, rows)
}

/** Whether outcomes differ enough to be told apart. */
function isTold(outcome: CustomerOutcome, { table }: Customers, rows: Uint32Array): boolean {
  const values = outcomesOf(outcome, table, rows)
  const common = values.reduce((count, value) => count + Number(value === values[0]), 0)
  if (outcome.task === 'regression') return common <= 0.99 * values.length
  return Math.min(common, values.length - common) >= EITHER_MIN / 2
}

function lessonOf(outcome: CustomerOutcome, { table }: Customers, rows: Uint32Array): Lesson {
  const names = table.names.filter((name) => name !== outcome.column)
  return { table: selectRows(selectColumns(table, names), rows), target: outcomesOf(outcome, table, rows) }
}

/** On the scale that is learned. */
function outcomesOf({ column, yes, scale }: CustomerOutcome, table: Table, rows: Uint32Array): Float64Array {
  const values = selectValues(columnOf(table, column), rows)
  if (yes !== undefined) return values.map((value) => Number(value === wordCode(yes)))
  return scale === 'log' ? values.map(Math.log1p) : values
}

/** Columns that say something of those learned from, without those that are never learned from. */
function varyingNames({ names, columns }: Table, outcome: CustomerOutcome): string[] {
  const never = new Set<string>(excludedFor(outcome).map(({ feature }) => feature))
  return names.filter((name, index) => {
    const column = columns[index] as Float64Array
    return !never.has(name) && column.some((value) => !Object.is(value, column[0]))
  })
}

function drawnFromOf({ drawnFrom }: CustomerOutcome, { table }: Customers, rows: Uint32Array): LearnAsked['drawnFrom'] {
  if (drawnFrom === undefined) return null
  const probabilities = selectValues(columnOf(table, drawnFrom), rows)
  return probabilities.every((value) => value >= 0 && value <= 1) ? { probabilities, column: drawnFrom } : null
}

function holdOutOf({ training, heldOut }: Lessons): HoldOut {
  const mean = training.target.reduce((sum, value) => sum + value / training.target.length, 0)
  const baselines = { 'mean of all': new Float64Array(rowCount(heldOut.table)).fill(mean) }
  return { status: 'hold_out', table: heldOut.table, actual: heldOut.target, baselines }
}

function momentOf({ observedOn }: CustomerSnapshot): string {
  return `${observedOn}T00:00:00.000Z`
}
