import { isMatch, titleKeywords, titleSimilarity } from '@trill/core/scores/matching'
import { subjectKeywords } from '@trill/core/text/terms'
import { titleMatcher } from '@trill/core/text/title-match'

/** A post of some platform, as it was found; null counters are not reported. */
export interface Post {
  readonly content_id: string
  readonly platform: string
  /** Title, or the first words of its text. */
  readonly title: string
  /** Who published it; of news, the source. */
  readonly creator_name: string
  readonly published_at_milliseconds: number
  readonly views: number | null
  readonly impressions: number | null
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  /** Share of upvotes among votes, 0 – 1. */
  readonly upvote_ratio: number | null
}

/** A post about a subject, and how alike its text and the subject are, 0 – 1. */
export interface Match {
  readonly post: Post
  readonly similarity: number
}

/** Which posts are about a title, and what to look for. */
export interface Subject {
  /** What it is about, most telling first; nothing can be asked for without. */
  readonly keywords: readonly string[]
  /** Words of which a post must hold one to be compared at all, also within others. */
  readonly clues: readonly string[]
  readonly matcher: Matcher
  /** Undefined for what is not about it. */
  similarityOf(post: Post): number | undefined
}

/** `stories` tells the same story from others of the same topic; `published` is the similarity of version 2.0. */
export type Matcher = 'stories' | 'published'

/** @param channel Who published it; its name says nothing about the subject. */
export function subjectOf(title: string, channel: string, matcher: Matcher): Subject {
  const published = titleKeywords(title)
  if (matcher === 'published') {
    const similarityOf = (post: Post) => {
      const similarity = titleSimilarity(title, post.title)
      return isMatch(similarity) ? similarity : undefined
    }
    return { keywords: published, clues: published, matcher, similarityOf }
  }
  const telling = subjectKeywords(title, { channel })
  const keywords = telling.length > 0 ? telling : published
  const compare = titleMatcher({ title, channel })
  return {
    keywords,
    clues: [...new Set(keywords.map(withoutEnding))],
    matcher,
    similarityOf: (post) => {
      const found = compare({ title: post.title, channel: post.creator_name })
      return found.isMatch ? found.similarity : undefined
    },
  }
}

/** Other forms of a word end in other letters. */
function withoutEnding(word: string): string {
  const letters = [...word]
  return letters.slice(0, Math.max(4, letters.length - 2)).join('')
}

/** The posts among some that are about a subject, the most similar first. */
export function matchesAmong(subject: Subject, posts: readonly Post[]): Match[] {
  return posts
    .flatMap((post) => {
      const similarity = subject.similarityOf(post)
      return similarity === undefined ? [] : [{ post, similarity }]
    })
    .sort((one, other) => other.similarity - one.similarity || (one.post.content_id < other.post.content_id ? -1 : 1))
}

/** Posts by their words, to find those about a subject without comparing it with each. */
export class PostIndex {
  readonly #byWord = new Map<string, Post[]>()
  /** Words in which a clue occurs, kept from subject to subject. */
  readonly #known = new Map<string, readonly string[]>()

  constructor(posts: Iterable<Post>) {
    for (const post of posts) for (const word of new Set(wordsOf(post.title))) this.#add(word, post)
  }

  matches(subject: Subject): Match[] {
    const found = new Set<Post>()
    for (const clue of subject.clues)
      for (const word of this.#wordsWith(clue)) for (const post of this.#byWord.get(word) ?? []) found.add(post)
    return matchesAmong(subject, [...found])
  }

  #add(word: string, post: Post): void {
    const posts = this.#byWord.get(word)
    if (posts === undefined) this.#byWord.set(word, [post])
    else posts.push(post)
  }

  #wordsWith(clue: string): readonly string[] {
    const known = this.#known.get(clue)
    if (known !== undefined) return known
    const words = [...this.#byWord.keys()].filter((word) => word.includes(clue))
    this.#known.set(clue, words)
    return words
  }
}

/** As the published similarity reads them: lower case, without punctuation. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}_\s]/gu, '')
    .split(/\s+/)
    .filter(Boolean)
}
