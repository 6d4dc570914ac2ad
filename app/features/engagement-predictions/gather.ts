import { readFileSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
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
/** People after whom requests have their turn. */
const TURN = 1_000

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
    await eachPerson(block, (id, values) => {
      signal.throwIfAborted()
      if (permittedOf(id, 'research', people).allowed) drawn.add(() => ({ values: values(), active: active.has(id) }))
    })
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

/** Visits the people of a block, with what gives their features in the order of the catalogue; requests have their turn in between. */
export async function eachPerson(block: ColumnBlock, visit: (id: string, values: () => Float64Array) => void): Promise<void> {
  const ids = block.texts('actor_id')
  const columns = NAMES.map((name) => block.numbers(name))
  for (let row = 0; row < block.rows; row += 1) {
    if (row % TURN === TURN - 1) await breathe()
    visit(ids.at(row), () => across(columns, row))
  }
}

/** A table of people. */
export function tableOf(people: readonly Float64Array[]): Table {
  return { names: NAMES, columns: NAMES.map((_, index) => across(people, index)) }
}

/** The same place of each list; a loop, because millions of values pass here and `Float64Array.from` takes ten times as long. */
function across(lists: readonly Float64Array[], place: number): Float64Array {
  const values = new Float64Array(lists.length)
  for (let index = 0; index < lists.length; index += 1) values[index] = (lists[index] as Float64Array)[place] as number
  return values
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
