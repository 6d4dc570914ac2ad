import { type Fitted, type Learner, rowCount, selectRows, selectValues, type Table } from './estimator.ts'
import { createRandom } from './random/xoshiro256.ts'

/** A learner with what it takes to try it. */
export interface Trial<Options, Model extends Fitted> {
  readonly learner: Learner<Options, Model>
  readonly options: Options
  readonly task: 'regression' | 'counts' | 'binary' | 'multiclass' | 'unsupervised'
  /** Whether NaN is a value like any other in a feature. */
  readonly missing: 'accepted' | 'refused'
  /** What a target of one class leads to, as the learner documents it. Only of tasks with classes. */
  readonly oneClass?: 'refused' | 'constant'
}

/** One thing every learner keeps to. */
export interface Rule {
  readonly rule: string
  /** @throws Error when it is broken. */
  readonly check: () => void
}

const ROWS = 200
const SEED = 'conformance'

/**
 * What every learner keeps to, as checks to run: `it.each(conformance(trial))('$rule', ({ check }) => check())`.
 * The data is made here: three columns of which two tell about the target.
 */
export function conformance<Options, Model extends Fitted>(trial: Trial<Options, Model>): Rule[] {
  const { learner, options, task, missing } = trial
  const { table, target } = sample(task)
  const fit = (features: Table = table, goal = target, seed = SEED) => learner.fit(features, goal, options, createRandom(seed))
  const rules: [string, () => void][] = [
    ['leaves its input unchanged', () => expectUntouched(table, target, () => learner.predict(fit(), table))],
    ['gives the same model for the same seed', () => expectSame('models', JSON.stringify(fit()), JSON.stringify(fit()))],
    ['predicts the same after a journey through JSON', () => expectJson(learner, fit(), table)],
    ['predicts finite numbers, the same number for each row', () => expectFinite(learner.predict(fit(), table), rowCount(table))],
    ['predicts each row by itself', () => expectRowwise(learner, fit(), table)],
    ['predicts nothing for no rows', () => expectSame('lengths', learner.predict(fit(), selectRows(table, [])).length, 0)],
    ...refusedFits(trial, table, target).map(([name, ...given]): [string, () => void] => [
      `refuses ${name}`,
      () => expectRefusal(() => fit(...given)),
    ]),
    ...refusedTables(table).map(([name, given]): [string, () => void] => [
      `refuses to predict ${name}`,
      () => expectRefusal(() => learner.predict(fit(), given)),
    ]),
  ]
  if (missing === 'accepted')
    rules.push(['takes missing values', () => expectFinite(learner.predict(fit(holed(table)), holed(table)), ROWS)])
  if (trial.oneClass !== undefined)
    rules.push([`answers one class alone as documented: ${trial.oneClass}`, () => expectOneClass(trial, table)])
  return rules.map(([rule, check]) => ({ rule, check }))
}

function sample(task: Trial<unknown, Fitted>['task']): { table: Table; target: Float64Array } {
  const random = createRandom('sample')
  const columns = ['a', 'b', 'c'].map(() => Float64Array.from({ length: ROWS }, () => 4 * random.uniform() - 2))
  const [a, b] = columns as [Float64Array, Float64Array, Float64Array]
  const noisy = a.map((value, row) => value + 0.5 * (b[row] as number) + 0.3 * random.uniform())
  return { table: { names: ['a', 'b', 'c'], columns }, target: noisy.map((value) => targetOf(task, value)) }
}

function targetOf(task: Trial<unknown, Fitted>['task'], value: number): number {
  if (task === 'regression') return value
  if (task === 'counts') return Math.round(Math.exp(value))
  return task === 'multiclass' ? Number(value > -0.7) + Number(value > 0.7) : Number(value > 0)
}

