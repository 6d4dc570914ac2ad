import type { Table } from '@trill/core/estimator'
import type { Logger } from 'pino'
import { listWorkspaces } from '../access/workspaces.ts'
import type { Metadata } from '../postgres/metadata.ts'
import { type LiveModel, LiveModels } from './live-models.ts'
import { modelsToRelearn } from './marks.ts'
import { type Doer, type ModelAddress, TRILL } from './model-record.ts'
import { Observations } from './observations.ts'
import { seedOf } from './train-model.ts'
import { MODEL_NAME, type Trainer } from './trainer.ts'
import { enqueue, type LastAsked, lastAsked, type RunCause, type TrainingRun } from './training-runs.ts'

const HOUR = 3_600_000
/** Between two trainings because of drift. */
const DRIFT_HOURS = 24
/** Between two trainings because an erasure asks for it and the last did not replace the version. */
const ERASURE_HOURS = 6
/** Between two looks whether there are rows enough by now. */
const SCARCE_HOURS = 1

interface Options {
  readonly metadata: Metadata
  readonly logger: Logger
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

/** What learned and what is learned anew: for features that predict, one place for all of them. */
export class Models {
  readonly #options: Options
  readonly #live: LiveModels
  readonly #trainers = new Map<string, Trainer>()
  /** Where features hand over what their models were given and what came of it. */
  readonly observations: Observations

  constructor(options: Options) {
    this.#options = options
    this.#live = new LiveModels(options)
    this.observations = new Observations(options)
  }

  /** Takes on what a feature can train. @throws RangeError when a name is out of form, or there twice. */
  offer(trainers: readonly Trainer[]): void {
    for (const trainer of trainers) {
      const { name } = trainer
      if (!MODEL_NAME.test(name)) throw new RangeError(`A trainer requires a name of lower case, digits and hyphens, got “${name}”`)
      if (this.#trainers.has(name) && this.#trainers.get(name) !== trainer) throw new RangeError(`There are two trainers of ${name}`)
      this.#trainers.set(name, trainer)
    }
  }

  get trainers(): readonly Trainer[] {
    return [...this.#trainers.values()]
  }

  trainerOf(name: string): Trainer | undefined {
    return this.#trainers.get(name)
  }

  /** The version that answers in a workspace; undefined where none is live. From memory, a few seconds old at most. */
  live(workspaceId: string, name: string): Promise<LiveModel | undefined> {
    return this.#live.of({ workspaceId, name })
  }

  /** This process changed which version is live. */
  changed(address: ModelAddress): void {
    this.#live.changed(address)
  }

  /** Rows that a live model was asked about, and what it said; see {@link Observations}. */
  observe(model: LiveModel, table: Table, predictions: Float64Array): void {
    this.observations.observe(model, table, predictions)
  }

  /** What came of forecasts that a version gave. */
  resolve(model: Pick<LiveModel, 'id'>, predictions: Float64Array, actual: Float64Array): void {
    this.observations.resolve(model, predictions, actual)
  }

  /** Asks for a training; one that waits or runs already is given instead. */
  train({ workspaceId, name }: ModelAddress, cause: RunCause, by: Doer): Promise<{ run: TrainingRun; begun: boolean }> {
    const { metadata, now } = this.#options
    const at = now()
    return enqueue(metadata, { workspaceId, name, cause, by, seed: seedOf(workspaceId, name, at), now: at })
  }

  /** Has a model that has drifted learn anew, at most once a day: it will not help sooner. @returns whether it was asked for. */
  async trainBecauseOfDrift(address: ModelAddress): Promise<boolean> {
    if (!this.#trainers.has(address.name) || !this.#isDue(await this.#last(), address, DRIFT_HOURS)) return false
    return (await this.train(address, 'drift', TRILL)).begun
  }

  /** Puts into the queue what is due: by its trainer’s hours, or because an erasure asks for it. */
  async schedule(): Promise<void> {
    const last = await this.#last()
    for (const address of await modelsToRelearn(this.#options.metadata))
      if (this.#trainers.has(address.name) && this.#isDue(last, address, ERASURE_HOURS)) await this.train(address, 'erasure', TRILL)
    for (const { id } of await listWorkspaces(this.#options.metadata))
      for (const { name, everyHours } of this.trainers) {
        const address = { workspaceId: id, name }
        const scarce = last.get(keyOf(address))?.outcome === 'insufficient_data'
        if (this.#isDue(last, address, scarce ? Math.min(SCARCE_HOURS, everyHours) : everyHours))
          await this.train(address, 'schedule', TRILL)
      }
  }

  /** Asks for the training of every model of a workspace that answers, or would, by a version that an erasure marked. */
  async trainMarked(workspaceId: string): Promise<void> {
    const marked = (await modelsToRelearn(this.#options.metadata)).filter((address) => address.workspaceId === workspaceId)
    for (const address of marked) if (this.#trainers.has(address.name)) await this.train(address, 'erasure', TRILL)
  }

  close(): Promise<void> {
    return this.observations.close()
  }

  async #last(): Promise<ReadonlyMap<string, LastAsked>> {
    return new Map((await lastAsked(this.#options.metadata)).map((last) => [keyOf(last), last]))
  }

  #isDue(last: ReadonlyMap<string, LastAsked>, address: ModelAddress, hours: number): boolean {
    return this.#options.now() - (last.get(keyOf(address))?.at.getTime() ?? Number.NEGATIVE_INFINITY) >= hours * HOUR
  }
}

function keyOf({ workspaceId, name }: ModelAddress): string {
  return JSON.stringify([workspaceId, name])
}
