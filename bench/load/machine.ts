import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform, release, totalmem } from 'node:os'

/** Where figures were measured: they mean nothing without it. */
export function machine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    load_before: loadAverage(),
  }
}

/** Of what takes part in the figures. */
export function versions(clickhouse: string) {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
  return { trill: version, node: process.versions.node, clickhouse }
}

/** Others on the machine during the last minute; Linux only. */
function loadAverage(): number | null {
  try {
    return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0])
  } catch {
    return null
  }
}
