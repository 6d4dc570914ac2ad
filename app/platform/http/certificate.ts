import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server as TlsServer } from 'node:tls'
import type { Logger } from 'pino'
import { type Config, SETTINGS } from '../config.ts'

/** How often the files are looked at. */
const LOOK_MILLISECONDS = 30_000
/** Older protocols are refused. */
const MIN_VERSION = 'TLSv1.3'

/** What the server proves itself with. */
export interface Certificate {
  /** As TLS takes it. */
  readonly context: { readonly cert: Buffer; readonly key: Buffer; readonly minVersion: 'TLSv1.3' }
  /** SHA-256 of the first certificate of the file, by which the command line knows the server. */
  readonly fingerprint: string
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
}

type Files = Pick<Config, 'tlsCert' | 'tlsKey'>

/** The certificate that the settings name; undefined when they name none. @throws Error naming the setting and what is wrong. */
export function readCertificate({ tlsCert, tlsKey }: Files): Certificate | undefined {
  if (tlsCert === '') return undefined
  const [cert, key] = [readFrom('tlsCert', tlsCert), readFrom('tlsKey', tlsKey)]
  const certificate = parsed('tlsCert', tlsCert, 'certificate', () => new X509Certificate(cert))
  const privateKey = parsed('tlsKey', tlsKey, 'private key without a password', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`The key ${tlsKey} (${SETTINGS.tlsKey.variable}) does not belong to the certificate ${tlsCert}`)
  return {
    context: { cert, key, minVersion: MIN_VERSION },
    fingerprint: certificate.fingerprint256,
    expiresAt: Date.parse(certificate.validTo),
  }
}

/** An expired certificate serves: browsers say so, and the log does. */
export function warnOfExpiry({ expiresAt }: Certificate, { tlsCert }: Files, logger: Logger, now: number): void {
  if (expiresAt <= now) logger.warn(`The certificate ${tlsCert} expired on ${new Date(expiresAt).toISOString()}; renew it`)
}

interface Watch {
  readonly server: TlsServer
  readonly files: Files
  readonly certificate: Certificate
  readonly logger: Logger
  readonly now: () => number
  /** Hears of every certificate that takes the place of another. */
  readonly changed: (certificate: Certificate) => void
  readonly lookMilliseconds?: number
}

/** Takes a new certificate up without a restart: soon after the files change. @returns what ends this. */
export function watchCertificate({
  server,
  files,
  certificate,
  logger,
  now,
  changed,
  lookMilliseconds = LOOK_MILLISECONDS,
}: Watch): () => void {
  let present = certificate
  let refused = ''
  const look = () => {
    try {
      const next = readCertificate(files)
      if (next === undefined || isSame(next, present)) return
      server.setSecureContext(next.context)
      present = next
      refused = ''
      logger.info({ expires: new Date(next.expiresAt).toISOString() }, 'The certificate was replaced')
      warnOfExpiry(next, files, logger, now())
      changed(next)
    } catch (error) {
      const { message } = error as Error
      if (message !== refused) logger.warn(`${message}; the certificate of before goes on serving`)
      refused = message
    }
  }
  const timer = setInterval(look, lookMilliseconds).unref()
  return () => clearInterval(timer)
}

function isSame({ context: one }: Certificate, { context: other }: Certificate): boolean {
  return one.cert.equals(other.cert) && one.key.equals(other.key)
}

function readFrom(setting: 'tlsCert' | 'tlsKey', path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Error(`${SETTINGS[setting].variable} names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function parsed<T>(setting: 'tlsCert' | 'tlsKey', path: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Error(`${SETTINGS[setting].variable} names ${path}, which holds no PEM ${what}`)
  }
}
