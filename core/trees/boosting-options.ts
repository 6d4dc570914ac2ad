import type { Table } from '../estimator.ts'
import type { BinOptions } from './column-bins.ts'
import type { HistogramCrew } from './histogram-crew.ts'
import type { ObjectiveName } from './objectives.ts'
import type { GrowthOptions } from './tree-grower.ts'

/** What is told after a round. */
export interface Round {
  /** Rounds done, from 1. */
  readonly round: number
  /** Name of the loss. */
  readonly metric: string
  /** Mean loss on the validation rows; null without any. */
  readonly validation: number | null
}

/** Settings of gradient boosting in LightGBM’s names, all with LightGBM’s defaults. */
export interface BoostingOptions extends Partial<GrowthOptions>, Partial<BinOptions> {
  readonly objective: ObjectiveName
  /** Rounds, 1 – 100,000 (100). */
  readonly num_iterations?: number
  /** What each tree is multiplied by, in (0, 1] (0.1). */
  readonly learning_rate?: number
  /** Share of the rows that a tree is grown on, in (0, 1]; drawn every `bagging_freq` rounds, 0 for never. */
  readonly bagging_fraction?: number
  readonly bagging_freq?: number
  /** Share of the columns that a tree may ask for, in (0, 1]. */
  readonly feature_fraction?: number
  /** Names of columns that hold categories. */
  readonly categorical_feature?: readonly string[]
  /** Columns that the score must rise (1) or fall (−1) with, all else equal. */
  readonly monotone_constraints?: Readonly<Record<string, -1 | 0 | 1>>
  /** Whether the first score is the best constant one. */
  readonly boost_from_average?: boolean
  /** Of poisson, > 0 (0.7): the greater, the shorter the steps. */
  readonly poisson_max_delta_step?: number
  /** Weight of class 1 of a binary target, > 0. */
  readonly scale_pos_weight?: number
  /** Weight of each class, > 0. */
  readonly class_weight?: readonly number[]
  /** Weight of each row, > 0. */
  readonly weight?: Float64Array
  /** Rounds without a lower loss on the validation rows after which training ends; the best round is kept. 0 for never. */
  readonly early_stopping_round?: number
  /** Rows that are not trained on. */
  readonly validation?: { readonly table: Table; readonly target: Float64Array }
  /** Called after each round; `stop` keeps the rounds so far. */
  readonly onRound?: (round: Round) => 'continue' | 'stop'
  /** Threads that share the work; the model is the same with and without. */
  readonly crew?: HistogramCrew
}

/** Settings that are numbers, with their defaults. */
const DEFAULTS = {
  num_iterations: 100,
  learning_rate: 0.1,
  num_leaves: 31,
  max_depth: -1,
  min_data_in_leaf: 20,
  min_sum_hessian_in_leaf: 1e-3,
  lambda_l1: 0,
  lambda_l2: 0,
  min_gain_to_split: 0,
  bagging_fraction: 1,
  bagging_freq: 0,
  feature_fraction: 1,
  feature_fraction_bynode: 1,
  max_bin: 255,
  min_data_in_bin: 3,
  max_cat_to_onehot: 4,
  max_cat_threshold: 32,
  min_data_per_group: 100,
  cat_smooth: 10,
  cat_l2: 10,
  poisson_max_delta_step: 0.7,
  scale_pos_weight: 1,
  early_stopping_round: 0,
} as const

type NumberName = keyof typeof DEFAULTS

/** From, to, and whether only whole numbers. */
const RANGES: Readonly<Record<NumberName, readonly [least: number, greatest: number, whole?: 'whole']>> = {
  num_iterations: [1, 100_000, 'whole'],
  learning_rate: [Number.MIN_VALUE, 1],
  num_leaves: [2, 131_072, 'whole'],
  max_depth: [-1, 1000, 'whole'],
  min_data_in_leaf: [0, 2 ** 31 - 1, 'whole'],
  min_sum_hessian_in_leaf: [0, Number.MAX_VALUE],
  lambda_l1: [0, Number.MAX_VALUE],
  lambda_l2: [0, Number.MAX_VALUE],
  min_gain_to_split: [0, Number.MAX_VALUE],
  bagging_fraction: [Number.MIN_VALUE, 1],
  bagging_freq: [0, 100_000, 'whole'],
  feature_fraction: [Number.MIN_VALUE, 1],
  feature_fraction_bynode: [Number.MIN_VALUE, 1],
  max_bin: [2, 255, 'whole'],
  min_data_in_bin: [1, 2 ** 31 - 1, 'whole'],
  max_cat_to_onehot: [1, 255, 'whole'],
  max_cat_threshold: [1, 255, 'whole'],
  min_data_per_group: [1, 2 ** 31 - 1, 'whole'],
  cat_smooth: [0, Number.MAX_VALUE],
  cat_l2: [0, Number.MAX_VALUE],
  poisson_max_delta_step: [Number.MIN_VALUE, 100],
  scale_pos_weight: [Number.MIN_VALUE, Number.MAX_VALUE],
  early_stopping_round: [0, 100_000, 'whole'],
}

/** Every setting that is a number or a switch. */
export type Settings = Record<NumberName, number> &
  Pick<BinOptions, 'use_missing' | 'zero_as_missing'> & { readonly boost_from_average: boolean }

/**
 * Settings with defaults for those left out.
 * @throws RangeError naming a setting that is out of range.
 */
export function settle(who: string, options: Partial<BoostingOptions>): Settings {
  const numbers = Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, standard]) => [name, checked(who, name as NumberName, options[name as NumberName] ?? standard)]),
  ) as Record<NumberName, number>
  const { use_missing = true, zero_as_missing = false, boost_from_average = true } = options
  return { ...numbers, use_missing, zero_as_missing, boost_from_average }
}

function checked(who: string, name: NumberName, value: number): number {
  const [least, greatest, whole] = RANGES[name]
  const fits = value >= least && value <= greatest && (whole === undefined || Number.isInteger(value))
  if (!fits)
    throw new RangeError(
      `${who} requires ${name} as a ${whole === undefined ? '' : 'whole '}number from ${least} to ${greatest}, got ${value}`,
    )
  return value
}

/** Settings as a model notes them. */
export function noted(settings: Settings, objective: string, rest: Readonly<Record<string, string>>): Record<string, string> {
  const values = Object.entries(settings).map(([name, value]) => [name, String(typeof value === 'boolean' ? Number(value) : value)])
  return { objective, ...Object.fromEntries(values), ...rest }
}
