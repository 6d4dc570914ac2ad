import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts'
import type { ReportContentResponse } from '../features/executive-report/contract.ts'
import { executiveReport } from '../features/executive-report/feature.ts'
import { knownSections } from '../features/executive-report/known-sections.ts'
import { defineFeature } from '../platform/feature.ts'
import { Failure } from './failure.ts'
import { buildProgram } from './program.ts'

const FILE = join(tmpdir(), `trill-report-${process.pid}.pdf`)
let trill: TestPlatform

beforeAll(async () => {
  const known = defineFeature({ name: 'known', about: 'Known figures.', reportSections: knownSections('simulated') })
  trill = await startTestPlatform([executiveReport, known])
  await trill.addWorkspace({ id: 'main', name: 'Mine', time_zone: 'UTC' })
  await trill.listen()
  vi.stubEnv('TRILL_DATA_DIR', trill.platform.config.dataDir)
}, 60_000)
afterAll(async () => {
  rmSync(FILE, { force: true })
  await trill?.close()
})

async function run(...words: readonly string[]): Promise<string> {
  const out: string[] = []
  const terminal = { out: (text: string) => void out.push(text), err: () => undefined, isWatched: false }
  await buildProgram({ terminal, status: 0 }).parseAsync(['report', 'executive', '--out', FILE, ...words], { from: 'user' })
  return out.join('\n')
}

test('the report of a period is written, with its findings and its size on the screen', async () => {
  const text = await run('--period', '2026-10', '--paper', 'Letter')
  expect(text).toMatch(/^Mine, October 2026 \(simulated data\)\n- Creators with more views earn more/)
  expect(text).toMatch(/Written to .+: 7 pages, \d+ kB\.$/)
  expect(readFileSync(FILE, 'latin1')).toMatch(/^%PDF-1\.7[\s\S]+\[0 0 612 792\]/)
  const answer = JSON.parse(await run('--period', '2026-10', '--json')) as ReportContentResponse & { bytes: number }
  expect(answer).toMatchObject({ status: 'made', file: FILE, bytes: readFileSync(FILE).length })
  expect(answer.pages).toHaveLength(7)
})

test('a period without data fails, on paper too; one that is none shows how it is written', async () => {
  await expect(run('--period', '2026-09')).rejects.toThrow(
    `There is nothing to report: Mine has no data for September 2026; ${FILE} says so on one page`,
  )
  expect(readFileSync(FILE, 'latin1')).toMatch(/\/Count 1\b/)
  const refused = await run('--period', 'October').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Failure)
  expect((refused as Failure).detail).toContain('write a month as 2026-10, a quarter as 2026-Q4')
})
