import type { ConnectorKind, Source } from '../../connectors/connector.ts'
import { type ConnectorFailure, isFailure } from '../../connectors/failure.ts'
import type { Platform } from '../../platform/platform.ts'

/** Longest wait for a platform to show that it is there. */
const PATIENCE_MILLISECONDS = 8000

/** What a newcomer reads first of a platform, about some topics. */
export function sourcesAbout(kind: ConnectorKind, topics: readonly string[]): Source[] {
  const words = [...new Set(topics.map((topic) => topic.trim()).filter((topic) => topic !== ''))]
  const tags = words.map((topic) => topic.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_]/gu, '')).filter((tag) => tag !== '')
  const about: Record<string, readonly Source[]> = {
    bluesky: words.map((topic) => (topic.startsWith('#') ? { kind: 'hashtag', value: topic.slice(1) } : { kind: 'search', value: topic })),
    mastodon: [{ kind: 'trends', value: '' }, ...tags.map((value) => ({ kind: 'hashtag', value }))],
    hackernews: [{ kind: 'list', value: 'top' }, ...words.map((topic) => ({ kind: 'search', value: topic.replace(/^#/, '') }))],
    news: words.map((topic) => ({ kind: 'search', value: topic.replace(/^#/, '') })),
  }
  return [...(about[kind.platform] ?? kind.firstSources)]
}

/** Whether a platform answers; one that takes too long does not. */
export async function reach(
  kind: ConnectorKind,
  { credentials, baseAddress }: { readonly credentials: Readonly<Record<string, string>>; readonly baseAddress: string },
  { connectors }: Platform,
): Promise<{ readonly status: 'works' } | ConnectorFailure> {
  const connector = connectors.open(kind, { credentials, baseAddress, sources: kind.firstSources })
  const answer = await connector.test(AbortSignal.timeout(PATIENCE_MILLISECONDS))
  if (!isFailure(answer) || answer.status !== 'cancelled') return answer
  return { status: 'unreachable', message: `${kind.label} did not answer within ${PATIENCE_MILLISECONDS / 1000} s` }
}

/** True where nothing on this machine’s side has to be put right first. */
export function isThere(answer: { readonly status: string }): boolean {
  return answer.status !== 'unreachable' && answer.status !== 'platform_failed'
}
