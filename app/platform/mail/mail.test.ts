import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfSigned } from '../../../test/certificate.ts'
import { type MailServer, startMailServer } from '../../../test/mail-server.ts'
import { readConfig } from '../config.ts'
import { type Mail, sendMail } from './mail.ts'
import { isMailAddress } from './mail-address.ts'

const ANSWERS = new Map([
  ['nobody@here.example', { code: 550, text: '5.1.1 <nobody@here.example> unknown here' }],
  ['full@here.example', { code: 452, text: '4.2.2 mailbox of full@here.example is full' }],
])
let plain: MailServer
let locked: MailServer
let silent: Server

beforeAll(async () => {
  plain = await startMailServer({ answer: (address) => ANSWERS.get(address) })
  locked = await startMailServer({ tls: selfSigned(), user: { name: 'trill', password: 'p@ss:word' } })
  silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await Promise.all([plain?.close(), locked?.close()])
  silent?.close()
})

const mail = (fields: Partial<Mail> = {}): Mail => ({
  to: 'ann@here.example',
  subject: 'Figures',
  text: 'Plain',
  html: '<p>Marked up</p>',
  messageId: '<one@trill.example>',
  headers: {},
  attachments: [],
  ...fields,
})
const settings = (port: number, { user = '', tls = 'off' as 'off' | 'verify', scheme = 'smtp' } = {}) => ({
  smtpUrl: `${scheme}://${user}127.0.0.1:${port}`,
  smtpFrom: 'reports@trill.example',
  smtpTls: tls,
})

test('a message arrives as it was written, with its id, headers and attachment', async () => {
  const content = Buffer.from('%PDF-1.7 not much')
  const sent = mail({
    subject: 'Cafés über alles – 16 – 22 November',
    headers: { 'List-Unsubscribe': `<https://trill.example/unsubscribe/${'x'.repeat(90)}>` },
    attachments: [{ name: 'report.pdf', type: 'application/pdf', content }],
  })
  expect(await sendMail(settings(plain.port), sent)).toBeUndefined()
  const [got] = plain.received.splice(0)
  expect(got?.to).toEqual(['ann@here.example'])
  expect(got?.mail).toMatchObject({ subject: sent.subject, messageId: '<one@trill.example>', text: expect.stringContaining('Plain') })
  expect(got?.mail.from?.text).toBe('"Trill" <reports@trill.example>')
  expect(got?.mail.attachments[0]).toMatchObject({ filename: 'report.pdf', contentType: 'application/pdf' })
  expect(got?.mail.attachments[0]?.content.equals(content)).toBe(true)
  expect(got?.raw).toContain(`List-Unsubscribe: <https://trill.example/unsubscribe/${'x'.repeat(90)}>`)
})

test('nothing that is written into a message becomes a header or another recipient', async () => {
  const attack = 'Hello\r\nBcc: spy@evil.example\r\n\r\nBody'
  const sent = mail({ subject: attack, headers: { 'List-Unsubscribe': `<https://a.example>\r\nX-Evil: 1` } })
  expect(await sendMail(settings(plain.port), sent)).toBeUndefined()
  const [got] = plain.received.splice(0)
  expect(got?.to).toEqual(['ann@here.example'])
  expect([...(got?.mail.headers.keys() ?? [])]).not.toContain('bcc')
  expect([...(got?.mail.headers.keys() ?? [])]).not.toContain('x-evil')
  expect(got?.mail.subject).toBe('Hello Bcc: spy@evil.example Body')
  for (const to of [
    'ann@here.example, spy@evil.example',
    'ann@here.example\r\nBcc: spy@evil.example',
    'Ann <ann@here.example>',
    '@here.example',
  ])
    await expect(sendMail(settings(plain.port), mail({ to }))).rejects.toThrow(RangeError)
})

test.each([
  ['ann@here.example', true],
  ["o'neil+trill@sub.here.example", true],
  ['ann@bücher.example', true],
  ['ann@here', false],
  ['ann@-here.example', false],
  ['ann,bob@here.example', false],
  ['"ann"@here.example', false],
  [`${'a'.repeat(65)}@here.example`, false],
  ['ann@here.example\n', false],
  ['', false],
])('%j is a plain address: %s', (text, expected) => {
  expect(isMailAddress(text)).toBe(expected)
})

describe('what goes wrong is said in words, without anybody’s address', () => {
  const failures: readonly [string, () => Promise<unknown>, object][] = [
    [
      'a refused recipient, for good',
      () => sendMail(settings(plain.port), mail({ to: 'nobody@here.example' })),
      { inPassing: false, says: 'The mail server refused the recipient: 550 5.1.1 … unknown here' },
    ],
    [
      'a full mailbox, for now',
      () => sendMail(settings(plain.port), mail({ to: 'full@here.example' })),
      { inPassing: true, says: 'The mail server refused for now the recipient: 452 4.2.2 mailbox of … is full' },
    ],
    [
      'a server without encryption',
      () => sendMail(settings(plain.port, { tls: 'verify' }), mail()),
      { inPassing: true, says: 'The mail server offers no encryption (STARTTLS), and TRILL_SMTP_TLS asks for it' },
    ],
    [
      'a certificate that nobody vouches for',
      () => sendMail(settings(locked.port, { tls: 'verify' }), mail()),
      { inPassing: true, says: expect.stringMatching(/^The mail server’s certificate is not trusted.*self.signed/) },
    ],
    [
      'a wrong password',
      () => sendMail(settings(locked.port, { user: 'trill:wrong@' }), mail()),
      { inPassing: true, says: expect.stringMatching(/^The mail server refused the user name and password of TRILL_SMTP_URL: 535/) },
    ],
    [
      'a server that says nothing',
      () => sendMail(settings((silent.address() as AddressInfo).port), mail(), { connectMilliseconds: 60 }),
      { inPassing: true, says: 'The mail server did not answer in time' },
    ],
    [
      'nobody there',
      () => sendMail(settings(9), mail()),
      { inPassing: true, says: expect.stringMatching(/^The mail server cannot be reached \(.*ECONNREFUSED/) },
    ],
  ]
  test.each(failures)('%s', async (_name, send, expected) => {
    expect(await send()).toEqual(expected)
  })
})

test('a user and password of the settings may hold any character', async () => {
  expect(await sendMail(settings(locked.port, { user: 'trill:p%40ss%3Aword@' }), mail())).toBeUndefined()
  expect(locked.received.splice(0)).toHaveLength(1)
})

test.each([
  [{ TRILL_SMTP_URL: 'http://mail.example' }, 'TRILL_SMTP_URL must be an address starting with smtp:// or smtps://'],
  [{ TRILL_SMTP_URL: 'smtp://mail.example' }, 'TRILL_SMTP_FROM is needed together with TRILL_SMTP_URL'],
  [
    { TRILL_SMTP_FROM: 'Ann <ann@here.example>' },
    'TRILL_SMTP_FROM must be an e-mail address such as reports@example.org, got "Ann <ann@here.example>"',
  ],
])('the settings %j are refused', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message)
})
