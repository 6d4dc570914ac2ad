import type { Population } from '../population/population.ts'
import { categorical, poisson } from '../random/samplers.ts'
import { createRandom, type Random } from '../random/xoshiro256.ts'
import { Acquaintances } from './acquaintances.ts'
import { Feed } from './feed.ts'
import { type Lives, livesOf, newcomersIn } from './lives.ts'
import { type Plan, type PlantedDeed, planOf, plantedDeeds } from './plants.ts'
import { type BehaviourEvent, Scribe } from './scribe.ts'
import { type PlantedTruths, truthsOf } from './truths.ts'
import { lengthOf, type Moment, momentsOf, Visits } from './visits.ts'

const HOUR = 3_600_000
const HOURS_A_DAY = 24
/** Parts of a day's visits in each hour, from midnight UTC. */
const HOURS = [3, 2, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 5, 5, 5, 5, 6, 7, 8, 8, 7, 5, 4]
/** From Sunday. */
const WEEKDAYS = [1.12, 0.95, 0.94, 0.95, 0.97, 1.0, 1.07]
const HOURS_SUM = HOURS.reduce((sum, part) => sum + part, 0)
/** Somebody for what is planted is looked for so often. */
const TRIES = 8
/** Stands in ids; it changes when the same options make other events. */
const FORM = 2

/** Most customers whose behaviour is made, with those who come while it lasts: their rates are held in memory. */
export const BEHAVIOUR_CUSTOMERS_MAX = 2_000_000

/** What behaviour is made of. */
export interface BehaviourOptions {
  readonly seed: number
  /** From 1. */
  readonly days: number
  /** Midnight UTC of the first day, milliseconds since 1970. */
  readonly start: number
  /** Visits in parts of what the population’s table says, in (0, 1]; what is planted as events of its own is not thinned. */
  readonly activity: number
}

/** The behaviour of a population, hour by hour. */
export interface Behaviour {
  /** Events of each hour in the order of time; from the beginning, and the same, each time. */
  hours(): Generator<readonly BehaviourEvent[]>
  /** What was planted, with what became of it until now; whole once `hours` is at its end. */
  truths(): PlantedTruths
}

/**
 * A stream of events whose rates are those of the customers' table, with truths planted in it. Visits come independently at rates that follow
 * the hour and the weekday (a superposition of Poisson processes), until a customer leaves; what is done in a visit is Poisson too.
 * Newcomers replace those who leave, and a few more.
 * @throws RangeError for a population that is empty or too many with its newcomers, days that are none, or an activity out of range.
 */
export function behaviourOf(population: Population, options: BehaviourOptions): Behaviour {
  requireOptions(population, options)
  const { seed, days, start, activity } = options
  const random = createRandom(seed).fork('behaviour')
  const plan = planOf(start, days, population.count)
  const lives = livesOf(population, { seed, days, waveDay: plan.wave.day }, random)
  const run = `${seed}-${fingerprint([population.count, days, start, activity, FORM])}`
  const begin = () => {
    const [feed, acquaintances] = [new Feed(start), new Acquaintances(lives.count)]
    return { feed, acquaintances, visits: new Visits(lives, plan), scribe: new Scribe({ lives, plan, feed, acquaintances, run }) }
  }
  let world = begin()
  return {
    *hours() {
      world = begin()
      const planted = new PlantedQueue(plantedDeeds(plan, random.fork('planted')))
      let left: readonly Moment[] = []
      for (let day = 0; day < days; day += 1) {
        const crowd = crowdOf(lives, day)
        for (let hour = 0; hour < HOURS_A_DAY; hour += 1) {
          const from = start + (day * HOURS_A_DAY + hour) * HOUR
          const chance = random.fork(`${day} ${hour}`)
          const begun = visitsIn({ from, activity, crowd, lives, plan, planted: planted.until(from + HOUR), ...world }, chance)
          const moments = [...left, ...begun].sort((a, b) => a.at - b.at)
          left = moments.filter(({ at }) => at >= from + HOUR)
          const chances = { random: chance, other: crowd.admired }
          yield moments.slice(0, moments.length - left.length).flatMap((moment) => world.scribe.write(moment, chances))
        }
      }
    },
    truths: () => truthsOf(run, plan, lives, world.scribe),
  }
}

/** Who is there on a day: how many visits all make together, who makes the next one, and to whom interest is shown. */
interface Crowd {
  readonly visitsPerDay: number
  readonly visitor: (random: Random) => number
  readonly admired: (random: Random) => number
}

