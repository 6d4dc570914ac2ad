import type { Random } from '../random/xoshiro256.ts'
import type { Acquaintances } from './acquaintances.ts'
import { captionOf, remark } from './captions.ts'
import { type Feed, type PostKind, rememberShare } from './feed.ts'
import type { Lives } from './lives.ts'
import type { Plan, PlantedDeed } from './plants.ts'
import type { Moment, Visit } from './visits.ts'

const DAY = 86_400_000
/** What is seen was come to through somebody’s share so often, where there is one. */
const THROUGH_SHARES = 0.3
/** Who sees a planted post likes it, or comments on it, so often. */
const PLANTED_LIKED = 0.25
const PLANTED_COMMENTED = 0.03
/** A creator’s posts are so many times as appealing as those of others. */
const CREATOR_APPEAL = 2
/** A date is so many days off at most. */
const DATE_DAYS = 6

/** One event, in the words of the catalogue of events. Fields that say nothing are left out. */
export interface BehaviourEvent {
  readonly message_id: string
  readonly type: string
  /** Milliseconds since 1970. */
  readonly occurred_at: number
  readonly actor_id: string
  readonly session_id: string
  readonly platform: string
  readonly country: string
  readonly language: string
  readonly device: string
  readonly content_id?: string
  readonly target_id?: string
  readonly parent_message_id?: string
  readonly experiment_id?: string
  readonly variant?: string
  readonly value?: number
  readonly currency?: string
  readonly text?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

/** What became of what was planted, counted while events are written. Of pairs the first is the control, the second the treatment. */
export interface PlantedCounts {
  events: number
  taggedPosts: number
  readonly exposed: [number, number]
  readonly begun: [number, number]
  readonly completed: [number, number]
  viralViews: number
  readonly viralShares: string[]
  influencerPosts: number
  follows: number
}

/** What events are made of. */
export interface Surroundings {
  readonly lives: Lives
  readonly plan: Plan
  readonly feed: Feed
  readonly acquaintances: Acquaintances
  /** Stands in every id, so that those of other behaviours differ. */
  readonly run: string
}

/** What is needed to write a moment down. */
export interface Chance {
  readonly random: Random
  /** Somebody to whom interest may be shown. */
  readonly other: (random: Random) => number
}

type PlantedSpread = Extract<PlantedDeed, { deed: 'planted_share' | 'planted_view' }>

/** How a planted post was passed on up to now: message ids by the place of a share in its cascade. */
interface Spread {
  readonly content_id: string
  readonly ids: Map<number, string>
  first: string | undefined
}

/** Writes events in the order of time, numbers them, and counts what belongs to the truths. */
export class Scribe {
  readonly counts: PlantedCounts = {
    events: 0,
    taggedPosts: 0,
    exposed: [0, 0],
    begun: [0, 0],
    completed: [0, 0],
    viralViews: 0,
    viralShares: [],
    influencerPosts: 0,
    follows: 0,
  }
  readonly #around: Surroundings
  readonly #exposed: Uint8Array
  readonly #cascades = new Map<number, Spread>()

  constructor(around: Surroundings) {
    this.#around = around
    this.#exposed = new Uint8Array(around.lives.count)
  }

  get viralPost(): string {
    return `p${this.#around.run}-viral`
  }

