import type { EventInput } from '@trill/contract/event'
import { exponential } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import type { DemoContent } from './catalogue.ts'
import { commentsIn } from './comments.ts'
import type { DemoPerson } from './people.ts'

const SECOND = 1000
const EXPERIMENT = 'quiz_progress_bar'
const WARES = [
  ['extra_lives', 0.99],
  ['sticker_pack', 1.99],
  ['supporter_month', 3.99],
] as const
const CURRENCIES: Readonly<Record<string, string>> = { US: 'USD', GB: 'GBP', MX: 'USD', BR: 'USD', JP: 'USD', SE: 'SEK', PL: 'PLN' }

/** Fields that every event of a visit carries. */
export type VisitFields = Partial<
  Pick<EventInput, 'referrer' | 'utm_source' | 'utm_medium' | 'utm_campaign' | 'utm_content' | 'campaign_id'>
>

export interface VisitOptions {
  readonly random: Random
  readonly person: DemoPerson
  /** Milliseconds since 1970. */
  readonly at: number
  readonly fields: VisitFields
  /** Part of the experiment. */
  readonly exposed: boolean
  readonly newId: () => string
  /** Told of each share: the content, the share’s message id and its time. */
  readonly onShare: (content: DemoContent, messageId: string, at: number) => void
}

/** The events of one visit, as they are added one after the other. */
export class Visit {
  readonly events: EventInput[] = []
  readonly #options: VisitOptions
  readonly #shared: Pick<EventInput, 'platform' | 'language' | 'device'>
  #clock: number

  constructor(options: VisitOptions) {
    const { id, status, platform, device, country, language } = options.person
    this.#options = options
    this.#clock = Math.round(options.at)
    const who = status === 'visitor' ? { anonymous_id: id } : { actor_id: id }
    const place = country === '' ? {} : { country }
    const session = status === 'follower' ? {} : { session_id: `session-${options.newId()}` }
    this.#shared = { ...who, ...session, platform, ...place, language, device, ...options.fields }
  }

  /** A visit to the app: the contents in turn, the first of them perhaps through a share. */
  toApp(contents: readonly DemoContent[], parent?: string): EventInput[] {
    const started = this.#clock
    this.#add('session_start')
    for (const [index, content] of contents.entries()) this.#open(content, index === 0 ? parent : undefined)
    const { status, country } = this.#options.person
    if (status === 'member' && this.#happens(0.012)) {
      const [item, value] = WARES[this.#options.random.integer(WARES.length)] ?? WARES[0]
      this.#wait(20)
      this.#add('purchase', { value, currency: CURRENCIES[country] ?? 'EUR', properties: { item } })
    }
    this.#wait(8)
    this.#add('session_end', { value: Math.round((this.#clock - started) / SECOND) })
    return this.events
  }

  /** Seen on a channel that reports views and likes as counters: what people write and do beside. */
  toCountedChannel(content: DemoContent): EventInput[] {
    const { random } = this.#options
    const drawn = random.uniform()
    if (drawn < 0.55) this.#comment(content)
    else if (drawn < 0.75) this.#add('profile_visit', { content_id: content.id, target_id: content.creatorId })
    else if (drawn < 0.88) this.#add('follow', { content_id: content.id, target_id: content.creatorId })
    else this.#add('click', { content_id: content.id, properties: { link: 'app' } })
    return this.events
  }

  /** Seen on a channel that reports every event. */
  toChannel(content: DemoContent): EventInput[] {
    this.#add('view', { content_id: content.id })
    this.#react(content, 0.2)
    if (this.#happens(0.02)) this.#add('profile_visit', { content_id: content.id, target_id: content.creatorId })
    if (this.#happens(0.025)) this.#share(content)
    return this.events
  }

  /** A visitor makes an account: from now on the member’s name stands for the visitor’s. */
  signUp(memberId: string): void {
    this.#wait(30)
    this.#add('identify', { actor_id: memberId, properties: { plan: 'free' } })
  }

  #open(content: DemoContent, parent: string | undefined): void {
    this.#wait(9)
    this.#add('view', { content_id: content.id, ...(parent === undefined ? {} : { parent_message_id: parent }) })
    if (content.form === 'video') this.#watch(content)
    else this.#answer(content)
    this.#react(content, 0.13)
    if (this.#happens(content.contagion * (parent === undefined ? 0.25 : 1))) this.#share(content, parent)
  }

  #watch(content: DemoContent): void {
    this.#wait(35)
    if (this.#happens(Math.min(0.45 * content.quality, 0.85))) this.#add('complete', { content_id: content.id })
  }

  #answer(content: DemoContent): void {
    if (!this.#happens(0.68)) return
    const { person, exposed } = this.#options
    const fields = { content_id: content.id, ...(exposed ? { experiment_id: EXPERIMENT, variant: person.variant } : {}) }
    const stays = exposed && person.variant === 'progress_bar' ? 0.945 : 0.92
    this.#wait(6)
    this.#add('quiz_start', fields)
    let right = 0
    for (let question = 1; question <= content.questions; question += 1) {
      if (!this.#happens(stays)) return
      this.#wait(9)
      const correct = this.#happens(0.68)
      if (correct) right += 1
      this.#add('quiz_answer', { ...fields, properties: content.form === 'trivia' ? { question, correct } : { question } })
    }
    this.#wait(3)
    if (content.form === 'trivia') this.#add('quiz_complete', { ...fields, value: Math.round((100 * right) / content.questions) })
    else this.#add('quiz_complete', { ...fields, properties: { result: 'ABCD'[this.#options.random.integer(4)] as string } })
  }

  /** Writing, keeping and following need an account; liking does not, yet strangers do it less. */
  #react(content: DemoContent, likes: number): void {
    const { quality, id, creatorId } = content
    const isStranger = this.#options.person.status === 'visitor'
    if (this.#happens(likes * quality * (isStranger ? 0.5 : 1))) this.#add('like', { content_id: id })
    if (isStranger) return
    if (this.#happens(0.022 * quality)) this.#comment(content)
    if (this.#happens(0.028 * quality)) this.#add('save', { content_id: id })
    if (this.#happens(0.012 * quality)) this.#add('follow', { content_id: id, target_id: creatorId })
  }

  #comment({ id, form }: DemoContent): void {
    const { random, person } = this.#options
    const remarks = commentsIn(person.language)[form === 'video' ? 'video' : 'quiz']
    this.#wait(15)
    this.#add('comment', { content_id: id, text: remarks[random.integer(remarks.length)] as string })
  }

  #share(content: DemoContent, parent?: string): void {
    this.#wait(6)
    const id = this.#add('share', { content_id: content.id, ...(parent === undefined ? {} : { parent_message_id: parent }) })
    this.#options.onShare(content, id, this.#clock)
  }

  #happens(probability: number): boolean {
    return this.#options.random.uniform() < probability
  }

  /** Lets an exponential time pass, of so many seconds on average. */
  #wait(seconds: number): void {
    this.#clock += SECOND + Math.round(exponential(this.#options.random, seconds * SECOND))
  }

  #add(type: string, more: Partial<EventInput> = {}): string {
    const id = this.#options.newId()
    this.events.push({ message_id: id, type, occurred_at: new Date(this.#clock).toISOString(), ...this.#shared, ...more })
    return id
  }
}
