import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../platform/config.ts'
import { createOutgoing } from '../../platform/outgoing/outgoing.ts'
import { post } from './posted.ts'
import { type Receiver, startReceiver } from './testing.ts'

const SECRET = '/services/T0/B0/hidden?key=hidden'
let port: number
let receiver: Receiver
let server: Server
const sockets = new Set<Socket>()

/** Takes everything and answers nothing. */
beforeAll(async () => {
  server = createServer((socket) => sockets.add(socket.on('data', () => undefined).on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  receiver = await startReceiver()
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
  receiver?.close()
})

const send = (url: string, { allow = '127.0.0.1', signal = new AbortController().signal, patience = 60 } = {}) => {
  const ask = createOutgoing(readConfig({ TRILL_OUTGOING_ALLOW: allow }), {
    timeoutMilliseconds: patience,
    resolve: (name, found) => found(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), []),
  })
  return post(ask, { url: `${url}${SECRET}`, body: '{}', headers: {}, signal, now: () => 0 })
}

test.each([
  ['takes it and is silent', () => send(`http://127.0.0.1:${port}`), 'again', 'The receiver did not answer in time'],
  ['is not there', () => send('http://127.0.0.1:9'), 'again', 'The receiver cannot be reached (ECONNREFUSED)'],
  ['has no address', () => send('https://nowhere.example'), 'again', 'The receiver’s name was not found'],
  [
    'is in a network of our own',
    () => send('https://10.0.0.1', { allow: '' }),
    'failed',
    'It was not sent: 10.0.0.1 is not on the public internet; TRILL_OUTGOING_ALLOW can allow it',
  ],
  [
    'is the metadata of a cloud, written as a number',
    () => send('https://2852039166', { allow: '' }),
    'failed',
    'It was not sent: 169.254.169.254 is not on the public internet; TRILL_OUTGOING_ALLOW can allow it',
  ],
  [
    'is asked for without encryption',
    () => send('http://10.0.0.1', { allow: '10.0.0.0/8' }),
    'failed',
    'It was not sent: 10.0.0.1 must be asked over https; http is for this machine only',
  ],
] as const)('a receiver that %s', async (_name, attempt, status, says) => {
  const end = await attempt()
  expect(end).toMatchObject({ status, says })
  expect(end.says).not.toContain('hidden')
})

test.each([
  [200, 'done', 'The receiver took it (200)'],
  [204, 'done', 'The receiver took it (204)'],
  [302, 'failed', 'The receiver points elsewhere (302); redirects are not followed'],
  [308, 'failed', 'The receiver points elsewhere (308); redirects are not followed'],
  [400, 'failed', 'The receiver refused it (400)'],
  [404, 'failed', 'The receiver refused it (404)'],
  [408, 'again', 'The receiver cannot take it now (408)'],
  [500, 'again', 'The receiver cannot take it now (500)'],
] as const)('a receiver that answers %s', async (answer, status, says) => {
  receiver.answers.push(answer)
  receiver.posted.splice(0)
  expect(await send(receiver.url, { patience: 5000 })).toMatchObject({ status, says })
  expect(receiver.posted).toHaveLength(1)
})

test.each([
  ['120', 120_000],
  ['Thu, 01 Jan 1970 00:05:00 GMT', 300_000],
  ['Wed, 31 Dec 1969 23:00:00 GMT', 0],
  ['999999999', 8 * 3_600_000],
  ['soon', 0],
])('a receiver that asks to wait %j', async (retryAfter, waitMilliseconds) => {
  receiver.answers.push({ status: 503, retryAfter })
  expect(await send(receiver.url, { patience: 5000 })).toMatchObject({ status: 'again', waitMilliseconds })
})

test('whoever stops waiting learns nothing of the receiver', async () => {
  const abort = new AbortController()
  const sending = send(`http://127.0.0.1:${port}`, { signal: abort.signal, patience: 10_000 })
  setTimeout(() => abort.abort(new Error('The server ends')), 20)
  await expect(sending).rejects.toThrow('The server ends')
})
