import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preparePostgres } from '../../test/postgres-template.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'trill-audit-cli-'))
const dataDir = join(directory, 'data')

beforeAll(async () => {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'format'), '1\n')
  await preparePostgres(dataDir)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function trill(...words: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
  const env = { ...process.env, TRILL_DATA_DIR: dataDir, TRILL_DEMO: 'off', TRILL_LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [TRILL, ...words], { cwd: directory, env })
  const ran = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text))
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...ran }
}

test('the audit log is listed, exported and verified, with status 1 when it was tampered with', { timeout: 120_000 }, async () => {
  const made = JSON.parse((await trill('keys', 'create', '--scope', 'read', '--json')).out)
  const { records } = JSON.parse((await trill('audit', 'list', '--action', 'key_create', '--json')).out)
  expect(records).toMatchObject([{ sequence: 1, actor_kind: 'local', target: made.id, workspace_id: 'main', outcome: 'success' }])
  const path = join(directory, 'audit.ndjson')
  expect(await trill('audit', 'export', '--output', path)).toEqual({ status: 0, out: '', err: '' })
  expect(JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '')).toMatchObject({ action: 'key_create', hash: records[0].hash })
  expect(await trill('audit', 'verify')).toEqual({
    status: 0,
    out: 'The audit log is whole: 2 records, each as it was written.\n',
    err: '',
  })

  expect(await trill('consents', 'verify')).toMatchObject({
    status: 0,
    out: expect.stringContaining('The ledger of consents is whole: 0 records'),
  })

  const head = join(dataDir, 'audit.head')
  const sealed = readFileSync(head, 'utf8')
  await trill('keys', 'create', '--scope', 'read')
  writeFileSync(head, sealed.replace('"sequence":2', '"sequence":3'))
  const verified = await trill('audit', 'verify')
  expect(verified.status).toBe(1)
  expect(verified.out).toContain('The audit log is broken at record 3 (head_changed).')
  expect(await trill('audit', 'list', '--from', 'yesterday')).toMatchObject({ status: 2 })
})
