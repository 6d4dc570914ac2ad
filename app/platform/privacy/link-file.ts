import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** An older pseudonym of somebody, and the present one. */
export type Link = readonly [before: string, now: string]

/** Links that are worked off together, under a name that stays the same over a crash. */
export interface LinkBatch {
  readonly id: string
  readonly links: readonly Link[]
}

/** Two pseudonyms and what separates them; about. */
const LINK_BYTES = 52
/** Links of one file: it is read at once. */
const FILE_LINKS_MAX = 50_000

/**
 * Who was seen again after a change of keys, until their history is brought under the new one. Files hold pseudonyms only. They are
 * written with every request that brings somebody new, and are on disk before it is acknowledged.
 */
export class LinkFile {
  readonly #directory: string
  #file: number | undefined
  #written = 0

  constructor(dataDir: string, workspaceId: string) {
    this.#directory = join(dataDir, 'pseudonyms', workspaceId)
  }

  append(links: readonly Link[]): void {
    this.#file ??= this.#open()
    writeSync(this.#file, links.map(([before, now]) => `${before} ${now}\n`).join(''))
    this.#written += links.length
    if (this.#written >= FILE_LINKS_MAX) this.#begin()
  }

  /** Hands over what was begun and not finished, else all that waits; undefined when there is nothing. */
  take(): LinkBatch | undefined {
    const [begun] = this.#names('.begun')
    if (begun !== undefined) return this.#read(begun)
    return this.#names('.seen').includes(SEEN) ? this.#read(this.#begin()) : undefined
  }

  finish({ id }: LinkBatch): void {
    rmSync(join(this.#directory, `${id}.begun`), { force: true })
  }

  /** About how many links wait. */
  waiting(): number {
    const names = [...this.#names('.begun'), ...this.#names('.seen')]
    const bytes = names.reduce((sum, name) => sum + statSync(join(this.#directory, name)).size, 0)
    return Math.ceil(bytes / LINK_BYTES)
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  /** What is written from now on goes into another file. */
  #begin(): string {
    const name = `${randomUUID()}.begun`
    this.close()
    this.#written = 0
    renameSync(join(this.#directory, SEEN), join(this.#directory, name))
    return name
  }

  /** Every write is on disk when it returns. */
  #open(): number {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
    const file = openSync(join(this.#directory, SEEN), 'as', 0o600)
    const directory = openSync(this.#directory, 'r')
    fsyncSync(directory)
    closeSync(directory)
    return file
  }

  #names(ending: string): string[] {
    try {
      return readdirSync(this.#directory).filter((name) => name.endsWith(ending))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }

  /** Of a line that a crash cut off nothing was acknowledged. */
  #read(name: string): LinkBatch {
    const text = readFileSync(join(this.#directory, name), 'latin1')
    const links = new Map<string, string>()
    for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
      const [before, now] = line.split(' ')
      if (before !== undefined && now !== undefined) links.set(before, now)
    }
    return { id: name.replace(/\.begun$/, ''), links: [...links] }
  }
}

const SEEN = 'people.seen'
