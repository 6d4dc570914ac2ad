import type { EventInput } from '@trill/contract/event'
import { categorical, exponential, negativeBinomial, normal, poisson } from '@trill/core/random/samplers'
import { createRandom, type Random } from '@trill/core/random/xoshiro256'
import { Agenda } from './agenda.ts'
import { DEMO_DAYS, type DemoContent, demoCatalogue } from './catalogue.ts'
import { type DemoPerson, drawFollower, drawMember, drawVisitor } from './people.ts'
import { createRhythm, type Rhythm } from './rhythm.ts'
import { Visit, type VisitFields } from './visit.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const FIRST_MEMBERS = 150
const NEW_MEMBERS_PER_DAY = 6.7
/** The campaign and the experiment, in days before the end. */
const CAMPAIGN_DAYS = { from: 19, to: 9 }
const EXPERIMENT_DAYS = 24
const CAMPAIGN_WAYS = [
  { utm_source: 'newsletter', utm_medium: 'email', utm_content: 'header' },
  { utm_source: 'instagram', utm_medium: 'social', utm_content: 'story' },
  { utm_source: 'tiktok', utm_medium: 'social', utm_content: 'bio_link' },
] as const
const REFERRERS = ['', 'https://www.google.com/', 'https://www.youtube.com/', 'https://www.tiktok.com/'] as const
const drawReferrer = categorical([60, 25, 8, 7])

export interface DemoOptions {
  readonly seed: string
  /** The end of the period, milliseconds since 1970. */
  readonly anchor: number
  /** IANA name; people sleep by it. */
  readonly timeZone: string
}

type Errand =
  | { readonly kind: 'publish'; readonly content: DemoContent }
  | { readonly kind: 'arrival' }
  | { readonly kind: 'return'; readonly member: DemoPerson }
  | { readonly kind: 'led'; readonly content: DemoContent; readonly parent: string }
  | { readonly kind: 'channel'; readonly content: DemoContent }

/** The catalogue and the rhythm that events and counters have in common. */
export function demoWorld({ seed, anchor, timeZone }: DemoOptions): { root: Random; rhythm: Rhythm; contents: DemoContent[] } {
  const root = createRandom(seed)
  const rhythm = createRhythm(timeZone, anchor - DEMO_DAYS * DAY, anchor)
  return { root, rhythm, contents: demoCatalogue(root.fork('catalogue'), anchor, rhythm) }
}

/**
 * Sixty days of the invented app, visit after visit; about 50,000 events. Nothing in it was measured.
 * The same seed, anchor and time zone give the same events with the same message ids.
 */
export function* demoEvents(options: DemoOptions): Generator<EventInput> {
  const { anchor } = options
  const latest = new Date(anchor).toISOString()
  const life = new AppLife(options)
  for (let events = life.nextEvents(); events !== undefined; events = life.nextEvents()) {
    for (const event of events) if ((event.occurred_at as string) <= latest) yield event
  }
}

/** Everything that is going on: who will come when, and what is new. */
class AppLife {
  readonly #random: Random
  readonly #rhythm: Rhythm
  /** What the app itself shows. */
  readonly #contents: readonly DemoContent[]
  readonly #anchor: number
  readonly #agenda = new Agenda<Errand>()
  readonly #members: DemoPerson[] = []
  readonly #shares = new Map<DemoContent, number>()
  readonly #run: string
  #ids = 0
  #visitors = 0
  #chooseContent: (random: Random) => number = () => 0
  #chosenFor = -1

  constructor(options: DemoOptions) {
    const { root, rhythm, contents } = demoWorld(options)
    this.#random = root.fork('life')
    this.#rhythm = rhythm
    this.#contents = contents.filter(({ home }) => home === 'app')
    this.#anchor = options.anchor
    this.#run = options.anchor.toString(36)
    const start = options.anchor - DEMO_DAYS * DAY
    for (const content of contents) this.#agenda.add(content.publishedAt, { kind: 'publish', content })
    for (let i = 0; i < FIRST_MEMBERS; i += 1) this.#welcome(start)
    this.#agenda.add(rhythm.next(this.#random, start, NEW_MEMBERS_PER_DAY), { kind: 'arrival' })
  }

  /** The events of the next thing that happens before the anchor. */
  nextEvents(): EventInput[] | undefined {
    const due = this.#agenda.takeBefore(this.#anchor)
    if (due === undefined) return undefined
    const { at, item } = due
    if (item.kind === 'publish') return this.#publish(at, item.content)
    if (item.kind === 'arrival') return this.#arrive(at)
    if (item.kind === 'return') return this.#visitApp(at, item.member)
    if (item.kind === 'led') return this.#follow(at, item.content, item.parent)
    return this.#seeOnChannel(at, item.content)
  }

