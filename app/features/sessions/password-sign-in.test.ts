import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { hashPassword, isPassword } from '../../platform/access/password.ts'
import { addPerson, setRole } from '../../platform/access/people.ts'
import { sessions } from './feature.ts'

const PASSWORD = 'seven green otters'
const MINUTE = 60_000

describe.each(ENGINES)('signing in by password, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let drop: () => Promise<void>
    let now = Date.parse('2026-03-01T12:00:00Z')

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      trill = await startTestPlatform([sessions], { config: { postgresUrl: database.postgresUrl }, platform: { now: () => now } })
      await trill.addWorkspace({ id: 'main' })
      const passwordHash = await hashPassword(PASSWORD)
      for (const name of ['ada', 'bob', 'eve', 'cy']) {
        const { metadata } = trill.platform
        await setRole(metadata, await addPerson(metadata, { email: `${name}@example.org`, passwordHash, now }), 'main', 'viewer', now)
      }
      await addPerson(trill.platform.metadata, { email: 'link-only@example.org', now })
    })
    afterAll(async () => {
      await trill?.close()
      await drop?.()
    })

    const signIn = (email: string, password: string, remoteAddress = '192.0.2.1') =>
      trill.inject({ method: 'POST', url: '/v1/sessions/password', payload: { email, password }, remoteAddress })

    test('opens a session, however the address is written', async () => {
      const answer = await signIn(' Ada@Example.org ', PASSWORD)
      expect(answer.statusCode).toBe(201)
      expect(answer.json()).toMatchObject({ person: { email: 'ada@example.org' }, workspaces: [{ id: 'main', role: 'viewer' }] })
      expect(answer.headers['set-cookie']).toMatch(/^trill_session=[\w-]{43};.*HttpOnly; SameSite=Lax/)
    })

    test('keeps the password as Argon2id and in no other form', async () => {
      const { rows } = await trill.platform.metadata.query<{ text: string }>('SELECT people::text AS text FROM people')
      expect(JSON.stringify(rows)).toContain('$argon2id$v=19$m=65536,t=3,p=1$')
      expect(JSON.stringify(rows)).not.toContain(PASSWORD)
    })

    test('says the same of a wrong password, an unknown account and one without a password, after the same work', async () => {
      const work = async (done: () => Promise<unknown>) => {
        const before = process.cpuUsage()
        await done()
        const { user, system } = process.cpuUsage(before)
        return user + system
      }
      const hash = await hashPassword(PASSWORD)
      const checks: number[] = []
      for (let n = 0; n < 3; n++) checks.push(await work(() => isPassword(hash, 'seven green wombats')))
      const told: unknown[] = []
      for (const email of ['ada@example.org', 'nobody@example.org', 'link-only@example.org', 'not an address']) {
        const spent = await work(async () => {
          const { request_id: _, ...problem } = (await signIn(email, 'seven green wombats')).json()
          told.push(problem)
        })
        expect(spent, email).toBeGreaterThan(Math.min(...checks) / 2)
      }
      expect(new Set(told.map((problem) => JSON.stringify(problem))).size).toBe(1)
      expect(told[0]).toMatchObject({ status: 401, code: 'sign_in_failed' })
    })

    test.each(['bob@example.org', 'unknown@example.org'])(
      'makes whoever guesses at %s wait twice as long after each guess',
      async (email) => {
        const waits: number[] = []
        for (let guess = 0; waits.length < 12; guess++) {
          const answer = await signIn(email, `guess number ${guess}`, `198.51.100.${guess}`)
          if (answer.statusCode === 401) continue
          waits.push(Number(answer.headers['retry-after']))
          now += (waits.at(-1) ?? 0) * 1000
        }
        expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
      },
    )

    test('refuses even the right password while it waits, and takes it afterwards', async () => {
      for (let attempt = 0; attempt < 6; attempt++) await signIn('eve@example.org', 'wrong wrong wrong')
      const early = await signIn('eve@example.org', PASSWORD)
      expect(early.json()).toMatchObject({ status: 429, code: 'rate_limited' })
      expect(Number(early.headers['retry-after'])).toBeGreaterThan(0)
      expect(early.headers['set-cookie']).toBeUndefined()
      now += 15 * MINUTE
      expect((await signIn('eve@example.org', PASSWORD)).statusCode).toBe(201)
      expect((await signIn('eve@example.org', 'wrong wrong wrong')).statusCode).toBe(401)
    })

    test('counts guesses that come at once one by one', async () => {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) => signIn('cy@example.org', `at once ${index}`, '203.0.113.9')),
      )
      expect(answers.filter(({ statusCode }) => statusCode === 401).length).toBeLessThanOrEqual(6)
      expect(answers.filter(({ statusCode }) => statusCode === 429).length).toBeGreaterThanOrEqual(6)
    })

    test('makes an address that guesses at many accounts wait, and no other address', async () => {
      const guess = (account: number, address: string) => signIn(`person.${account}@example.org`, 'tried with all', address)
      for (let account = 0; account < 31; account++) await guess(account, '203.0.113.50')
      expect((await guess(99, '203.0.113.50')).statusCode).toBe(429)
      expect((await guess(99, '203.0.113.51')).statusCode).toBe(401)
    })
  })
})
