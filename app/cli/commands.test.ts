import { existsSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, openCommandLine } from '../../test/command-line.ts'

const MAP = 'message_id=id,type=:share,actor_id=user,occurred_at=at'
const SHARES = 'id,user,at\ns1,ada,2020-01-01T00:00:00Z\ns2,bob,2020-01-01T00:01:00Z\ns3,bob,yesterday\n'
let cli: CommandLine

beforeAll(async () => {
  cli = await openCommandLine()
}, 60_000)
afterAll(() => cli?.close())

test('keys are made, listed without their secret, and revoked', async () => {
  const { key, id } = JSON.parse((await cli.trill('keys', 'create', '--scope', 'read', '--name', 'for a report', '--json')).out)
  const listed = await cli.trill('keys', 'list')
  expect(listed.out).toMatch(/^ID +SCOPE +WORKSPACE/)
  expect(listed.out).toContain(id)
  expect(listed.out).not.toContain(key)
  expect(await cli.trill('keys', 'revoke', id)).toMatchObject({ status: 0, out: `Revoked ${id}.\n` })
})

test('people are invited, get another role and are removed', async () => {
  const invited = JSON.parse((await cli.trill('people', 'invite', 'Ada@example.org', '--role', 'analyst', '--json')).out)
  expect(invited).toMatchObject({ email: 'ada@example.org', role: 'analyst', url: expect.stringMatching(/\/invitation\?token=/) })
  expect((await cli.trill('people', 'list')).out).toMatch(/ADDRESS[\s\S]*ada@example\.org +analyst, invited/)
  const url = new URL(invited.url)
  const body = JSON.stringify({ token: url.searchParams.get('token'), password: 'eleven blue herons' })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${url.origin}/v1/invitations/accept`, { method: 'POST', headers, body })).status).toBe(204)
  expect(await cli.trill('people', 'role', 'ada@example.org', 'admin')).toMatchObject({
    status: 0,
    out: 'ada@example.org is admin in main.\n',
  })
  expect(JSON.parse((await cli.trill('sign-in', '--email', 'ada@example.org', '--json')).out).url).toContain('/sign-in?token=')
  expect((await cli.trill('people', 'remove', 'ada@example.org')).status).toBe(0)
  expect((await cli.trill('people', 'remove', 'ada@example.org')).err).toContain('Nobody with the address ada@example.org belongs to main')
})

test('an empty installation has one workspace and nothing in quarantine, and its owner can sign in', async () => {
  expect(JSON.parse((await cli.trill('workspaces', 'list', '--json')).out).workspaces).toMatchObject([{ id: 'main' }])
  expect(JSON.parse((await cli.trill('quarantine', 'list', '--json')).out)).toMatchObject({ total: 0, items: [] })
  expect((await cli.trill('quarantine', 'replay', '--reason', 'too_long')).out).toBe('0 judged again: 0 accepted, 0 refused as before.\n')
  expect(JSON.parse((await cli.trill('sign-in', '--json')).out).url).toMatch(/^http:\/\/[\w.]+:\d+\/sign-in\?token=/)
})

test('the key of pseudonyms is shown by its versions, and cannot be changed before a workspace has one', async () => {
  expect((await cli.trill('privacy', 'keys')).out).toBe('People are stored under their own identifiers.\n')
  const rotated = await cli.trill('privacy', 'rotate-key', '--re-link-days', '30', '--basis', 'Every spring')
  expect([rotated.status, rotated.err]).toEqual([1, expect.stringContaining('pseudonymous_ids is off')])
})

describe('an import', () => {
  test('of a file that is known takes nothing, and again with --again, a mapping from a file included', async () => {
    const shares = cli.file('shares.csv', SHARES)
    expect((await cli.trill('import', 'events', shares, '--map', MAP)).status).toBe(3)
    rmSync(`${shares}.rejects.csv`)
    const known = await cli.trill('import', 'events', shares, '--map', MAP)
    expect([known.status, known.out]).toEqual([3, expect.stringContaining('already imported')])
    const again = await cli.trill(
      'import',
      'events',
      shares,
      '--map',
      cli.file('map.json', JSON.stringify(Object.fromEntries(MAP.split(',').map((pair) => pair.split('='))))),
      '--again',
      '--json',
    )
    expect(JSON.parse(again.out).imports).toMatchObject([{ rows_read: 3, rows_accepted: 0, rows_duplicate: 2, rows_rejected: 1 }])
    expect(existsSync(`${shares}.rejects.csv`)).toBe(true)
  })

  test('of statements records each once however often the file is read, and writes down which rows were refused', {
    timeout: 120_000,
  }, async () => {
    const row = (n: number) => `said-${n},analytics=${n % 2 === 0 ? 'yes' : 'no'},2026-01,2025-06-01T10:00:00Z`
    const rows = Array.from({ length: 700 }, (_, n) => row(n))
    const said = cli.file(
      'said.csv',
      ['actor_id,purposes,policy_version,given_at', ...rows, row(3), 'nobody,analytics=perhaps,1,'].join('\n'),
    )
    const first = await cli.trill('import', 'consents', said, '--json')
    const rejects_file = `${said}.rejects.csv`
    const counts = { rows_read: 702, rows_rejected: 1, rejected_by_reason: [{ reason: 'invalid_format', count: 1 }], rejects_file }
    expect([first.status, JSON.parse(first.out).imports]).toMatchObject([3, [{ ...counts, rows_recorded: 700, rows_known: 1 }]])
    expect(readFileSync(rejects_file, 'utf8')).toContain('703,invalid_format,purposes,')
    // As after a break-off: what was recorded is known, the rest is new.
    const more = cli.file('more.csv', ['actor_id,purposes,policy_version,given_at', ...rows, row(900)].join('\n'))
    const again = await cli.trill('import', 'consents', more)
    expect([again.status, again.out]).toEqual([0, expect.stringMatching(/701 {2}rows read\n +1 {2}recorded\n +700 {2}known/)])
    expect((await cli.trill('consents', 'verify')).out).toContain('701 records')
    const wrong = await cli.trill('import', 'consents', cli.file('wrong.csv', 'who,what\n'))
    expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('The column "who" is not known')])
  })

  test('that cannot be mapped fails with the reason and the status 1', async () => {
    const ran = await cli.trill('import', 'events', cli.file('odd.csv', SHARES), '--map', 'type=:share,actor_id=person')
    expect(ran.status).toBe(1)
    expect(ran.out).toContain('failed. The mapping names the column "person", which the file has not. Its columns are id, user, at.')
  })
})

test('a failure is told with title, detail and remedy, or as a JSON problem', async () => {
  const plain = await cli.trill('query', 'SELEC 1')
  expect([plain.status, plain.out]).toEqual([1, ''])
  expect(plain.err).toMatch(
    /^The query could not be run\.\nSyntax error[\s\S]*\nCorrect the SQL named in `detail`; only one SELECT is allowed\.\n$/,
  )
  const json = await cli.trill('keys', 'create', '--workspace', 'nowhere', '--json')
  expect(json.status).toBe(1)
  expect(JSON.parse(json.err)).toMatchObject({ status: 404, code: 'not_found', detail: 'There is no workspace of that id' })
})
