import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startMailServer } from '../../../test/mail-server.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { JobRunner } from '../../platform/jobs/job-runner.ts'
import type { ChangedSubscription, DeliveriesResponse } from './contract.ts'
import { deliveryWork } from './deliver.ts'
import { DELIVERY } from './delivery-store.ts'
import { subscriptions } from './feature.ts'
import { planDue } from './plan.ts'

const SATURDAY = Date.parse('2026-11-21T12:00:00Z')
const MONDAY = Date.parse('2026-11-23T09:00:00Z')
const sockets: Socket[] = []
/** It greets and then is silent: by itself a sender gives it up after 20 seconds. */
const hanging = createServer((socket) => {
  sockets.push(socket.on('error', () => undefined).resume())
  socket.write('220 mail.example\r\n')
})
let trill: TestPlatform
let now = SATURDAY

beforeAll(async () => {
  hanging.listen(0, '127.0.0.1')
  await once(hanging, 'listening')
  const { port } = hanging.address() as AddressInfo
  const config = { smtpUrl: `smtp://127.0.0.1:${port}`, smtpFrom: 'reports@trill.example', smtpTls: 'off' } as const
  trill = await startTestPlatform([subscriptions], { platform: { now: () => now }, config })
  await trill.addWorkspace({ id: 'club', name: 'Club', time_zone: 'UTC' })
}, 60_000)
afterAll(() => trill?.close())

const newRunner = () =>
  new JobRunner({ platform: trill.platform, work: { [DELIVERY]: deliveryWork(trill.platform) }, plan: () => planDue(trill.platform) })

test('a mail server that hangs does not hold the end of the process up, and what was due goes out once after the next start', {
  timeout: 60_000,
}, async () => {
  const headers = { authorization: `Bearer ${await trill.createKey('admin', 'club')}` }
  const target = { channel: 'email', recipients: ['ann@here.example'] }
  const payload = { name: 'Week', document: 'digest', schedule: { every: 'week', weekday: 1, time: '08:00' }, target }
  const { subscription } = (await trill.inject({ method: 'POST', url: '/v1/subscriptions', headers, payload })).json<ChangedSubscription>()
  now = MONDAY
  const first = newRunner()
  first.wake()
  await vi.waitFor(() => expect(sockets).toHaveLength(1), 20_000)
  const since = performance.now()
  await first.close()
  // Before the silence ends it, however slow the machine is: it takes two seconds.
  expect(performance.now() - since).toBeLessThan(15_000)

  const { port } = hanging.address() as AddressInfo
  hanging.close()
  await once(hanging, 'close')
  const mail = await startMailServer({ port })
  for (const _start of ['the next', 'one after it']) {
    const runner = newRunner()
    runner.wake()
    await runner.rest()
    await runner.close()
  }
  expect(mail.received.map(({ to }) => to)).toEqual([['ann@here.example']])
  const url = `/v1/subscriptions/${subscription.id}/deliveries`
  const { deliveries } = (await trill.inject({ url, headers })).json<DeliveriesResponse>()
  expect(deliveries.map(({ status, attempts }) => [status, attempts.map(({ says }) => says)])).toEqual([
    ['done', ['The mail server took it']],
  ])
  await mail.close()
})
