import { type Static, Type } from 'typebox'

/** A post, video or page: what is engaged with. */
export const Content = Type.Object(
  {
    content_id: Type.String({ minLength: 1, maxLength: 256, description: 'Identifier, unique within the workspace.' }),
    platform: Type.String({ maxLength: 64, description: 'Where it was published.' }),
    kind: Type.String({ maxLength: 32, description: '`video`, `post`, `quiz`, `page` …' }),
    title: Type.String({ maxLength: 1000, description: 'Title, or the first words of the text.' }),
    creator_id: Type.String({ maxLength: 256, description: 'Who published it.' }),
    creator_name: Type.String({ maxLength: 256, description: 'Name shown for the creator.' }),
    category: Type.String({ maxLength: 128, description: 'Category, as the platform names it.' }),
    tags: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 500, description: 'Tags or hashtags without the sign.' }),
    url: Type.String({ maxLength: 2048, description: 'Public address.' }),
    thumbnail_url: Type.String({ maxLength: 2048, description: 'Address of its picture.' }),
    published_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When it was published, null when unknown.',
    }),
  },
  { additionalProperties: false, description: 'A post, video, quiz or page.' },
)
export type Content = Static<typeof Content>

/** The counters a platform reports about a post. Null is “not reported”, which is not zero. */
export const SNAPSHOT_COUNTERS = [
  'views',
  'likes',
  'dislikes',
  'comments',
  'shares',
  'saves',
  'impressions',
  'reach',
  'clicks',
  'profile_visits',
  'follows',
  'watch_seconds',
  'completions',
] as const
export type SnapshotCounter = (typeof SNAPSHOT_COUNTERS)[number]

/** The counters a platform reports about a creator, as they stand. Null is “not reported”, which is not zero. */
export const CREATOR_COUNTERS = ['followers', 'following', 'posts', 'views'] as const
export type CreatorCounter = (typeof CREATOR_COUNTERS)[number]
