import { DriftWatch } from '../../platform/models/drift-watch.ts'
import { TrainingRunner } from '../../platform/models/training-runner.ts'
import type { Platform } from '../../platform/platform.ts'

/** Between two looks at what is due; milliseconds. */
const LOOK_MILLISECONDS = 60_000
/** Between two looks at drift; milliseconds. */
const DRIFT_MILLISECONDS = 3_600_000

/** Has models learn when it is time, and looks whether what they see has moved. */
export class ModelKeeper {
  readonly #platform: Platform
  readonly runner: TrainingRunner
  readonly drift: DriftWatch
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #driftSeenAt = Number.NEGATIVE_INFINITY
  #closing: Promise<void> | undefined

  constructor(platform: Platform) {
    this.#platform = platform
    this.runner = new TrainingRunner(platform)
    this.drift = new DriftWatch(platform, (...asked) => this.runner.contextFor(...asked))
  }

  /** From the first minute on; the start of the server is not held up. */
  start(): void {
    this.#timer = setTimeout(() => this.look(), LOOK_MILLISECONDS).unref()
  }

  /** Puts into the queue what is due, and begins to work it off. */
  look(): Promise<void> {
    clearTimeout(this.#timer)
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) =>
        this.#platform.logger.error({ err: error }, 'It could not be told which models are due; it is tried again'),
      )
      .finally(() => {
        if (this.#closing === undefined) this.start()
      })
    return this.#looking
  }

  async #look(): Promise<void> {
    if (this.#closing !== undefined || this.#platform.models.trainers.length === 0) return
    const now = this.#platform.now()
    if (now - this.#driftSeenAt >= DRIFT_MILLISECONDS) {
      this.#driftSeenAt = now
      await this.drift.look()
    }
    await this.#platform.models.schedule()
    this.runner.wake()
  }

  /** Ends what runs; the next start goes on with it. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer)
    await Promise.all([this.#looking, this.runner.close()])
    clearTimeout(this.#timer)
  }
}

const KEEPERS = new WeakMap<Platform, ModelKeeper>()

/** The one keeper of a platform: its routes wake it, its start and end are the feature’s. */
export function keeperOf(platform: Platform): ModelKeeper {
  const known = KEEPERS.get(platform)
  if (known !== undefined) return known
  const keeper = new ModelKeeper(platform)
  KEEPERS.set(platform, keeper)
  return keeper
}
