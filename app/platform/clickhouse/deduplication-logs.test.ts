import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { temporaryDirectory } from '../../../test/event-log.ts'
import { takeBackUnkeptNotes } from './deduplication-logs.ts'
import { openEmbedded } from './embedded.ts'

const { path, remove } = temporaryDirectory()
afterEach(remove)

const block = (number: number) => ({ table: 'numbers', columns: ['n'], body: Buffer.from(`${number}\n`), token: `block-${number}` })

/** The table’s directory: the only one with parts. */
function tableDirectory(): string {
  const store = join(path, 'store')
  const tables = readdirSync(store).flatMap((group) => readdirSync(join(store, group)).map((table) => join(store, group, table)))
  return tables.find((table) => existsSync(join(table, 'all_1_1_0'))) as string
}

test('a block whose part was noted but not put in place when the engine was killed is stored by a repeat', async () => {
  const first = await openEmbedded(path)
  await first.command('CREATE TABLE numbers (n UInt8) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10')
  await first.insertText(block(1))
  await first.insertText(block(2))
  await first.close()
  expect(takeBackUnkeptNotes(path)).toBe(0)

  // What a kill between the note and the renaming leaves.
  const table = tableDirectory()
  renameSync(join(table, 'all_2_2_0'), join(table, 'tmp_insert_all_2_2_0'))
  expect(takeBackUnkeptNotes(path)).toBe(1)
  expect(takeBackUnkeptNotes(path)).toBe(0)

  const second = await openEmbedded(path)
  await second.insertText(block(2))
  await second.insertText(block(1))
  expect(await second.rows('SELECT n FROM numbers ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
  await second.command('OPTIMIZE TABLE numbers FINAL')
  await second.close()

  // Its part is within a merged one now; the beginning of a note that was cut off says nothing.
  expect(takeBackUnkeptNotes(path)).toBe(0)
  const log = join(table, 'deduplication_logs', 'deduplication_log_1.txt')
  const whole = readFileSync(log, 'latin1')
  writeFileSync(log, `${whole}1\tall_9_9_0\tall_12`)
  expect(takeBackUnkeptNotes(path)).toBe(1)
  expect(readFileSync(log, 'latin1')).toBe(whole)
})
