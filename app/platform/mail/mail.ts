import { createTransport } from 'nodemailer'
import type { Config } from '../config.ts'
import { isMailAddress } from './mail-address.ts'
import { type MailFailure, mailFailureOf } from './mail-failure.ts'

const CONNECT_MILLISECONDS = 10_000
const SILENCE_MILLISECONDS = 20_000

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

interface Timeouts {
  readonly connectMilliseconds?: number
  readonly silenceMilliseconds?: number
}

/** True when this installation can send e-mail. */
export function canSendMail({ smtpUrl }: Pick<Config, 'smtpUrl'>): boolean {
  return smtpUrl !== ''
}

/**
 * Hands one message to the mail server that is set.
 * @returns undefined once the server has taken it, or why it has not.
 * @throws RangeError for an address that is none.
 */
export async function sendMail(settings: MailSettings, mail: Mail, timeouts: Timeouts = {}): Promise<MailFailure | undefined> {
  if (!isMailAddress(mail.to)) throw new RangeError('sendMail requires one plain e-mail address')
  const transport = createTransport(transportOf(settings, timeouts))
  try {
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
    return mailFailureOf(error, secretsOf(settings))
  } finally {
    transport.close()
  }
}

function transportOf({ smtpUrl, smtpTls }: MailSettings, { connectMilliseconds, silenceMilliseconds }: Timeouts) {
  const url = new URL(smtpUrl)
  const secure = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: smtpTls === 'verify',
    ignoreTLS: smtpTls === 'off' && !secure,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const },
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: connectMilliseconds ?? CONNECT_MILLISECONDS,
    greetingTimeout: connectMilliseconds ?? CONNECT_MILLISECONDS,
    dnsTimeout: connectMilliseconds ?? CONNECT_MILLISECONDS,
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
