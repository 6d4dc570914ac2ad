import { listWorkspaces, type Workspace } from '../access/workspaces.ts'
import type { Platform } from '../platform.ts'

export interface OutcomeWatchOptions {
  /** Between two looks; milliseconds. */
  readonly every: number
  /** Tells of one workspace what came of forecasts since it was told last; it may be aborted. */
  readonly resolve: (workspace: Workspace, signal: AbortSignal) => Promise<void>
}

/** Looks now and then what came of forecasts, in every workspace by itself. */
export class OutcomeWatch {
  readonly #platform: Platform
  readonly #options: OutcomeWatchOptions
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(platform: Platform, options: OutcomeWatchOptions) {
    this.#platform = platform
    this.#options = options
  }

  /** Looks from then on. */
  begin(): void {
    const { every } = this.#options
    this.#timer = setTimeout(() => void this.look().finally(() => this.#closing.signal.aborted || this.begin()), every).unref()
  }

  /** Resolves when all that is known by now is told. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look())
    return this.#looking
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    await this.#looking
  }

  async #look(): Promise<void> {
    const workspaces = await listWorkspaces(this.#platform.metadata).catch((error: unknown) => this.#failed(error))
    for (const workspace of workspaces ?? []) {
      if (this.#closing.signal.aborted) return
      await this.#options.resolve(workspace, this.#closing.signal).catch((error: unknown) => this.#failed(error, workspace.id))
    }
  }

  /** What fails in one workspace does not keep others from being looked at. */
  #failed(error: unknown, workspaceId?: string): undefined {
    if (this.#closing.signal.aborted) return
    const where = workspaceId === undefined ? {} : { workspace_id: workspaceId }
    this.#platform.logger.error({ err: error, ...where }, 'What came of forecasts could not be told; it is tried again')
  }
}
