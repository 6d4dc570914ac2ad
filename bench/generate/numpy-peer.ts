import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('numpy-peer.py', import.meta.url))

/** What numpy took for as many draws from the same laws; null where `python` has none. */
export function askNumpy(python: string, customers: number): { readonly seconds: number; readonly processor_seconds: number } | null {
  if (spawnSync(python, ['-c', 'import numpy']).status !== 0) return null
  const { status, stdout, stderr } = spawnSync(python, [SCRIPT, String(customers)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`numpy failed: ${stderr}`)
  return JSON.parse(stdout)
}
