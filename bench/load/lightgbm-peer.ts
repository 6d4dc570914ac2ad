import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Table } from '@trill/core/estimator'

const SCRIPT = fileURLToPath(new URL('lightgbm-peer.py', import.meta.url))

/** What LightGBM took for the same work, and what it predicted. */
export interface PeerResult {
  readonly version: string
  readonly seconds: number
  readonly processor_seconds: number
  readonly scores: Float64Array
}

interface Training {
  readonly target: Float64Array
  readonly train_rows: number
  readonly rounds: number
  readonly parameters: Readonly<Record<string, string | number>>
}

/** Python’s LightGBM in a process of its own, reading included in no figure; null where `python` has none. */
export function askLightGbm(python: string, table: Table, work: Training | { readonly model: string }): PeerResult | null {
  if (spawnSync(python, ['-c', 'import lightgbm']).status !== 0) return null
  const folder = mkdtempSync(join(tmpdir(), 'trill-peer-'))
  try {
    const job = { columns: table.columns.length, rows: table.columns[0]?.length ?? 0, scores: join(folder, 'scores') }
    const features = writeNumbers(join(folder, 'features'), table.columns)
    const rest =
      'model' in work
        ? { model: writeText(join(folder, 'model'), work.model) }
        : { ...work, target: writeNumbers(join(folder, 'target'), [work.target]) }
    const { status, stdout, stderr } = spawnSync(python, [SCRIPT, JSON.stringify({ ...job, ...rest, features })], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`LightGBM failed: ${stderr}`)
    const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    return { ...told, scores: new Float64Array(Uint8Array.from(readFileSync(job.scores)).buffer) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeNumbers(path: string, columns: readonly Float64Array[]): string {
  writeFileSync(path, Buffer.concat(columns.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))))
  return path
}

function writeText(path: string, text: string): string {
  writeFileSync(path, text)
  return path
}
