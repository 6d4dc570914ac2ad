import { selectColumns, type Table } from '../estimator.ts'
import { fitLogLinear, forecastLogLinear } from '../point-processes/log-linear.ts'
import type { Random } from '../random/xoshiro256.ts'
import { logisticRegression } from '../regression/logistic-regression.ts'
import { normalCdf } from '../special-functions/normal.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'

/** What a method says of posts; null where it says nothing of it. */
export interface MethodForecast {
  /** Of being viral, one a row. */
  readonly probability: Float64Array
  readonly size: Float64Array | null
}

/** Past posts with what became of them, and posts to forecast. */
export interface Contest {
  readonly train: { readonly table: Table; readonly sizes: Float64Array }
  readonly test: { readonly table: Table }
  /** Size above which a post is viral. */
  readonly threshold: number
}

/** What an ensemble has to beat. Each learns from the same past posts and reads only the columns it names. */
export const BASELINES = {
  /** The more frequent outcome of the past, for every post. */
  majority: ({ train, test, threshold }: Contest): MethodForecast => {
    const rate = labelsOf(train.sizes, threshold).reduce((total, label) => total + label / train.sizes.length, 0)
    return { probability: new Float64Array(test.table.columns[0]?.length ?? 0).fill(rate), size: null }
  },
  /** A logistic rule of the number of shares so far, and nothing else. */
  count_only: ({ train, test, threshold }: Contest, random: Random): MethodForecast => {
    const labels = labelsOf(train.sizes, threshold)
    if (new Set(labels).size < 2) return BASELINES.majority({ train, test, threshold })
    const count = ({ table }: { table: Table }) => selectColumns(table, ['log_count'])
    const model = logisticRegression.fit(count(train), labels, { l2: 1e-6 }, random)
    return { probability: logisticRegression.predict(model, count(test)), size: null }
  },
  /** Growth as of past posts on average: Szabo and Huberman’s line of logarithms. */
  szabo_huberman: (contest: Contest): MethodForecast => lineOver(contest, ({ table }) => countsOf(table)),
  /** The same line over what the reinforced Poisson process forecasts, without any tree. */
  point_process: (contest: Contest): MethodForecast =>
    lineOver(contest, ({ table }) => {
      const growth = selectColumns(table, ['process_growth']).columns[0] as Float64Array
      return countsOf(table).map((count, row) => count * Math.exp(Number.isNaN(growth[row]) ? 0 : (growth[row] as number)))
    }),
  /** Gradient boosting alone, with LightGBM’s usual settings: 200 rounds, rate 0.05, 15 leaves. */
  trees: ({ train, test, threshold }: Contest, random: Random): MethodForecast => {
    const settings = { num_iterations: 200, learning_rate: 0.05, num_leaves: 15 }
    const labels = labelsOf(train.sizes, threshold)
    const counts = countsOf(train.table)
    const growth = train.sizes.map((size, row) => Math.log(size / (counts[row] as number)))
    const size = gradientBoosting.fit(train.table, growth, { objective: 'regression', ...settings }, random)
    const grown = gradientBoosting.predict(size, test.table)
    const viral = new Set(labels).size < 2 ? null : gradientBoosting.fit(train.table, labels, { objective: 'binary', ...settings }, random)
    return {
      probability:
        viral === null ? BASELINES.majority({ train, test, threshold }).probability : gradientBoosting.predict(viral, test.table),
      size: countsOf(test.table).map((count, row) => count * Math.exp(Math.max(grown[row] as number, 0))),
    }
  },
} as const satisfies Readonly<Record<string, (contest: Contest, random: Random) => MethodForecast>>

function lineOver({ train, test, threshold }: Contest, early: (side: { table: Table }) => Float64Array): MethodForecast {
  const model = fitLogLinear(early(train), train.sizes)
  const deviation = Math.max(Math.sqrt(model.variance), Number.EPSILON)
  const counts = countsOf(test.table)
  const size = early(test).map((value, row) => Math.max(forecastLogLinear(model, value).median, counts[row] as number))
  return { probability: size.map((value) => normalCdf(Math.log(value / threshold) / deviation)), size }
}

/** Whether each size is above the threshold. */
export function labelsOf(sizes: Float64Array, threshold: number): Float64Array {
  return sizes.map((size) => Number(size > threshold))
}

function countsOf(table: Table): Float64Array {
  return (selectColumns(table, ['log_count']).columns[0] as Float64Array).map(Math.exp)
}
