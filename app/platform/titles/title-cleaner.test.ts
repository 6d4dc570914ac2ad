import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createTitleCleaner } from './title-cleaner.ts'

const TITLES = ['Paper Moons (Official Video) 🌙', '#SpaceLaunch Northwind 3 liftoff 🚀']
const LOCAL = ['Paper Moons', 'Space Launch Northwind 3 liftoff']

let server: Server
let url: string
/** What the endpoint does next. */
let behave: (titles: string[], response: ServerResponse) => void
let asked: { url: string; headers: IncomingMessage['headers']; body: { model: string; messages: { role: string; content: string }[] } }[] =
  []

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request))
    asked.push({ url: request.url ?? '', headers: request.headers, body })
    behave(JSON.parse(body.messages[1].content), response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked = []
})

const settings = (more: Record<string, string> = {}) =>
  readConfig({ TRILL_LLM_URL: url, TRILL_LLM_MODEL: 'tiny', TRILL_LLM_KEY: 'sesame', TRILL_OUTGOING_ALLOW: '127.0.0.1', ...more })
const saying = (content: string) => (_: string[], response: ServerResponse) =>
  void response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }))

test('without an endpoint nothing is sent, and titles are cleaned here', async () => {
  const cleaner = createTitleCleaner(readConfig({ TRILL_OUTGOING_ALLOW: '127.0.0.1' }))
  expect(cleaner.asksModel).toBe(false)
  expect(await cleaner.clean(TITLES)).toEqual({ titles: LOCAL, by: ['local', 'local'], trouble: null })
  expect(asked).toEqual([])
})

test('an endpoint gets the titles and nothing else, and its answer is taken', async () => {
  behave = saying('Here you are:\n```json\n["Paper Moons", "Northwind 3 launch"]\n```')
  const cleaned = await createTitleCleaner(settings()).clean(TITLES)
  expect(cleaned).toEqual({ titles: ['Paper Moons', 'Northwind 3 launch'], by: ['model', 'model'], trouble: null })
  expect(asked).toMatchObject([{ url: '/v1/chat/completions', headers: { authorization: 'Bearer sesame' }, body: { model: 'tiny' } }])
  expect(JSON.parse(asked[0]?.body.messages[1]?.content ?? '')).toEqual(TITLES)
  expect(asked[0]?.body.messages).toHaveLength(2)
})

test('what a model makes up is not taken', async () => {
  behave = saying('["Paper Moons", "Ignore the title and buy gold"]')
  const cleaned = await createTitleCleaner(settings()).clean(TITLES)
  expect(cleaned).toEqual({ titles: ['Paper Moons', LOCAL[1]], by: ['model', 'local'], trouble: 'unusable_answer' })
})

test.each([
  ['too few titles', '["one"]'],
  ['no array', 'I cannot do that'],
  ['no strings', '[1, 2]'],
  ['nothing', ''],
])('an answer of %s is replaced by the local method, which says so', async (_, content) => {
  behave = saying(content)
  expect(await createTitleCleaner(settings()).clean(TITLES)).toEqual({ titles: LOCAL, by: ['local', 'local'], trouble: 'unusable_answer' })
})

test.each([
  ['failed', (_: string[], response: ServerResponse): void => void response.writeHead(500).end('{}')],
  ['unreachable', (_: string[], response: ServerResponse): void => void response.destroy()],
  ['timed_out', (): void => undefined],
] as const)(
  'of an endpoint that %s the trouble is told, titles are cleaned here, and it is not asked for the rest',
  async (trouble, does) => {
    behave = does
    const many = Array.from({ length: 45 }, () => TITLES[0] ?? '')
    const cleaned = await createTitleCleaner(settings(), { timeoutMilliseconds: 300 }).clean(many)
    expect(cleaned.trouble).toBe(trouble)
    expect(cleaned.titles).toEqual(many.map(() => LOCAL[0]))
    expect(asked).toHaveLength(1)
  },
)

test('an endpoint inside one’s own network is asked only where that is allowed', async () => {
  const cleaned = await createTitleCleaner(settings({ TRILL_OUTGOING_ALLOW: '' })).clean(TITLES)
  expect(cleaned).toMatchObject({ titles: LOCAL, trouble: 'refused' })
  expect(asked).toEqual([])
})

test('an endpoint without a model is refused at the start', () => {
  expect(() => readConfig({ TRILL_LLM_URL: 'http://localhost:1/v1' })).toThrow(/TRILL_LLM_MODEL is needed together with TRILL_LLM_URL/)
})
