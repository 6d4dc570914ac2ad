import { fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type NodeFiles = { NODEFS: { stream_ops: { fsync?: (stream: { nfd?: number }) => number } } }

/**
 * PGlite’s files in a directory, with a working fsync: its own has none, so that a power failure could lose
 * acknowledged rows. PostgreSQL must also be told to call it (`wal_sync_method=fsync`; fdatasync does nothing there).
 */
export class SyncedFiles extends NodeFS {
  readonly #sync: (descriptor: number) => void

  constructor(directory: string, sync: (descriptor: number) => void = fsyncSync) {
    super(directory)
    this.#sync = sync
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(pg, options)
    const addFsync = (module: unknown) => {
      ;(module as NodeFiles).NODEFS.stream_ops.fsync ??= ({ nfd }) => {
        if (nfd !== undefined) this.#sync(nfd)
        return 0
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } }
  }
}
