import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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

interface ScriptedServer {
  readonly port: number
  /** Lines as they came. */
  readonly heard: string[]
  close(): void
}

/** Answers each line by its first word, `.` the end of the message; nothing where the script has an empty answer. */
async function startScriptedServer(script: Readonly<Record<string, string>>): Promise<ScriptedServer> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let isData = false
    const answerTo = (line: string) => {
      heard.push(line)
      if (isData && line !== '.') return
      const word = line === '.' ? line : (line.split(' ')[0] ?? '')
      isData = word === 'DATA'
      const answer = script[word] ?? '502 5.5.1 What?'
      if (answer !== '') socket.write(`${answer}\r\n`)
    }
    sockets.add(socket.on('error', () => undefined))
    if (script.greeting !== '') socket.write('220 here.example\r\n')
    socket.on('data', (part) => part.toString('latin1').split('\r\n').filter(Boolean).forEach(answerTo))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, heard, close }
}

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

describe('a certificate of one’s own authority, as NODE_EXTRA_CA_CERTS names it, is trusted', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trill-mail-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  /** Sends from a process of its own: the authorities are read when it starts. */
  async function sendTrusting(ca: string, sent: Parameters<typeof settings>[1], port: number): Promise<unknown> {
    const file = join(directory, 'authority.pem')
    writeFileSync(file, ca)
    const program = `import { sendMail } from ${JSON.stringify(new URL('mail.ts', import.meta.url).href)}
      console.log(JSON.stringify((await sendMail(${JSON.stringify(settings(port, sent))}, ${JSON.stringify(mail())})) ?? 'taken'))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
    })
    return JSON.parse(stdout)
  }

  test.each([
    ['encrypted from the start (smtps)', 'smtps', true],
    ['after STARTTLS (smtp)', 'smtp', false],
  ])('%s', { timeout: 60_000 }, async (_name, scheme, fromTheStart) => {
    const own = selfSigned()
    const server = await startMailServer({ tls: { ...own, fromTheStart }, user: { name: 'trill', password: 'p@ss:word' } })
    const asked = { user: 'trill:p%40ss%3Aword@', tls: 'verify', scheme } as const
    expect(await sendTrusting(own.cert, asked, server.port)).toBe('taken')
    expect(server.received.map(({ to }) => to)).toEqual([['ann@here.example']])
    expect(await sendTrusting(selfSigned().cert, asked, server.port)).toMatchObject({
      inPassing: true,
      says: expect.stringMatching(/^The mail server’s certificate is not trusted/),
    })
    expect(server.received).toHaveLength(1)
    await server.close()
  })
})

test('who stops waiting for a server that hangs gets away long before patience ends, and leaves no connection behind', async () => {
  const sockets: Socket[] = []
  const hanging = createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve))
  const abort = new AbortController()
  const patience = { connectMilliseconds: 600_000, silenceMilliseconds: 600_000, signal: abort.signal }
  const sent = sendMail(settings((hanging.address() as AddressInfo).port), mail(), patience)
  await vi.waitFor(() => expect(sockets).toHaveLength(1))
  const closed = once(sockets[0] as Socket, 'close')
  abort.abort(new Error('The server stops'))
  await expect(sent).rejects.toThrow('The server stops')
  sockets[0]?.resume()
  await closed
  hanging.close()
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

describe('a server that follows a script', () => {
  const SCRIPT: Readonly<Record<string, string>> = {
    EHLO: '250-here.example\r\n250 AUTH PLAIN LOGIN',
    AUTH: '235 2.7.0 Welcome',
    MAIL: '250 2.1.0 Ok',
    RCPT: '250 2.1.5 Ok',
    DATA: '354 Go on',
    '.': '250 2.0.0 Taken',
    QUIT: '221 Bye',
  }
  const play = async (changes: Record<string, string>, options: Parameters<typeof settings>[1] = {}) => {
    const scripted = await startScriptedServer({ ...SCRIPT, ...changes })
    const patience = Object.values(changes).includes('') ? 300 : 10_000
    const timeouts = { connectMilliseconds: patience, silenceMilliseconds: patience }
    const said = await sendMail(settings(scripted.port, { user: 'trill:hunter2@', ...options }), mail(), timeouts)
    scripted.close()
    return { said, heard: scripted.heard }
  }

  test('that takes everything has taken the message', async () => {
    expect(await play({})).toMatchObject({ said: undefined })
  })

  test.each([
    [
      'refuses the sender for now',
      { MAIL: '451 4.3.0 Later' },
      true,
      'The mail server refused for now the sender TRILL_SMTP_FROM: 451 4.3.0 Later',
    ],
    [
      'refuses the sender',
      { MAIL: '550 5.7.1 Not from you' },
      false,
      'The mail server refused the sender TRILL_SMTP_FROM: 550 5.7.1 Not from you',
    ],
    [
      'refuses the message for now',
      { '.': '452 4.3.1 Disk full' },
      true,
      'The mail server refused for now the message: 452 4.3.1 Disk full',
    ],
    ['refuses the message', { '.': '554 5.6.0 Spam' }, false, 'The mail server refused the message: 554 5.6.0 Spam'],
    ['takes the message and is silent', { '.': '' }, true, 'The mail server did not answer in time'],
    ['is silent in the middle', { RCPT: '' }, true, 'The mail server did not answer in time'],
    [
      'repeats the password',
      { AUTH: `535 5.7.8 No: hunter2, ${Buffer.from('\0trill\0hunter2').toString('base64')}` },
      true,
      'The mail server refused the user name and password of TRILL_SMTP_URL: 535 5.7.8 No: …, …',
    ],
  ])('that %s', async (_name, changes, inPassing, says) => {
    expect((await play(changes as Record<string, string>)).said).toEqual({ inPassing, says })
  })

  test('that offers no encryption where it is asked for learns neither password nor message', async () => {
    const { said, heard } = await play({}, { tls: 'verify' })
    expect(said?.says).toMatch(/offers no encryption \(STARTTLS\)/)
    expect(heard.every((line) => /^(EHLO|STARTTLS|QUIT|RSET)/.test(line))).toBe(true)
  })

  test('behind smtps: hears nothing but the beginning of TLS', async () => {
    const { said, heard } = await play({ greeting: '' }, { scheme: 'smtps' })
    expect(said).toMatchObject({ inPassing: true })
    expect(heard.join('').charCodeAt(0)).toBe(0x16)
    expect(heard.join('')).not.toContain('EHLO')
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
