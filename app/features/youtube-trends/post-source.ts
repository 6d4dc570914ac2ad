import { readFileSync } from 'node:fs'
import type { Connector, Post as ReadPost } from '../../connectors/connector.ts'
import { type ConnectorFailure, isFailure } from '../../connectors/failure.ts'
import { storePosts } from '../../connectors/store/post-store.ts'
import type { Platform } from '../../platform/platform.ts'
import { ASKED_PLATFORMS, type AskedPlatform, type PlatformAnswer } from './platform-scores.ts'
import { type Match, matchesAmong, type Post, PostIndex, type Subject } from './post-index.ts'

const POSTS = readFileSync(new URL('posts.sql', import.meta.url), 'utf8')
const PRESENT = readFileSync(new URL('present-platforms.sql', import.meta.url), 'utf8')
const WINDOW_MILLISECONDS = 72 * 3_600_000
/** Stored posts of a platform that are looked through, the latest. */
const POSTS_MAX = 10_000
/** Posts that a platform is asked for about one subject. */
const SEARCH_POSTS = 100
/** Platforms look for posts with all the words: more would find none. */
const SEARCH_KEYWORDS = 4

/** How long one subject may wait for a platform’s limits; in seconds. */
const PATIENCE_SECONDS = { one: 5, many: 120 } as const

/** Where posts about a subject come from. */
export interface PostSource {
  /** What each platform has about a subject from the last 72 hours, both ends included. */
  about(subject: Subject, signal: AbortSignal): Promise<Map<AskedPlatform, PlatformAnswer>>
}

type Asked = 'asked' | ConnectorFailure

/**
 * Asks the connected platforms, stores what they give by the rules for everything that connectors read, and looks among all stored posts
 * of the window: those that came before count as well, and nobody is found who may not be stored.
 * @param many True where many subjects will be asked for: then all posts are read once.
 */
export async function openPostSource(workspaceId: string, platform: Platform, { many }: { many: boolean }): Promise<PostSource> {
  const connectors = await connected(workspaceId, platform)
  const shelf = many
    ? new WholeShelf(workspaceId, platform)
    : { matches: (subject: Subject) => matchesOfOne(subject, workspaceId, platform) }
  return {
    about: async (subject, signal) => {
      if (subject.keywords.length === 0) return everywhere(() => ({ status: 'unavailable', reason: 'no_keywords', detail: null }))
      const text = [...new Set(subject.keywords)].slice(0, SEARCH_KEYWORDS).join(' ')
      const patienceSeconds = many ? PATIENCE_SECONDS.many : PATIENCE_SECONDS.one
      const search = { text, since: platform.now() - WINDOW_MILLISECONDS, limit: SEARCH_POSTS, patienceSeconds, signal }
      const found = await Promise.all(connectors.map(async ([name, connector]) => ({ name, ...(await searched(connector, search)) })))
      const posts = found.flatMap((one) => one.posts)
      const { fresh } = posts.length === 0 ? { fresh: 0 } : await storePosts(workspaceId, posts, platform)
      const matches = await shelf.matches(subject, fresh > 0)
      const outcomes = new Map(found.map(({ name, outcome }) => [name, outcome]))
      return everywhere((name) => answerOf(matches.get(name), outcomes.get(name)))
    },
  }
}

/** Matches by platform; a platform of which no post of the window is stored is not there. */
type Matches = ReadonlyMap<string, readonly Match[]>

/** All posts of the window, read again when there are others. */
class WholeShelf {
  readonly #workspaceId: string
  readonly #platform: Platform
  #indexes: Promise<ReadonlyMap<string, PostIndex>> | undefined

  constructor(workspaceId: string, platform: Platform) {
    this.#workspaceId = workspaceId
    this.#platform = platform
  }

  async matches(subject: Subject, hasChanged: boolean): Promise<Matches> {
    if (hasChanged) this.#indexes = undefined
    this.#indexes ??= storedPosts(this.#workspaceId, [], this.#platform).then(indexesOf)
    return new Map([...(await this.#indexes)].map(([name, index]) => [name, index.matches(subject)]))
  }
}

function indexesOf(posts: readonly Post[]): ReadonlyMap<string, PostIndex> {
  const names = new Set(posts.map(({ platform }) => platform))
  return new Map([...names].map((name) => [name, new PostIndex(posts.filter((post) => post.platform === name))]))
}

/** Of one subject the store looks for the clues. */
async function matchesOfOne(subject: Subject, workspaceId: string, platform: Platform): Promise<Matches> {
  const [present, posts] = await Promise.all([
    platform.events.rows<{ platform: string }>(PRESENT, { workspace_id: workspaceId, platforms: ASKED_PLATFORMS, ...windowOf(platform) }),
    storedPosts(workspaceId, subject.clues, platform),
  ])
  const matches = matchesAmong(subject, posts)
  return new Map(present.map(({ platform: name }) => [name, matches.filter(({ post }) => post.platform === name)]))
}

function everywhere(answer: (name: AskedPlatform) => PlatformAnswer): Map<AskedPlatform, PlatformAnswer> {
  return new Map(ASKED_PLATFORMS.map((name) => [name, answer(name)]))
}

/** Posts that are stored count also where the platform could not be asked; it says so. */
function answerOf(matches: readonly Match[] | undefined, outcome: Asked | undefined): PlatformAnswer {
  if (outcome === 'asked') return { status: 'asked', source: 'platform', matches: matches ?? [], detail: null }
  const detail = outcome?.message ?? null
  if (matches !== undefined) return { status: 'asked', source: 'stored', matches, detail }
  return { status: 'unavailable', reason: outcome === undefined ? 'not_connected' : 'failed', detail }
}

async function connected(workspaceId: string, { connectors }: Platform): Promise<[AskedPlatform, Connector][]> {
  const found = await Promise.all(ASKED_PLATFORMS.map(async (name) => [name, await connectors.of(workspaceId, name)] as const))
  return found.flatMap(([name, one]) => (one.status === 'connected' ? [[name, one.connector]] : []))
}

/** What a platform gave before it failed counts too: it was asked, if not to the end. */
async function searched(
  connector: Connector,
  query: Parameters<Connector['search']>[0],
): Promise<{ readonly posts: readonly ReadPost[]; readonly outcome: Asked }> {
  const posts: ReadPost[] = []
  for await (const page of connector.search(query)) {
    if (isFailure(page)) return { posts, outcome: posts.length === 0 ? page : 'asked' }
    posts.push(...page.posts)
  }
  return { posts, outcome: 'asked' }
}

function storedPosts(workspaceId: string, keywords: readonly string[], platform: Platform): Promise<Post[]> {
  const parameters = { workspace_id: workspaceId, platforms: ASKED_PLATFORMS, keywords, limit: POSTS_MAX }
  return platform.events.rows<Post>(POSTS, { ...parameters, ...windowOf(platform) })
}

function windowOf({ now }: Platform): { first_milliseconds: number; last_milliseconds: number } {
  const last = now()
  return { first_milliseconds: last - WINDOW_MILLISECONDS, last_milliseconds: last }
}
