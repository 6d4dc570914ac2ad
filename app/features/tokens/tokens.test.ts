import { createRemoteJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { createServer } from '../../platform/http/server.ts'
import { keys } from '../keys/feature.ts'
import { workspaces } from '../workspaces/feature.ts'
import type { TokenResponse } from './contract.ts'
import { tokens } from './feature.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe.each(ENGINES)('access tokens, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let drop: () => Promise<void>
    let now = Date.now()

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      const features = [tokens, keys, workspaces]
      trill = await startTestPlatform(features, { config: { postgresUrl: database.postgresUrl }, platform: { now: () => now } })
      await trill.addWorkspace({ id: 'other' })
    })
    afterAll(async () => {
      await trill?.close()
      await drop?.()
    })

    const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })
    const exchange = (headers: Record<string, string>, payload?: string) =>
      trill.inject({ method: 'POST', url: '/v1/tokens', headers, ...(payload !== undefined && { payload }) })
    const tokenFor = async (scope: 'read' | 'write' | 'admin' = 'read') =>
      (await exchange(bearer(await trill.createKey(scope, 'main')))).json<TokenResponse>().access_token
    const list = async (token: string, http = trill.http) => http.inject({ url: '/v1/workspaces', headers: bearer(token) })

    test('are given for a key and open what the key opens, for ten minutes', async () => {
      const answer = await exchange(bearer(await trill.createKey('read', 'main')))
      expect(answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'read', workspace_id: 'main' })
      expect(answer.headers['cache-control']).toBe('no-store')
      const { access_token: token } = answer.json<TokenResponse>()
      expect((await list(token)).json().workspaces.map(({ id }: { id: string }) => id)).toEqual(['main'])
      expect((await trill.inject({ url: '/v1/keys', headers: bearer(token) })).statusCode).toBe(403)
      now += 10 * MINUTE - 1000
      expect((await list(token)).statusCode).toBe(200)
      now += 1000
      expect((await list(token)).json()).toMatchObject({ status: 401, detail: expect.stringContaining('expired') })
    })

    test('are asked for as OAuth clients do', async () => {
      const key = await trill.createKey('write', 'main')
      const basic = { authorization: `Basic ${Buffer.from(`my-service:${key}`).toString('base64')}` }
      const form = { ...basic, 'content-type': 'application/x-www-form-urlencoded' }
      expect((await exchange(form, 'grant_type=client_credentials')).json()).toMatchObject({ scope: 'write' })
      expect((await exchange(form, 'grant_type=password')).statusCode).toBe(400)
    })

    test('are not given for a token, a session or nothing', async () => {
      expect((await exchange(bearer(await tokenFor()))).statusCode).toBe(403)
      expect((await exchange({ cookie: await trill.signInCookie(), 'x-trill-csrf': '1' })).statusCode).toBe(403)
      expect((await exchange({})).statusCode).toBe(401)
    })

    test('are verified elsewhere with the published keys', async () => {
      const token = await tokenFor('admin')
      const url = await trill.listen()
      const published = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`))
      const { payload, protectedHeader } = await jwtVerify(token, published, {
        issuer: 'trill',
        audience: 'trill',
        currentDate: new Date(now),
      })
      expect(payload).toMatchObject({ scope: 'admin', workspace_id: 'main' })
      expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
      const set = (await trill.inject('/.well-known/jwks.json')).json()
      expect(set.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig' })
      expect(JSON.stringify(set)).not.toContain('"d"')
    })

    test('end with their key', async () => {
      const { key, id } = (
        await trill.inject({
          method: 'POST',
          url: '/v1/keys',
          headers: bearer(trill.secret),
          payload: { name: 'x', scope: 'read', workspace_id: 'main' },
        })
      ).json()
      const { access_token: token } = (await exchange(bearer(key))).json<TokenResponse>()
      expect((await list(token)).statusCode).toBe(200)
      await trill.inject({ method: 'DELETE', url: `/v1/keys/${id}`, headers: bearer(trill.secret) })
      expect((await list(token)).statusCode).toBe(401)
    })

    test('that were forged, changed or signed by somebody else open nothing', async () => {
      const token = await tokenFor('admin')
      const [header = '', claims = '', signature = ''] = token.split('.')
      const { kid = '' } = decodeProtectedHeader(token)
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const content = JSON.parse(Buffer.from(claims, 'base64url').toString())
      const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
      const sign = (more: object, protectedHeader: object = {}) =>
        new SignJWT({ ...content, ...more }).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...protectedHeader }).sign(privateKey)
      const symmetric = await new SignJWT(content)
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
        .sign(new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey))))
      const forged = [
        `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${claims}.`,
        `${header}.${encode({ ...content, workspace_id: 'other', scope: 'admin', exp: content.exp + 9999 })}.${signature}`,
        await sign({}),
        await sign({}, { kid: 'unknown' }),
        symmetric,
        `${token}x`,
        'eyJ.eyJ.x',
      ]
      for (const credential of forged) expect((await list(credential)).statusCode, credential).toBe(401)
    })

    test('are signed with a new key each day, while the old one is still published for its last tokens', async () => {
      now += 25 * HOUR
      const before = await tokenFor()
      now += 24 * HOUR - 5 * MINUTE
      const last = await tokenFor()
      now += 6 * MINUTE
      const after = await tokenFor()
      expect(decodeProtectedHeader(last).kid).not.toBe(decodeProtectedHeader(after).kid)
      expect([(await list(before)).statusCode, (await list(last)).statusCode, (await list(after)).statusCode]).toEqual([401, 200, 200])
      const published = async () => (await trill.inject('/.well-known/jwks.json')).json().keys.length
      expect(await published()).toBe(2)
      now += HOUR
      expect(await published()).toBe(1)
    })

    test('of one server open another of the same PostgreSQL', async () => {
      const token = await tokenFor()
      const other = createServer(trill.platform, [workspaces])
      await other.ready()
      expect((await list(token, other)).statusCode).toBe(200)
      await other.close()
    })
  })
})
