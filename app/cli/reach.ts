import { type IncomingMessage, request as requestPlain } from 'node:http'
import { Agent, type RequestOptions, request as requestSecure } from 'node:https'
import { type Duplex, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { connect } from 'node:tls'

interface Server {
  readonly url: string
  /** SHA-256 of its certificate, where it speaks HTTPS. */
  readonly fingerprint?: string | undefined
}

interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Readable | undefined
}

/**
 * Asks a server. That of the data directory must, over HTTPS, show the certificate that the directory says it has, whoever signed that;
 * another one a certificate that this machine trusts.
 */
export function reach({ url, fingerprint }: Server, path: string, { method, headers, body }: Sent): Promise<IncomingMessage> {
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  const options = { method, headers: { ...headers, ...length } }
  const address = new URL(path, url)
  const agent = fingerprint === undefined ? undefined : new KnownServerAgent(fingerprint)
  const request = address.protocol === 'https:' ? requestSecure(address, { ...options, agent }) : requestPlain(address, options)
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
    if (body instanceof Readable) pipeline(body, request).catch(reject)
    else request.end(body)
  })
}

/** Sends nothing before the certificate was compared: the first bytes hold the local secret. */
class KnownServerAgent extends Agent {
  readonly #fingerprint: string

  constructor(fingerprint: string) {
    super()
    this.#fingerprint = fingerprint
  }

  override createConnection(options: RequestOptions, connected?: (error: Error | null, stream: Duplex) => void): undefined {
    const socket = connect({ ...(options as object), rejectUnauthorized: false })
    const refuse = (error: Error) => connected?.(error, socket)
    socket.once('error', refuse)
    socket.once('secureConnect', () => {
      if (socket.getPeerX509Certificate()?.fingerprint256 !== this.#fingerprint) {
        return void socket.destroy(new Error('it shows a certificate that is not the server’s'))
      }
      socket.off('error', refuse)
      connected?.(null, socket)
    })
  }
}
