import { existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

/** Numbers of blocks that a part holds, from its name: `<partition>_<first>_<last>_<level>[_<mutation>]`. */
interface Part {
  readonly partition: string
  readonly first: number
  readonly last: number
}

const PART_NAME = /^([0-9a-z-]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/
const LOG_NAME = /^deduplication_log_(\d+)\.txt$/

/**
 * Takes back what a killed engine noted and did not do. The engine writes the token of a block into the table’s log of
 * tokens just before it puts the block’s part in place; killed between the two, it would take a repeat of the block for
 * stored, and its rows would be lost. Only the last note of a table can be such a one: one insert runs at a time.
 * To be called before the engine opens the directory.
 * @param path Directory of the embedded engine.
 * @returns how many notes were taken back.
 */
export function takeBackUnkeptNotes(path: string): number {
  return tableDirectories(path).filter(takeBackUnkeptNote).length
}

function tableDirectories(path: string): string[] {
  const store = join(path, 'store')
  if (!existsSync(store)) return []
  const groups = readdirSync(store).map((group) => join(store, group))
  return groups.flatMap((group) => readdirSync(group).map((table) => join(group, table)))
}

function takeBackUnkeptNote(table: string): boolean {
  const log = lastLog(join(table, 'deduplication_logs'))
  if (log === undefined) return false
  const text = readFileSync(log, 'latin1')
  const start = text.lastIndexOf('\n', text.length - 2) + 1
  const [operation, name = ''] = text.slice(start).trimEnd().split('\t')
  if (text.endsWith('\n') && (operation !== '1' || isInPlace(table, name))) return false
  truncateSync(log, start)
  return true
}

/** The newest log that says anything. */
function lastLog(directory: string): string | undefined {
  if (!existsSync(directory)) return undefined
  const numbers = readdirSync(directory).flatMap((name) => Number(LOG_NAME.exec(name)?.[1] ?? []))
  const paths = numbers.sort((a, b) => b - a).map((number) => join(directory, `deduplication_log_${number}.txt`))
  return paths.find((log) => readFileSync(log).length > 0)
}

/** Whether a part is there, by itself or within one it was merged into. */
function isInPlace(table: string, name: string): boolean {
  const noted = partOf(name)
  if (noted === undefined) return true
  return readdirSync(table).some((entry) => {
    const part = partOf(entry)
    return part !== undefined && part.partition === noted.partition && part.first <= noted.first && part.last >= noted.last
  })
}

function partOf(name: string): Part | undefined {
  const found = PART_NAME.exec(name)
  return found === null ? undefined : { partition: found[1] as string, first: Number(found[2]), last: Number(found[3]) }
}
