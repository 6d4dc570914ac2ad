import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { selfSigned } from '../../../test/certificate.ts'
import { readConfig } from '../config.ts'
import { isPublic, OutgoingRefused, type Resolve } from './destination.ts'
import { createOutgoing, type OutgoingOptions } from './outgoing.ts'

/** Addresses by name, as a resolver finds them. */
const NAMES: Record<string, string[]> = {
  'inside.example': ['10.1.2.3'],
  'mixed.example': ['93.184.215.14', '169.254.169.254'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'public.example': ['93.184.215.14'],
  'local.example': ['127.0.0.1'],
}
const resolve: Resolve = (hostname, found) => {
  const addresses = NAMES[hostname]
  if (addresses === undefined) return found(new Error(`ENOTFOUND ${hostname}`), [])
  found(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  )
}

let server: Server
let port: number
let asked: string[] = []

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  asked.push(request.url ?? '')
  if (request.url === '/elsewhere') return void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
  if (request.url === '/large') return void response.end('x'.repeat(2000))
  if (request.url === '/nothing') return void response.writeHead(204).end()
  if (request.url === '/slow') return void response.write('…')
  response.setHeader('set-cookie', ['a=1', 'b=2'])
  response.end(JSON.stringify({ method: request.method, headers: request.headers, body: await text(request) }))
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const outgoing = (allow = '', options: OutgoingOptions = {}) =>
  createOutgoing(readConfig({ TRILL_OUTGOING_ALLOW: allow }), { resolve, ...options })

describe('an address that is not on the public internet', () => {
  const FORBIDDEN: [string, ...string[]][] = [
    ['this machine', '127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '::', '0.1.2.3'],
    ['a network of one’s own', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
    ['this link, and the metadata of a cloud', '169.254.0.1', '169.254.169.254', 'fe80::1', 'fd00:ec2::254'],
    ['shared by a provider', '100.64.0.1', '100.127.255.255', '100.100.100.200'],
    ['several at once', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
    ['reserved', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1', '2001:db8::1', '100::1'],
    ['IPv4 in another form', '::ffff:10.0.0.1', '::ffff:a00:1', '::10.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1', '2002:a00:1::', '2001::1'],
  ]

  test.each(FORBIDDEN)('is refused: %s', async (_, ...addresses) => {
    for (const address of addresses) {
      expect([address, isPublic(address)]).toEqual([address, false])
      const url = `https://${address.includes(':') ? `[${address}]` : address}/`
      await expect(outgoing()(url)).rejects.toThrow(OutgoingRefused)
    }
  })

  test('is refused however it is written', async () => {
    for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '①②⑦.0.0.1', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]'])
      await expect(outgoing()(`https://${host}:${port}/`)).rejects.toThrow(OutgoingRefused)
  })

  test('is refused when a name leads there, also beside one that is public', async () => {
    for (const name of ['inside.example', 'mixed.example', 'mapped.example', 'local.example'])
      await expect(outgoing()(`https://${name}:${port}/`)).rejects.toThrow(/is not on the public internet; TRILL_OUTGOING_ALLOW/)
  })

  test('in any private IPv4 network is refused, and with it its forms in IPv6', () => {
    const byte = fc.nat(255)
    fc.assert(
      fc.property(fc.constantFrom('10', '127', '0'), byte, byte, byte, (a, b, c, d) => {
        const address = `${a}.${b}.${c}.${d}`
        expect([address, `::ffff:${address}`, `::${address}`, `64:ff9b::${address}`].map(isPublic)).toEqual([false, false, false, false])
      }),
    )
  })
})

test('an address of the public internet is none of those', () => {
  for (const address of ['1.1.1.1', '93.184.215.14', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700:4700::1111', '2a00:1450::1'])
    expect([address, isPublic(address)]).toEqual([address, true])
})

describe('the setting allows', () => {
  test.each(['127.0.0.1', '127.0.0.0/8', 'local.example', '10.0.0.0/8, local.example'])('%s', async (allow) => {
    expect((await outgoing(allow)(`http://local.example:${port}/`)).status).toBe(200)
  })

  test('nothing but what it names', async () => {
    for (const allow of ['127.0.0.2', '10.0.0.0/8', 'other.example', '::1/128', 'example'])
      await expect(outgoing(allow)(`http://local.example:${port}/`)).rejects.toThrow(OutgoingRefused)
  })

  test('names and networks only', () => {
    for (const wrong of ['https://inside', 'a b', '10.0.0.0/8;x'])
      expect(() => readConfig({ TRILL_OUTGOING_ALLOW: wrong })).toThrow('TRILL_OUTGOING_ALLOW must list names')
  })
})

describe('a request', () => {
  const here = (path: string) => `http://local.example:${port}${path}`

  test('goes to the very address that was judged, and asks for it once', async () => {
    const answers = ['127.0.0.1', '10.0.0.1']
    const rebinding = vi.fn<Resolve>((_, found) => found(null, [{ address: answers.shift() ?? '', family: 4 }]))
    expect((await outgoing('127.0.0.1', { resolve: rebinding })(here('/'))).status).toBe(200)
    expect(rebinding).toHaveBeenCalledOnce()
    await expect(outgoing('127.0.0.1', { resolve: rebinding })(here('/'))).rejects.toThrow(OutgoingRefused)
  })

  test('carries method, headers and body, and brings back status, headers and body', async () => {
    const init = { method: 'POST', headers: { authorization: 'Bearer x' }, body: new URLSearchParams({ a: 'ü' }) }
    const response = await outgoing('local.example')(here('/'), init)
    const { method, headers, body } = (await response.json()) as { method: string; headers: Record<string, string>; body: string }
    expect([method, body, headers.authorization, headers.host]).toEqual(['POST', 'a=%C3%BC', 'Bearer x', `local.example:${port}`])
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect((await outgoing('local.example')(here('/nothing'))).status).toBe(204)
  })

  test('does not follow a redirect', async () => {
    asked = []
    const response = await outgoing('local.example')(here('/elsewhere'), { redirect: 'follow' })
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://169.254.169.254/latest'])
    expect(asked).toEqual(['/elsewhere'])
  })

  test('ends when the answer is too large, comes too late, or nobody waits for it', async () => {
    const small = outgoing('local.example', { responseMaxBytes: 1999, timeoutMilliseconds: 100 })
    await expect(small(here('/large'))).rejects.toThrow('The answer is larger than 1999 bytes')
    await expect(small(here('/slow'))).rejects.toThrow(/abort|timeout/i)
    await expect(outgoing('local.example')(here('/slow'), { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort|timeout/i)
  })

  test('ends in time also where memory is tidied up while it waits', async () => {
    setFlagsFromString('--expose-gc')
    const tidyUp = runInNewContext('gc') as () => void
    for (const signal of [undefined, new AbortController().signal]) {
      const asking = outgoing('local.example', { timeoutMilliseconds: 80 })(here('/slow'), { ...(signal && { signal }) })
      setTimeout(tidyUp, 20)
      await expect(asking).rejects.toMatchObject({ name: 'TimeoutError' })
    }
  }, 5000)

  test('does not leave this machine unencrypted, even where that is allowed', async () => {
    for (const url of ['http://public.example/', 'http://93.184.215.14/', 'http://inside.example/'])
      await expect(outgoing('inside.example')(url)).rejects.toThrow(/must be asked over https/)
  })

  test('is made for nothing but web addresses without a password', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://public.example/', 'data:text/plain,x', 'https://user:word@public.example/'])
      await expect(outgoing()(url)).rejects.toThrow(OutgoingRefused)
  })

  test('believes no certificate that nobody vouches for', async () => {
    const secure = createSecureServer(selfSigned())
    await once(secure.listen(0, '127.0.0.1'), 'listening')
    const { port: securePort } = secure.address() as AddressInfo
    await expect(outgoing('local.example')(`https://local.example:${securePort}/`)).rejects.toThrow(/self.signed/)
    secure.close()
  })
})
