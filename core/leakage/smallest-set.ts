import { selectColumns, selectRows, selectValues, type Table } from '../estimator.ts'
import { permutationImportance } from '../model-selection/cross-validation.ts'
import type { Split } from '../model-selection/splits.ts'
import type { Random } from '../random/xoshiro256.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import { type LeakTask, toldShare } from './told.ts'

/** What a set of columns is looked for in. */
export interface JointSearch {
  readonly task: LeakTask
  readonly table: Table
  readonly categorical: readonly string[]
  /** The target by `judgedScale`. */
  readonly judged: Float64Array
  readonly half: Split
}

/** What all columns tell together, and the few that tell as much. */
export interface JointlyTold {
  /** Of rows not learned from: area under the ROC curve, or share of the variance of ranks. */
  readonly told: number
  /** The heaviest first. */
  readonly heaviest: readonly string[]
  /** Undefined where all columns tell too little to be suspicious, or no few of them tell as much. */
  readonly set: { readonly columns: readonly string[]; readonly told: number } | undefined
}

const BOOSTING = { num_iterations: 60, learning_rate: 0.15, num_leaves: 31, min_data_in_leaf: 10 } as const
/** Sets are small: shorter trees tell as much of them. */
const BOOSTING_OF_SETS = { ...BOOSTING, num_iterations: 30, learning_rate: 0.3, num_leaves: 15 } as const
const CANDIDATES = 6
const SET_MAX = 3
/** What a set may tell less than all columns, and still be what they tell by. */
const SLACK = 0.002

/**
 * What boosting tells of a target from all columns, and, where that is suspiciously much, the smallest set of columns that tells as much: from
 * nothing, the column that tells most beside those chosen is added, among the six that the whole leans on most, up to three.
 * @param suspicious From which share on a set is looked for.
 * @throws RangeError as boosting does, of one class only for instance.
 */
export function jointlyTold(search: JointSearch, suspicious: number, random: Random): JointlyTold {
  const { task, table, half, judged } = search
  const whole = fitted(search, table.names, random)
  if (whole.told < suspicious) return { told: whole.told, heaviest: [], set: undefined }
  const actual = selectValues(judged, half.test)
  const importance = permutationImportance(
    whole.predict,
    selectRows(table, half.test),
    (predicted) => toldShare(task, actual, predicted),
    random.fork('importance'),
    { repeats: 1 },
  )
  const heaviest = importance.sort((one, other) => other.mean - one.mean).map(({ column }) => column)
  return {
    told: whole.told,
    heaviest,
    set: smallestSet(search, heaviest.slice(0, CANDIDATES), Math.max(suspicious, whole.told - SLACK), random),
  }
}

function smallestSet(search: JointSearch, candidates: readonly string[], enough: number, random: Random): JointlyTold['set'] {
  let chosen: readonly string[] = []
  while (chosen.length < Math.min(SET_MAX, candidates.length)) {
    const tried = candidates
      .filter((name) => !chosen.includes(name))
      .map((name) => ({ columns: [...chosen, name], told: fitted(search, [...chosen, name], random).told }))
    const best = tried.reduce((one, other) => (other.told > one.told ? other : one))
    if (best.told >= enough) return pruned(search, best, enough, random)
    chosen = best.columns
  }
  return undefined
}

/** Without what was added before it paid: of two columns that tell nothing alone, the first may be a third. */
function pruned(search: JointSearch, set: NonNullable<JointlyTold['set']>, enough: number, random: Random): JointlyTold['set'] {
  const fewer = set.columns
    .map((name) => set.columns.filter((other) => other !== name))
    .filter((columns) => columns.length > 0)
    .map((columns) => ({ columns, told: fitted(search, columns, random).told }))
    .find(({ told }) => told >= enough)
  return fewer === undefined ? set : pruned(search, fewer, enough, random)
}

function fitted({ task, table, categorical, judged, half }: JointSearch, names: readonly string[], random: Random) {
  const own = selectColumns(table, names)
  const options = {
    ...(names.length <= SET_MAX ? BOOSTING_OF_SETS : BOOSTING),
    objective: task,
    categorical_feature: categorical.filter((name) => names.includes(name)),
  }
  const model = gradientBoosting.fit(selectRows(own, half.train), selectValues(judged, half.train), options, random.fork(names.join('\n')))
  const predict = (rows: Table) => gradientBoosting.predict(model, rows)
  return { predict, told: toldShare(task, selectValues(judged, half.test), predict(selectRows(own, half.test))) }
}