  #publish(at: number, content: DemoContent): EventInput[] {
    const { id, home, form, title, category, creatorId, creatorName, tags, appeal } = content
    const seenBy = { app: 0, instagram: 70, tiktok: 16, youtube: 12 }[home] * appeal
    for (let i = poisson(this.#random, seenBy); i > 0; i -= 1) {
      const moment = this.#rhythm.postpone(this.#random, at + exponential(this.#random, 2.5 * DAY))
      this.#agenda.add(moment, { kind: 'channel', content })
    }
    const base = { occurred_at: new Date(at).toISOString(), actor_id: creatorId, content_id: id, platform: home === 'app' ? 'web' : home }
    const kind = home === 'instagram' ? 'post' : form === 'video' ? 'video' : 'quiz'
    const properties = { kind, title, category, creator_id: creatorId, creator_name: creatorName, tags: [...tags] }
    const events: EventInput[] = [{ message_id: this.#newId(), type: 'content_publish', ...base, properties }]
    if (content.announcedTo > 0) {
      const announcement = { message_id: this.#newId(), type: 'share', ...base }
      events.push(announcement)
      this.#lead(content, announcement.message_id, at, poisson(this.#random, content.announcedTo))
    }
    return events
  }

  /** Somebody finds the app without a shared link; more do while the campaign runs. */
  #arrive(at: number): EventInput[] {
    const progress = 1 - (this.#anchor - at) / (DEMO_DAYS * DAY)
    const perDay = NEW_MEMBERS_PER_DAY * (1 + 0.1 * progress) * (this.#isCampaign(at) ? 1.6 : 1)
    this.#agenda.add(this.#rhythm.next(this.#random, at, perDay), { kind: 'arrival' })
    const member = drawMember(this.#random, this.#members.length + 1)
    this.#members.push(member)
    return this.#visitApp(at, member, true)
  }

  #welcome(from: number): DemoPerson {
    const member = drawMember(this.#random, this.#members.length + 1)
    this.#members.push(member)
    this.#agenda.add(this.#rhythm.next(this.#random, from, member.visitsPerDay), { kind: 'return', member })
    return member
  }

  #visitApp(at: number, member: DemoPerson, isFirst = false): EventInput[] {
    const contents: DemoContent[] = []
    do contents.push(this.#pickContent(at))
    while (contents.length < 9 && this.#random.uniform() < 0.56)
    if (this.#random.uniform() >= member.lossPerVisit) {
      this.#agenda.add(this.#rhythm.next(this.#random, at + HOUR, member.visitsPerDay), { kind: 'return', member })
    }
    return this.#visit(at, member, this.#originOf(at, member, isFirst)).toApp([...new Set(contents)])
  }

  /** Somebody opens a link that was passed on: mostly a stranger, of whom some stay. */
  #follow(at: number, content: DemoContent, parent: string): EventInput[] {
    const known = this.#random.uniform() < 0.3 ? this.#members[this.#random.integer(this.#members.length)] : undefined
    this.#visitors += known === undefined ? 1 : 0
    const visit = this.#visit(at, known ?? drawVisitor(this.#random, this.#visitors), {})
    const more = this.#random.uniform() < 0.2 ? [this.#pickContent(at)] : []
    const events = visit.toApp([...new Set([content, ...more])], parent)
    if (known === undefined && this.#random.uniform() < 0.04) visit.signUp(this.#welcome(at + HOUR).id)
    return events
  }

  #seeOnChannel(at: number, content: DemoContent): EventInput[] {
    const { home } = content
    if (home === 'app') return []
    const visit = this.#visit(at, drawFollower(this.#random, home), {})
    return home === 'instagram' ? visit.toChannel(content) : visit.toCountedChannel(content)
  }

  #visit(at: number, person: DemoPerson, fields: VisitFields): Visit {
    return new Visit({
      random: this.#random,
      person,
      at,
      fields,
      exposed: at > this.#anchor - EXPERIMENT_DAYS * DAY,
      newId: () => this.#newId(),
      onShare: (content, messageId, sharedAt) => this.#passOn(content, messageId, sharedAt),
    })
  }

  /** Brings those who open a share: few of most, many of some, and fewer the more have seen the content. */
  #passOn(content: DemoContent, parent: string, at: number): void {
    if (content.home !== 'app') return
    const shares = this.#shares.get(content) ?? 0
    this.#shares.set(content, shares + 1)
    this.#lead(content, parent, at, negativeBinomial(this.#random, content.reach * Math.exp(-shares / content.capacity), 1.2))
  }

  #lead(content: DemoContent, parent: string, at: number, audience: number): void {
    for (let i = 0; i < audience; i += 1) {
      const delay = 60_000 + 5 * HOUR * Math.exp(normal(this.#random, 0, 0.9))
      this.#agenda.add(this.#rhythm.postpone(this.#random, at + delay), { kind: 'led', content, parent })
    }
  }

  /** New contents are shown first; what is left of their appeal after weeks is an eighth. */
  #pickContent(at: number): DemoContent {
    const hour = Math.floor(at / HOUR)
    if (hour !== this.#chosenFor) {
      const weights = this.#contents.map(({ appeal, publishedAt }) =>
        publishedAt <= at ? appeal * (0.125 + 0.875 * Math.exp((publishedAt - at) / (3 * DAY))) : 0,
      )
      this.#chooseContent = categorical(weights)
      this.#chosenFor = hour
    }
    return this.#contents[this.#chooseContent(this.#random)] as DemoContent
  }

  #originOf(at: number, { platform }: DemoPerson, isFirst: boolean): VisitFields {
    const chance = isFirst ? 0.55 : 0.12
    if (this.#isCampaign(at) && this.#random.uniform() < chance) {
      const way = CAMPAIGN_WAYS[this.#random.integer(CAMPAIGN_WAYS.length)] ?? CAMPAIGN_WAYS[0]
      return { ...way, utm_campaign: 'quiz_week', campaign_id: 'quiz-week' }
    }
    const referrer = platform === 'web' ? (REFERRERS[drawReferrer(this.#random)] ?? '') : ''
    return referrer === '' ? {} : { referrer }
  }

  #isCampaign(at: number): boolean {
    return at > this.#anchor - CAMPAIGN_DAYS.from * DAY && at < this.#anchor - CAMPAIGN_DAYS.to * DAY
  }

  #newId(): string {
    this.#ids += 1
    return `demo-${this.#run}-${this.#ids}`
  }
}
