import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

/** The address people open: the public one, or this machine’s. `port` is the one that was really taken. */
export function publicAddress(config: Config, port: number): string {
  const { publicUrl, host } = config
  if (publicUrl !== '') return publicUrl
  const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return `${isSecure(config) ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** Where people reach a server that listens. */
export function addressOf({ server }: FastifyInstance, config: Config): string {
  const address = server.address()
  return publicAddress(config, address !== null && typeof address === 'object' ? address.port : config.port)
}

/** True when people come by HTTPS: to the server itself, or to the proxy in front. */
export function isSecure({ publicUrl, tlsCert }: Pick<Config, 'publicUrl' | 'tlsCert'>): boolean {
  return publicUrl === '' ? tlsCert !== '' : publicUrl.startsWith('https:')
}

/** True when nobody but the users of this machine can reach the server. */
export function isLocalOnly({ host, publicUrl }: Config): boolean {
  return isLoopback(host) && (publicUrl === '' || isLoopback(new URL(publicUrl).hostname))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.')
}
