import { pino } from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MailServer, type ReceivedMail, startMailServer } from '../../../test/mail-server.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { sendEvents } from '../../../test/seeds.ts'
import { ingest } from '../ingest/feature.ts'
import type { ChangedSubscription, DeliveriesResponse, DeliveryState, SubscriptionsResponse, TestSent } from './contract.ts'
import { deliveryRunnerOf } from './delivery-runner.ts'
import { subscriptions } from './feature.ts'
import { CATS, PDF, type Posted, type Receiver, reports, startReceiver } from './testing.ts'

/** A Saturday. */
const START = Date.parse('2026-11-21T12:00:00Z')
const MONDAY = Date.parse('2026-11-23T08:00:00Z')

let now = START
let trill: TestPlatform
let mail: MailServer
let receiver: Receiver
const logged: string[] = []
let refusals = new Map<string, { code: number; text: string }>()

beforeAll(async () => {
  mail = await startMailServer({ answer: (address) => refusals.get(address) })
  receiver = await startReceiver()
  trill = await startTestPlatform([ingest, subscriptions, reports], {
    platform: { now: () => now, logger: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }) },
    config: {
      smtpUrl: `smtp://trill:hunter2@127.0.0.1:${mail.port}`,
      smtpFrom: 'reports@trill.example',
      smtpTls: 'off',
      publicUrl: 'https://trill.example',
      outgoingAllow: ['127.0.0.1'],
    },
  })
  await trill.addWorkspace({ id: 'club', name: 'Club', time_zone: 'Europe/Madrid' })
  await trill.addWorkspace({ id: 'quiet', name: 'Quiet', time_zone: 'UTC' })
  await sendEvents(trill, 'club', CATS)
}, 60_000)
afterAll(async () => {
  await trill?.close()
  receiver?.close()
  await mail?.close()
})
beforeEach(async () => {
  now = START
  refusals = new Map()
  receiver.posted.splice(0)
  receiver.answers.splice(0)
  mail.received.splice(0)
  await trill.platform.metadata.query('DELETE FROM jobs')
  await trill.platform.metadata.query('DELETE FROM subscriptions')
})

const keys = new Map<string, string>()

