import type { Platform } from '../platform.ts'
import { openApart } from '../training/apart.ts'
import { recordDecision } from './decisions.ts'
import { TRILL } from './model-record.ts'
import { trainModel } from './train-model.ts'
import type { TrainingContext } from './trainer.ts'
import { beat, claim, erasuresDuring, finishRun, leaveForLater, type RunStatus, type TrainingRun } from './training-runs.ts'

/** How often a training says that it goes on, and hears whether it shall; milliseconds. */
const BEAT_MILLISECONDS = 1000

/** Why a training ends before its end. */
type Reason = 'cancelled' | 'stopping'

interface Running {
  readonly run: TrainingRun
  readonly abort: AbortController
  done: number
  total: number | null
}

/** Works off the trainings that wait, one after the other; in all processes together one at a time. */
export class TrainingRunner {
  readonly #platform: Platform
  readonly #apart = openApart()
  #running: Running | undefined
  #working: Promise<void> | undefined
  #again = false
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Begins at once, or looks once more when it is at work. */
  wake(): void {
    if (this.#closing) return
    this.#again = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      if (this.#again) this.wake()
    })
  }

  /** Resolves when nothing waits that this process could do. */
  async rest(): Promise<void> {
    while (this.#working !== undefined) await this.#working
  }

  /** How far a training of this process is. */
  stateOf(run: TrainingRun): TrainingRun {
    const running = this.#running
    return running?.run.id === run.id ? { ...run, done: running.done, total: running.total } : run
  }

  /** Ends a training of this process soon; one of another hears of it by itself. */
  cancel(id: string): void {
    if (this.#running?.run.id === id) this.#running.abort.abort('cancelled' satisfies Reason)
  }

  /** Ends what runs; the next start goes on with it. */
  async close(): Promise<void> {
    this.#closing = true
    this.#running?.abort.abort('stopping' satisfies Reason)
    await this.#working
    await this.#apart.close()
  }

  /** What a trainer is given outside of a training, to hold two versions against each other. */
  contextFor(workspaceId: string, seed: string, signal: AbortSignal): TrainingContext {
    return { platform: this.#platform, workspaceId, seed, signal, progress: () => undefined, apart: this.#apart.run }
  }

  async #work(): Promise<void> {
    const { metadata, now, models, logger } = this.#platform
    try {
      while (!this.#closing) {
        this.#again = false
        const alone = metadata.kind === 'embedded'
        const run = await claim(metadata, { names: models.trainers.map(({ name }) => name), now: now(), alone })
        if (run === undefined) break
        await this.#run(run)
      }
    } catch (error) {
      logger.error({ err: error }, 'Trainings that wait could not be worked off; they are tried again')
    }
  }

  async #run(run: TrainingRun): Promise<void> {
    const running: Running = { run, abort: new AbortController(), done: 0, total: null }
    this.#running = running
    const beating = setInterval(() => void this.#beat(running), BEAT_MILLISECONDS).unref()
    try {
      const { outcome, version, lacks } = await this.#train(running)
      await this.#finish(run, { status: 'done', version, outcome, error: lacks })
    } catch (error) {
      await this.#broken(running, error).catch((again: unknown) =>
        this.#platform.logger.error({ err: again, run_id: run.id }, 'The end of a training could not be recorded'),
      )
    } finally {
      clearInterval(beating)
      this.#running = undefined
    }
  }

  #train(running: Running) {
    const { run, abort } = running
    const platform = this.#platform
    const trainer = platform.models.trainerOf(run.name)
    if (trainer === undefined) throw new RangeError(`There is no trainer of ${run.name}`)
    const progress = (done: number, total: number) => {
      ;[running.done, running.total] = [done, total]
    }
    const context: TrainingContext = {
      ...this.contextFor(run.workspaceId, run.seed, abort.signal),
      progress,
      apart: (errand, options) => this.#apart.run(errand, { signal: abort.signal, progress, ...options }),
    }
    return trainModel({ platform, trainer, context, owner: run.by, erasuresMeanwhile: () => erasuresDuring(platform.metadata, run.id) })
  }

  async #beat({ run, abort, done, total }: Running): Promise<void> {
    const { metadata, now } = this.#platform
    const told = await beat(metadata, { id: run.id, done, total }, now()).catch(() => 'go_on' as const)
    if (told === 'cancel' && this.#running?.run.id === run.id) abort.abort('cancelled' satisfies Reason)
  }

  async #broken({ run, abort }: Running, error: unknown): Promise<void> {
    if (abort.signal.reason === 'stopping') return leaveForLater(this.#platform.metadata, run.id)
    if (abort.signal.aborted) return this.#finish(run, { status: 'cancelled', version: null, outcome: null, error: null })
    this.#platform.logger.error({ err: error, run_id: run.id, model: run.name }, 'A training failed')
    const said = (error instanceof Error ? error.message : String(error)).slice(0, 500)
    await this.#finish(run, { status: 'failed', version: null, outcome: null, error: said })
    const decision = { kind: 'not_trained', version: null, why: `The training failed: ${said}`, figures: null } as const
    await recordDecision(this.#platform.metadata, run, decision, { by: TRILL, now: this.#platform.now() })
  }

  async #finish(run: TrainingRun, end: Pick<TrainingRun, 'version' | 'outcome' | 'error'> & { readonly status: RunStatus }): Promise<void> {
    await finishRun(this.#platform.metadata, { id: run.id, ...end }, this.#platform.now())
  }
}
