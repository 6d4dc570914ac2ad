import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { consents } from '../../features/consents/feature.ts'
import { ingest } from '../../features/ingest/feature.ts'
import { sessions } from '../../features/sessions/feature.ts'
import { hashPassword } from '../access/password.ts'
import { addPerson } from '../access/people.ts'
import { beginSecondFactor, renewRecoveryCodes } from '../access/second-factor.ts'
import { openPseudonymKeys } from '../privacy/pseudonym-keys.ts'
import { openVault } from './vault.ts'

const newKey = () => randomBytes(32).toString('base64')
const [email, password] = ['ada@example.org', 'correct horse battery staple']
let trill: TestPlatform
let codes: readonly string[]

beforeAll(async () => {
  trill = await startTestPlatform([sessions, ingest, consents], { config: { secretKey: newKey() } })
  const { metadata, config } = trill.platform
  const id = await addPerson(metadata, { email, name: 'Ada', now: 0 })
  await beginSecondFactor({ metadata, vault: openVault({ ...config, secretKey: newKey() }) }, id, email)
  codes = await renewRecoveryCodes(metadata, id)
  const sql = 'UPDATE people SET password_hash = $2, totp_confirmed_at = now() WHERE id = $1'
  await metadata.query(sql, [id, await hashPassword(password)])
}, 60_000)
afterAll(() => trill?.close())

const signIn = (code: string) => trill.inject({ method: 'POST', url: '/v1/sessions/password', payload: { email, password, code } })

test('a second factor whose key is gone is answered with what to do, and lets nobody in', async () => {
  const answer = await signIn('123456')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ code: 'secret_key_missing', detail: expect.stringContaining('TRILL_SECRET_KEY_PREVIOUS') })
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('a recovery code opens without the key', async () => {
  expect((await signIn(codes[0] ?? '')).statusCode).toBeLessThan(300)
})

test('where the key of pseudonyms is closed no event is taken, rather than one with an identifier', async () => {
  const { metadata, config, pseudonymKeys, consents: recorded, log, events } = trill.platform
  await trill.addWorkspace({ id: 'closed' })
  await openPseudonymKeys({ metadata, vault: openVault({ ...config, secretKey: newKey() }), dataDir: config.dataDir, now: Date.now }).then(
    (keys) => keys.begin('closed'),
  )
  await pseudonymKeys.load()
  await recorded.change('closed', { ...recorded.peopleOf('closed').privacy, pseudonymousIds: true })
  const answer = await trill.inject({
    method: 'POST',
    url: '/v1/events?workspace_id=closed',
    headers: { authorization: `Bearer ${trill.secret}` },
    payload: [{ message_id: 'one', type: 'view', actor_id: 'ann' }],
  })
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'secret_key_missing'])
  await log.settle(10_000)
  expect(await events.rows('SELECT actor_id FROM events')).toEqual([])
})
