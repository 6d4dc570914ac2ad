import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareDataDirectory } from '../../test/store-templates.ts'
import { startTrill, type TrillProcess } from '../../test/trill-process.ts'
import type { DryRunResponse, PersonRequestsResponse } from '../features/erasures/contract.ts'

const TRILL = fileURLToPath(new URL('../../bin/trill.mjs', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'trill-privacy-cli-'))
const dataDir = join(directory, 'data')
let server: TrillProcess
let url = ''

beforeAll(async () => {
  await prepareDataDirectory(dataDir)
  server = startTrill(dataDir)
  url = await server.ready
  await post('/v1/events?workspace_id=main', [
    { message_id: 'm1', type: 'view', actor_id: 'ann-of-the-shell', anonymous_id: 'ann-browser', content_id: 'p1' },
    { message_id: 'm2', type: 'like', actor_id: 'ann-of-the-shell', content_id: 'p1' },
    { message_id: 'm3', type: 'view', actor_id: 'bob-of-the-shell', content_id: 'p1' },
  ])
}, 120_000)
afterAll(async () => {
  server.kill('SIGINT')
  await server.ended
  rmSync(directory, { recursive: true, force: true })
})

async function post(path: string, body: object): Promise<void> {
  const authorization = `Bearer ${readFileSync(join(dataDir, 'secret'), 'utf8').trim()}`
  const headers = { authorization, 'content-type': 'application/json' }
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
}

async function trill(words: readonly string[], input = ''): Promise<{ status: number | null; out: string; err: string }> {
  const env = { ...process.env, TRILL_DATA_DIR: dataDir, TRILL_DEMO: 'off', TRILL_LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [TRILL, ...words], { cwd: directory, env })
  const ran = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text))
  child.stdin.end(input)
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...ran }
}

async function held(...identifiers: readonly string[]): Promise<DryRunResponse['rows']> {
  return (JSON.parse((await trill(['privacy', 'erase', '--json', ...identifiers])).out) as DryRunResponse).rows
}

async function listed(): Promise<PersonRequestsResponse> {
  return JSON.parse((await trill(['privacy', 'list', '--json'])).out) as PersonRequestsResponse
}

describe('trill privacy', { timeout: 120_000 }, () => {
  test('lists nothing where nobody has asked', async () => {
    expect(await trill(['privacy', 'list'])).toEqual({ status: 0, out: 'Nobody has asked yet.\n', err: '' })
  })

  test('erase without --yes only counts, and finds the browser of the person by itself', async () => {
    const counted = await trill(['privacy', 'erase', 'ann-of-the-shell'])
    expect([counted.status, counted.err]).toEqual([0, ''])
    expect(counted.out).toMatch(/^WHERE +ROWS\n/)
    expect(counted.out).toMatch(/^events +2$/m)
    expect(counted.out).toContain('Nothing was changed; --yes erases it.')
    expect(await held('ann-of-the-shell')).toMatchObject({ events: 2 })
    expect(await listed()).toEqual({ overdue: 0, requests: [] })
  })

  test('export writes an archive that its owner alone may read, from identifiers that stand in no history', async () => {
    const output = join(directory, 'ann.zip')
    const made = await trill(['privacy', 'export', '--output', output], 'ann-of-the-shell\n\n')
    expect([made.status, made.err]).toEqual([0, ''])
    expect(made.out).toContain(`Written to ${output}.`)
    expect(readFileSync(output).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
    expect(statSync(output).mode & 0o777).toBe(0o600)
    expect((await listed()).requests).toMatchObject([{ kind: 'export', state: 'ready', is_open: false }])
  })

  test('erase --yes erases that person and nobody else, and list shows how far it is', async () => {
    const begun = await trill(['privacy', 'erase', '--yes'], 'ann-of-the-shell\n')
    expect([begun.status, begun.err]).toEqual([0, ''])
    const id = /^Erasure ([0-9a-f-]{36}) has begun/.exec(begun.out)?.[1] ?? ''
    await expect.poll(async () => (await held('ann-of-the-shell', 'ann-browser')).events, { timeout: 60_000, interval: 500 }).toBe(0)
    expect(await held('bob-of-the-shell')).toMatchObject({ events: 1 })
    const list = await trill(['privacy', 'list', '--limit', '1'])
    expect(list.out).toMatch(/^ID +KIND +REASON +STATE +REQUESTED \(UTC\) +DUE \(UTC\) +DAYS LEFT +ROWS\n/)
    expect(list.out).toMatch(new RegExp(`^${id} +erasure +request +(proving|done) `, 'm'))
    expect(list.out).not.toContain('ann-of-the-shell')
  })

  test.each([
    { words: ['privacy', 'erase'], status: 1, says: 'Who is it about?' },
    { words: ['privacy', 'export', 'ann-of-the-shell'], status: 2, says: '--output' },
    { words: ['privacy', 'list', '--limit', '0'], status: 2, says: '--limit' },
    { words: ['privacy', 'erase', 'ann', '--workspace', 'nowhere'], status: 1, says: 'There is no workspace of that id' },
  ])('$words ends with status $status and says why', async ({ words, status, says }) => {
    const ran = await trill(words)
    expect([ran.status, ran.out]).toEqual([status, ''])
    expect(ran.err).toContain(says)
  })
})

test('trill consents verify counts the records, and ends with status 1 when the end of the ledger was changed', {
  timeout: 60_000,
}, async () => {
  await post('/v1/consents', {
    workspace_id: 'main',
    consents: [{ actor_id: 'cleo-of-the-shell', purposes: { analytics: true }, policy_version: '2026-1' }],
  })
  expect(await trill(['consents', 'verify'])).toEqual({
    status: 0,
    out: 'The ledger of consents is whole: 1 record, each as it was written.\n',
    err: '',
  })
  const head = join(dataDir, 'consents.head')
  const sealed = readFileSync(head, 'utf8')
  writeFileSync(head, sealed.replace('"sequence":1', '"sequence":2'))
  expect(readFileSync(head, 'utf8')).not.toBe(sealed)
  const verified = await trill(['consents', 'verify'])
  expect([verified.status, verified.out]).toEqual([1, 'The ledger of consents is broken at record 1 (head_changed).\n'])
  expect(JSON.parse((await trill(['consents', 'verify', '--json'])).out)).toMatchObject({ is_whole: false, checked: 1 })
})
