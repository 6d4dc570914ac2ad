import { termsOf } from '@trill/core/topics/terms'

const HOUR_MILLISECONDS = 3_600_000
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS
/** Posts published longer before they were described are not counted: rows are kept that long. */
export const KEPT_DAYS = 400
/** How far a clock may run ahead. */
const AHEAD_MILLISECONDS = HOUR_MILLISECONDS

/** A post as far as it is counted. */
export interface Description {
  readonly content_id: string
  readonly platform: string
  readonly category: string
  readonly title: string
  readonly tags: readonly string[]
  /** A number of 64 bits as text; 0 where nobody is named. */
  readonly creator: string
  readonly published_milliseconds: number | null
  readonly updated_milliseconds: number
}

export type Kind = 'post' | 'hashtag' | 'topic' | 'left_out'

/** Why a post, or a part of it, is not counted. */
export const LEFT_OUT = {
  undated: 'It is not known when the post was published.',
  future: 'The post says that it was published later than it came.',
  too_old: `The post was published more than ${KEPT_DAYS} days before it came.`,
  no_words: 'Neither title nor tags hold a word, such as a title of emojis.',
  beyond_limit: 'The post has more hashtags or words than are counted of one: 30 and 40.',
} as const
export type LeftOut = keyof typeof LEFT_OUT

/** One thing that a post counts for. */
export interface CountedTerm {
  readonly content_id: string
  readonly kind: Kind
  readonly term: string
  readonly platform: string
  readonly category: string
  readonly creator: string
  readonly hour_seconds: number
}

/** The same with how often it is counted at present: 1, unless something went wrong. */
export interface CountedRow extends CountedTerm {
  readonly times: number
}

/** A change of what is counted. */
export interface Change extends CountedTerm {
  readonly sign: 1 | -1
}

/** Everything a post counts for. */
export function countedTerms(description: Description, earlier: readonly CountedRow[] = []): CountedTerm[] {
  const { content_id, platform, category, creator, title, tags } = description
  const reason = exclusionOf(description)
  if (reason !== undefined) {
    const hour_seconds = noticedAt(reason, description, earlier)
    return [{ content_id, kind: 'left_out', term: reason, platform, category, creator: '0', hour_seconds }]
  }
  const { hashtags, topics, leftOut } = termsOf({ title, tags })
  const hour_seconds = hourOf(description.published_milliseconds as number)
  const counted = (kind: Kind, term: string): CountedTerm => ({ content_id, kind, term, platform, category, creator, hour_seconds })
  return [
    counted('post', ''),
    ...hashtags.map((term) => counted('hashtag', term)),
    ...topics.map((term) => counted('topic', term)),
    ...(hashtags.length + topics.length === 0 ? [counted('left_out', 'no_words')] : []),
    ...(leftOut > 0 ? [counted('left_out', 'beyond_limit')] : []),
  ]
}

/** What has to be added to what is counted so that it is what the present descriptions say. */
export function changesOf(descriptions: readonly Description[], counted: readonly CountedRow[], contentIds: readonly string[]): Change[] {
  const before = new Map<string, CountedRow[]>(contentIds.map((id) => [id, []]))
  for (const row of counted) before.get(row.content_id)?.push(row)
  const described = new Map(descriptions.map((description) => [description.content_id, description]))
  return contentIds.flatMap((id) => {
    const earlier = before.get(id) ?? []
    const description = described.get(id)
    return differenceOf(earlier, description === undefined ? [] : countedTerms(description, earlier))
  })
}

function differenceOf(earlier: readonly CountedRow[], present: readonly CountedTerm[]): Change[] {
  const wanted = new Map(present.map((term) => [keyOf(term), term]))
  const changes: Change[] = []
  for (const { times, ...term } of earlier) {
    const difference = (wanted.delete(keyOf(term)) ? 1 : 0) - times
    for (let i = 0; i < Math.abs(difference); i += 1) changes.push({ ...term, sign: difference > 0 ? 1 : -1 })
  }
  return [...changes, ...[...wanted.values()].map((term) => ({ ...term, sign: 1 as const }))]
}

function keyOf({ kind, term, platform, category, creator, hour_seconds }: CountedTerm): string {
  return JSON.stringify([kind, term, platform, category, creator, hour_seconds])
}

function exclusionOf({ published_milliseconds: published, updated_milliseconds: updated }: Description): LeftOut | undefined {
  if (published === null) return 'undated'
  if (published > updated + AHEAD_MILLISECONDS) return 'future'
  return published < updated - KEPT_DAYS * DAY_MILLISECONDS ? 'too_old' : undefined
}

/** A post that is described again and again without a date is not left out anew each time. */
function noticedAt(reason: LeftOut, { updated_milliseconds }: Description, earlier: readonly CountedRow[]): number {
  return earlier.find(({ kind, term }) => kind === 'left_out' && term === reason)?.hour_seconds ?? hourOf(updated_milliseconds)
}

function hourOf(milliseconds: number): number {
  return Math.floor(milliseconds / HOUR_MILLISECONDS) * 3600
}
