import { selectValues, type Table } from '@trill/core/estimator'
import { findLeaks, isBeyondBelief } from '@trill/core/leakage/leaks'
import { gainsTable } from '@trill/core/model-selection/gains'
import { judgeNoise, type NoiseJudgement } from '@trill/core/model-selection/noise-ceiling'
import type { Random } from '@trill/core/random/xoshiro256'
import type { ModelFindings } from './findings.ts'

/** Deals of outcomes; fewer for many rows, about so many outcomes in all. */
const DEALT = 2_000_000
const DEALS = [199, 999] as const

/** A yes or no that was learned from columns which Trill computes itself. */
export interface ComputedAsked {
  /** What the column that is foretold is called. */
  readonly target: string
  /** Rows that were learned from, without those that were settled when they were asked about: what is known then is no leak. */
  readonly searched: { readonly table: Table; readonly target: Float64Array }
  readonly heldOut: {
    readonly actual: Float64Array
    readonly said: Float64Array
    /** Which of these rows were not settled. */
    readonly open: Uint32Array
  }
  /** Of the target among the rows learned from. */
  readonly mean: number
}

/**
 * Looks for what gives a yes or no away where every column is computed from what came before. No such column is left out, for one that honestly
 * tells all looks like a leak; but the version does not go live by itself.
 */
export function computedFindings({ target, searched, heldOut, mean }: ComputedAsked, random: Random): ModelFindings {
  const { actual, said, open } = heldOut
  const { leaks, suspicious } = findLeaks(searched.table, searched.target, { task: 'binary' }, random.fork('leaks'))
  const isTooGood = isBeyondBelief('binary', selectValues(actual, open), selectValues(said, open))
  return {
    ...{ target, provenance: null, leaks: [], excluded: [], telling: leaks, ceiling: null },
    suspicious: leaks.length > 0 || suspicious || isTooGood,
    noise: noiseOf({ actual, said, mean }, random.fork('noise')),
    gains: gainsTable(actual, said, { task: 'binary' }),
  }
}

/** Whether what was said of rows held out is more than noise. @param mean Of the target among the rows learned from. */
export function noiseOf(
  { actual, said, mean }: { readonly actual: Float64Array; readonly said: Float64Array; readonly mean: number },
  random: Random,
): NoiseJudgement {
  const permutations = Math.round(Math.min(DEALS[1], Math.max(DEALS[0], DEALT / actual.length)))
  return judgeNoise(actual, said, new Float64Array(actual.length).fill(mean), random, { permutations })
}
