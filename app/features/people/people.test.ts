import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, lacksEngine, openDatabase } from '../../../test/metadata-engines.ts'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { sessions } from '../sessions/feature.ts'
import type { CreatedInvitation, PeopleResponse } from './contract.ts'
import { people } from './feature.ts'

const csrf = { 'x-trill-csrf': '1' }
const DAY = 24 * 3_600_000
const PASSWORD = 'seven green otters'

describe.each(ENGINES)('people, with metadata on the %s engine', (engine) => {
  describe.skipIf(lacksEngine(engine))(engine, () => {
    let trill: TestPlatform
    let drop: () => Promise<void>
    let now = Date.parse('2026-03-01T12:00:00Z')
    let invited = 0

    beforeAll(async () => {
      const database = await openDatabase(engine)
      drop = database.drop
      trill = await startTestPlatform([sessions, people], { config: { postgresUrl: database.postgresUrl }, platform: { now: () => now } })
      await trill.addWorkspace({ id: 'main', name: 'Main' })
      await trill.addWorkspace({ id: 'other' })
    })
    afterAll(async () => {
      await trill?.close()
      await drop?.()
    })

    const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, cookie: string, payload?: object) =>
      trill.inject({ method, url, headers: { cookie, ...csrf }, ...(payload && { payload }) })
    const invite = (cookie: string, role: string, workspace_id = 'main', email = `guest.${++invited}@example.org`) =>
      ask('POST', '/v1/people/invitations', cookie, { email, role, workspace_id })
    const list = async (cookie: string, workspace = 'main') =>
      (await ask('GET', `/v1/people?workspace_id=${workspace}`, cookie)).json<PeopleResponse>()
    const tokenOf = ({ url }: CreatedInvitation) => new URL(url).searchParams.get('token')
    const accept = (token: string | null, password = PASSWORD, more: object = {}) =>
      trill.inject({ method: 'POST', url: '/v1/invitations/accept', payload: { token, password, ...more } })
    const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']).split(';')[0] ?? ''
    const who = async (cookie: string) => (await ask('GET', '/v1/session', cookie)).json()

    test('come by an invitation that works once', async () => {
      const owner = await trill.signInCookie()
      const answer = await invite(owner, 'analyst')
      expect(answer.statusCode).toBe(201)
      const invitation = answer.json<CreatedInvitation>()
      expect(invitation.url).toMatch(/\/invitation\?token=[\w-]{43}$/)
      const token = tokenOf(invitation)
      const look = await trill.inject({ method: 'POST', url: '/v1/invitations/look', payload: { token } })
      expect(look.json()).toEqual({ email: invitation.email, role: 'analyst', workspace: 'Main', has_account: false })
      expect((await list(owner)).invitations.map(({ id }) => id)).toContain(invitation.id)
      expect((await accept(token, 'short')).statusCode).toBe(400)
      const accepted = await Promise.all([accept(token, PASSWORD, { name: 'Ada' }), accept(token, 'eleven blue herons')])
      expect(accepted.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1)
      expect((await accept(token)).json()).toMatchObject({ status: 401, code: 'invitation_expired' })
      const cookie = cookieOf(accepted.find(({ statusCode }) => statusCode === 204) ?? { headers: {} })
      expect(await who(cookie)).toMatchObject({ person: { email: invitation.email }, workspaces: [{ id: 'main', role: 'analyst' }] })
      const after = await list(owner)
      expect(after.invitations.map(({ id }) => id)).not.toContain(invitation.id)
      expect(after.people.find(({ email }) => email === invitation.email)).toMatchObject({ role: 'analyst', owns_installation: false })
      const { rows } = await trill.platform.metadata.query('SELECT invitations::text FROM invitations')
      expect(JSON.stringify(rows)).not.toContain(token)
    })

    test('who are invited again get a new link in place of the old, which is good for seven days', async () => {
      const owner = await trill.signInCookie()
      const first = (await invite(owner, 'viewer', 'main', 'twice@example.org')).json<CreatedInvitation>()
      const second = (await invite(owner, 'viewer', 'main', 'Twice@example.org')).json<CreatedInvitation>()
      expect((await accept(tokenOf(first))).statusCode).toBe(401)
      now += 7 * DAY
      expect((await accept(tokenOf(second))).statusCode).toBe(401)
      expect((await invite(owner, 'viewer', 'main', 'no address')).statusCode).toBe(400)
      expect((await invite(owner, 'emperor')).statusCode).toBe(400)
    })

    test('who are not invited any more cannot come', async () => {
      const owner = await trill.signInCookie()
      const invitation = (await invite(owner, 'viewer')).json<CreatedInvitation>()
      expect((await ask('DELETE', `/v1/people/invitations/${invitation.id}`, owner)).statusCode).toBe(204)
      expect((await accept(tokenOf(invitation))).statusCode).toBe(401)
      expect((await ask('DELETE', `/v1/people/invitations/${invitation.id}`, owner)).statusCode).toBe(404)
    })

    test('with an account join another workspace with its password, and keep it', async () => {
      const owner = await trill.signInCookie()
      const first = (await invite(owner, 'viewer')).json<CreatedInvitation>()
      const cookie = cookieOf(await accept(tokenOf(first)))
      const second = (await invite(owner, 'admin', 'other', first.email)).json<CreatedInvitation>()
      expect((await accept(tokenOf(second), 'eleven blue herons')).json()).toMatchObject({ code: 'sign_in_failed' })
      expect((await accept(tokenOf(second))).statusCode).toBe(204)
      expect((await who(cookie)).workspaces).toMatchObject([
        { id: 'main', role: 'viewer' },
        { id: 'other', role: 'admin' },
      ])
      expect((await invite(owner, 'viewer', 'main', first.email)).json()).toMatchObject({ code: 'conflict' })
    })

    test('are given and lose roles at once', async () => {
      const owner = await trill.signInCookie()
      const { personId, cookie } = await trill.signInAs('viewer', 'main')
      const role = (role: string, by = owner, workspace_id = 'main') => ask('PATCH', `/v1/people/${personId}`, by, { role, workspace_id })
      expect((await ask('GET', '/v1/people?workspace_id=main', cookie)).statusCode).toBe(403)
      expect((await role('admin')).statusCode).toBe(204)
      expect((await ask('GET', '/v1/people?workspace_id=main', cookie)).statusCode).toBe(200)
      expect((await role('viewer')).statusCode).toBe(204)
      expect((await ask('GET', '/v1/people?workspace_id=main', cookie)).statusCode).toBe(403)
      expect((await role('viewer', owner, 'other')).statusCode).toBe(404)
    })

    test('lose their account with their last workspace, and every session with it', async () => {
      const owner = await trill.signInCookie()
      const { personId, cookie } = await trill.signInAs('analyst', 'main')
      expect((await ask('DELETE', `/v1/people/${personId}?workspace_id=other`, owner)).statusCode).toBe(404)
      expect((await ask('DELETE', `/v1/people/${personId}?workspace_id=main`, owner)).statusCode).toBe(204)
      expect((await ask('GET', '/v1/session', cookie)).statusCode).toBe(401)
      const { rows } = await trill.platform.metadata.query('SELECT 1 FROM people WHERE id = $1', [personId])
      expect(rows).toEqual([])
    })

    test('hand out no more than they hold', async () => {
      const admin = await trill.signInAs('admin', 'main')
      const owner = await trill.signInAs('owner', 'main')
      const viewer = await trill.signInAs('viewer', 'main')
      expect((await invite(admin.cookie, 'owner')).json()).toMatchObject({ status: 403, detail: expect.stringContaining('an owner') })
      expect((await invite(admin.cookie, 'admin')).statusCode).toBe(201)
      expect((await invite(owner.cookie, 'owner')).statusCode).toBe(201)
      expect((await invite(viewer.cookie, 'viewer')).statusCode).toBe(403)
      expect((await ask('PATCH', `/v1/people/${owner.personId}`, admin.cookie, { role: 'viewer', workspace_id: 'main' })).statusCode).toBe(
        403,
      )
      expect((await ask('DELETE', `/v1/people/${owner.personId}?workspace_id=main`, admin.cookie)).statusCode).toBe(403)
      expect((await ask('PATCH', `/v1/people/${admin.personId}`, admin.cookie, { role: 'owner', workspace_id: 'main' })).statusCode).toBe(
        403,
      )
    })

    test('reach nobody of another workspace', async () => {
      const theirs = await trill.signInAs('viewer', 'other')
      const owner = await trill.signInAs('owner', 'main')
      expect((await ask('GET', '/v1/people?workspace_id=other', owner.cookie)).statusCode).toBe(404)
      expect((await invite(owner.cookie, 'viewer', 'other')).statusCode).toBe(404)
      const change = { role: 'viewer', workspace_id: 'main' }
      expect((await ask('PATCH', `/v1/people/${theirs.personId}`, owner.cookie, change)).statusCode).toBe(404)
      expect((await ask('DELETE', `/v1/people/${theirs.personId}?workspace_id=main`, owner.cookie)).statusCode).toBe(404)
      const invitation = (await invite(await trill.signInCookie(), 'viewer', 'other')).json<CreatedInvitation>()
      expect((await ask('DELETE', `/v1/people/invitations/${invitation.id}`, owner.cookie)).statusCode).toBe(404)
      expect(JSON.stringify(await list(owner.cookie))).not.toContain(theirs.email)
    })

    test('who own the installation belong to every workspace, and nobody takes them out', async () => {
      const owner = await trill.signInCookie()
      const member = (await list(owner, 'other')).people[0]
      expect(member).toMatchObject({ owns_installation: true, role: 'owner' })
      const admin = await trill.signInAs('owner', 'other')
      expect((await ask('DELETE', `/v1/people/${member?.id}?workspace_id=other`, admin.cookie)).statusCode).toBe(403)
    })
  })
})
