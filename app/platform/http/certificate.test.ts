import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type SecureVersion } from 'node:tls'
import { pino } from 'pino'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { selfSigned } from '../../../test/certificate.ts'
import { readConfig } from '../config.ts'
import { readCertificate, warnOfExpiry, watchCertificate } from './certificate.ts'

let directory: string
let files: { tlsCert: string; tlsKey: string }

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trill-tls-'))
  files = { tlsCert: join(directory, 'cert.pem'), tlsKey: join(directory, 'key.pem') }
  put(selfSigned())
  return () => rmSync(directory, { recursive: true, force: true })
})

function put({ cert, key }: { cert: string; key: string }): void {
  writeFileSync(files.tlsCert, cert)
  writeFileSync(files.tlsKey, key)
}

function existing() {
  const certificate = readCertificate(files)
  if (certificate === undefined) throw new Error('No certificate was read')
  return certificate
}

function logOf() {
  const lines: string[] = []
  return { lines, logger: pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line).msg) }) }
}

/** The fingerprint a server shows; rejects when it does not agree to the version. */
async function shownBy(server: Server, maxVersion: SecureVersion = 'TLSv1.3'): Promise<string | undefined> {
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion, minVersion: 'TLSv1.2' })
  await once(socket, 'secureConnect')
  const shown = socket.getPeerX509Certificate()?.fingerprint256
  socket.destroy()
  return shown
}

describe('a certificate', () => {
  test('is none where no file is named', () => {
    expect(readCertificate({ tlsCert: '', tlsKey: '' })).toBeUndefined()
  })

  test('needs its key, and the key it', () => {
    expect(() => readConfig({ TRILL_TLS_CERT: 'cert.pem' })).toThrow('TRILL_TLS_KEY is needed together with TRILL_TLS_CERT')
    expect(() => readConfig({ TRILL_TLS_KEY: 'key.pem' })).toThrow('TRILL_TLS_CERT is needed together with TRILL_TLS_KEY')
  })

  test('that cannot be read is named with its setting', () => {
    rmSync(files.tlsKey)
    expect(() => readCertificate(files)).toThrow(/^TRILL_TLS_KEY names .*key\.pem, which cannot be read \(ENOENT\)$/)
    writeFileSync(files.tlsKey, selfSigned().key)
    writeFileSync(files.tlsCert, 'nothing of the kind')
    expect(() => readCertificate(files)).toThrow(/^TRILL_TLS_CERT names .*cert\.pem, which holds no PEM certificate$/)
  })

  test('with the key of another is refused', () => {
    writeFileSync(files.tlsKey, selfSigned().key)
    expect(() => readCertificate(files)).toThrow(/\(TRILL_TLS_KEY\) does not belong to the certificate/)
  })

  test('that has expired is read, and the log says so', () => {
    put(selfSigned({ expiresAt: Date.parse('2020-03-01T00:00:00Z') }))
    const { logger, lines } = logOf()
    warnOfExpiry(existing(), files, logger, Date.parse('2020-02-29T00:00:00Z'))
    expect(lines).toEqual([])
    warnOfExpiry(existing(), files, logger, Date.parse('2020-03-01T00:00:00Z'))
    expect(lines).toEqual([expect.stringContaining('expired on 2020-03-01T00:00:00.000Z')])
  })
})

describe('a server with a certificate', () => {
  let server: Server
  beforeEach(async () => {
    server = createServer(existing().context)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return () => server.close()
  })

  test('speaks TLS 1.3 and nothing older', async () => {
    expect(await shownBy(server)).toBe(existing().fingerprint)
    await expect(shownBy(server, 'TLSv1.2')).rejects.toThrow(/alert protocol version/)
  })

  test('shows the new one once the files changed, and keeps the old one while they do not fit together', async () => {
    const before = existing()
    const { logger, lines } = logOf()
    const changed = vi.fn()
    const stop = watchCertificate({ server, files, certificate: before, logger, now: Date.now, changed, lookMilliseconds: 20 })
    try {
      const next = selfSigned()
      writeFileSync(files.tlsCert, next.cert)
      await vi.waitFor(() => expect(lines).toEqual([expect.stringContaining('does not belong')]))
      expect(await shownBy(server)).toBe(before.fingerprint)
      writeFileSync(files.tlsKey, next.key)
      await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
      expect(await shownBy(server)).toBe(existing().fingerprint)
      expect(existing().fingerprint).not.toBe(before.fingerprint)
      await expect(shownBy(server, 'TLSv1.2')).rejects.toThrow(/alert protocol version/)
      expect(lines).toHaveLength(2)
    } finally {
      stop()
    }
  })
})
