import { gamma, poisson } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { Acquaintances } from './acquaintances.ts'
import type { Post } from './feed.ts'
import type { Activity, Lives } from './lives.ts'
import type { Plan, PlantedDeed } from './plants.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
/** Lengths of visits scatter as a gamma distribution of this shape. */
const LENGTH_SHAPE = 2
const LENGTH_MIN = 20 * SECOND
const LENGTH_MAX = 90 * MINUTE
/** Between two visits of one customer. */
const PAUSE = MINUTE
/** How long a visit is that something planted leads to. */
const PLANTED_LENGTH = 40 * SECOND
const QUIZZES = 20
const QUESTIONS = 5
const ANSWER_TIME = 8 * SECOND

/** From opening an app to leaving it: everything that a customer does lies in one. */
export interface Visit {
  /** From 1. */
  readonly number: number
  readonly actor: number
  readonly from: number
  readonly until: number
  /** What was looked at last, through which share, and whether it was liked. */
  seen?: Post | undefined
  via?: string | undefined
  liked?: boolean
}

export type Deed = Activity | 'session_start' | 'session_end' | 'quiz_answer' | 'quiz_complete' | 'date_completed' | PlantedDeed['deed']

/** Something done at a moment of a visit. */
export interface Moment {
  readonly at: number
  readonly deed: Deed
  readonly visit: Visit
  readonly quiz?: { readonly number: number; readonly question?: number; readonly score?: number }
  readonly partner?: number
  readonly planted?: PlantedDeed
}

/** The visits of all customers: of each one at a time, within the days on which they are there. */
export class Visits {
  readonly #lives: Lives
  readonly #plan: Plan
  readonly #from: Float64Array
  readonly #until: Float64Array
  readonly #number: Uint32Array
  #count = 0

  constructor(lives: Lives, plan: Plan) {
    this.#lives = lives
    this.#plan = plan
    this.#from = new Float64Array(lives.count).fill(-Infinity)
    this.#until = new Float64Array(lives.count).fill(-Infinity)
    this.#number = new Uint32Array(lives.count)
  }

  /** A visit from a moment on, or from the end of the one before; undefined where no time is left for it. */
  begin(actor: number, at: number, length: number): Visit | undefined {
    const from = Math.max(at, (this.#until[actor] as number) + PAUSE)
    const leaves = this.#plan.start + (this.#lives.leavesOn[actor] as number) * DAY
    const until = Math.min(from + length, leaves - 1, this.#plan.end - 1)
    if (until - from < SECOND) return undefined
    this.#count += 1
    this.#from[actor] = from
    this.#until[actor] = until
    this.#number[actor] = this.#count
    return { number: this.#count, actor, from, until }
  }

  /** The visit in which a customer is, or a short one around the moment. @param earliest Before which none may begin any more. */
  around(actor: number, at: number, earliest: number): { readonly visit: Visit; readonly isNew: boolean } | undefined {
    const [from, until] = [this.#from[actor] as number, this.#until[actor] as number]
    if (at >= from && at <= until) return { visit: { number: this.#number[actor] as number, actor, from, until }, isNew: false }
    const visit = this.begin(actor, Math.max(at - 5 * SECOND, earliest), PLANTED_LENGTH)
    return visit && { visit, isNew: true }
  }

  /** Whether a customer is in a visit that begins later. */
  isLater(actor: number, at: number): boolean {
    return (this.#from[actor] as number) > at
  }
}

/** How long a visit of a customer is. */
export function lengthOf({ minutes }: Lives, actor: number, random: Random): number {
  const mean = (minutes[actor] as number) * MINUTE
  return mean > 0 ? Math.floor(Math.min(Math.max(gamma(random, LENGTH_SHAPE, mean / LENGTH_SHAPE), LENGTH_MIN), LENGTH_MAX)) : LENGTH_MIN
}

/** Everything that is done in a visit: its begin and its end, dates that took place, and what falls into it of what is done a day. */
export function momentsOf(
  visit: Visit,
  { lives, plan, acquaintances }: { lives: Lives; plan: Plan; acquaintances: Acquaintances },
  random: Random,
): Moment[] {
  const { actor, from, until } = visit
  const moments: Moment[] = [{ at: from, deed: 'session_start', visit }]
  const anywhere = () => from + Math.floor(random.uniform() * (until - from))
  for (const partner of acquaintances.takeDates(actor, from)) moments.push({ at: anywhere(), deed: 'date_completed', visit, partner })
  const sum = lives.sumPerDay(actor)
  for (let left = poisson(random, sum / (lives.visits[actor] as number)); left > 0; left -= 1) {
    const deed = lives.activityAt(actor, random.uniform() * sum)
    const at = anywhere()
    if (isPrevented(deed, at, plan, random)) continue
    if (deed === 'quiz_start') moments.push(...quizOf(visit, at, { lives, plan }, random))
    else moments.push({ at, deed, visit })
  }
  moments.push({ at: until, deed: 'session_end', visit })
  return moments
}

function isPrevented(deed: Deed, at: number, { anomaly }: Plan, random: Random): boolean {
  return deed === anomaly.activity && at >= anomaly.from && at < anomaly.to && random.uniform() >= anomaly.factor
}

/** A quiz from its begin to its end, or to where it is given up; in haste where the visit is short. */
function quizOf(visit: Visit, at: number, { lives, plan }: { lives: Lives; plan: Plan }, random: Random): Moment[] {
  const number = random.integer(QUIZZES)
  const { completed, factor } = plan.experiment
  const chance = completed * (lives.variant[visit.actor] === 1 ? factor : 1)
  const answers = random.uniform() < chance ? QUESTIONS : random.integer(QUESTIONS)
  const step = Math.min(ANSWER_TIME, Math.floor((visit.until - at) / (QUESTIONS + 2)))
  const moments: Moment[] = [{ at, deed: 'quiz_start', visit, quiz: { number } }]
  for (let question = 1; question <= answers; question += 1)
    moments.push({ at: at + question * step, deed: 'quiz_answer', visit, quiz: { number, question } })
  if (answers === QUESTIONS)
    moments.push({
      at: at + (QUESTIONS + 1) * step,
      deed: 'quiz_complete',
      visit,
      quiz: { number, score: 20 * random.integer(QUESTIONS + 1) },
    })
  return moments
}
