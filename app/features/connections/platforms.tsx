import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { counted } from '../../ui/format.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ConnectionsResponse, PlatformConnection } from './contract.ts'
import { LatestPosts } from './latest-posts.tsx'
import { CONNECTIONS } from './paths.ts'
import { PlatformEntry } from './platform-entry.tsx'
import { PublicPosts } from './public-posts.tsx'

/** Every platform: what it needs, what is read of it, and how far. */
export function Platforms() {
  const { id } = useWorkspace()
  const answer = useRead<ConnectionsResponse>(CONNECTIONS, { workspace_id: id }, { every: (data) => (isReading(data) ? 1000 : 15_000) })
  const { data } = answer
  useFreshFigures(data)
  if (data === undefined)
    return answer.error ? (
      <Card>
        <ErrorState what="The connections could not be listed" error={answer.error} onRetry={() => answer.refetch()} />
      </Card>
    ) : (
      <Loading what="the connections" className="space-y-4">
        <Skeleton className="h-32" />
        <Skeleton className="h-80" />
      </Loading>
    )
  const connected = data.platforms.filter(({ connection }) => connection !== null)
  const others = data.platforms.filter(({ connection }) => connection === null)
  const isNewcomer = connected.every(({ needs_key }) => needs_key)
  return (
    <div className="space-y-4">
      {isNewcomer && <PublicPosts platforms={data.platforms} />}
      {connected.length > 0 && (
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <List title="Connected platforms" subtitle={summaryOf(connected)} platforms={connected} />
          <LatestPosts posts={data.latest} isReading={isReading(data)} />
        </div>
      )}
      <List
        title={connected.length > 0 ? 'More platforms' : 'Platforms'}
        subtitle="Public posts and their counters; nothing is asked of a platform that is not connected"
        platforms={others}
      />
    </div>
  )
}

function List({ title, subtitle, platforms }: { title: string; subtitle: string; platforms: readonly PlatformConnection[] }) {
  if (platforms.length === 0) return null
  return (
    <Card className="overflow-hidden">
      <CardHeader title={title} subtitle={subtitle} />
      <ul className="border-t">
        {platforms.map((one) => (
          <PlatformEntry key={one.platform} one={one} />
        ))}
      </ul>
    </Card>
  )
}

function summaryOf(connected: readonly PlatformConnection[]): string {
  const posts = connected.reduce((sum, { stored_posts }) => sum + stored_posts, 0)
  return `${counted(posts, 'post')} stored of ${counted(connected.length, 'platform')}; reading runs on when this page is left`
}

function isReading(data: ConnectionsResponse | undefined): boolean {
  return data?.platforms.some(({ sync }) => sync?.status === 'running' || sync?.status === 'waiting') ?? false
}

/** A sync that ends makes every figure old. */
function useFreshFigures(data: ConnectionsResponse | undefined) {
  const queries = useQueryClient()
  const reading = isReading(data)
  const before = useRef(reading)
  useEffect(() => {
    if (before.current && !reading) void queries.invalidateQueries()
    before.current = reading
  }, [reading, queries])
}
