import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { weaknessOf } from '../../platform/access/password.ts'
import { sessions } from '../sessions/feature.ts'
import type { AccountResponse, RecoveryCodesResponse, SecondFactorResponse } from './contract.ts'
import { account } from './feature.ts'

const csrf = { 'x-trill-csrf': '1' }
const FIRST = 'seven green otters'
const SECOND = 'eleven blue herons'

describe.each(ENGINES)('an account, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let drop: () => Promise<void>
    let now = Date.parse('2026-03-01T12:00:00Z')

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      trill = await startTestPlatform([sessions, account], { config: { postgresUrl: database.postgresUrl }, platform: { now: () => now } })
      await trill.addWorkspace({ id: 'main' })
    })
    afterAll(async () => {
      await trill?.close()
      await drop?.()
    })

    const show = async (cookie: string) => (await trill.inject({ url: '/v1/account', headers: { cookie } })).json<AccountResponse>()
    const change = (cookie: string, payload: object) =>
      trill.inject({ method: 'PATCH', url: '/v1/account', headers: { cookie, ...csrf }, payload })
    const post = (path: string, cookie: string, payload?: object) =>
      trill.inject({ method: 'POST', url: `/v1/account/${path}`, headers: { cookie, ...csrf }, ...(payload && { payload }) })
    const byPassword = (email: string, password: string, code?: string) =>
      trill.inject({ method: 'POST', url: '/v1/sessions/password', payload: { email, password, ...(code !== undefined && { code }) } })
    const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']).split(';')[0] ?? ''
    const isOpen = async (cookie: string) => (await trill.inject({ url: '/v1/session', headers: { cookie } })).statusCode === 200

    /** Somebody with a password, signed in with it. */
    async function withPassword(): Promise<{ email: string; cookie: string }> {
      const { cookie, email } = await trill.signInAs('analyst', 'main')
      expect((await change(cookie, { new_password: FIRST })).statusCode).toBe(204)
      return { email, cookie: cookieOf(await byPassword(email, FIRST)) }
    }

    async function withSecondFactor() {
      const person = await withPassword()
      const { secret, uri } = (await post('second-factor', person.cookie, { password: FIRST })).json<SecondFactorResponse>()
      const generator = new TOTP({ secret: Secret.fromBase32(secret) })
      const code = () => generator.generate({ timestamp: now })
      const confirmed = (await post('second-factor/confirm', person.cookie, { code: code() })).json<RecoveryCodesResponse>()
      now += 30_000
      return { ...person, uri, code, codes: confirmed.recovery_codes }
    }

    test('of the owner who came by the first link gets its address and password', async () => {
      const cookie = await trill.signInCookie()
      expect(await show(cookie)).toMatchObject({ email: null, has_password: false, needs_password: false })
      expect((await change(cookie, { new_password: FIRST })).json()).toMatchObject({ detail: expect.stringContaining('email is required') })
      expect((await change(cookie, { email: 'Owner@Example.org', name: ' Olga ', new_password: FIRST })).statusCode).toBe(204)
      expect(await show(cookie)).toMatchObject({ email: 'owner@example.org', name: 'Olga', has_password: true })
      expect((await byPassword('owner@example.org', FIRST)).json()).toMatchObject({ person: { owns_installation: true } })
    })

    test('changes its password with the present one, which ends every other session', async () => {
      const { email, cookie } = await withPassword()
      const other = cookieOf(await byPassword(email, FIRST))
      expect((await change(cookie, { new_password: SECOND })).json()).toMatchObject({ status: 400 })
      expect((await change(cookie, { new_password: SECOND, password: SECOND })).json()).toMatchObject({ code: 'sign_in_failed' })
      expect((await change(cookie, { new_password: SECOND, password: FIRST })).statusCode).toBe(204)
      expect([await isOpen(cookie), await isOpen(other)]).toEqual([true, false])
      expect((await byPassword(email, FIRST)).statusCode).toBe(401)
      expect((await byPassword(email, SECOND)).statusCode).toBe(201)
    })

    test('changes its address with the password, and to none that is taken', async () => {
      const { cookie } = await withPassword()
      const { email: taken } = await trill.signInAs('viewer', 'main')
      expect((await change(cookie, { email: 'new@example.org' })).statusCode).toBe(400)
      expect((await change(cookie, { email: taken, password: FIRST })).json()).toMatchObject({ code: 'conflict' })
      expect((await change(cookie, { email: 'no address', password: FIRST })).statusCode).toBe(400)
      expect((await change(cookie, { email: 'new@example.org', password: FIRST })).statusCode).toBe(204)
      expect((await change(cookie, { name: 'Renamed' })).statusCode).toBe(204)
      expect(await show(cookie)).toMatchObject({ email: 'new@example.org', name: 'Renamed' })
    })

    test.each(['short', 'aaaaaaaaaaaaaaaa', 'qwertyuiopasdf', 'abcdefghijklmnop', '123456789012'])(
      'refuses the password %s',
      async (weak) => {
        const { cookie } = await trill.signInAs('viewer', 'main')
        expect((await change(cookie, { new_password: weak })).statusCode).toBe(400)
      },
    )

    test('asks for a code once the second factor is confirmed, and takes each code once', async () => {
      const { email, uri, code } = await withSecondFactor()
      expect(uri).toMatch(/^otpauth:\/\/totp\/Trill:.*secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/)
      expect((await byPassword(email, FIRST)).json()).toMatchObject({ status: 401, code: 'second_factor_required' })
      expect((await byPassword(email, SECOND, code())).json()).toMatchObject({ code: 'sign_in_failed' })
      expect((await byPassword(email, FIRST, '000000')).json()).toMatchObject({ code: 'sign_in_failed' })
      expect((await byPassword(email, FIRST, code())).statusCode).toBe(201)
      expect((await byPassword(email, FIRST, code())).json()).toMatchObject({ code: 'sign_in_failed' })
      now += 30_000
      const late = code()
      now += 30_000
      expect((await byPassword(email, FIRST, late)).statusCode).toBe(201)
      const old = code()
      now += 90_000
      expect((await byPassword(email, FIRST, old)).statusCode).toBe(401)
    })

    test('asks for nothing while the second factor is not confirmed', async () => {
      const { email, cookie } = await withPassword()
      expect((await post('second-factor', cookie, {})).json()).toMatchObject({ status: 400, detail: expect.stringContaining('present') })
      expect((await post('second-factor', cookie, { password: SECOND })).json()).toMatchObject({ code: 'sign_in_failed' })
      await post('second-factor', cookie, { password: FIRST })
      expect((await post('second-factor/confirm', cookie, { code: '000000' })).statusCode).toBe(400)
      expect((await byPassword(email, FIRST)).statusCode).toBe(201)
    })

    test('opens with each recovery code once, and with new ones in place of the old', async () => {
      const { email, cookie, code, codes } = await withSecondFactor()
      expect(codes).toHaveLength(10)
      expect(new Set(codes).size).toBe(10)
      expect((await byPassword(email, FIRST, codes[0]?.toUpperCase())).statusCode).toBe(201)
      expect((await byPassword(email, FIRST, codes[0])).statusCode).toBe(401)
      expect((await show(cookie)).second_factor).toEqual({ is_on: true, recovery_codes_left: 9 })
      const fresh = (await post('recovery-codes', cookie, { code: code() })).json<RecoveryCodesResponse>().recovery_codes
      expect((await byPassword(email, FIRST, codes[1])).statusCode).toBe(401)
      expect((await byPassword(email, FIRST, fresh[1])).statusCode).toBe(201)
      const { rows } = await trill.platform.metadata.query('SELECT recovery_codes::text FROM recovery_codes')
      expect(JSON.stringify(rows)).not.toContain(fresh[2]?.replaceAll('-', ''))
    })

    test('gives the second factor up only for a code, or to a sign-in link', async () => {
      const { email, cookie, code } = await withSecondFactor()
      expect((await post('second-factor/end', cookie, { code: '123456' })).statusCode).toBe(401)
      expect((await post('second-factor', cookie, { password: FIRST })).json()).toMatchObject({ code: 'conflict' })
      expect((await post('second-factor/end', cookie, { code: code() })).statusCode).toBe(204)
      expect((await byPassword(email, FIRST)).statusCode).toBe(201)
      const lost = await withSecondFactor()
      const headers = { authorization: `Bearer ${trill.secret}` }
      const link = await trill.inject({ method: 'POST', url: '/v1/sign-in-links/by-email', headers, payload: { email: lost.email } })
      const token = new URL(link.json().url).searchParams.get('token')
      const byLink = cookieOf(await trill.inject({ method: 'POST', url: '/v1/sessions', payload: { token } }))
      expect((await post('second-factor/end', byLink, { code: '' })).statusCode).toBe(204)
      expect((await change(byLink, { new_password: SECOND })).statusCode).toBe(204)
      expect((await byPassword(lost.email, SECOND)).statusCode).toBe(201)
      expect(await isOpen(lost.cookie)).toBe(false)
    })

    test('is nothing that keys or the command line have', async () => {
      for (const credential of [trill.secret, await trill.createKey('admin', 'main')]) {
        expect((await trill.inject({ url: '/v1/account', headers: { authorization: `Bearer ${credential}` } })).statusCode).toBe(403)
      }
    })
  })
})

test('a password is weak when it repeats, is a row of the keyboard, or holds the address', () => {
  expect(weaknessOf('correct horse battery', 'ada@example.org')).toBeUndefined()
  expect(weaknessOf('lovelace-1815-lovelace', 'lovelace@example.org')).toContain('e-mail')
  expect(weaknessOf('ababababababab', 'ada@example.org')).toContain('repeats')
  expect(weaknessOf('zyxwvutsrqponm', 'ada@example.org')).toContain('row')
})
