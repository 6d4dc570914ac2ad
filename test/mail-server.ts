import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** What the server says to a recipient: nothing takes the message. */
export type Answer = { readonly code: number; readonly text: string } | undefined

interface Options {
  /** Asked for each recipient; the address as it was given. */
  readonly answer?: (address: string) => Answer
  /** PEM of a certificate and its key: STARTTLS is offered with it, or it is encrypted from the start. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly fromTheStart?: boolean }
  /** Any that is free when left out. */
  readonly port?: number
  /** The only user and password that may send. */
  readonly user?: { readonly name: string; readonly password: string }
}

export interface ReceivedMail {
  readonly to: readonly string[]
  readonly mail: ParsedMail
  readonly raw: string
}

export interface MailServer {
  readonly port: number
  readonly received: ReceivedMail[]
  close(): Promise<void>
}

/** A mail server on loopback that speaks SMTP and keeps what it takes. */
export async function startMailServer({ answer, tls, user, port = 0 }: Options = {}): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: user === undefined,
    allowInsecureAuth: true,
    closeTimeout: 100,
    secure: tls?.fromTheStart === true,
    ...(tls ?? { disabledCommands: ['STARTTLS', ...(user === undefined ? ['AUTH'] : [])] }),
    onAuth: ({ username, password }, _session, done) =>
      username === user?.name && password === user?.password ? done(null, { user: username }) : done(new Error('Wrong user or password')),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = answer?.(address)
      done(refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
    },
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const raw = Buffer.concat(parts)
        void simpleParser(raw).then((mail) => {
          received.push({ to: envelope.rcptTo.map(({ address }) => address), mail, raw: raw.toString() })
          done(null)
        }, done)
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
