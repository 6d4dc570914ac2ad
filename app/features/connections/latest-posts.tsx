import { Newspaper } from 'lucide-react'
import { buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { momentLabel } from '../../ui/format.ts'
import { PageLink } from '../../ui/page-link.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ConnectionsResponse } from './contract.ts'

/** What just came in, so that it can be seen that something did. */
export function LatestPosts({ posts, isReading }: { posts: ConnectionsResponse['latest']; isReading: boolean }) {
  const { time_zone: timeZone } = useWorkspace()
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Newest posts" subtitle="As the platforms publish them; measured, not estimated">
        {posts.length > 0 && (
          <PageLink to="/content" className={buttonClass({ size: 'small' })}>
            Open Content
          </PageLink>
        )}
      </CardHeader>
      {posts.length === 0 ? (
        <EmptyState icon={Newspaper} title={isReading ? 'The first posts are on their way' : 'No post was found yet'}>
          {isReading ? 'They will stand here as they come.' : 'Read other words, hashtags or accounts: Change says what is read.'}
        </EmptyState>
      ) : (
        <ul className="border-t">
          {posts.map(({ content_id, platform, title, creator_name, url, published_at }) => (
            <li key={content_id} className="border-b px-5 py-2.5 last:border-b-0">
              <p className="line-clamp-2 text-14 break-words">
                {url === '' ? (
                  title || 'Without a title'
                ) : (
                  <a href={url} target="_blank" rel="noreferrer noopener" className="hover:underline">
                    {title || 'Without a title'}
                  </a>
                )}
              </p>
              <p className="mt-0.5 flex flex-wrap gap-x-2 text-12 text-muted">
                <PlatformMark platform={platform} />
                {creator_name !== '' && <span className="max-w-[24ch] truncate">{creator_name}</span>}
                {published_at !== null && <span className="figures">{momentLabel(published_at, timeZone)}</span>}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
