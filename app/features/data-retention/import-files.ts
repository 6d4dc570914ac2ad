import { rmSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Platform } from '../../platform/platform.ts'

/** A file of an import, and when it was last changed; milliseconds since 1970. */
export interface ImportFile {
  readonly path: string
  readonly changedAt: number
}

const OF_WORKSPACE = "SELECT id FROM imports WHERE workspace_id = $1 AND status <> 'running'"

/** Files that ended imports of a workspace left: their names begin with the import’s id. */
export async function importFiles({ config, metadata }: Platform, workspaceId: string): Promise<ImportFile[]> {
  const directory = join(config.dataDir, 'imports')
  const names = await readdir(directory).catch(() => [])
  if (names.length === 0) return []
  const { rows } = await metadata.query<{ id: string }>(OF_WORKSPACE, [workspaceId])
  const ids = new Set(rows.map(({ id }) => id))
  return names
    .filter((name) => ids.has(name.slice(0, name.indexOf('.') < 0 ? undefined : name.indexOf('.'))))
    .flatMap((name) => {
      const path = join(directory, name)
      const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs
      return changedAt === undefined ? [] : [{ path, changedAt }]
    })
}

/** Deletes the files that are due. */
export function removeDueFiles(files: readonly ImportFile[], days: number, now: number): void {
  for (const { path, changedAt } of files) if (changedAt + days * 86_400_000 <= now) rmSync(path, { force: true })
}
