import { isMatch, titleKeywords, titleSimilarity } from '@trill/core/scores/matching'

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

/** The posts among some that are about a title, the most similar first. */
export function matchesAmong(title: string, posts: readonly Post[]): Match[] {
  return posts
    .map((post) => ({ post, similarity: titleSimilarity(title, post.title) }))
    .filter(({ similarity }) => isMatch(similarity))
    .sort((one, other) => other.similarity - one.similarity || (one.post.content_id < other.post.content_id ? -1 : 1))
}

/**
 * Posts by their words, to find those about a title without comparing it with each. A match needs a keyword of the title inside one of
 * its words, so that nothing is missed.
 */
export class PostIndex {
  readonly #byWord = new Map<string, Post[]>()
  /** Words in which a keyword occurs, kept from title to title. */
  readonly #known = new Map<string, readonly string[]>()

  constructor(posts: Iterable<Post>) {
    for (const post of posts) for (const word of new Set(wordsOf(post.title))) this.#add(word, post)
  }

  matches(title: string): Match[] {
    const found = new Set<Post>()
    for (const keyword of titleKeywords(title))
      for (const word of this.#wordsWith(keyword)) for (const post of this.#byWord.get(word) ?? []) found.add(post)
    return matchesAmong(title, [...found])
  }

  #add(word: string, post: Post): void {
    const posts = this.#byWord.get(word)
    if (posts === undefined) this.#byWord.set(word, [post])
    else posts.push(post)
  }

  #wordsWith(keyword: string): readonly string[] {
    const known = this.#known.get(keyword)
    if (known !== undefined) return known
    const words = [...this.#byWord.keys()].filter((word) => word.includes(keyword))
    this.#known.set(keyword, words)
    return words
  }
}

/** As the similarity reads them: lower case, without punctuation. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}_\s]/gu, '')
    .split(/\s+/)
    .filter(Boolean)
}
