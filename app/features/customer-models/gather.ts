import { readFileSync } from 'node:fs'
import { ageBandOf, isAdult } from '@trill/contract/age-bands'
import type { Use } from '@trill/contract/consent'
import type { CustomerColumnName } from '@trill/contract/customers'
import { joinTables, type Table } from '@trill/core/estimator'
import { fnv1a32 } from '@trill/core/sketches/fnv1a'
import type { ColumnBlock } from '../../platform/clickhouse/native-blocks.ts'
import { type CustomerSnapshot, snapshotParameters } from '../../platform/customers/snapshots.ts'
import type { Platform } from '../../platform/platform.ts'
import { isMinorsName, type People } from '../../platform/privacy/people.ts'
import { unpacked } from '../../platform/privacy/standing.ts'
import { mayBe } from '../../platform/privacy/verdict.ts'
import { FEATURE_NAMES, WORD_NAMES } from './outcomes.ts'

const CUSTOMERS = readFileSync(new URL('customers.sql', import.meta.url), 'utf8')
const WORD_CODES = 250
const WORDS: ReadonlySet<string> = new Set(WORD_NAMES)

/** Some customers of a snapshot, column by column in the order of `FEATURE_NAMES`. */
export interface Customers {
  readonly ids: readonly string[]
  readonly table: Table
  /** Customers that were there and may not be used so. */
  readonly withheld: number
  /** What the numbers of words stand for. */
  readonly words: ReadonlyMap<number, string>
}

interface Gathered {
  readonly use: Use
  readonly limit: number
  /** Only these; everybody where there are none. */
  readonly names?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** Customers of a snapshot who may be used so, block by block. Of simulated ones nobody is asked: nobody real is behind them. */
export async function* customersOf(
  { events, consents }: Pick<Platform, 'events' | 'consents'>,
  workspaceId: string,
  snapshot: CustomerSnapshot,
  { use, limit, names = [], signal }: Gathered,
): AsyncGenerator<Customers> {
  const people = consents.peopleOf(workspaceId)
  const isReal = snapshot.provenance === 'imported'
  const words = new Map<number, string>()
  for await (const block of events.columns(CUSTOMERS, { ...snapshotParameters(workspaceId, snapshot), names, limit })) {
    signal?.throwIfAborted()
    const ids = block.texts('customer_id')
    const ages = block.numbers('age')
    const all = Uint32Array.from({ length: block.rows }, (_, row) => row)
    const rows = all.filter((row) => !isYoung(ages[row] as number) && (!isReal || permitted(ids.at(row), ages[row] as number, use, people)))
    yield { ids: Array.from(rows, (row) => ids.at(row)), table: tableOf(block, rows, words), withheld: block.rows - rows.length, words }
  }
}

/** All of them one behind the other. */
export async function gatherCustomers(parts: AsyncIterable<Customers>): Promise<Customers> {
  const all: Customers[] = []
  for await (const part of parts) all.push(part)
  return {
    ids: all.flatMap(({ ids }) => [...ids]),
    table: joinTables(
      FEATURE_NAMES,
      all.map(({ table }) => table),
    ),
    withheld: all.reduce((sum, { withheld }) => sum + withheld, 0),
    words: all[0]?.words ?? new Map(),
  }
}

/** A column of a table of customers. */
export function columnOf({ names, columns }: Table, name: CustomerColumnName): Float64Array {
  return columns[names.indexOf(name)] as Float64Array
}

/**
 * The number that a word is learned as: the same in every table and version, so that versions can be held against each other on the same
 * rows. Two words of 250 or more may share a number. @see Weinberger et al., Feature hashing for large scale multitask learning (ICML 2009).
 */
export function wordCode(word: string): number {
  return word === '' ? Number.NaN : fnv1a32(word) % WORD_CODES
}

/** Of customers of unknown age as recorded, the table’s own age counts. */
function permitted(id: string, age: number, use: Use, people: People): boolean {
  if (isMinorsName(id)) return false
  const standing = people.standingOf(id) ?? unpacked(0)
  const fromTable = Number.isNaN(age) ? 'unknown' : ageBandOf({ age })
  const ageBand = standing.ageBand === 'unknown' && isAdult(fromTable) ? fromTable : standing.ageBand
  return mayBe(use, { ...standing, ageBand }, people.privacy).allowed
}

function isYoung(age: number): boolean {
  return !Number.isNaN(age) && !isAdult(ageBandOf({ age }))
}

function tableOf(block: ColumnBlock, rows: Uint32Array, words: Map<number, string>): Table {
  const columns = FEATURE_NAMES.map((name) => {
    if (!WORDS.has(name)) {
      const numbers = block.numbers(name)
      return Float64Array.from(rows, (row) => numbers[row] as number)
    }
    const texts = block.texts(name)
    return Float64Array.from(rows, (row) => {
      const word = texts.at(row)
      const code = wordCode(word)
      if (word !== '') words.set(code, word)
      return code
    })
  })
  return { names: FEATURE_NAMES, columns }
}
