import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandLine, openCommandLine } from '../../test/command-line.ts'

let cli: CommandLine

beforeAll(async () => {
  cli = await openCommandLine()
}, 60_000)
afterAll(() => cli?.close())

test('the catalogue is listed, of a stranger nothing is said, and all posts go into a file', async () => {
  const { out } = await cli.trill('features', 'list')
  expect(out).toMatch(/^FEATURE +OF +UNIT +WINDOW +QUESTION\ndays_since_last_event +actor +days +90d/)
  expect(out.trim().split('\n')).toHaveLength(128)
  expect(await cli.trill('features', 'compute', 'stranger')).toMatchObject({ status: 0, out: 'stranger: refused (minor)\n' })
  const file = join(cli.directory, 'posts.csv')
  expect(await cli.trill('features', 'compute', '--about', 'content', '--output', file)).toMatchObject({ status: 0 })
  expect(readFileSync(file, 'utf8')).toMatch(/^\uFEFFcontent_id,age_hours,/)
  expect(await cli.trill('features', 'compute', '--as-of', '2126-01-01T00:00:00Z')).toMatchObject({ status: 1 })
})
