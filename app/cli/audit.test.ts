import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandLine, openCommandLine } from '../../test/command-line.ts'

let cli: CommandLine

beforeAll(async () => {
  cli = await openCommandLine()
}, 60_000)
afterAll(() => cli?.close())

test('the audit log is listed, exported and verified, with status 1 when it was tampered with', async () => {
  const made = JSON.parse((await cli.trill('keys', 'create', '--scope', 'read', '--json')).out)
  const { records } = JSON.parse((await cli.trill('audit', 'list', '--action', 'key_create', '--json')).out)
  expect(records).toMatchObject([{ sequence: 1, actor_kind: 'local', target: made.id, workspace_id: 'main', outcome: 'success' }])
  const path = join(cli.directory, 'audit.ndjson')
  expect(await cli.trill('audit', 'export', '--output', path)).toEqual({ status: 0, out: '', err: '' })
  expect(JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '')).toMatchObject({ action: 'key_create', hash: records[0].hash })
  expect(await cli.trill('audit', 'verify')).toEqual({
    status: 0,
    out: 'The audit log is whole: 2 records, each as it was written.\n',
    err: '',
  })

  expect(await cli.trill('consents', 'verify')).toMatchObject({
    status: 0,
    out: expect.stringContaining('The ledger of consents is whole: 0 records'),
  })

  const head = join(cli.dataDir, 'audit.head')
  const sealed = readFileSync(head, 'utf8')
  await cli.trill('keys', 'create', '--scope', 'read')
  writeFileSync(head, sealed.replace('"sequence":2', '"sequence":3'))
  const verified = await cli.trill('audit', 'verify')
  expect(verified.status).toBe(1)
  expect(verified.out).toContain('The audit log is broken at record 3 (head_changed).')
  expect(await cli.trill('audit', 'list', '--from', 'yesterday')).toMatchObject({ status: 2 })
})
