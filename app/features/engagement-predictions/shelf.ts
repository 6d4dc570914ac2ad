import { everyFeature, type FeatureQuestion, featuresOfActors } from '../../platform/behaviour/behaviour.ts'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import type { Platform } from '../../platform/platform.ts'
import { NAMES, valuesIn } from './gather.ts'

/** Between two readings of everybody, at least; milliseconds. */
const PAUSE_MILLISECONDS = 60_000
/** The share of the time that is spent reading everybody, at most. */
const READING_SHARE = 0.05
/** How long after that features are told while they are read anew. */
const LEEWAY_MILLISECONDS = 15 * 60_000
/** People whose features are held in memory, of one workspace; 70 MB. */
const PEOPLE_MAX = 100_000
/** People in one question. */
const ASKED_MAX = 200

/** What somebody did, as of a moment. */
export interface KnownPerson {
  /** In the order of the catalogue. */
  readonly values: Float64Array
  /** Milliseconds since 1970, UTC. */
  readonly asOf: number
}

type People = ReadonlyMap<string, KnownPerson>

interface Shelf {
  readonly people: Map<string, KnownPerson>
  /** Others who did something: had not consented, or one too many. Null where nobody was looked at. */
  readonly others: ReadonlySet<string> | null
  /** When everybody is read anew, and until when what is here is told meanwhile. */
  readonly dueAt: number
  readonly until: number
}

interface Waiting {
  readonly names: readonly string[]
  readonly resolve: (found: People) => void
  readonly reject: (error: unknown) => void
}

/**
 * Features of the people of one workspace, at hand. Everybody is read anew as often as a twentieth of the time allows, once a minute at
 * most, and only while somebody asks; who is not there though they did something is asked for at once, together with whoever else waits.
 */
export class FeatureShelf {
  readonly #platform: Platform
  readonly #workspaceId: string
  readonly #timeZone: string
  #shelf: Shelf = { people: new Map(), others: null, dueAt: 0, until: 0 }
  #filling: Promise<void> | undefined
  #waiting: Waiting[] = []
  #isAsking = false

  constructor(workspace: { readonly id: string; readonly time_zone: string }, platform: Platform) {
    this.#platform = platform
    this.#workspaceId = workspace.id
    this.#timeZone = workspace.time_zone
  }

  /** What is known of the people of these names, as they stand in the store; those of whom nothing is known are not there. */
  async of(names: readonly string[]): Promise<People> {
    this.#refill()
    const { people, others } = this.#shelf
    const known = new Map(names.flatMap((name) => (people.has(name) ? [[name, people.get(name) as KnownPerson] as const] : [])))
    const missing = names.filter((name) => !known.has(name) && others?.has(name) !== false)
    return missing.length === 0 ? known : new Map([...known, ...(await this.#ask(missing))])
  }

  /** Waits for what is being read. */
  async settle(): Promise<void> {
    await this.#filling
  }

  /** What is here is told until the new is there, unless it is too old. */
  #refill(): void {
    const now = this.#platform.now()
    if (now >= this.#shelf.until) this.#shelf = { ...this.#shelf, people: new Map(), others: null }
    if (this.#filling !== undefined || now < this.#shelf.dueAt) return
    this.#filling = this.#fill()
      .catch((error: unknown) => this.#platform.logger.warn({ err: error, workspace_id: this.#workspaceId }, 'Features could not be read'))
      .finally(() => {
        this.#filling = undefined
      })
  }

  async #fill(): Promise<void> {
    const { now, events, consents } = this.#platform
    const question = this.#question()
    const consenting = consents.peopleOf(this.#workspaceId)
    const people = new Map<string, KnownPerson>()
    const others = new Set<string>()
    const start = performance.now()
    for await (const block of everyFeature('actor', question, events)) {
      const ids = block.texts('actor_id')
      for (let row = 0; row < block.rows; row += 1) {
        const id = ids.at(row)
        const isKept = people.size < PEOPLE_MAX && permittedOf(id, 'individual_prediction', consenting).allowed
        if (isKept) people.set(id, { values: valuesIn(block, row), asOf: question.asOf })
        else others.add(id)
      }
    }
    const dueAt = now() + Math.max(PAUSE_MILLISECONDS, (performance.now() - start) / READING_SHARE)
    this.#shelf = { people, others, dueAt, until: dueAt + LEEWAY_MILLISECONDS }
  }

  #ask(names: readonly string[]): Promise<People> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ names, resolve, reject })
      if (!this.#isAsking) void this.#askAll()
    })
  }

  /** Whoever comes while a question is answered is in the next. */
  async #askAll(): Promise<void> {
    this.#isAsking = true
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, ASKED_MAX)
      try {
        const found = await this.#askFor([...new Set(group.flatMap(({ names }) => names))])
        for (const { names, resolve } of group) resolve(new Map([...found].filter(([name]) => names.includes(name))))
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#isAsking = false
  }

  async #askFor(names: readonly string[]): Promise<People> {
    const question = this.#question()
    const rows = await featuresOfActors(question, names, this.#platform.events)
    const found = new Map<string, KnownPerson>()
    for (const { actor_id, features } of rows) {
      const values = Float64Array.from(NAMES, (name) => Number(features[name] ?? Number.NaN))
      found.set(actor_id, { values, asOf: question.asOf })
    }
    if (this.#shelf.people.size < PEOPLE_MAX) for (const [name, known] of found) this.#shelf.people.set(name, known)
    return found
  }

  #question(): FeatureQuestion {
    return { workspaceId: this.#workspaceId, timeZone: this.#timeZone, asOf: this.#platform.now() }
  }
}
