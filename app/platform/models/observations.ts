import type { Table } from '@trill/core/estimator'
import type { Logger } from 'pino'
import type { Metadata } from '../postgres/metadata.ts'
import { compressed, readCompressed } from './compressed.ts'
import type { LiveModel } from './live-models.ts'
import { merged, NO_SAMPLES, Sampler, type Samples } from './samples.ts'

/** What was seen is written down this often; milliseconds. */
const FLUSH_MILLISECONDS = 60_000
/** Days that drift is told from, and days that are kept. */
const WINDOW_DAYS = 7
const KEPT_DAYS = 14

const DAY = 'SELECT samples FROM models_observations WHERE model_id = $1 AND day = $2'
const EXISTS = 'SELECT 1 FROM models WHERE id = $1 FOR UPDATE'
const KEEP = `INSERT INTO models_observations (model_id, day, rows_seen, rows_resolved, samples) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (model_id, day) DO UPDATE SET rows_seen = excluded.rows_seen, rows_resolved = excluded.rows_resolved, samples = excluded.samples`
const FORGET = 'DELETE FROM models_observations WHERE model_id = $1 AND day < $2'
const WINDOW = 'SELECT samples FROM models_observations WHERE model_id = $1 AND day > $2 ORDER BY day'

interface Options {
  readonly metadata: Metadata
  readonly logger: Logger
  readonly now: () => number
}

/** What live models are given and what came true, kept as samples of single columns: no rows, and nobody’s names. */
export class Observations {
  readonly #options: Options
  #samplers = new Map<string, Sampler>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * Rows that a live model was asked about, and what it said. Cheap; call it for every prediction that is served.
   * @param table Columns that are none of the model’s do no harm and are watched for nothing.
   */
  observe(model: LiveModel, table: Table, predictions: Float64Array): void {
    this.#samplerOf(model).see(table, predictions)
  }

  /** What came of forecasts that a version gave: hand each over once, when it is known. */
  resolve(model: Pick<LiveModel, 'id'>, predictions: Float64Array, actual: Float64Array): void {
    if (predictions.length !== actual.length)
      throw new RangeError(`resolve requires an outcome a forecast, got ${actual.length} for ${predictions.length}`)
    this.#samplerOf(model).resolve(predictions, actual)
  }

  /** Samples of the last days, from all processes, this one’s unwritten ones included. */
  async lately(modelId: string): Promise<Samples> {
    await this.flush()
    const { rows } = await this.#options.metadata.query<{ samples: Buffer }>(WINDOW, [modelId, this.#day(-WINDOW_DAYS)])
    let samples = NO_SAMPLES
    for (const row of rows) samples = merged(samples, await readCompressed<Samples>(row.samples))
    return samples
  }

  /** Writes down what was seen since the last time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flush())
    return this.#flushing
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.flush()
    clearTimeout(this.#timer)
  }

  #samplerOf({ id }: Pick<LiveModel, 'id'>): Sampler {
    const known = this.#samplers.get(id)
    if (known !== undefined) return known
    const sampler = new Sampler(`${id} ${this.#options.now()}`)
    this.#samplers.set(id, sampler)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS).unref()
    return sampler
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const samplers = this.#samplers
    this.#samplers = new Map()
    for (const [id, { samples }] of samplers) {
      await this.#keep(id, samples).catch((error: unknown) =>
        this.#options.logger.warn(
          { err: error, model_id: id },
          'What a model was given could not be written down; drift is told from the rest',
        ),
      )
    }
  }

  /** A model that is gone meanwhile is not written about. */
  #keep(id: string, samples: Samples): Promise<void> {
    return this.#options.metadata.transaction(async (connection) => {
      if ((await connection.query(EXISTS, [id])).rows.length === 0) return
      const day = this.#day(0)
      const { rows } = await connection.query<{ samples: Buffer }>(DAY, [id, day])
      const before = rows[0] === undefined ? NO_SAMPLES : await readCompressed<Samples>(rows[0].samples)
      const whole = merged(before, samples)
      const { bytes } = await compressed(whole)
      await connection.query(KEEP, [id, day, whole.predictions.rows, whole.resolved.rows, bytes])
      await connection.query(FORGET, [id, this.#day(-KEPT_DAYS)])
    })
  }

  #day(offset: number): string {
    return new Date(this.#options.now() + offset * 86_400_000).toISOString().slice(0, 10)
  }
}
