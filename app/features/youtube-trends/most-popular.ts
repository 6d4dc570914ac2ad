import { findConnection, openCredentials } from '../../connectors/connection-store.ts'
import { isFailure } from '../../connectors/failure.ts'
import { storePosts } from '../../connectors/store/post-store.ts'
import type { Platform } from '../../platform/platform.ts'

/**
 * Reads the charts of the YouTube connection: those it names, or the first one. Without a connection there is nothing to read.
 * @returns why they could not be read, in a sentence; null when they were, or are not connected.
 */
export async function readMostPopular(workspaceId: string, signal: AbortSignal, platform: Platform): Promise<string | null> {
  const { connectors, metadata } = platform
  const found = await connectors.of(workspaceId, 'youtube')
  if (found.status === 'unknown_platform' || found.status === 'not_connected') return null
  if (found.status !== 'connected') return `${found.message}. ${found.remedy}`
  const kind = connectors.kinds.find((one) => one.platform === 'youtube')
  const connection = await findConnection(metadata, workspaceId, 'youtube')
  if (kind === undefined || connection === undefined) return null
  const charts = connection.sources.filter((source) => source.kind === 'chart')
  const credentials = await openCredentials(platform, workspaceId, 'youtube')
  const sources = charts.length > 0 ? charts : kind.firstSources
  const connector = connectors.open(kind, { credentials, baseAddress: connection.baseAddress, sources })
  let problem: string | null = null
  for await (const part of connector.sync({ cursor: null, since: 0, signal })) {
    if (isFailure(part)) return part.message
    if (part.status === 'source_failed') problem = part.failure.message
    else await storePosts(workspaceId, part.posts, platform)
  }
  return problem
}
