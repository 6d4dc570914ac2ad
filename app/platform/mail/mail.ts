import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { Config } from '../config.ts'
import { isMailAddress } from './mail-address.ts'
import { type MailFailure, mailFailureOf } from './mail-failure.ts'

const CONNECT_MILLISECONDS = 10_000
const SILENCE_MILLISECONDS = 20_000
/** How long a message that is on its way may take once nobody waits for it any more: it is rather finished than sent a second time. */
const LEAVE_MILLISECONDS = 2000

export interface Mail {
  /** One address: everybody gets a message of their own. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The same for every attempt, so that a receiver can tell a repeat. */
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly content: Buffer }[]
}

type MailSettings = Pick<Config, 'smtpUrl' | 'smtpFrom' | 'smtpTls'>

interface Patience {
  readonly connectMilliseconds?: number
  readonly silenceMilliseconds?: number
  /** Once it is aborted, the connection ends within two seconds. */
  readonly signal?: AbortSignal
}

/** True when this installation can send e-mail. */
export function canSendMail({ smtpUrl }: Pick<Config, 'smtpUrl'>): boolean {
  return smtpUrl !== ''
}

/**
 * Hands one message to the mail server that is set.
 * @returns undefined once the server has taken it, or why it has not.
 * @throws RangeError for an address that is none.
 * @throws the reason of the signal: whether the server has taken the message is not known.
 */
export async function sendMail(settings: MailSettings, mail: Mail, patience: Patience = {}): Promise<MailFailure | undefined> {
  if (!isMailAddress(mail.to)) throw new RangeError('sendMail requires one plain e-mail address')
  const { signal } = patience
  signal?.throwIfAborted()
  const socket = connect(serverOf(settings))
  const leave = () => setTimeout(() => socket.destroy(), LEAVE_MILLISECONDS)
  signal?.addEventListener('abort', leave, { once: true })
  try {
    await connected(socket, patience)
    const transport = createTransport({ ...transportOf(settings, patience), connection: socket })
    await transport.sendMail({
      from: { name: 'Trill', address: settings.smtpFrom },
      to: { name: '', address: mail.to },
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
      headers: Object.fromEntries(Object.entries(mail.headers).map(([name, value]) => [name, { prepared: true, value: oneLine(value) }])),
      attachments: mail.attachments.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
    })
    return undefined
  } catch (error) {
    signal?.throwIfAborted()
    return mailFailureOf(error, secretsOf(settings))
  } finally {
    signal?.removeEventListener('abort', leave)
    socket.destroy()
  }
}

/** @throws what the connection broke with, or Error ETIMEDOUT. */
async function connected(socket: Socket, { connectMilliseconds = CONNECT_MILLISECONDS }: Patience): Promise<void> {
  const late = setTimeout(() => socket.destroy(Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT' })), connectMilliseconds)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject)
      socket.once('close', () => reject(new Error('The connection was closed')))
    })
  } finally {
    clearTimeout(late)
  }
}

function serverOf({ smtpUrl }: Pick<MailSettings, 'smtpUrl'>): { readonly host: string; readonly port: number } {
  const url = new URL(smtpUrl)
  const usual = url.protocol === 'smtps:' ? 465 : 587
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port === '' ? usual : Number(url.port) }
}

function transportOf({ smtpUrl, smtpTls }: MailSettings, { connectMilliseconds, silenceMilliseconds }: Patience) {
  const url = new URL(smtpUrl)
  const secure = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  return {
    ...serverOf({ smtpUrl }),
    secure,
    requireTLS: smtpTls === 'verify',
    ignoreTLS: smtpTls === 'off' && !secure,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const },
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: connectMilliseconds ?? CONNECT_MILLISECONDS,
    greetingTimeout: connectMilliseconds ?? CONNECT_MILLISECONDS,
    socketTimeout: silenceMilliseconds ?? SILENCE_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** What a server might repeat of what it was told: the password, and how the two ways to sign in write it. */
function secretsOf({ smtpUrl }: Pick<MailSettings, 'smtpUrl'>): string[] {
  const [user, password] = [new URL(smtpUrl).username, new URL(smtpUrl).password].map(decodeURIComponent) as [string, string]
  if (password === '') return []
  return [password, ...[password, `\0${user}\0${password}`].map((text) => Buffer.from(text).toString('base64'))]
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
