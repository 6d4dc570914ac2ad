import type { Content, SnapshotCounter } from '@trill/contract/content'
import type { PlatformWord } from '@trill/contract/platforms'
import type { ConnectorClient } from './client.ts'
import type { ConnectorFailure } from './failure.ts'

/** What a platform is connected with, and where one gets it. */
export interface CredentialField {
  readonly name: string
  readonly label: string
  /** What it is and where it is made. */
  readonly about: string
  /** False for what may be seen, such as a client’s name. All of them are stored sealed. */
  readonly isSecret: boolean
  readonly isRequired: boolean
}

/** One thing to read from: words to search for, a hashtag, an account, a chart. */
export interface Source {
  readonly kind: string
  readonly value: string
}

/** A kind of source that a platform has. */
export interface SourceKind {
  readonly kind: string
  readonly label: string
  /** What its value is. */
  readonly about: string
  readonly example: string
  /** True when the empty value is one too. */
  readonly mayBeEmpty?: boolean
}

/** What a platform says about who published something. Null is “not reported”. */
export interface Creator {
  readonly creatorId: string
  readonly name: string
  readonly followers: number | null
  readonly following: number | null
  readonly posts: number | null
  readonly views: number | null
}

/** One post as a platform reports it at a time. */
export interface Post {
  readonly content: Content
  /** The whole text: for matching; only the title is stored. */
  readonly text: string
  /** As the platform names it (BCP 47), null when it does not. */
  readonly language: string | null
  /** When the counters were read; milliseconds since 1970. */
  readonly observedAt: number
  /** Null, or left out, is “not reported”, which is not zero. */
  readonly counters: Readonly<Partial<Record<SnapshotCounter, number | null>>>
  /** Share of upvotes among votes (0–1), where the platform reports it. */
  readonly upvoteRatio: number | null
  /** The platform’s own counters under its own names, such as `retweet_count`. */
  readonly reported: Readonly<Record<string, number | null>>
  readonly creator: Creator | null
  /** The post that this one answers, where the platform says so. */
  readonly inReplyTo?: string
}

/** An entry of a page that could not be read; the others are given. */
export interface Skipped {
  readonly field: string
  readonly message: string
}

/** Posts in the order in which the platform gives them. */
export interface PostPage {
  readonly status: 'page'
  readonly posts: readonly Post[]
  readonly skipped: readonly Skipped[]
}

export interface SearchQuery {
  readonly text: string
  /** Posts published from then on; milliseconds since 1970. */
  readonly since?: number
  /** Posts at most, over all pages. */
  readonly limit: number
  /** Longest wait for the platform’s limits; 0 asks at once or not at all. */
  readonly patienceSeconds?: number
  readonly signal?: AbortSignal
}

/** A page of a sync. `cursor` goes on behind it. */
export interface SyncPage extends PostPage {
  readonly source: Source
  readonly cursor: string
  /** Sources read to their end and all of them, for a progress bar. */
  readonly sourcesDone: number
  readonly sourcesTotal: number
}

/** A source that could not be read; the others are. */
export interface SourceFailed {
  readonly status: 'source_failed'
  readonly source: Source
  readonly failure: ConnectorFailure
  readonly cursor: string
  readonly sourcesDone: number
  readonly sourcesTotal: number
}

export interface SyncRun {
  /** Where the last page was; null for the first sync. */
  readonly cursor: string | null
  /** Posts published from then on, where a source was never read; milliseconds since 1970. */
  readonly since: number
  readonly signal?: AbortSignal
}

/** A connected platform. Both sequences end with their first failure. */
export interface Connector {
  readonly platform: PlatformWord
  readonly label: string
  /** Posts that hold the words, newest or most relevant first as the platform gives them. */
  search(query: SearchQuery): AsyncIterable<PostPage | ConnectorFailure>
  /** New posts of the sources of the connection, and recent ones again for their counters. */
  sync(run: SyncRun): AsyncIterable<SyncPage | SourceFailed | ConnectorFailure>
  /** One cheap request that shows whether the credentials and the address are right. */
  test(signal?: AbortSignal): Promise<{ readonly status: 'works' } | ConnectorFailure>
}

/** What a platform is opened with. */
export interface OpenConnection {
  readonly client: ConnectorClient
  readonly credentials: Readonly<Record<string, string>>
  /** Without a slash at its end. */
  readonly baseAddress: string
  readonly sources: readonly Source[]
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

/** A platform that can be connected: one folder each. */
export interface ConnectorKind {
  readonly platform: PlatformWord
  readonly label: string
  /** What comes of connecting it, in one sentence. */
  readonly about: string
  readonly needsKey: boolean
  readonly credentials: readonly CredentialField[]
  /** Where none is required by itself: one of these sets is. */
  readonly oneOf?: readonly (readonly string[])[]
  readonly sources: readonly SourceKind[]
  /** Sources of a connection that names none. */
  readonly firstSources: readonly Source[]
  readonly baseAddress: string
  /** True where the address is a choice, such as a Mastodon instance. */
  readonly hasOwnAddress: boolean
  /** What the API does not give, and what else to know. */
  readonly caveats: readonly string[]
  open(connection: OpenConnection): Connector
}
