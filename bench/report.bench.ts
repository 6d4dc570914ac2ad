import { parseArgs } from 'node:util'
import { createPopulation } from '@trill/core/population/population'
import { executiveReport } from '../app/features/executive-report/content.ts'
import { setReport } from '../app/features/executive-report/document.ts'
import { FEATURES } from '../app/features/index.ts'
import { CUSTOMER_BATCH_ROWS, writeCustomers } from '../app/platform/customers/customer-writer.ts'
import { publishCustomers } from '../app/platform/customers/publish.ts'
import { simulatedCustomers } from '../app/platform/customers/simulated.ts'
import { questionOf, reportPeriod } from '../app/platform/report/period.ts'
import { startTestPlatform, type TestPlatform } from '../test/platform.ts'
import { machine } from './load/machine.ts'

const OPTIONS = { customers: { type: 'string', default: '100000' }, runs: { type: 'string', default: '5' } } as const
const GOAL = { seconds: 5, bytes: 700_000 }
const QUESTION = questionOf(reportPeriod('2026-10'), { id: 'main', time_zone: 'UTC' }, Date.UTC(2026, 10, 1))

/** The executive report of made customers of two months: all of it, beside its queries alone, which nothing can be faster than. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS })
  const place = machine()
  const [customers, runs] = [Number(values.customers), Number(values.runs)]
  const test = await startTestPlatform(FEATURES.map(({ start: _, ...feature }) => feature))
  try {
    await fill(test, '2026-10-31', 42, customers)
    await fill(test, '2026-09-30', 43, customers)
    const measured: Awaited<ReturnType<typeof once>>[] = []
    for (let n = 0; n < runs; n += 1) measured.push(await once(test))
    const best = (name: 'queries' | 'setting') => Math.min(...measured.map((one) => one[name]))
    const [first] = measured
    const report = {
      bench: 'report',
      customers,
      pages: 7,
      charts: first?.charts,
      bytes: first?.bytes,
      same_bytes_every_time: new Set(measured.map(({ pdf }) => pdf)).size === 1,
      first_seconds: seconds((first?.queries ?? 0) + (first?.setting ?? 0)),
      best_seconds: seconds(best('queries') + best('setting')),
      queries_seconds: seconds(best('queries')),
      ratio_to_queries_alone: seconds((best('queries') + best('setting')) / best('queries')),
      goal: GOAL,
      machine: place,
      node: process.versions.node,
    }
    console.log(JSON.stringify(report, null, 2))
  } finally {
    await test.close()
  }
}

async function once({ platform }: TestPlatform) {
  const began = performance.now()
  const report = await executiveReport(platform, 'My workspace', QUESTION)
  const gathered = performance.now()
  const { pdf } = await setReport(report, { paper: 'A4' })
  const [queries, setting] = [(gathered - began) / 1000, (performance.now() - gathered) / 1000]
  const charts = report.pages.reduce((sum, page) => sum + page.charts.length, 0)
  return { queries, setting, bytes: pdf.length, pdf: pdf.toString('base64'), charts }
}

async function fill({ platform }: TestPlatform, observedOn: string, seed: number, customers: number): Promise<void> {
  const population = createPopulation(seed, customers)
  const load = { workspaceId: 'main', provenance: 'simulated', observedOn, loadId: `bench-${seed}`, loadedAt: platform.now() } as const
  let batch = 0
  for (let block = 0; block < population.blocks; block += 1) {
    const rows = simulatedCustomers(seed, population.block(block))
    for (let i = 0; i < rows.length; i += CUSTOMER_BATCH_ROWS, batch += 1)
      await writeCustomers(platform, load, batch, rows.slice(i, i + CUSTOMER_BATCH_ROWS))
  }
  await publishCustomers(platform, load)
}

function seconds(value: number): number {
  return Math.round(value * 1000) / 1000
}
