import type { ConnectorKind } from '../connector.ts'
import { connectorOf } from '../pages.ts'
import { API, LABEL, RedditReader } from './reader.ts'

/** Posts of subreddits and accounts, and by words, with an application’s own token. */
export const reddit: ConnectorKind = {
  platform: 'reddit',
  label: LABEL,
  about: 'Posts of subreddits and accounts, and those that hold words, with scores, share of upvotes and comments.',
  needsKey: true,
  credentials: [
    {
      name: 'clientId',
      label: 'Client id',
      about: 'Of an app made at reddit.com/prefs/apps, kind “script” or “web app”; it stands under the app’s name.',
      isSecret: false,
      isRequired: true,
    },
    { name: 'clientSecret', label: 'Client secret', about: 'Of the same app.', isSecret: true, isRequired: true },
  ],
  sources: [
    {
      kind: 'subreddit',
      label: 'Subreddit',
      about: 'New posts; /hot, /top or /rising behind the name for another order.',
      example: 'dataisbeautiful',
    },
    { kind: 'search', label: 'Words', about: 'Posts that hold these words, newest first.', example: 'open source' },
    { kind: 'account', label: 'Account', about: 'Posts of an account.', example: 'reddit' },
  ],
  firstSources: [{ kind: 'subreddit', value: 'popular/hot' }],
  baseAddress: API,
  hasOwnAddress: false,
  caveats: [
    'Scores are upvotes less downvotes, and Reddit blurs them a little. Views are not reported.',
    'Posts that were removed are left out.',
  ],
  open: (connection) => connectorOf(reddit, connection, new RedditReader(connection)),
}
