import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandLine, openCommandLine } from '../../test/command-line.ts'

let cli: CommandLine

beforeAll(async () => {
  cli = await openCommandLine()
}, 60_000)
afterAll(() => cli?.close())

test('trends are listed as a table and as JSON, and an empty workspace has none', async () => {
  expect(await cli.trill('trends')).toMatchObject({ status: 0, out: 'No hashtag or topic is in at least three of 0 posts.\n' })
  const events = [1, 2, 3].map((i) => ({
    message_id: `post-${i}`,
    type: 'content_publish',
    occurred_at: new Date(Date.now() - (i + 1) * 3_600_000).toISOString(),
    actor_id: `creator-${i}`,
    content_id: `post-${i}`,
    platform: 'web',
    properties: { title: 'Paper plane', tags: ['Origami'] },
  }))
  const file = cli.file('posts.ndjson', events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const imported = await cli.trill('import', 'events', file)
  expect(imported.status, imported.err).toBe(0)
  const answer = JSON.parse((await cli.trill('trends', '--json', '--kind', 'hashtag')).out)
  expect(answer).toMatchObject({
    posts: 3,
    items: [{ topic: '#origami', uses: 3, score: null, objections: ['few_uses', 'few_authors', 'one_author_dominates'] }],
  })
  const table = await cli.trill('trends', '--search', 'paper')
  expect(table.out).toMatch(/^TOPIC +SCORE/)
  expect(table.out).toMatch(/paper plane +few uses/)
  expect(await cli.trill('trends', '--kind', 'colour')).toMatchObject({ status: 1 })
})
