import { readFileSync } from 'node:fs'
import type { Platform } from '../../platform/platform.ts'
import { ASKED_PLATFORMS, type AskedPlatform, type PlatformAnswer } from './platform-scores.ts'
import { type Post, PostIndex } from './post-index.ts'

const POSTS = readFileSync(new URL('posts.sql', import.meta.url), 'utf8')
const WINDOW_MILLISECONDS = 72 * 3_600_000
/** Stored posts of a platform that are looked through, the latest. */
const POSTS_MAX = 10_000

/** Where posts about a subject come from. */
export interface PostSource {
  /** What each platform has about a title from the last 72 hours, both ends included. */
  about(title: string, keywords: readonly string[], signal: AbortSignal): Promise<Map<AskedPlatform, PlatformAnswer>>
}

/** Posts of the last 72 hours that stand in the store. */
export async function openPostSource(workspaceId: string, platform: Platform): Promise<PostSource> {
  const stored = await storedPosts(workspaceId, platform)
  return {
    about: async (title, keywords) => {
      const answer = (index: PostIndex | undefined): PlatformAnswer => {
        if (keywords.length === 0) return { status: 'unavailable', reason: 'no_keywords' }
        if (index === undefined) return { status: 'unavailable', reason: 'not_connected' }
        return { status: 'asked', source: 'stored', matches: index.matches(title) }
      }
      return new Map(ASKED_PLATFORMS.map((name) => [name, answer(stored.get(name))]))
    },
  }
}

async function storedPosts(workspaceId: string, { events, now }: Platform): Promise<ReadonlyMap<string, PostIndex>> {
  const last = now()
  const window = { first_milliseconds: last - WINDOW_MILLISECONDS, last_milliseconds: last }
  const rows = await events.rows<Post>(POSTS, {
    workspace_id: workspaceId,
    platforms: ASKED_PLATFORMS,
    limit: POSTS_MAX,
    ...window,
  })
  const names = new Set(rows.map(({ platform: name }) => name))
  return new Map([...names].map((name) => [name, new PostIndex(rows.filter((post) => post.platform === name))]))
}
