import type { Table } from '@trill/core/estimator'
import { createRandom, type Random } from '@trill/core/random/xoshiro256'
import { thinned } from './reference.ts'

/** Values of a column, and pairs of a forecast and what came, that are kept of a day. */
export const KEPT = 512
const PAIRS_KEPT = 2000

/** Some values of one column, each as likely to be among them as any other. */
export interface ColumnSample {
  readonly values: readonly number[]
  /** Rows seen, and those of them without a value. */
  readonly rows: number
  readonly missing: number
}

/** What a live model was given and what came true: columns apart from each other, no rows. */
export interface Samples {
  readonly features: Readonly<Record<string, ColumnSample>>
  readonly predictions: ColumnSample
  /** Forecasts and what came, of resolved rows. */
  readonly resolved: { readonly rows: number; readonly pairs: readonly (readonly [predicted: number, actual: number])[] }
}

export const NO_SAMPLE: ColumnSample = { values: [], rows: 0, missing: 0 }
export const NO_SAMPLES: Samples = { features: {}, predictions: NO_SAMPLE, resolved: { rows: 0, pairs: [] } }

/** Gathers samples of one model in bounded memory. */
export class Sampler {
  readonly #random: Random
  readonly #features = new Map<string, Reservoir<number>>()
  readonly #predictions: Reservoir<number>
  readonly #resolved: Reservoir<readonly [number, number]>

  constructor(seed: string) {
    this.#random = createRandom(seed)
    this.#predictions = new Reservoir(KEPT, this.#random)
    this.#resolved = new Reservoir(PAIRS_KEPT, this.#random)
  }

  see({ names, columns }: Table, predictions: Float64Array): void {
    for (const [index, name] of names.entries()) {
      const reservoir = this.#features.get(name) ?? new Reservoir<number>(KEPT, this.#random)
      this.#features.set(name, reservoir)
      for (const value of columns[index] as Float64Array) reservoir.add(Number.isNaN(value) ? undefined : value)
    }
    for (const value of predictions) this.#predictions.add(value)
  }

  resolve(predictions: Float64Array, actual: Float64Array): void {
    for (const [row, predicted] of predictions.entries()) this.#resolved.add([predicted, actual[row] as number])
  }

  get samples(): Samples {
    const sampleOf = ({ values, rows, missing }: Reservoir<number>) => ({ values: [...values], rows, missing })
    return {
      features: Object.fromEntries([...this.#features].map(([name, reservoir]) => [name, sampleOf(reservoir)])),
      predictions: sampleOf(this.#predictions),
      resolved: { rows: this.#resolved.rows, pairs: [...this.#resolved.values] },
    }
  }
}

/** @see Vitter, Random sampling with a reservoir (ACM Transactions on Mathematical Software 11, 1985), algorithm R. */
class Reservoir<T> {
  readonly values: T[] = []
  readonly #max: number
  readonly #random: Random
  rows = 0
  missing = 0

  constructor(max: number, random: Random) {
    this.#max = max
    this.#random = random
  }

  add(value: T | undefined): void {
    this.rows += 1
    if (value === undefined) {
      this.missing += 1
      return
    }
    const place = this.values.length < this.#max ? this.values.length : this.#random.integer(this.rows - this.missing)
    if (place < this.#max) this.values[place] = value
  }
}

/** Two samples of the same columns as one, each with the weight of its rows. */
export function merged(one: Samples, other: Samples): Samples {
  const names = new Set([...Object.keys(one.features), ...Object.keys(other.features)])
  const both = (name: string) => mergedColumns(one.features[name] ?? NO_SAMPLE, other.features[name] ?? NO_SAMPLE)
  const [older, newer] = [one.resolved, other.resolved]
  return {
    features: Object.fromEntries([...names].map((name) => [name, both(name)])),
    predictions: mergedColumns(one.predictions, other.predictions),
    resolved: { rows: older.rows + newer.rows, pairs: [...older.pairs, ...newer.pairs].slice(-PAIRS_KEPT) },
  }
}

function mergedColumns(one: ColumnSample, other: ColumnSample): ColumnSample {
  const [ours, theirs] = [one.rows - one.missing, other.rows - other.missing]
  const rows = { rows: one.rows + other.rows, missing: one.missing + other.missing }
  if (one.values.length + other.values.length <= KEPT && one.values.length === ours && other.values.length === theirs)
    return { values: [...one.values, ...other.values], ...rows }
  // As many as both can give in the proportion of their rows.
  const whole = Math.min(
    KEPT,
    (one.values.length * (ours + theirs)) / (ours || 1) || KEPT,
    (other.values.length * (ours + theirs)) / (theirs || 1) || KEPT,
  )
  const share = Math.round((whole * ours) / (ours + theirs))
  const values = [...thinned(Float64Array.from(one.values), share), ...thinned(Float64Array.from(other.values), Math.round(whole) - share)]
  return { values, ...rows }
}
