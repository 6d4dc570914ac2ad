import { renameSync, statSync } from 'node:fs'
import { findWorkspace } from '../../platform/access/workspaces.ts'
import type { Platform } from '../../platform/platform.ts'
import { type ArchivedPlace, writeArchive } from './archive.ts'
import { attributeRows } from './attributes.ts'
import { ATTRIBUTES, findPerson, LOCATED } from './erase.ts'
import { archivePath, expireExports, markFailed, markReady, nextExport } from './export-record.ts'
import { keepIdentifiers } from './identifiers-file.ts'
import { createWithoutOthers, type StoredRow } from './others.ts'
import { placeRows } from './place-rows.ts'
import { searching } from './searching.ts'

/** Between two looks whether an archive’s time is over; milliseconds. */
const LOOK_AGAIN = 60_000
const SETTLE_MILLISECONDS = 10_000

interface Asked {
  readonly id: string
  readonly workspaceId: string
  readonly identifiers: readonly string[]
}

/** Makes archives in the background, one after the other, and removes them when their time is over. */
export class ExportRunner {
  readonly #platform: Platform
  #working: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #closing = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  wake(): Promise<void> {
    clearTimeout(this.#timer)
    this.#working = this.#working
      .then(() => this.#work())
      .catch((error: unknown) =>
        this.#platform.logger.error({ err: error }, 'Archives of people could not be looked after; it is tried again'),
      )
      .then(() => {
        clearTimeout(this.#timer)
        if (!this.#closing) this.#timer = setTimeout(() => this.wake(), LOOK_AGAIN).unref()
      })
    return this.#working
  }

  /** Waits for the archive at hand; the others are made after the next start. */
  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#timer)
    await this.#working
  }

  async #work(): Promise<void> {
    await expireExports(this.#platform)
    for (let asked = await nextExport(this.#platform); asked !== undefined && !this.#closing; asked = await nextExport(this.#platform)) {
      const { id } = asked
      await makeArchive(asked, this.#platform).catch(async (error: unknown) => {
        this.#platform.logger.error({ err: error, export: id }, 'An archive of a person could not be made')
        await markFailed(this.#platform, id, (error as Error).message.slice(0, 500))
      })
    }
  }
}

async function makeArchive({ id, workspaceId, identifiers }: Asked, platform: Platform): Promise<void> {
  await platform.log.settle(SETTLE_MILLISECONDS)
  const person = await findPerson({ id, workspaceId, identifiers }, platform)
  // With those found beside the given ones, so that an erasure by any of them takes the archive along.
  keepIdentifiers(platform.config.dataDir, id, person.identifiers)
  const workspace = (await findWorkspace(platform.metadata, workspaceId))?.name ?? workspaceId
  const path = archivePath(platform.config.dataDir, id)
  const withoutOthers = createWithoutOthers(new Set(person.identifiers))
  const cleanedAttributes = (batch: readonly StoredRow[]) => batch.map((row) => withoutOthers(ATTRIBUTES, row))
  const rows = await searching({ id, workspaceId, identifiers: person.identifiers }, platform, (parameters) => {
    const places = placeRows(LOCATED).map(({ place, sql }): ArchivedPlace => {
      const cleaned = (batch: readonly StoredRow[]) => batch.map((row) => withoutOthers(place, row))
      return { place, rows: () => mapped(platform.events.batches<StoredRow>(sql, parameters), cleaned) }
    })
    const rows = () => mapped(attributeRows({ workspaceId, identifiers: person.identifiers }, platform), cleanedAttributes)
    places.push({ place: ATTRIBUTES, rows })
    return writeArchive(`${path}.part`, { workspace, madeAt: platform.now(), identifiers: person.identifiers }, places)
  })
  renameSync(`${path}.part`, path)
  await markReady(platform, id, { rows, identifiers: person.identifiers.length, bytes: statSync(path).size })
}

async function* mapped<T, U>(batches: AsyncIterable<T>, change: (batch: T) => U): AsyncGenerator<U> {
  for await (const batch of batches) yield change(batch)
}

const RUNNERS = new WeakMap<Platform, ExportRunner>()

/** The one runner of a platform: its routes wake it, its start and end are the feature’s. */
export function exportRunnerOf(platform: Platform): ExportRunner {
  const known = RUNNERS.get(platform)
  if (known !== undefined) return known
  const runner = new ExportRunner(platform)
  RUNNERS.set(platform, runner)
  return runner
}