  /** The events of a moment; none where there is nothing to do it to, as messages without a match. */
  write(moment: Moment, chance: Chance): readonly BehaviourEvent[] {
    const { deed, visit, at } = moment
    if (moment.planted !== undefined) return this.#plant(moment, moment.planted, chance.random)
    if (deed === 'session_start') return [this.#event(deed, at, visit)]
    if (deed === 'session_end') return [this.#event(deed, at, visit, { value: Math.round((at - visit.from) / 1000) })]
    if (deed.startsWith('publish_')) return [this.#publish(deed.slice('publish_'.length) as PostKind, at, visit, chance.random)]
    if (deed.startsWith('view_')) return this.#view(deed.slice('view_'.length) as PostKind | 'feed', at, visit, chance.random)
    if (deed === 'like' || deed === 'comment' || deed === 'share') return this.#answer(deed, at, visit, chance.random)
    if (deed.startsWith('quiz_')) return [this.#quiz(moment)]
    if (deed === 'purchase') return [this.#purchase(at, visit, chance.random)]
    if (deed === 'follow') return this.#follow(at, visit)
    return this.#meet(moment, chance)
  }

  #publish(kind: PostKind, at: number, visit: Visit, random: Random, planted: readonly string[] = []): BehaviourEvent {
    const { lives, feed, run } = this.#around
    const { actor } = visit
    const boost = lives.isCreator[actor] === 1 ? CREATOR_APPEAL : 1
    const id = `p${run}-${this.counts.events + 1}`
    feed.add({ id, at, creator: actor, kind, appeal: boost * (1 - random.uniform()) ** -0.7, shares: [] })
    const { title, category, tags } = captionOf(actor, random)
    const properties = { kind, title, category, creator_id: lives.id(actor), tags: [...tags, ...planted] }
    return this.#event('content_publish', at, visit, { content_id: id, properties })
  }

  #view(where: PostKind | 'feed', at: number, visit: Visit, random: Random): BehaviourEvent[] {
    const post = this.#around.feed.choose(where, at, random)
    if (post === undefined || post.creator === visit.actor || post === visit.seen) return []
    const via = random.uniform() < THROUGH_SHARES ? post.shares[Math.floor(random.uniform() * post.shares.length)] : undefined
    Object.assign(visit, { seen: post, via, liked: false })
    return [this.#event('view', at, visit, { content_id: post.id, ...(via !== undefined && { parent_message_id: via }) })]
  }

  /** Liked, commented on and shared is what was looked at last; where nothing was, something is looked at first. */
  #answer(type: 'like' | 'comment' | 'share', at: number, visit: Visit, random: Random): BehaviourEvent[] {
    const isOpen = visit.seen !== undefined && !(type === 'like' && visit.liked)
    const looked = isOpen ? [] : this.#view('feed', at, visit, random)
    if (visit.seen === undefined || (!isOpen && looked.length === 0)) return looked
    if (type === 'like') visit.liked = true
    const event = this.#event(type, at, visit, {
      content_id: visit.seen.id,
      ...(type === 'share' && visit.via !== undefined && { parent_message_id: visit.via }),
      ...(type === 'comment' && { text: remark(random) }),
    })
    if (type === 'share') rememberShare(visit.seen, event.message_id)
    return [...looked, event]
  }

  #quiz({ deed, at, visit, quiz }: Moment): BehaviourEvent {
    const { lives, plan, run } = this.#around
    const variant = lives.variant[visit.actor] as 0 | 1
    if (this.#exposed[visit.actor] === 0) this.counts.exposed[variant] += 1
    this.#exposed[visit.actor] = 1
    if (deed === 'quiz_start') this.counts.begun[variant] += 1
    if (deed === 'quiz_complete') this.counts.completed[variant] += 1
    return this.#event(deed, at, visit, {
      content_id: `q${run}-${quiz?.number}`,
      experiment_id: plan.experiment.id,
      variant: variant === 1 ? 'treatment' : 'control',
      ...(quiz?.score !== undefined && { value: quiz.score }),
      ...(quiz?.question !== undefined && { properties: { question: quiz.question } }),
    })
  }

