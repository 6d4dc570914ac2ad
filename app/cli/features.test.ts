import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preparePostgres } from '../../test/postgres-template.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'trill-features-cli-'))
const dataDir = join(directory, 'data')

beforeAll(async () => {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'format'), '1\n')
  await preparePostgres(dataDir)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function trill(...words: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
  const env = { ...process.env, TRILL_DATA_DIR: dataDir, TRILL_DEMO: 'off', TRILL_LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [TRILL, ...words], { cwd: directory, env })
  const ran = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...ran }
}

test('the catalogue is listed, of a stranger nothing is said, and all posts go into a file', { timeout: 120_000 }, async () => {
  const { out } = await trill('features', 'list')
  expect(out).toMatch(/^FEATURE +OF +UNIT +WINDOW +QUESTION\ndays_since_last_event +actor +days +90d/)
  expect(out.trim().split('\n')).toHaveLength(128)
  expect(await trill('features', 'compute', 'stranger')).toMatchObject({ status: 0, out: 'stranger: refused (minor)\n' })
  const file = join(directory, 'posts.csv')
  expect(await trill('features', 'compute', '--about', 'content', '--output', file)).toMatchObject({ status: 0 })
  expect(readFileSync(file, 'utf8')).toMatch(/^\uFEFFcontent_id,age_hours,/)
  expect(await trill('features', 'compute', '--as-of', '2126-01-01T00:00:00Z')).toMatchObject({ status: 1 })
})
