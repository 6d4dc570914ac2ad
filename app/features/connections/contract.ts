import { type Static, Type } from 'typebox'

const Instant = Type.String({ format: 'date-time' })
const Count = Type.Integer({ minimum: 0 })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

export const PlatformParams = Type.Object({ platform: Type.String({ maxLength: 64 }) })
export const ConnectionsQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) })

const Source = Type.Object(
  {
    kind: Type.String({ maxLength: 32, description: 'One of the kinds of the platform.' }),
    value: Type.String({ maxLength: 200, description: 'What is looked for: words, a hashtag, an account …' }),
  },
  { additionalProperties: false },
)

const Credentials = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 4096 }), {
  description: 'By name of the field. Left out: the stored one is kept; empty: it is removed. Stored sealed, and never shown again.',
})

/** What a platform is connected with. */
export const ConnectionBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    credentials: Type.Optional(Credentials),
    base_address: Type.Optional(Type.String({ maxLength: 2048, description: 'Where its API is; the platform’s own when left out.' })),
    sources: Type.Optional(
      Type.Array(Source, { maxItems: 50, description: 'What is read; the first ones of the platform when left out.' }),
    ),
    every_minutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 10_080, description: 'How often it is read; 60 when left out.' })),
    as_events: Type.Optional(
      Type.Boolean({
        description:
          'True: each post is an event of who published it, too, and its author counts among the people of the workspace. False when left out.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ConnectionBody = Static<typeof ConnectionBody>

export const SyncBody = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

/** What a newcomer wants to see posts about. */
export const PublicPostsBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    topics: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 10, description: 'Words or hashtags.' }),
  },
  { additionalProperties: false },
)

const SyncProblem = Type.Object({
  status: Type.String({ description: 'Kind of the failure, such as `unauthorised` or `rate_limited`.' }),
  message: Type.String(),
  remedy: Type.String(),
  source: orNull(Type.String({ description: 'What could not be read; null for all of it.' })),
  field: orNull(Type.String({ description: 'Field of the answer that could not be read.' })),
})
export type SyncProblem = Static<typeof SyncProblem>

export const SyncState = Type.Object({
  id: Type.String({ format: 'uuid' }),
  platform: Type.String(),
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  asked_by: Type.Union([Type.Literal('schedule'), Type.Literal('person')]),
  posts: Type.Integer({ minimum: 0, description: 'Posts that were read.' }),
  new_posts: Type.Integer({ minimum: 0, description: 'Posts that were not stored before.' }),
  skipped: Type.Integer({ minimum: 0, description: 'Entries that could not be read.' }),
  suppressed: Type.Integer({ minimum: 0, description: 'Posts that may not be stored because of who published them.' }),
  events: Type.Integer({ minimum: 0, description: 'Posts that became events.' }),
  sources_done: Count,
  sources_total: Count,
  rate: orNull(Type.Number({ description: 'Posts a second.' })),
  eta_seconds: orNull(Type.Number({ description: 'Seconds left, by the sources that are left.' })),
  problems: Type.Array(SyncProblem),
  created_at: Instant,
  started_at: orNull(Instant),
  finished_at: orNull(Instant),
})
export type SyncState = Static<typeof SyncState>

const CredentialState = Type.Object({
  name: Type.String(),
  label: Type.String(),
  about: Type.String(),
  is_secret: Type.Boolean(),
  is_required: Type.Boolean(),
  is_set: Type.Boolean(),
  value: orNull(Type.String({ description: 'Null for secrets.' })),
})

const SourceKindState = Type.Object({
  kind: Type.String(),
  label: Type.String(),
  about: Type.String(),
  example: Type.String(),
  may_be_empty: Type.Boolean(),
})

const ConnectionFacts = Type.Object({
  base_address: Type.String(),
  sources: Type.Array(Source),
  every_minutes: Count,
  as_events: Type.Boolean(),
  created_at: Instant,
  changed_at: Instant,
  next_sync_at: Instant,
  newest_post_at: orNull(Instant),
})

export const PlatformConnection = Type.Object({
  platform: Type.String(),
  label: Type.String(),
  about: Type.String(),
  needs_key: Type.Boolean(),
  has_own_address: Type.Boolean(),
  base_address: Type.String({ description: 'Where the platform itself has its API.' }),
  caveats: Type.Array(Type.String()),
  credentials: Type.Array(CredentialState),
  source_kinds: Type.Array(SourceKindState),
  first_sources: Type.Array(Source),
  rate: Type.Object({ requests: Count, seconds: Count }),
  quota: orNull(Type.Object({ used: Count, units: Count, seconds_left: Count, time_zone: Type.String() })),
  stored_posts: Count,
  connection: orNull(ConnectionFacts),
  problem: orNull(Type.Object({ message: Type.String(), remedy: Type.String() }, { description: 'Why a connection cannot be used.' })),
  sync: orNull(SyncState),
})
export type PlatformConnection = Static<typeof PlatformConnection>

const LatestPost = Type.Object({
  content_id: Type.String(),
  platform: Type.String(),
  title: Type.String(),
  creator_name: Type.String(),
  url: Type.String(),
  published_at: orNull(Instant),
})

export const ConnectionsResponse = Type.Object({
  platforms: Type.Array(PlatformConnection),
  latest: Type.Array(LatestPost, { description: 'The newest posts of connected platforms.' }),
})
export type ConnectionsResponse = Static<typeof ConnectionsResponse>

export const TestResponse = Type.Object({
  status: Type.String({ description: '`works`, or the kind of the failure.' }),
  message: Type.String(),
  remedy: Type.String(),
})
export type TestResponse = Static<typeof TestResponse>

export const PublicPostsResponse = Type.Object({
  connected: Type.Array(Type.String(), { description: 'Platforms that are read now.' }),
  unreachable: Type.Array(Type.Object({ platform: Type.String(), message: Type.String() })),
})
export type PublicPostsResponse = Static<typeof PublicPostsResponse>

export const RemovedResponse = Type.Object({
  stored_posts: Type.Integer({ minimum: 0, description: 'Posts of the platform, which stay with their counters.' }),
})
export type RemovedResponse = Static<typeof RemovedResponse>