  #purchase(at: number, visit: Visit, random: Random): BehaviourEvent {
    return this.#event('purchase', at, visit, { value: (299 + 100 * random.integer(5)) / 100, currency: 'USD' })
  }

  #follow(at: number, visit: Visit): BehaviourEvent[] {
    if (visit.seen === undefined) return []
    return [this.#event('follow', at, visit, { content_id: visit.seen.id, target_id: this.#around.lives.id(visit.seen.creator) })]
  }

  /** What is done to another customer. A right swipe on somebody who swiped right before is a match; messages and dates are with matches. */
  #meet(moment: Moment, { random, other }: Chance): BehaviourEvent[] {
    const { deed, at, visit } = moment
    const { lives, plan, acquaintances } = this.#around
    const { actor } = visit
    const towards = (type: string, target: number) => this.#event(type, at, visit, { target_id: lives.id(target) })
    if (deed === 'date_completed') return [towards(deed, moment.partner as number)]
    if (deed === 'message' || deed === 'date_scheduled') {
      const partner = acquaintances.chooseMatch(actor, random)
      if (partner === undefined) return []
      if (deed === 'date_scheduled' && random.uniform() < (lives.showUp[actor] as number))
        acquaintances.arrange(actor, partner, at + Math.floor((1 + random.uniform() * (DATE_DAYS - 1)) * DAY))
      return [towards(deed, partner)]
    }
    const day = Math.floor((at - plan.start) / DAY)
    const matches = deed === 'swipe_right' && random.uniform() < this.#matchChance(actor)
    const admirer = matches ? acquaintances.takeAdmirer(actor, (row) => lives.isThere(row, day)) : undefined
    if (admirer !== undefined) {
      acquaintances.match(actor, admirer)
      return [towards(deed, admirer), towards('match', admirer)]
    }
    const target = other(random)
    if (target === actor) return []
    if (deed === 'swipe_right') acquaintances.admire(actor, target)
    return [towards(deed, target)]
  }

  /** Half of the matches of a customer are their own doing, the other half that of the others. */
  #matchChance(actor: number): number {
    const { lives } = this.#around
    return (lives.matchesPerDay[actor] as number) / (2 * lives.perDay('swipe_right', actor))
  }

  #plant({ at, visit }: Moment, planted: PlantedDeed, random: Random): readonly BehaviourEvent[] {
    const { lives, plan } = this.#around
    if (planted.deed === 'planted_post') return [this.#plantPost(at, visit, planted.cascade, random)]
    if (planted.deed === 'planted_tag') {
      this.counts.taggedPosts += 1
      return [this.#publish('reel', at, visit, random, [plan.hashtag.tag])]
    }
    if ('share' in planted) return this.#spread(at, visit, planted, random)
    this.counts.follows += 1
    return [this.#event('follow', at, visit, { target_id: lives.id(lives.famous[1]) })]
  }

  #plantPost(at: number, visit: Visit, cascade: number, random: Random): BehaviourEvent {
    const { run, lives } = this.#around
    const content_id = cascade === 0 ? this.viralPost : `p${run}-${this.counts.events + 1}`
    this.#cascades.set(cascade, { content_id, ids: new Map(), first: undefined })
    this.counts.influencerPosts += Number(cascade > 0)
    const planted = cascade === 0 ? 'viral_post' : 'influencer'
    const properties = { kind: 'reel', ...captionOf(visit.actor, random), creator_id: lives.id(visit.actor), planted }
    return this.#event('content_publish', at, visit, { content_id, properties })
  }

  /** A planted share or view. Whoever passes something on may come a little later than planned: what follows then hangs on the first share. */
  #spread(at: number, visit: Visit, { deed, cascade, share, parent }: PlantedSpread, random: Random): BehaviourEvent[] {
    const spread = this.#cascades.get(cascade)
    if (spread === undefined) return []
    const { content_id, ids, first } = spread
    const via = ids.get(parent) ?? first
    const event = this.#event(deed === 'planted_share' ? 'share' : 'view', at, visit, {
      content_id,
      ...(via !== undefined && { parent_message_id: via }),
    })
    if (deed === 'planted_share') {
      ids.set(share, event.message_id)
      spread.first ??= event.message_id
      if (cascade === 0) this.counts.viralShares.push(event.message_id)
      return [event]
    }
    this.counts.viralViews += Number(cascade === 0)
    const liked = random.uniform() < PLANTED_LIKED ? [this.#event('like', at, visit, { content_id })] : []
    const remarked = random.uniform() < PLANTED_COMMENTED ? [this.#event('comment', at, visit, { content_id, text: remark(random) })] : []
    return [event, ...liked, ...remarked]
  }

  #event(type: string, occurred_at: number, { actor, number }: Visit, more: Partial<BehaviourEvent> = {}): BehaviourEvent {
    const { lives, run } = this.#around
    this.counts.events += 1
    return {
      message_id: `e${run}-${this.counts.events}`,
      type,
      occurred_at,
      actor_id: lives.id(actor),
      session_id: `s${run}-${number}`,
      ...lives.app(actor),
      country: 'US',
      language: 'en',
      ...more,
    }
  }
}