function crowdOf(lives: Lives, day: number): Crowd {
  const visits = lives.visits.map((perDay, row) => (lives.isThere(row, day) ? perDay : 0))
  const appeal = lives.matchesPerDay.map((matches, row) => (lives.isThere(row, day) ? matches + 0.1 : 0))
  return {
    visitsPerDay: visits.reduce((sum, perDay) => sum + perDay, 0),
    visitor: categorical(visits),
    admired: categorical(appeal),
  }
}

interface Hour {
  readonly from: number
  readonly activity: number
  readonly crowd: Crowd
  readonly lives: Lives
  readonly plan: Plan
  readonly planted: readonly PlantedDeed[]
  readonly visits: Visits
  readonly acquaintances: Acquaintances
}

/** What is done in the visits that begin in an hour; some of it lies later. */
function visitsIn(hour: Hour, random: Random): Moment[] {
  const { from, activity, crowd, lives, planted, visits } = hour
  const date = new Date(from)
  const part = ((HOURS[date.getUTCHours()] as number) / HOURS_SUM) * (WEEKDAYS[date.getUTCDay()] as number)
  const count = poisson(random, crowd.visitsPerDay * activity * part)
  const arrivals: { at: number; planted?: PlantedDeed }[] = planted.map((deed) => ({ at: deed.at, planted: deed }))
  for (let left = count; left > 0; left -= 1) arrivals.push({ at: from + Math.floor(random.uniform() * HOUR) })
  return arrivals
    .sort((a, b) => a.at - b.at)
    .flatMap(({ at, planted: deed }) => {
      if (deed !== undefined) return plantedMoments(deed, hour, random)
      const actor = crowd.visitor(random)
      const visit = visits.begin(actor, at, lengthOf(lives, actor, random))
      return visit === undefined ? [] : momentsOf(visit, hour, random)
    })
}

/** What is planted happens in the visit in which somebody is, or in a short one of its own. */
function plantedMoments(planted: PlantedDeed, { from, crowd, lives, visits }: Hour, random: Random): Moment[] {
  const { deed, at } = planted
  const [viralCreator, influencer] = lives.famous
  const others = () => {
    let actor = crowd.visitor(random)
    for (let left = TRIES; left > 0 && (actor === influencer || visits.isLater(actor, at)); left -= 1) actor = crowd.visitor(random)
    return actor
  }
  const actor = deed !== 'planted_post' ? others() : planted.cascade === 0 ? viralCreator : influencer
  if (deed === 'planted_follow' && actor === influencer) return []
  const entered = visits.around(actor, at, from)
  if (entered === undefined) return []
  const { visit, isNew } = entered
  const moment: Moment = { at: Math.max(at, visit.from), deed, visit, planted }
  if (!isNew) return [moment]
  return [{ at: visit.from, deed: 'session_start', visit }, moment, { at: visit.until, deed: 'session_end', visit }]
}

class PlantedQueue {
  readonly #deeds: readonly PlantedDeed[]
  #next = 0

  /** @param deeds in the order of time */
  constructor(deeds: readonly PlantedDeed[]) {
    this.#deeds = deeds
  }

  until(end: number): readonly PlantedDeed[] {
    const from = this.#next
    while ((this.#deeds[this.#next]?.at ?? Infinity) < end) this.#next += 1
    return this.#deeds.slice(from, this.#next)
  }
}

function fingerprint(of: readonly number[]): string {
  return createRandom(of.join(' '))
    .integer(36 ** 5)
    .toString(36)
    .padStart(5, '0')
}

function requireOptions({ count }: Population, { days, activity }: BehaviourOptions): void {
  if (!(Number.isInteger(days) && days >= 1)) throw new RangeError(`behaviourOf requires a whole number of days ≥ 1, got ${days}`)
  if (!(activity > 0 && activity <= 1)) throw new RangeError(`behaviourOf requires an activity in (0, 1], got ${activity}`)
  if (count < 1) throw new RangeError(`behaviourOf requires at least 1 customer, got ${count}`)
  const all = count + newcomersIn(days, count)
  if (all > BEHAVIOUR_CUSTOMERS_MAX)
    throw new RangeError(
      `behaviourOf requires at most 2,000,000 customers with those who come, got ${count} for ${days} days, which is ${all}`,
    )
}
