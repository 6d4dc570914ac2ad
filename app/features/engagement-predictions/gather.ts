import { readFileSync } from 'node:fs'
import { featureNames } from '@trill/contract/behaviour-features'
import { joinTables, joinValues, type Table } from '@trill/core/estimator'
import { createRandom, type Random } from '@trill/core/random/xoshiro256'
import { everyFeature } from '../../platform/behaviour/behaviour.ts'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import type { ColumnBlock } from '../../platform/clickhouse/native-blocks.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Rows } from './learn.ts'
import { HORIZON_DAYS } from './model.ts'

const ACTIVE = readFileSync(new URL('active.sql', import.meta.url), 'utf8')
export const DAY_MILLISECONDS = 86_400_000
/** People of one day that are learned from; of more, some are drawn. */
const PEOPLE_MAX = 20_000

export const NAMES = featureNames('actor')

interface Asked {
  readonly workspaceId: string
  readonly timeZone: string
  readonly seed: string
  readonly signal: AbortSignal
}

/** People as of a moment whose data may be studied, and whether each was active in the week after. */
export async function gatherRows({ workspaceId, timeZone, seed, signal }: Asked, asOf: number, platform: Platform): Promise<Rows> {
  const active = await activeAfter(workspaceId, asOf, platform)
  const people = platform.consents.peopleOf(workspaceId)
  const drawn = new Drawn(createRandom(`${seed} ${asOf}`))
  for await (const block of everyFeature('actor', { workspaceId, timeZone, asOf }, platform.events)) {
    signal.throwIfAborted()
    const ids = block.texts('actor_id')
    for (let row = 0; row < block.rows; row += 1) {
      const id = ids.at(row)
      if (permittedOf(id, 'research', people).allowed) drawn.add(() => ({ values: valuesIn(block, row), active: active.has(id) }))
    }
  }
  return rowsOf(drawn.kept)
}

/** Several days one behind the other. */
export function together(parts: readonly Rows[]): Rows {
  return {
    table: joinTables(
      NAMES,
      parts.map(({ table }) => table),
    ),
    target: joinValues(parts.map(({ target }) => target)),
  }
}

/** The features of a row of a block, in the order of the catalogue. */
export function valuesIn(block: ColumnBlock, row: number): Float64Array {
  return Float64Array.from(NAMES, (name) => block.numbers(name)[row] as number)
}

/** A table of people. */
export function tableOf(people: readonly Float64Array[]): Table {
  return { names: NAMES, columns: NAMES.map((_, index) => Float64Array.from(people, (values) => values[index] as number)) }
}

async function activeAfter(workspaceId: string, asOf: number, { events }: Platform): Promise<Set<string>> {
  const last = asOf + HORIZON_DAYS * DAY_MILLISECONDS
  const parameters = { workspace_id: workspaceId, first_milliseconds: asOf, last_milliseconds: last }
  const active = new Set<string>()
  for await (const block of events.columns(ACTIVE, parameters)) {
    const ids = block.texts('actor_id')
    for (let row = 0; row < block.rows; row += 1) active.add(ids.at(row))
  }
  return active
}

interface Person {
  readonly values: Float64Array
  readonly active: boolean
}

/** As many as are kept, each as likely as any other. @see Vitter, Random sampling with a reservoir (1985), algorithm R. */
class Drawn {
  readonly kept: Person[] = []
  readonly #random: Random
  #seen = 0

  constructor(random: Random) {
    this.#random = random
  }

  add(person: () => Person): void {
    this.#seen += 1
    if (this.kept.length < PEOPLE_MAX) {
      this.kept.push(person())
      return
    }
    const place = Math.floor(this.#random.uniform() * this.#seen)
    if (place < PEOPLE_MAX) this.kept[place] = person()
  }
}

function rowsOf(people: readonly Person[]): Rows {
  return { table: tableOf(people.map(({ values }) => values)), target: Float64Array.from(people, ({ active }) => Number(active)) }
}
