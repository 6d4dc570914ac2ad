import type { Random } from '../random/xoshiro256.ts'
import { type Feed, type Post, rememberShare } from './feed.ts'
import type { Activity, Lives } from './lives.ts'
import type { Plan, PlantedShare } from './plants.ts'

const HOUR = 3_600_000
/** A share of somebody’s is the answer to another one so often, where there is one. */
const PASSED_ON = 0.5
const APPS = ['ios', 'android', 'web']
const QUIZZES = 20
const QUESTIONS = 10

/** One event, in the words of the catalogue of events. Fields that say nothing are left out. */
export interface BehaviourEvent {
  readonly message_id: string
  readonly type: string
  /** Milliseconds since 1970. */
  readonly occurred_at: number
  readonly actor_id: string
  readonly platform: string
  readonly content_id?: string
  readonly target_id?: string
  readonly parent_message_id?: string
  readonly experiment_id?: string
  readonly variant?: string
  readonly value?: number
  readonly currency?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

/** What an event is made of. */
interface Occasion {
  readonly at: number
  readonly actor: number
  /** Another customer who does the same kind of thing. */
  readonly other: number
  readonly tagged: boolean
  readonly feed: Feed
  readonly random: Random
}

/** What became of what was planted, counted while events are written. */
export interface PlantedCounts {
  events: number
  taggedPosts: number
  readonly exposed: [control: number, treatment: number]
  readonly purchases: [control: number, treatment: number]
  viralViews: number
  readonly viralShares: string[]
  follows: number
}

/** Writes events, numbers them, and counts what belongs to the truths. */
export class Scribe {
  readonly counts: PlantedCounts = {
    events: 0,
    taggedPosts: 0,
    exposed: [0, 0],
    purchases: [0, 0],
    viralViews: 0,
    viralShares: [],
    follows: 0,
  }
  readonly #lives: Lives
  readonly #plan: Plan
  readonly #seed: number
  /** With whom a customer was matched last; −1 for nobody. */
  readonly #matched: Int32Array
  readonly #exposed: Uint8Array

  constructor(lives: Lives, plan: Plan, seed: number) {
    this.#lives = lives
    this.#plan = plan
    this.#seed = seed
    this.#matched = new Int32Array(lives.count).fill(-1)
    this.#exposed = new Uint8Array(lives.count)
  }

  /** Who published the viral post: the first creator, or the first customer where there is none. */
  get viralCreator(): number {
    return this.#lives.creators[0] ?? 0
  }

  /** Who gathers the planted followers. */
  get influencer(): number {
    return this.#lives.creators.at(-1) ?? this.#lives.count - 1
  }

  get viralPost(): string {
    return `p${this.#seed}-viral`
  }

  /** The event of something done; undefined where there is nothing to do it to, as messages without a match. */
  write(activity: Activity, occasion: Occasion): BehaviourEvent | undefined {
    if (activity.startsWith('publish_')) return this.#publish(activity.slice('publish_'.length) as Post['kind'], occasion)
    if (activity.startsWith('view_')) return this.#onPost('view', occasion)
    if (activity === 'like' || activity === 'comment' || activity === 'share') return this.#onPost(activity, occasion)
    if (activity === 'purchase') return this.#purchase(occasion)
    if (activity === 'session_start') return this.#session(occasion)
    if (activity === 'quiz_answer' || activity === 'quiz_complete') return this.#quiz(activity, occasion)
    return this.#towards(activity, occasion)
  }

  /** The viral post, its shares with their parents, and the views they bring. */
  *cascade(shares: readonly PlantedShare[]): Generator<BehaviourEvent> {
    const { viral } = this.#plan
    const content = { content_id: this.viralPost }
    const properties = { kind: 'reel', creator_id: this.#lives.id(this.viralCreator), title: 'Viral', planted: 'viral_post' }
    yield this.#event('content_publish', viral.at - HOUR, this.viralCreator, { ...content, properties })
    const ids = this.counts.viralShares
    for (const { at, actor, parent, views } of shares) {
      const share = this.#event('share', at, actor, { ...content, ...(parent >= 0 && { parent_message_id: ids[parent] as string }) })
      ids.push(share.message_id)
      yield share
      for (const view of views) {
        this.counts.viralViews += 1
        yield this.#event('view', view, (actor + this.counts.viralViews) % this.#lives.count, {
          ...content,
          parent_message_id: share.message_id,
        })
      }
    }
  }