async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, workspaceId = 'club') {
  const key = keys.get(workspaceId) ?? (await trill.createKey('admin', workspaceId))
  keys.set(workspaceId, key)
  const headers = { authorization: `Bearer ${key}` }
  const answer = await trill.inject({ method, url, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: (answer.body === '' ? undefined : answer.json()) as T }
}

const weekly = { every: 'week', weekday: 1, time: '09:00' }
const toPeople = (...recipients: string[]) => ({ channel: 'email', recipients })
const toWebhook = () => ({ channel: 'webhook', url: `${receiver.url}/hook?key=hidden` })

async function subscribe(target: object, fields: object = {}, workspaceId = 'club') {
  const body = { name: 'Week', document: 'digest', schedule: weekly, target, ...fields }
  const answer = await ask<ChangedSubscription>('POST', '/v1/subscriptions', body, workspaceId)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return { id: answer.body.subscription.id, state: answer.body.subscription, secret: answer.body.signing_secret ?? '' }
}

async function logOf(id: string): Promise<readonly DeliveryState[]> {
  return (await ask<DeliveriesResponse>('GET', `/v1/subscriptions/${id}/deliveries`)).body.deliveries
}

/** Lets everything happen that is due. */
async function run(at = now): Promise<void> {
  now = at
  const runner = deliveryRunnerOf(trill.platform)
  runner.wake()
  await runner.rest()
}

const says = (deliveries: readonly DeliveryState[]) => deliveries.map(({ status, attempts }) => [status, attempts.at(-1)?.says])

describe('a digest by e-mail', () => {
  test('goes to each recipient once, when it is due on the clocks of the workspace, with the figures of the week before', async () => {
    const { id, state } = await subscribe(toPeople('Ann@here.example', 'bob@here.example', 'ann@here.example'))
    expect(state).toMatchObject({ next_run_at: '2026-11-23T08:00:00.000Z', schedule_text: 'Every Monday at 09:00', last_run_at: null })
    await run(MONDAY - 1)
    expect(mail.received).toEqual([])
    await run(MONDAY)
    await run(MONDAY + 60_000)
    expect(mail.received.map(({ to }) => to).sort()).toEqual([['ann@here.example'], ['bob@here.example']])
    const { mail: got, raw } = mail.received[0] as ReceivedMail
    expect(got?.subject).toBe('Club: 16 – 22 November 2026')
    expect(got?.text).toContain('Views: 40 (20 % fewer)')
    expect(got?.text).toContain('Interactions: 12 (12 more)')
    expect(got?.text).toContain('1. Cats & <dogs> (Web): 40 views')
    expect(got?.html).toContain('Cats &amp; &lt;dogs&gt;')
    expect(got?.text).toContain('https://trill.example/overview?from=2026-11-16&to=2026-11-22&workspace=club')
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(raw).not.toContain('Test')
    const deliveries = await logOf(id)
    expect(says(deliveries)).toEqual([
      ['done', 'The mail server took it'],
      ['done', 'The mail server took it'],
    ])
    expect(deliveries.map(({ recipient }) => recipient)).toEqual(['ann@here.example', 'bob@here.example'])
    const { body } = await ask<SubscriptionsResponse>('GET', '/v1/subscriptions')
    expect(body.subscriptions[0]).toMatchObject({
      last_run_at: '2026-11-23T08:00:00.000Z',
      next_run_at: '2026-11-30T08:00:00.000Z',
      last_status: 'done',
    })
  })

  test('says that there is nothing, instead of zeros, where there is nothing', async () => {
    await subscribe(toPeople('ann@here.example'), {}, 'quiet')
    await run(Date.parse('2026-11-23T09:00:00Z'))
    const text = mail.received[0]?.mail.text ?? ''
    expect(text).toContain('Nothing was recorded for Quiet in this period (16 – 22 November 2026), so there is nothing to report.')
    expect(text).not.toMatch(/: 0/)
  })

  test('is not sent again to whom it reached, when another recipient is refused; a full mailbox is tried again under the same id', async () => {
    refusals = new Map([
      ['gone@here.example', { code: 550, text: '5.1.1 <gone@here.example> unknown' }],
      ['full@here.example', { code: 452, text: '4.2.2 full' }],
    ])
    const { id } = await subscribe(toPeople('ann@here.example', 'gone@here.example', 'full@here.example'))
    await run(MONDAY)
    expect(says(await logOf(id))).toEqual([
      ['done', 'The mail server took it'],
      ['waiting', 'The mail server refused for now the recipient: 452 4.2.2 full'],
      ['failed', 'The mail server refused the recipient: 550 5.1.1 … unknown'],
    ])
    refusals.clear()
    await run(MONDAY + 60_000)
    expect(mail.received.map(({ to }) => to[0])).toEqual(['ann@here.example', 'full@here.example'])
    const full = (await logOf(id)).find(({ recipient }) => recipient === 'full@here.example')
    expect(full?.attempts.map(({ outcome }) => outcome)).toEqual(['again', 'done'])
    expect(mail.received[1]?.mail.messageId).toBe(`<${full?.id}@trill.example>`)
  })

  test('ends with one click, without sign-in, and with no click of a scanner of links', async () => {
    const { id } = await subscribe(toPeople('ann@here.example', 'bob@here.example'))
    await run(MONDAY)
    const ann = mail.received.find(({ to }) => to[0] === 'ann@here.example')
    const url = new URL(/List-Unsubscribe: <(.+?)>/.exec(ann?.raw.replaceAll(/\r\n\s/g, ' ') ?? '')?.[1]?.replaceAll(' ', '') ?? '')
    const opened = await trill.inject(url.pathname)
    expect(opened.body).toContain('<button type="submit"')
    const post = (path: string) =>
      trill.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'List-Unsubscribe=One-Click',
      })
    const changed = `${url.pathname.slice(0, -3)}${url.pathname.endsWith('AAA') ? 'BBB' : 'AAA'}`
    expect((await post(changed)).statusCode).toBe(404)
    expect((await post('/v1/unsubscribe/nonsense')).statusCode).toBe(404)
    expect((await post(url.pathname)).statusCode).toBe(200)
    expect((await trill.inject(url.pathname)).body).toContain('You have unsubscribed')
    mail.received.splice(0)
    await run(MONDAY + 7 * 86_400_000)
    expect(mail.received.map(({ to }) => to[0])).toEqual(['bob@here.example'])
    const again = { name: 'Week', document: 'digest', schedule: weekly, target: toPeople('ann@here.example') }
    expect(await ask('PUT', `/v1/subscriptions/${id}`, again)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('has unsubscribed') },
    })
    const audited = await trill.platform.metadata.query(
      "SELECT target, details::text FROM audit_log WHERE action = 'subscription_unsubscribe'",
    )
    expect(JSON.stringify(audited.rows)).not.toContain(url.pathname.split('/').at(-1))
  })
})

