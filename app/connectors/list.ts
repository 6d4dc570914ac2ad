import { bluesky } from './bluesky/bluesky.ts'
import type { ConnectorKind } from './connector.ts'
import { hackernews } from './hackernews/hackernews.ts'
import { mastodon } from './mastodon/mastodon.ts'
import { news } from './news/news.ts'
import { reddit } from './reddit/reddit.ts'
import { x } from './x/x.ts'
import { youtube } from './youtube/youtube.ts'

/** Every platform that can be connected, in the order in which they are shown. */
export const CONNECTORS: readonly ConnectorKind[] = [bluesky, mastodon, hackernews, news, youtube, x, reddit]
