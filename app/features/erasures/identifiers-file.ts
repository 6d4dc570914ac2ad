import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keeps whom an erasure is about, readable for the server alone, until it is done. A crash leaves the old list or the new one. */
export function keepIdentifiers(dataDir: string, erasureId: string, identifiers: readonly string[]): void {
  mkdirSync(join(dataDir, 'erasures'), { recursive: true, mode: 0o700 })
  const path = pathOf(dataDir, erasureId)
  writeFileSync(`${path}.part`, JSON.stringify(identifiers), { mode: 0o600, flush: true })
  renameSync(`${path}.part`, path)
}

export function readIdentifiers(dataDir: string, erasureId: string): string[] {
  return JSON.parse(readFileSync(pathOf(dataDir, erasureId), 'utf8')) as string[]
}

export function removeIdentifiers(dataDir: string, erasureId: string): void {
  rmSync(pathOf(dataDir, erasureId), { force: true })
}

function pathOf(dataDir: string, erasureId: string): string {
  return join(dataDir, 'erasures', `${erasureId}.json`)
}
