import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openSource } from '../features/imports/source.ts'
import { type ConsentRow, readConsentRows } from './consent-rows.ts'

const directory = mkdtempSync(join(tmpdir(), 'trill-consents-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function read(text: string): Promise<ConsentRow[]> {
  const path = join(directory, 'statements')
  writeFileSync(path, text)
  const rows: ConsentRow[] = []
  for await (const some of readConsentRows(await openSource(path), Date.UTC(2026, 2, 1))) rows.push(...some)
  return rows
}

const HEADER = 'actor_id,purposes,policy_version,given_at,proof,age_band,birth_year,country,parental\n'
const outcome = (row: ConsentRow) => ('refusal' in row ? [row.line, row.refusal.reason, row.refusal.field] : row.value)

test('a row of a CSV says what a statement says, with purposes in words or as JSON', async () => {
  const rows = await read(
    `${HEADER}ann,analytics=yes; advertising=no,1,2025-01-01T00:00:00Z,form 1,31+,,ES,\nbob,"{""research"":true}",1,2025-01-01T00:00:00Z,,,1980,,\nkid,,1,2025-01-01T00:00:00Z,form 2,0-12,,DE,yes\n`,
  )
  const given = { policy_version: '1', given_at: '2025-01-01T00:00:00Z' }
  expect(rows.map(outcome)).toEqual([
    { actor_id: 'ann', purposes: { analytics: true, advertising: false }, ...given, proof: 'form 1', age_band: '31+', country: 'ES' },
    { actor_id: 'bob', purposes: { research: true }, ...given, birth_year: 1980 },
    { actor_id: 'kid', ...given, proof: 'form 2', age_band: '0-12', country: 'DE', parental: true },
  ])
})

test('a row that cannot be taken is refused alone, with its line, reason and field', async () => {
  const good = ',1,2025-01-01T00:00:00Z,,,,,'
  const rows = await read(
    [
      HEADER.trim(),
      `ann,analytics=maybe${good}`,
      `ann,shouting=yes${good}`,
      ',analytics=yes,1,2025-01-01T00:00:00Z,,,,,',
      'ann,analytics=yes,1,,,,,,',
      'ann,analytics=yes,1,yesterday,,,,,',
      'ann,analytics=yes,1,2025-01-01T00:00:00Z,,18-24,1980,,',
      'ann,,1,2025-01-01T00:00:00Z,,0-12,,DE,yes',
      'ann,analytics=yes,1',
      `bob,analytics=yes${good}`,
    ].join('\n'),
  )
  expect(rows.map(outcome)).toEqual([
    [2, 'invalid_format', 'purposes'],
    [3, 'invalid_format', 'purposes'],
    [4, 'missing_field', 'actor_id'],
    [5, 'missing_field', 'given_at'],
    [6, 'invalid_format', 'given_at'],
    [7, 'invalid_statement', ''],
    [8, 'invalid_statement', ''],
    [9, 'too_few_columns', ''],
    expect.objectContaining({ actor_id: 'bob' }),
  ])
})

test('NDJSON takes the form of the route, and names what is none', async () => {
  const good = { actor_id: 'ann', policy_version: '1', given_at: '2025-01-01T00:00:00Z', purposes: { analytics: true } }
  const rows = await read(
    [JSON.stringify(good), '{"a":', '{"actor_id":"x","colour":"red","policy_version":"1","given_at":"2025-01-01T00:00:00Z"}'].join('\n'),
  )
  expect(rows.map(outcome)).toEqual([good, [2, 'not_json', ''], [3, 'unknown_field', 'colour']])
})

test.each([
  ['', 'The file is empty'],
  ['[{"actor_id":"x"}]', 'one JSON list'],
  ['actor_id,colour\nann,red\n', 'The column "colour" is not known'],
  ['actor_id,actor_id\n', 'there twice'],
  ['actor_id,policy_version\n', 'The column "given_at" is missing'],
])('a file that is none of statements is refused as a whole: %j', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message)
})
