import type { Population } from '../population/population.ts'
import { categorical, poisson } from '../random/samplers.ts'
import { createRandom, type Random } from '../random/xoshiro256.ts'
import { Feed } from './feed.ts'
import { ACTIVITIES, type Activity, type Lives, livesOf } from './lives.ts'
import { hashtagShare, type Plan, planOf, plantedCascade } from './plants.ts'
import { type BehaviourEvent, Scribe } from './scribe.ts'
import { type PlantedTruths, truthsOf } from './truths.ts'

const HOUR = 3_600_000
const HOURS_A_DAY = 24
/** Parts of a day's events in each hour, from midnight UTC. */
const HOURS = [3, 2, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 5, 5, 5, 5, 6, 7, 8, 8, 7, 5, 4]
/** From Sunday. */
const WEEKDAYS = [1.12, 0.95, 0.94, 0.95, 0.97, 1.0, 1.07]
const HOURS_SUM = HOURS.reduce((sum, part) => sum + part, 0)

/** Most customers whose behaviour is made: their rates are held in memory. */
export const BEHAVIOUR_CUSTOMERS_MAX = 1_000_000

/** What behaviour is made of. */
export interface BehaviourOptions {
  readonly seed: number
  /** From 1. */
  readonly days: number
  /** Midnight UTC of the first day, milliseconds since 1970. */
  readonly start: number
  /** Events in parts of what the population’s rates say, in (0, 1]; what is planted is not thinned, but for the experiment and the anomaly. */
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
 * A stream of events whose rates are those of the customers' table, with truths planted in it. Customers act independently at rates that
 * follow the hour and the weekday (a superposition of Poisson processes), until they leave.
 * @throws RangeError for a population that is empty or of more than a million, days that are none, or an activity out of range.
 */
export function behaviourOf(population: Population, options: BehaviourOptions): Behaviour {
  const { seed, days, start, activity } = options
  if (!(population.count >= 1 && population.count <= BEHAVIOUR_CUSTOMERS_MAX))
    throw new RangeError(`behaviourOf requires 1 to 1,000,000 customers, got ${population.count}`)
  if (!(Number.isInteger(days) && days >= 1)) throw new RangeError(`behaviourOf requires a whole number of days ≥ 1, got ${days}`)
  if (!(activity > 0 && activity <= 1)) throw new RangeError(`behaviourOf requires an activity in (0, 1], got ${activity}`)
  const random = createRandom(seed).fork('behaviour')
  const plan = planOf(start, days, population.count)
  const lives = livesOf(population, seed, plan.wave.day, random)
  let scribe = new Scribe(lives, plan, seed)
  return {
    *hours() {
      scribe = new Scribe(lives, plan, seed)
      const feed = new Feed()
      const planted = new PlantedEvents(plan, lives, scribe, random)
      for (let day = 0; day < days; day += 1) {
        const crowd = crowdOf(lives, plan, day, activity)
        for (let hour = 0; hour < HOURS_A_DAY; hour += 1) {
          const from = start + (day * HOURS_A_DAY + hour) * HOUR
          const events = [
            ...hourOf({ from, hour, crowd, plan, feed, scribe }, random.fork(`${day} ${hour}`)),
            ...planted.until(from + HOUR),
          ]
          yield events.sort((a, b) => a.occurred_at - b.occurred_at)
        }
      }
    },
    truths: () => truthsOf(plan, lives, scribe),
  }
}

/** How much all do together on a day, and who of them does the next thing. */
type Crowd = ReadonlyMap<Activity, { readonly perDay: number; readonly choose: (random: Random) => number }>

function crowdOf({ perDay, leavesOn, variant }: Lives, { experiment }: Plan, day: number, activity: number): Crowd {
  const crowd = new Map<Activity, { perDay: number; choose: (random: Random) => number }>()
  for (const name of ACTIVITIES) {
    const rates = Float64Array.from(perDay[name], (rate, row) => {
      if ((leavesOn[row] as number) <= day) return 0
      return rate * activity * (name === experiment.activity && variant[row] === 1 ? experiment.factor : 1)
    })
    const sum = rates.reduce((before, rate) => before + rate, 0)
    if (sum > 0) crowd.set(name, { perDay: sum, choose: categorical(rates) })
  }
  return crowd
}

interface Hour {
  readonly from: number
  readonly hour: number
  readonly crowd: Crowd
  readonly plan: Plan
  readonly feed: Feed
  readonly scribe: Scribe
}

/** What is done in an hour is drawn first, and written in the order of time: nobody sees what is not there yet. */
function hourOf({ from, hour, crowd, plan, feed, scribe }: Hour, random: Random): BehaviourEvent[] {
  const part = ((HOURS[hour] as number) / HOURS_SUM) * (WEEKDAYS[new Date(from).getUTCDay()] as number)
  const { anomaly } = plan
  const deeds: { name: Activity; at: number; actor: number; other: number }[] = []
  for (const [name, { perDay, choose }] of crowd) {
    const dip = name === anomaly.activity && from >= anomaly.from && from < anomaly.to ? anomaly.factor : 1
    for (let left = poisson(random, perDay * part * dip); left > 0; left -= 1)
      deeds.push({ name, at: from + Math.floor(random.uniform() * HOUR), actor: choose(random), other: choose(random) })
  }
  return deeds
    .sort((a, b) => a.at - b.at)
    .flatMap(({ name, ...deed }) => {
      const tagged = name.startsWith('publish') && random.uniform() < hashtagShare(plan, deed.at)
      return scribe.write(name, { ...deed, tagged, feed, random }) ?? []
    })
}

/** The viral post with its cascade, and the follows of the influencer, in the order of time. */
class PlantedEvents {
  readonly #events: BehaviourEvent[]
  #next = 0

  constructor(plan: Plan, lives: Lives, scribe: Scribe, random: Random) {
    const chance = random.fork('planted')
    this.#events = [...scribe.cascade(plantedCascade(plan, lives.count, chance)), ...scribe.follows(chance)]
    this.#events.sort((a, b) => a.occurred_at - b.occurred_at)
  }

  *until(end: number): Generator<BehaviourEvent> {
    for (let event = this.#events[this.#next]; event !== undefined && event.occurred_at < end; event = this.#events[this.#next]) {
      this.#next += 1
      yield event
    }
  }
}
