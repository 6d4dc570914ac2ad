import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createPopulation } from '@trill/core/population/population'
import { type CustomerFormat, customerWriter } from '../app/cli/customer-writers.ts'
import { beginFile } from '../app/cli/whole-file.ts'
import { askNumpy } from './generate/numpy-peer.ts'
import { machine } from './load/machine.ts'
import { MemoryWatch, processorSeconds } from './load/memory.ts'

const OPTIONS = {
  counts: { type: 'string', default: '100000,1000000' },
  formats: { type: 'string', default: 'parquet,csv' },
  seed: { type: 'string', default: '42' },
  python: { type: 'string', default: 'python3' },
} as const

/**
 * Made customers into files, and the draws alone beside numpy's where `--python` has it. The first file is written cold, as a command does;
 * `--counts 100000,10000000` shows that memory does not grow.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const place = machine()
  const counts = values.counts.split(',').map(Number)
  const directory = mkdtempSync(join(tmpdir(), 'trill-bench-'))
  const files = []
  try {
    for (const count of counts)
      for (const format of values.formats.split(',') as CustomerFormat[])
        files.push(await measureFile(join(directory, 'customers'), format, count, Number(values.seed)))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  const drawn = measureDraws(counts[0] as number, Number(values.seed))
  const peer = askNumpy(values.python, counts[0] as number)
  const report = {
    bench: 'generate',
    files,
    draws: { customers: counts[0], ...drawn, numpy: peer === null ? 'not installed' : rounded(peer) },
    ...(peer && { ratio: round(drawn.processor_seconds / peer.processor_seconds) }),
    machine: place,
    node: process.versions.node,
  }
  console.log(JSON.stringify(report, null, 2))
}

async function measureFile(path: string, format: CustomerFormat, count: number, seed: number) {
  const watch = new MemoryWatch(process.pid)
  const [since, before] = [performance.now(), processorSeconds(process.pid)]
  const out = await beginFile(path)
  const writer = await customerWriter(format, out, { seed, generatedAt: new Date('2026-01-01T00:00:00Z') })
  const population = createPopulation(seed, count)
  for (let index = 0; index < population.blocks; index += 1) {
    await writer.write(population.block(index))
    await setImmediate()
  }
  await writer.end()
  await out.finish()
  const seconds = (performance.now() - since) / 1000
  const used = before === null ? null : (processorSeconds(process.pid) as number) - before
  const { max, half_way, end } = watch.stop()
  return {
    format,
    customers: count,
    ...rounded({ seconds, processor_seconds: used ?? Number.NaN }),
    customers_per_second: Math.round(count / seconds),
    megabytes: round(statSync(path).size / 1e6),
    memory_megabytes: { max, half_way, end },
  }
}

function measureDraws(count: number, seed: number) {
  const [since, before] = [performance.now(), process.cpuUsage()]
  const population = createPopulation(seed, count)
  for (let index = 0; index < population.blocks; index += 1) population.block(index)
  const { user, system } = process.cpuUsage(before)
  return rounded({ seconds: (performance.now() - since) / 1000, processor_seconds: (user + system) / 1e6 })
}

function rounded({ seconds, processor_seconds }: { seconds: number; processor_seconds: number }) {
  return { seconds: round(seconds), processor_seconds: round(processor_seconds) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
