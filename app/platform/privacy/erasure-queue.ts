import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why a person’s history goes, where nobody asked for it in so many words. */
export type ErasureCause = 'consent_withdrawn' | 'minor'

/** Somebody whose history is to go. */
export interface DueErasure {
  readonly workspaceId: string
  readonly identifiers: readonly string[]
  readonly cause: ErasureCause
}

/** An erasure that is written down and not begun. */
interface Prepared {
  begin(): void
  cancel(): void
}

/**
 * Histories that must go because of what was recorded. Whom they are about is kept in files that the server alone reads, not in the
 * database, until somebody works them off.
 */
export class ErasureQueue {
  readonly #directory: string
  #work: ((erasure: DueErasure) => Promise<void>) | undefined
  #working: Promise<void> = Promise.resolve()

  constructor(dataDir: string) {
    this.#directory = join(dataDir, 'erasures', 'due')
  }

  /** Survives a crash from now on. */
  prepare(erasure: DueErasure): Prepared {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
    const path = join(this.#directory, `${randomUUID()}.json`)
    writeFileSync(`${path}.part`, JSON.stringify(erasure), { mode: 0o600, flush: true })
    renameSync(`${path}.part`, path)
    return { begin: () => this.#enqueue(path), cancel: () => rmSync(path, { force: true }) }
  }

  /** Hands over what is due, also from before the last start, and from now on at once; the returned function ends it. */
  serve(work: (erasure: DueErasure) => Promise<void>): () => Promise<void> {
    this.#work = work
    for (const path of this.#waiting()) this.#enqueue(path)
    return async () => {
      this.#work = undefined
      await this.#working
    }
  }

  #waiting(): string[] {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
    const names = readdirSync(this.#directory).filter((name) => name.endsWith('.json'))
    return names.map((name) => join(this.#directory, name))
  }

  /** What fails stays for the next start. */
  #enqueue(path: string): void {
    this.#working = this.#working
      .then(async () => {
        if (this.#work === undefined) return
        await this.#work(JSON.parse(readFileSync(path, 'utf8')) as DueErasure)
        rmSync(path, { force: true })
      })
      .catch(() => undefined)
  }
}
