import { selectRows, selectValues, type Table } from '@trill/core/estimator'
import type { AdaptiveConformal } from '@trill/core/model-selection/adaptive-conformal'
import { createRandom } from '@trill/core/random/xoshiro256'
import { adaptEarly } from '@trill/core/virality/adaptive-interval'
import { BASELINES } from '@trill/core/virality/baselines'
import type { Cascade } from '@trill/core/virality/cascade'
import { type EarlyViralityModel, earlyVirality, explainEarly, trainEarlyVirality } from '@trill/core/virality/early-virality'
import { learnProcess, type ProcessSetting } from '@trill/core/virality/process-forecast'
import { computedFindings } from '../../platform/models/computed-findings.ts'
import type { ModelFindings } from '../../platform/models/findings.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import { COLUMNS, type CreatorHistory, type PostRow, type RowSetting, rowOf } from './virality.ts'

/** Rows whose contributions tell how much the model leans on each feature. */
const EXPLAINED_ROWS = 500

/** How interest ages, from finished posts. Runs apart. */
export function learnSetting({ cascades }: { readonly cascades: readonly Cascade[] }): ProcessSetting | null {
  return learnProcess(cascades, HORIZON_SECONDS)
}

/** A finished post with its shares, and what became of its creator’s earlier ones. */
export interface Finished {
  readonly post: PostRow
  readonly cascade: Cascade
  readonly history: CreatorHistory
}

/** Rows of posts that had enough shares by the cut, with which of the posts they are. Runs apart. */
export function rowsOf({ finished, setting }: { readonly finished: readonly Finished[]; readonly setting: RowSetting }): {
  readonly rows: readonly number[]
  readonly values: readonly (readonly number[])[]
} {
  const made = finished.map(({ post, cascade, history }) => rowOf(post, cascade, history, setting))
  const rows = [...made.keys()].filter((index) => made[index] !== null)
  return { rows, values: rows.map((index) => made[index]?.values as readonly number[]) }
}

export interface Lesson {
  readonly table: Table
  readonly sizes: Float64Array
  readonly times: Float64Array
  readonly train: Uint32Array
  readonly test: Uint32Array
  readonly seed: string
}

export interface Learned {
  readonly model: EarlyViralityModel
  /** How wide intervals have to be, as the posts held out tell. */
  readonly adaptive: AdaptiveConformal
  readonly importance: readonly { readonly feature: string; readonly value: number }[]
  readonly baselines: Readonly<Record<string, Float64Array>>
  readonly findings: ModelFindings
}

/** The model, how much it leans on each feature, what gives it away, and what simple rules say of the rows held out. Runs apart. */
export function learn(lesson: Lesson, progress: (done: number, total: number) => void): Learned {
  const { table, sizes, times, train, test, seed } = lesson
  const known = { table: selectRows(table, train), sizes: selectValues(sizes, train) }
  const work = trainEarlyVirality(known.table, known.sizes, { times: selectValues(times, train) }, createRandom(seed))
  for (;;) {
    const { done, value } = work.next()
    if (done === true) {
      const baselines = simpleRules({ table, sizes, train, test })
      const adaptive = adaptedTo(value, { table, sizes, times }, test)
      return { model: value, adaptive, importance: importanceOf(value, known.table), baselines, findings: findingsOf(lesson, value) }
    }
    progress(Math.round(100 * value), 100)
  }
}

/** A post that is above its threshold by the cut is settled: that it ends there is known, not foretold. */
function findingsOf({ table, sizes, train, test, seed }: Lesson, model: EarlyViralityModel): ModelFindings {
  const column = (name: string) => table.columns[table.names.indexOf(name)] as Float64Array
  const [counts, thresholds] = [column('log_count'), column('log_threshold')]
  const isOpen = (row: number) => (counts[row] as number) <= (thresholds[row] as number)
  const open = train.filter(isOpen)
  const labels = labelsOf({ table, sizes }, train)
  const said = earlyVirality.predict(model, selectRows(table, test))
  const asked = {
    target: 'ends in the top tenth',
    searched: { table: selectRows(table, open), target: labelsOf({ table, sizes }, open) },
    heldOut: {
      actual: labelsOf({ table, sizes }, test),
      said,
      open: Uint32Array.from(test.keys()).filter((at) => isOpen(test[at] as number)),
    },
    mean: labels.reduce((sum, label) => sum + label, 0) / labels.length,
  }
  return computedFindings(asked, createRandom(`${seed} findings`))
}

/** 1 where a post ended above its threshold. */
export function labelsOf({ table, sizes }: Pick<Lesson, 'table' | 'sizes'>, rows: Uint32Array): Float64Array {
  const thresholds = table.columns[table.names.indexOf('log_threshold')] as Float64Array
  return Float64Array.from(rows, (row) => Number(Math.log(sizes[row] as number) > (thresholds[row] as number) + 1e-12))
}

/** The posts held out tell in the order in which they came out. */
function adaptedTo(model: EarlyViralityModel, { table, sizes, times }: Pick<Lesson, 'table' | 'sizes' | 'times'>, test: Uint32Array) {
  const order = test.toSorted((one, other) => (times[one] as number) - (times[other] as number))
  return adaptEarly(model, selectRows(table, order), selectValues(sizes, order))
}

/** Mean absolute contribution to the log odds; a threshold that is nearer counts as part of how many shares there are. */
function importanceOf(model: EarlyViralityModel, table: Table): Learned['importance'] {
  const rows = Uint32Array.from({ length: Math.min(EXPLAINED_ROWS, table.columns[0]?.length ?? 0) }, (_, row) => row)
  const explained = explainEarly(model, selectRows(table, rows))
  if (explained === null) return COLUMNS.map((feature) => ({ feature, value: 0 }))
  const { names, contributions } = explained
  const width = names.length + 1
  const weight = (column: number) => rows.reduce((total, row) => total + Math.abs(contributions[row * width + column] as number), 0)
  return COLUMNS.map((feature) => {
    const column = names.indexOf(feature === 'log_threshold' ? 'threshold_distance' : feature)
    return { feature, value: column === -1 || rows.length === 0 ? 0 : weight(column) / rows.length }
  })
}

/** Sizes in units of each post’s own threshold, so that one threshold holds for all. */
export function simpleRules({
  table,
  sizes,
  train,
  test,
}: Pick<Lesson, 'table' | 'sizes' | 'train' | 'test'>): Record<string, Float64Array> {
  const thresholds = (table.columns[table.names.indexOf('log_threshold')] as Float64Array).map(Math.exp)
  const relative = sizes.map((size, row) => size / (thresholds[row] as number))
  const contest = {
    train: { table: selectRows(table, train), sizes: selectValues(relative, train) },
    test: { table: selectRows(table, test) },
    threshold: 1,
  }
  return {
    'base rate': BASELINES.majority(contest).probability,
    'count alone': BASELINES.count_only(contest, createRandom(1)).probability,
  }
}