describe('a webhook', () => {
  test('is signed so that another implementation of Standard Webhooks believes it, and nobody else’s', async () => {
    const { id, state, secret } = await subscribe(toWebhook(), {
      document: 'executive',
      schedule: { every: 'month', day: 1, time: '06:00' },
    })
    expect(state.host).toBe(new URL(receiver.url).host)
    await run(Date.parse('2026-12-01T05:00:00Z'))
    const { headers, body } = receiver.posted[0] as Posted
    const trusted = { ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) } as unknown as Record<string, string>
    expect(() => new Webhook(secret).verify(body, trusted)).toThrow('No matching signature')
    expect(JSON.parse(body)).toMatchObject({
      type: 'report.due',
      timestamp: '2026-12-01T05:00:00.000Z',
      data: {
        title: 'Executive report of Club: November 2026',
        is_test: false,
        status: 'made',
        summary: ['Views grew in November 2026.'],
        link: 'https://trill.example/reports?of=2026-11-01..2026-11-30&workspace=club',
        is_simulated: false,
        period: { from: '2026-11-01', to: '2026-11-30' },
        pdf: { name: 'executive-2026-11-01-2026-11-30.pdf', base64: PDF.toString('base64'), note: null },
        figures: expect.arrayContaining([
          {
            metric: 'views',
            label: 'Views',
            unit: 'count',
            value: 90,
            previous: null,
            change: 'nothing to compare with',
            status: 'measured',
          },
        ]),
      },
    })
    const [delivery] = await logOf(id)
    expect(headers['webhook-id']).toBe(delivery?.id)
    expect(headers['webhook-timestamp']).toBe(String(now / 1000))
  })

  test('is verified by the package standardwebhooks with the present and, for a day, the earlier secret', async () => {
    now = Date.now()
    const { id, secret } = await subscribe(toWebhook())
    await ask('POST', `/v1/subscriptions/${id}/test`)
    const verify = (key: string) =>
      new Webhook(key).verify(receiver.posted.at(-1)?.body ?? '', receiver.posted.at(-1)?.headers as Record<string, string>)
    expect(verify(secret)).toMatchObject({ data: { is_test: true } })
    const { body } = await ask<ChangedSubscription>('POST', `/v1/subscriptions/${id}/secret`)
    await ask('POST', `/v1/subscriptions/${id}/test`)
    for (const key of [secret, body.signing_secret ?? '']) expect(verify(key)).toBeDefined()
    expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`)).toThrow('No matching signature')
    now += 24 * 3_600_000
    await ask('POST', `/v1/subscriptions/${id}/test`)
    expect(receiver.posted.at(-1)?.headers['webhook-signature']).not.toContain(' ')
    const stored = await trill.platform.metadata.query('SELECT * FROM subscriptions')
    expect(JSON.stringify(stored.rows)).not.toContain('hidden')
  })

  test('that cannot take it now gets it later under the same id, after as long as it asked for', async () => {
    const { id } = await subscribe(toWebhook())
    receiver.answers.push(503, { status: 429, retryAfter: '3600' }, 204)
    await run(MONDAY)
    await run(MONDAY + 30_000)
    const [waiting] = await logOf(id)
    expect(waiting).toMatchObject({ status: 'waiting', next_try_at: new Date(MONDAY + 30_000 + 3_600_000).toISOString() })
    await run(MONDAY + 30_000 + 3_600_000)
    const [delivery] = await logOf(id)
    expect(delivery?.attempts.map(({ outcome, says: said }) => [outcome, said])).toEqual([
      ['again', 'The receiver cannot take it now (503)'],
      ['again', 'The receiver cannot take it now (429)'],
      ['done', 'The receiver took it (204)'],
    ])
    expect(new Set(receiver.posted.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery?.id]))
  })

  test('that is gone (410) pauses its subscription, and says so', async () => {
    const { id } = await subscribe(toWebhook())
    receiver.answers.push(410)
    await run(MONDAY)
    await run(MONDAY + 7 * 86_400_000)
    expect(receiver.posted).toHaveLength(1)
    const { body } = await ask<SubscriptionsResponse>('GET', '/v1/subscriptions')
    expect(body.subscriptions[0]).toMatchObject({
      id,
      next_run_at: null,
      paused_why: 'The receiver wants nothing any more (410 Gone); the subscription was paused',
    })
  })

  test('on a machine of nobody’s but ours is not asked', async () => {
    const { id } = await subscribe({ channel: 'webhook', url: 'http://169.254.169.254/latest/meta-data' })
    const { body } = await ask<TestSent>('POST', `/v1/subscriptions/${id}/test`)
    expect(says(body.deliveries)).toEqual([
      ['failed', expect.stringMatching(/^It was not sent: 169\.254\.169\.254 is not on the public internet/)],
    ])
  })
})

describe('what is made up is said of the figures, whatever the workspace is', () => {
  const sent = () =>
    (JSON.parse(receiver.posted.at(-1)?.body ?? '{}') as { data: { is_simulated: boolean; figures: { status: string }[] } }).data
  const statuses = () => [...new Set(sent().figures.map(({ status }) => status))]

  test('measured figures of a workspace that is a demonstration now', async () => {
    const { id } = await subscribe(toWebhook())
    await trill.platform.metadata.query("UPDATE workspaces SET provenance = 'simulated' WHERE id = 'club'")
    now = MONDAY
    await ask('POST', `/v1/subscriptions/${id}/test`)
    await trill.platform.metadata.query("UPDATE workspaces SET provenance = 'measured' WHERE id = 'club'")
    expect([sent().is_simulated, statuses()]).toEqual([false, ['measured']])
  })

  test('a document of simulated customers where nothing else was recorded', async () => {
    const { id } = await subscribe(toPeople('ann@here.example'), { document: 'executive' }, 'quiet')
    await ask('POST', `/v1/subscriptions/${id}/test`, undefined, 'quiet')
    expect(mail.received[0]?.mail.text).toContain('Simulated: a seeded generator made these figures up')
  })

  test('measured figures that are compared with simulated ones', async () => {
    await trill.addWorkspace({ id: 'mixed', name: 'Mixed', time_zone: 'UTC' })
    for (const [day, provenance] of [
      ['2026-11-10', 'simulated'],
      ['2026-11-17', 'measured'],
    ] as const)
      await trill.platform.events.command(
        `INSERT INTO events (workspace_id, message_id, type, content_id, actor_id, platform, occurred_at, received_at, provenance)
          SELECT 'mixed', concat({provenance:String}, toString(number)), 'view', 'post', toString(number), 'web',
            toDateTime64({day:String}, 3, 'UTC'), now64(3), {provenance:String} FROM numbers(40)`,
        { day, provenance },
      )
    const { id } = await subscribe({ channel: 'slack', url: `${receiver.url}/services` }, {}, 'mixed')
    now = MONDAY
    await ask('POST', `/v1/subscriptions/${id}/test`, undefined, 'mixed')
    expect(receiver.posted[0]?.body).toContain('*Partly simulated: a seeded generator made some of this up; read it as a demonstration.*')
  })
})

test('Slack is sent blocks with the figures and a link, in which nothing of a title is markup', async () => {
  const { id } = await subscribe({ channel: 'slack', url: `${receiver.url}/services/T0/B0/secret` })
  const { body } = await ask<TestSent>('POST', `/v1/subscriptions/${id}/test`)
  expect(says(body.deliveries)).toEqual([['done', 'The receiver took it (200)']])
  const sent = JSON.parse(receiver.posted[0]?.body ?? '{}') as { blocks: { type: string }[] }
  expect(receiver.posted[0]?.path).toBe('/services/T0/B0/secret')
  expect(sent.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: '[Test] Club: 14 – 20 November 2026', emoji: false } })
  expect(JSON.stringify(sent)).toContain('1. Cats &amp; &lt;dogs&gt; (Web): 40 views')
  expect(JSON.stringify(sent)).toContain('<https://trill.example/overview?from=2026-11-14&to=2026-11-20&workspace=club|See it in Trill>')
})

test('a test goes out now, marked, with the PDF, once, also while paused', async () => {
  const { id } = await subscribe(toPeople('ann@here.example'), { document: 'executive' })
  await ask('POST', `/v1/subscriptions/${id}/pause`, { paused: true })
  const { body } = await ask<TestSent>('POST', `/v1/subscriptions/${id}/test`)
  expect(body.deliveries).toMatchObject([{ cause: 'test', status: 'done', recipient: 'ann@here.example' }])
  const [got] = mail.received
  expect(got?.mail.subject).toBe('[Test] Executive report of Club: 14 – 20 November 2026')
  expect(got?.mail.attachments[0]?.content.equals(PDF)).toBe(true)
  await run(MONDAY)
  expect(mail.received).toHaveLength(1)
  await ask('POST', `/v1/subscriptions/${id}/pause`, { paused: false })
  await run(MONDAY + 7 * 86_400_000)
  expect(mail.received).toHaveLength(2)
})

test('what waits for a person is not sent to a channel that took their place', async () => {
  const { id } = await subscribe(toWebhook())
  receiver.answers.push(503)
  await run(MONDAY)
  const changed = { name: 'Week', document: 'digest', schedule: weekly, target: toPeople('ann@here.example') }
  await ask('PUT', `/v1/subscriptions/${id}`, changed)
  await run(MONDAY + 60_000)
  expect(says(await logOf(id))).toEqual([['cancelled', 'The subscription goes elsewhere now']])
  expect(mail.received).toEqual([])
})

test.each([
  [{ document: 'novel' }, 'document "novel" is none that can be made here'],
  [{ target: toPeople('ann@here.example', 'bob@here.example\r\nBcc: x@y.example') }, 'target.recipients[1] is not a plain e-mail address'],
  [{ target: { channel: 'slack' } }, 'target.url is required: say where to post it'],
  [{ target: { channel: 'webhook', url: 'file:///etc/passwd' } }, 'target.url must be an address that begins with https://'],
  [{ name: 'Week\r\nBcc: x@y.example' }, expect.stringContaining('name')],
  [{ target: toPeople(...Array.from({ length: 21 }, (_, n) => `a${n}@here.example`)) }, expect.stringContaining('target')],
])('%j is refused', async (fields, detail) => {
  const body = { name: 'Week', document: 'digest', schedule: weekly, target: toPeople('ann@here.example'), ...fields }
  expect(await ask('POST', '/v1/subscriptions', body)).toMatchObject({ status: 400, body: { detail } })
})

test('another workspace sees and changes nothing', async () => {
  const { id } = await subscribe(toPeople('ann@here.example'))
  for (const [method, path] of [
    ['GET', '/deliveries'],
    ['POST', '/test'],
    ['POST', '/secret'],
    ['DELETE', ''],
  ] as const)
    expect((await ask(method, `/v1/subscriptions/${id}${path}`, undefined, 'quiet')).status).toBe(404)
  expect((await ask('DELETE', `/v1/subscriptions/${id}`)).status).toBe(204)
  expect((await trill.platform.metadata.query('SELECT 1 FROM jobs')).rowCount).toBe(0)
})

test('no password, address or token stands in the log of the server, of deliveries or of what was done', async () => {
  const { id } = await subscribe({ channel: 'webhook', url: 'http://127.0.0.1:9/hook?key=hidden' })
  const { id: letters } = await subscribe(toPeople('ann@here.example'))
  refusals = new Map([['ann@here.example', { code: 550, text: '<ann@here.example> is unknown to hunter2' }]])
  await run(MONDAY)
  const secrets = await ask<ChangedSubscription>('POST', `/v1/subscriptions/${id}/secret`)
  const { rows: audited } = await trill.platform.metadata.query('SELECT target, details::text FROM audit_log')
  const written = JSON.stringify([logged, await logOf(id), await logOf(letters), audited])
  expect(says(await logOf(id))).toEqual([['waiting', 'The receiver cannot be reached (ECONNREFUSED)']])
  for (const secret of ['hidden', 'hunter2', secrets.body.signing_secret ?? '-', '/v1/unsubscribe/']) expect(written).not.toContain(secret)
  expect(JSON.stringify(logged)).not.toContain('ann@here.example')
})
