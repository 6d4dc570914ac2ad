import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform.ts'
import type { ChangedSubscription } from '../features/subscriptions/contract.ts'
import { subscriptions } from '../features/subscriptions/feature.ts'
import type { Session } from './command.ts'
import { buildProgram } from './program.ts'

/** The command asks the server of this process. */
let server: TestPlatform
let id = ''

beforeAll(async () => {
  server = await startTestPlatform([subscriptions])
  await server.addWorkspace({ id: 'main' })
  await server.listen()
  vi.stubEnv('TRILL_DATA_DIR', server.platform.config.dataDir)
  const payload = {
    workspace_id: 'main',
    name: 'Each morning',
    document: 'digest',
    schedule: { every: 'day', time: '07:30' },
    // Nothing may be asked there.
    target: { channel: 'webhook', url: 'http://127.0.0.1:9/hook' },
  }
  const headers = { authorization: `Bearer ${server.secret}` }
  const answer = await server.inject({ method: 'POST', url: '/v1/subscriptions', headers, payload })
  id = answer.json<ChangedSubscription>().subscription.id
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await server?.close()
})

async function trill(...words: string[]) {
  let out = ''
  const write = (text: string) => {
    out += `${text}\n`
  }
  const session: Session = { terminal: { out: write, err: write, isWatched: false }, status: 0 }
  const failure = await (await buildProgram(session)).parseAsync(['node', 'trill', ...words]).then(
    () => undefined,
    (error: Error) => error,
  )
  return { out, status: session.status, failure }
}

test('subscriptions are listed with when and where to they go', async () => {
  const { out } = await trill('subscriptions', 'list')
  expect(out).toMatch(new RegExp(`${id} +Each morning +digest +Every day at 07:30 +webhook 127.0.0.1:9 +not sent yet`))
})

test('a test that fails says why, and sets the exit status', async () => {
  const { out, status } = await trill('subscriptions', 'test', id)
  expect(out).toContain('The channel: failed. It was not sent: 127.0.0.1 is not on the public internet')
  expect(status).toBe(1)
  expect((await trill('subscriptions', 'test', randomUUID())).failure).toBeInstanceOf(Error)
})