  /** The follows that the influencer gathers, evenly over the rest of the time. */
  *follows(random: Random): Generator<BehaviourEvent> {
    const { from, followsPerDay, until } = this.#plan.influencer
    const count = Math.round(((until - from) / (24 * HOUR)) * followsPerDay)
    const target = { target_id: this.#lives.id(this.influencer) }
    for (let index = 0; index < count; index += 1) {
      this.counts.follows += 1
      yield this.#event('follow', Math.floor(from + random.uniform() * (until - from)), random.integer(this.#lives.count), target)
    }
  }

  #publish(kind: Post['kind'], { at, actor, tagged, feed, random }: Occasion): BehaviourEvent {
    const id = `p${this.#seed}-${this.counts.events + 1}`
    feed.add({ id, creator: actor, kind, appeal: (1 - random.uniform()) ** -0.7, shares: [] })
    this.counts.taggedPosts += Number(tagged)
    const tags = tagged ? { tags: [this.#plan.hashtag.tag] } : {}
    const properties = { kind, creator_id: this.#lives.id(actor), ...tags }
    return this.#event('content_publish', at, actor, { content_id: id, properties })
  }

  #onPost(type: string, { at, actor, feed, random }: Occasion): BehaviourEvent | undefined {
    const post = feed.choose(random)
    if (post === undefined) return undefined
    const seen = post.shares[Math.floor(random.uniform() * post.shares.length)]
    const passesOn = type === 'share' && seen !== undefined && random.uniform() < PASSED_ON
    const event = this.#event(type, at, actor, { content_id: post.id, ...(passesOn && { parent_message_id: seen }) })
    if (type === 'share') rememberShare(post, event.message_id)
    return event
  }

  #purchase({ at, actor, random }: Occasion): BehaviourEvent {
    this.counts.purchases[this.#lives.variant[actor] as 0 | 1] += 1
    return this.#event('purchase', at, actor, { value: (299 + 100 * Math.floor(5 * random.uniform())) / 100, currency: 'USD' })
  }

  #session({ at, actor }: Occasion): BehaviourEvent {
    const variant = this.#lives.variant[actor] as 0 | 1
    if (this.#exposed[actor] === 0) this.counts.exposed[variant] += 1
    this.#exposed[actor] = 1
    return this.#event('session_start', at, actor, {
      experiment_id: this.#plan.experiment.id,
      variant: variant === 1 ? 'treatment' : 'control',
    })
  }

  #quiz(type: string, { at, actor, random }: Occasion): BehaviourEvent {
    const content_id = `q${this.#seed}-${Math.floor(random.uniform() * QUIZZES)}`
    if (type === 'quiz_complete') return this.#event(type, at, actor, { content_id, value: Math.floor(random.uniform() * (QUESTIONS + 1)) })
    const properties = { question: 1 + Math.floor(random.uniform() * QUESTIONS), answer: 1 + Math.floor(random.uniform() * 5) }
    return this.#event(type, at, actor, { content_id, properties })
  }

  /** What is done to another customer; messages and dates to whom one was matched with last. */
  #towards(type: string, { at, actor, other }: Occasion): BehaviourEvent | undefined {
    if (actor === other) return undefined
    if (type === 'match') this.#matched[actor] = other
    const isOfMatch = type === 'message' || type.startsWith('date_')
    const target = isOfMatch ? (this.#matched[actor] as number) : other
    return target < 0 ? undefined : this.#event(type, at, actor, { target_id: this.#lives.id(target) })
  }

  #event(type: string, occurred_at: number, actor: number, more: Partial<BehaviourEvent>): BehaviourEvent {
    this.counts.events += 1
    return {
      message_id: `e${this.#seed}-${this.counts.events}`,
      type,
      occurred_at,
      actor_id: this.#lives.id(actor),
      platform: APPS[actor % APPS.length] as string,
      ...more,
    }
  }
}
