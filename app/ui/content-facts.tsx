import { ExternalLink } from 'lucide-react'
import { Badge } from './badge.tsx'
import { momentLabel, sentenceCase } from './format.ts'
import { PlatformMark } from './platform-mark.tsx'

const TAGS_MAX = 8

interface Facts {
  readonly content_id: string
  readonly platform: string
  readonly kind: string
  readonly creator_name: string
  readonly category: string
  readonly tags: readonly string[]
  readonly url: string
  readonly published_at: string | null
}

/** What is known about a post, video or page apart from its figures. */
export function ContentFacts({ content, timeZone }: { content: Facts; timeZone: string }) {
  const openable = /^https?:\/\//i.test(content.url)
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-12">
      <PlatformMark platform={content.platform} />
      {content.kind && <Badge>{sentenceCase(content.kind)}</Badge>}
      {content.creator_name && <span>{content.creator_name}</span>}
      {content.category && <span>{content.category}</span>}
      {content.published_at && <span>Published {momentLabel(content.published_at, timeZone)}</span>}
      {content.tags.slice(0, TAGS_MAX).map((tag) => (
        <span key={tag}>#{tag}</span>
      ))}
      {openable && (
        <a
          href={content.url}
          target="_blank"
          rel="noreferrer noopener"
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          Open the original <ExternalLink className="size-3.5" aria-hidden="true" />
        </a>
      )}
      <code className="font-mono break-all text-muted">{content.content_id}</code>
    </div>
  )
}