function refusedFits(
  { task, missing }: Trial<unknown, Fitted>,
  table: Table,
  target: Float64Array,
): (readonly [string, Table, Float64Array])[] {
  const none = new Float64Array(0)
  const features: (readonly [string, Table, Float64Array])[] = [
    ['infinity in a feature', replaced(table, 1, 7, Infinity), target],
    ['a table without rows', selectRows(table, []), none],
    ['a table without columns', { names: [], columns: [] }, none],
    ['columns of unequal length', { ...table, columns: [...table.columns.slice(0, 2), new Float64Array(3)] }, target],
    ['a name twice', { ...table, names: ['a', 'b', 'a'] }, target],
    ...(missing === 'refused' ? [['NaN in a feature', replaced(table, 1, 7, Number.NaN), target] as const] : []),
  ]
  if (task === 'unsupervised') return features
  const targets: (readonly [string, Table, Float64Array])[] = [
    ['NaN in the target', table, target.with(3, Number.NaN)],
    ['infinity in the target', table, target.with(3, -Infinity)],
    ['a target of another length', table, target.slice(1)],
  ]
  if (task === 'counts') targets.push(['a count below 0', table, target.with(3, -1)])
  else if (task !== 'regression') targets.push(['half a class', table, target.with(3, 0.5)], ['a class below 0', table, target.with(3, -1)])
  return [...features, ...targets]
}

function refusedTables(table: Table): (readonly [string, Table])[] {
  const { names, columns } = table
  const [first, second, third] = columns as [Float64Array, Float64Array, Float64Array]
  return [
    ['without one of its columns', { names: ['a', 'c'], columns: [first, third] }],
    ['with a column too many', { names: [...names, 'd'], columns: [...columns, first] }],
    ['with another column in place of one', { ...table, names: ['a', 'x', 'c'] }],
    ['with its columns in another order', { names: ['b', 'a', 'c'], columns: [second, first, third] }],
    ['infinity in a feature', replaced(table, 0, 0, -Infinity)],
    ['columns of unequal length', { names, columns: [first, second, third.slice(1)] }],
  ]
}

function replaced(table: Table, column: number, row: number, value: number): Table {
  return { ...table, columns: table.columns.map((values, index) => (index === column ? values.with(row, value) : values)) }
}

/** Every seventh value missing. */
function holed(table: Table): Table {
  return {
    ...table,
    columns: table.columns.map((values, index) => values.map((value, row) => ((row + index) % 7 === 0 ? Number.NaN : value))),
  }
}

function expectSame(what: string, one: unknown, other: unknown): void {
  if (!Object.is(one, other)) throw new Error(`${what} differ: ${String(one).slice(0, 200)} and ${String(other).slice(0, 200)}`)
}

function expectUntouched(table: Table, target: Float64Array, work: () => void): void {
  const before = [...table.columns, target].map((values) => values.slice())
  work()
  for (const [index, values] of [...table.columns, target].entries()) expectSameNumbers('inputs', before[index] as Float64Array, values)
}

function expectSameNumbers(what: string, one: Float64Array, other: Float64Array): void {
  expectSame(`lengths of ${what}`, one.length, other.length)
  for (const [index, value] of one.entries()) expectSame(what, value, other[index])
}

function expectJson<Options, Model extends Fitted>(learner: Learner<Options, Model>, model: Model, table: Table): void {
  const text = JSON.stringify(model)
  const again = JSON.parse(text) as Model
  expectSame('JSON', text, JSON.stringify(again))
  expectSameNumbers('predictions', learner.predict(model, table), learner.predict(again, table))
}

function expectFinite(predictions: Float64Array, rows: number): void {
  if (predictions.length === 0 || predictions.length % rows !== 0) throw new Error(`${predictions.length} predictions of ${rows} rows`)
  const index = predictions.findIndex((value) => !Number.isFinite(value))
  if (index !== -1) throw new Error(`prediction ${index} is ${predictions[index]}`)
}

function expectRowwise<Options, Model extends Fitted>(learner: Learner<Options, Model>, model: Model, table: Table): void {
  const rows = [17, 3, 3, 150]
  const all = learner.predict(model, table)
  const width = all.length / rowCount(table)
  const expected = rows.flatMap((row) => [...all.subarray(row * width, (row + 1) * width)])
  expectSameNumbers('predictions', learner.predict(model, selectRows(table, rows)), Float64Array.from(expected))
}

function expectRefusal(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (error instanceof RangeError && / requires .+, got /.test(error.message)) return
    throw error
  }
  throw new Error('nothing was thrown')
}

function expectOneClass<Options, Model extends Fitted>({ learner, options, oneClass }: Trial<Options, Model>, table: Table): void {
  const fit = () => learner.fit(table, new Float64Array(ROWS), options, createRandom(SEED))
  if (oneClass === 'refused') {
    expectRefusal(fit)
    return
  }
  const predictions = learner.predict(fit(), table)
  expectSameNumbers('predictions', predictions, selectValues(predictions, new Uint8Array(predictions.length)))
}
