import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform.ts'
import { createImport, finishImport } from '../../features/imports/import-record.ts'
import { eraseFromRejects, isImporting } from './import-files.ts'

let trill: TestPlatform
beforeAll(async () => {
  trill = await startTestPlatform([])
  await trill.addWorkspace({ id: 'main' })
  await trill.addWorkspace({ id: 'other' })
})
afterAll(() => trill?.close())

async function imported(workspaceId: string, rejects: string): Promise<{ id: string; path: string }> {
  const { metadata, config } = trill.platform
  const begin = {
    workspaceId,
    format: 'events',
    name: 'a.csv',
    options: {},
    bytesTotal: 1,
    fingerprint: `${workspaceId} ${rejects.length}`,
  }
  const { id } = await createImport(metadata, begin, Date.UTC(2026, 2, 1))
  mkdirSync(join(config.dataDir, 'imports'), { recursive: true })
  const path = join(config.dataDir, 'imports', `${id}.rejects.csv`)
  writeFileSync(path, rejects)
  return { id, path }
}

const HEADER = 'line,reason,field,message,row\n'
const OF_ANN = '2,bad,type,"no, type","view,ann-12345,""two\nlines"""\n'
const OF_BOB = '3,bad,type,none,"bob-12345,""x"""\n'
const WITH_AL = '4,bad,type,also,"al,1"\n'

test('rows that name somebody are taken out of what imports of the workspace refused, and the others stay byte for byte', async () => {
  const { metadata, config } = trill.platform
  const ours = await imported('main', HEADER + OF_ANN + OF_BOB + WITH_AL)
  const theirs = await imported('other', HEADER + OF_ANN)
  const people = [
    { id: 'ann', identifiers: ['ann-12345', 'ann-browser'] },
    { id: 'al', identifiers: ['al'] },
    { id: 'nobody', identifiers: ['so', 'ne'] },
  ]
  expect(await isImporting(metadata, 'main')).toBe(true)
  const erased = await eraseFromRejects({ metadata, dataDir: config.dataDir, workspaceId: 'main' }, people)
  expect(erased.searched).toEqual([join('imports', `${ours.id}.rejects.csv`)])
  expect([...erased.rows]).toEqual([
    ['ann', 1],
    ['al', 1],
  ])
  expect(readFileSync(ours.path, 'utf8')).toBe(HEADER + OF_BOB)
  expect(readFileSync(theirs.path, 'utf8')).toBe(HEADER + OF_ANN)
  const again = await eraseFromRejects({ metadata, dataDir: config.dataDir, workspaceId: 'main' }, people)
  expect(again.rows.size).toBe(0)
  expect([readFileSync(ours.path, 'utf8'), existsSync(`${ours.path}.part`)]).toEqual([HEADER + OF_BOB, false])
  await finishImport(metadata, ours.id, { status: 'done' } as never)
  expect(await isImporting(metadata, 'main')).toBe(false)
})
