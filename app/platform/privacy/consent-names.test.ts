import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { permittedOf } from '../behaviour/permitted.ts'
import { type Consents, openConsents, type Statement } from './consents.ts'
import { openPseudonymKeys } from './pseudonym-keys.ts'

const GRANTED: Omit<Statement, 'actorId'> = {
  ...{ purposes: { analytics: true, profiling: true, research: true }, ageBand: '31+' },
  ...{ policyVersion: '1', givenAt: Date.parse('2026-01-05T10:00:00Z'), proof: 'form 7' },
}
let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([])
  for (const id of ['hidden', 'other']) {
    await trill.addWorkspace({ id })
    const { consents, pseudonymKeys } = trill.platform
    if (id === 'other') await pseudonymKeys.begin(id)
    await consents.change(id, { ...consents.peopleOf(id).privacy, pseudonymousIds: true })
  }
})
afterAll(() => trill?.close())

const said = (actorId: string, more: Partial<Statement> = {}) =>
  trill.platform.consents.record('hidden', [{ ...GRANTED, actorId, ...more }], 'administrator')
const isPermitted = (name: string, consents: Consents = trill.platform.consents, workspaceId = 'hidden') =>
  permittedOf(name, 'research', consents.peopleOf(workspaceId)).allowed
/** What the next start finds. */
async function reopened(): Promise<Consents> {
  const kept = { ...trill.platform, dataDir: trill.platform.config.dataDir }
  return openConsents({ ...kept, pseudonymKeys: await openPseudonymKeys(kept), erasures: kept.erasureQueue })
}
const noted = async () => {
  await trill.platform.consents.close()
  const { rows } = await trill.platform.metadata.query<{ version: number; masked: string }>(
    "SELECT version, encode(masked, 'hex') AS masked FROM consent_names WHERE workspace_id = 'hidden' ORDER BY version, subject",
  )
  return rows
}
const stored = (id: string) => trill.platform.pseudonymKeys.pseudonymiserOf('hidden').of(id)

test('who agreed before there was a key is found by a pseudonym once they are seen, also after the next start', async () => {
  await said('ada')
  await trill.platform.pseudonymKeys.begin('hidden')
  const [ada = ''] = trill.platform.pseudonymKeys.namesOf('hidden', 'ada')
  expect([isPermitted('ada'), isPermitted(ada)]).toEqual([true, false])
  expect(stored('ada')).toBe(ada)
  expect([isPermitted(ada), isPermitted(stored('nobody'))]).toEqual([true, false])
  expect(await noted()).toHaveLength(1)
  expect(isPermitted(ada, await reopened())).toBe(true)
})

test('who agrees later is found at once, and no longer once they refuse', async () => {
  const bob = stored('bob')
  await said('bob')
  expect([isPermitted(bob), isPermitted(bob, await reopened())]).toEqual([true, true])
  await said('bob', { purposes: { research: false }, givenAt: GRANTED.givenAt + 1000 })
  expect([isPermitted(bob), isPermitted(bob, await reopened())]).toEqual([false, false])
})

test('what somebody sends about a pseudonym does not count before what its person said', async () => {
  await said('eve', { purposes: { research: false, profiling: false } })
  await said(stored('eve'))
  expect(isPermitted(stored('eve'))).toBe(false)
})

test('in another workspace the same person is found by nothing of this', () => {
  const [other = ''] = trill.platform.pseudonymKeys.namesOf('other', 'ada')
  expect([isPermitted(other), isPermitted(other, undefined, 'other'), isPermitted(stored('ada'), undefined, 'other')]).toEqual([
    false,
    false,
    false,
  ])
})

test('no more people are counted than were recorded, and nothing stored shows which pseudonym is whose', async () => {
  const people = trill.platform.consents.peopleOf('hidden')
  expect(people.standings().reduce((sum, { people: alike }) => sum + alike, 0)).toBe(4)
  const [high, low] = people.hashOf(stored('ada'))
  const plain = Buffer.from(Uint32Array.of(high, low).buffer).swap32().toString('hex')
  expect((await noted()).map(({ masked }) => masked)).not.toContain(plain)
})

test('under a new key people are found when they are seen again; with the older key goes who was found by it', async () => {
  const before = stored('ada')
  await trill.platform.pseudonymKeys.rotate('hidden', 0)
  const now = stored('ada')
  expect(now).not.toBe(before)
  expect([isPermitted(before), isPermitted(now)]).toEqual([true, true])
  await trill.platform.pseudonymKeys.destroy('hidden', 1)
  expect([isPermitted(before), isPermitted(now)]).toEqual([false, true])
  expect((await noted()).map(({ version }) => version)).toEqual([2])
  const next = await reopened()
  expect([isPermitted(before, next), isPermitted(now, next)]).toEqual([false, true])
})
