import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preparePostgres } from '../../test/postgres-template.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'trill-trends-cli-'))
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

test('trends are listed as a table and as JSON, and an empty workspace has none', { timeout: 120_000 }, async () => {
  expect(await trill('trends')).toMatchObject({ status: 0, out: 'No hashtag or topic is in at least three of 0 posts.\n' })
  const events = [1, 2, 3].map((i) => ({
    message_id: `post-${i}`,
    type: 'content_publish',
    occurred_at: new Date(Date.now() - (i + 1) * 3_600_000).toISOString(),
    actor_id: `creator-${i}`,
    content_id: `post-${i}`,
    platform: 'web',
    properties: { title: 'Paper plane', tags: ['Origami'] },
  }))
  const file = join(directory, 'posts.ndjson')
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const imported = await trill('import', 'events', file)
  expect(imported.status, imported.err).toBe(0)
  const answer = JSON.parse((await trill('trends', '--json', '--kind', 'hashtag')).out)
  expect(answer).toMatchObject({
    posts: 3,
    items: [{ topic: '#origami', uses: 3, score: null, objections: ['few_uses', 'few_authors', 'one_author_dominates'] }],
  })
  const table = await trill('trends', '--search', 'paper')
  expect(table.out).toMatch(/^TOPIC +SCORE/)
  expect(table.out).toMatch(/paper plane +few uses/)
  expect(await trill('trends', '--kind', 'colour')).toMatchObject({ status: 1 })
})
