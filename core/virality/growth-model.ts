import { rowCount, selectColumns, selectRows, selectValues, type Table } from '../estimator.ts'
import { median } from '../inference/quantiles.ts'
import type { Random } from '../random/xoshiro256.ts'
import { type ColumnEncoding, encodeColumns, fitColumnEncoding } from '../regression/encode-columns.ts'
import { type LinearModel, linearRegression } from '../regression/linear-regression.ts'
import { predictSeen } from '../trees/compiled-models.ts'
import { gradientBoosting } from '../trees/gradient-boosting.ts'
import { randomForest } from '../trees/random-forest.ts'
import type { TreeModel } from '../trees/tree.ts'

/** Learners that forecast growth, the logarithm of the final size over the size so far, each in its own way. */
export interface GrowthMembers {
  /** Least absolute error, so of the median. */
  readonly boosted: TreeModel
  readonly forest: TreeModel
  readonly line: { readonly encoding: ColumnEncoding; readonly model: LinearModel }
  /** Added to the growth that the self-exciting process expects; null where it expected none of any post. */
  readonly processShift: number | null
  /** Median growth of the past: what is said where the process expects nothing. */
  readonly usual: number
}

/** Names of the members, in the order of their weights. */
export const GROWTH_MEMBERS = ['boosted', 'forest', 'line', 'process'] as const

/** Forecasts of growth, one column a member in their order. */
export type MemberForecasts = readonly Float64Array[]

/** Small trees on a part of rows and columns, for few posts and noisy outcomes. */
export const CAREFUL_TREES = {
  num_leaves: 7,
  min_data_in_leaf: 15,
  feature_fraction: 0.5,
  bagging_fraction: 0.7,
  bagging_freq: 1,
  lambda_l2: 1,
} as const
/** Trees of a forest: as deep as this many leaves let them be, so that a model of many posts stays small. */
export const FOREST_TREES = { num_leaves: 64, min_data_in_leaf: 5 } as const
const BOOSTED_RATE = 0.05
const LINE_PENALTY = 30
/** Weights are tried in steps of a fifth; those of the best of them are averaged, since the very best is partly luck. */
const WEIGHT_STEPS = 5
const WEIGHTS_AVERAGED = 14

/**
 * Fits every member.
 * @param growth ln(final / so far) a row.
 * @param trees Rounds of the boosted trees and trees of the forest.
 */
export function fitGrowthMembers(table: Table, growth: Float64Array, trees: number, random: Random): GrowthMembers {
  const encoding = fitColumnEncoding(table)
  const expected = processGrowth(table)
  const gaps = growth.map((value, row) => value - (expected[row] as number)).filter((gap) => !Number.isNaN(gap))
  const usual = median(growth)
  return {
    boosted: gradientBoosting.fit(
      table,
      growth,
      { objective: 'regression_l1', num_iterations: trees, learning_rate: BOOSTED_RATE, ...CAREFUL_TREES },
      random.fork('boosted'),
    ),
    forest: randomForest.fit(table, growth, { task: 'regression', num_iterations: trees, ...FOREST_TREES }, random.fork('forest')),
    line: { encoding, model: linearRegression.fit(encodeColumns(encoding, table), growth, { l2: LINE_PENALTY }, random) },
    processShift: gaps.length === 0 ? null : median(gaps),
    usual,
  }
}

/** What each member forecasts of each row, never less than no growth. */
export function forecastGrowth({ boosted, forest, line, processShift, usual }: GrowthMembers, table: Table): MemberForecasts {
  const expected = processGrowth(table).map((value) => (processShift === null || Number.isNaN(value) ? usual : value + processShift))
  const forecasts = [
    predictSeen(boosted, table),
    predictSeen(forest, table),
    linearRegression.predict(line.model, encodeColumns(line.encoding, table)),
    expected,
  ]
  return forecasts.map((forecast) => forecast.map(atLeastNone))
}

/**
 * Weights of the members that err least on rows they have not seen: the mean of the best few on a grid, all ≥ 0, their sum 1.
 * @param forecasts Of those rows.
 * @param growth What became of them.
 */
export function weighMembers(forecasts: MemberForecasts, growth: Float64Array): number[] {
  const tried = weightGrid(forecasts.length)
    .map((weights) => {
      const mixed = mixGrowth(forecasts, weights)
      return { weights, error: mixed.reduce((total, value, row) => total + Math.abs(value - (growth[row] as number)), 0) }
    })
    .sort((a, b) => a.error - b.error)
    .slice(0, WEIGHTS_AVERAGED)
  return forecasts.map((_, member) => tried.reduce((total, { weights }) => total + (weights[member] as number) / tried.length, 0))
}

/** What is heard beside classifiers of what growth is above: the weighted mean, and the self-exciting process alone. */
export function growthOpinions(forecasts: MemberForecasts, weights: readonly number[]): readonly Float64Array[] {
  return [mixGrowth(forecasts, weights), forecasts[GROWTH_MEMBERS.indexOf('process')] as Float64Array]
}

/** Weighted mean of what the members forecast. */
export function mixGrowth(forecasts: MemberForecasts, weights: readonly number[]): Float64Array {
  const mixed = new Float64Array(forecasts[0]?.length ?? 0)
  for (const [member, forecast] of forecasts.entries()) {
    for (let row = 0; row < mixed.length; row += 1)
      mixed[row] = (mixed[row] as number) + (weights[member] as number) * (forecast[row] as number)
  }
  return mixed
}

/** Fits members on each fold’s older rows and forecasts its newer ones. */
export function forecastUnseen(
  table: Table,
  growth: Float64Array,
  { train, test }: { readonly train: Uint32Array; readonly test: Uint32Array },
  trees: number,
  random: Random,
): MemberForecasts {
  const members = fitGrowthMembers(selectRows(table, train), selectValues(growth, train), trees, random)
  return forecastGrowth(members, selectRows(table, test))
}

/** Every way to share one in fifths among the members. */
function weightGrid(members: number, left = WEIGHT_STEPS): number[][] {
  if (members === 1) return [[left / WEIGHT_STEPS]]
  return Array.from({ length: left + 1 }, (_, own) =>
    weightGrid(members - 1, left - own).map((rest) => [own / WEIGHT_STEPS, ...rest]),
  ).flat()
}

function processGrowth(table: Table): Float64Array {
  if (!table.names.includes('process_growth')) return new Float64Array(rowCount(table)).fill(Number.NaN)
  return selectColumns(table, ['process_growth']).columns[0] as Float64Array
}

function atLeastNone(growth: number): number {
  return Math.max(growth, 0)
}
