import type { ConnectorKind } from '../connector.ts'
import { connectorOf } from '../pages.ts'
import { LABEL, XReader } from './reader.ts'

/** Posts of the last seven days by words or hashtag, and those of accounts, from the X API v2. */
export const x: ConnectorKind = {
  platform: 'x',
  label: LABEL,
  about: 'Posts of the last seven days by words or hashtag, and those of accounts, with all public metrics and followers.',
  needsKey: true,
  credentials: [
    {
      name: 'bearerToken',
      label: 'Bearer token',
      about: 'Of an app in the developer portal of X (Keys and tokens, App-only authentication). Reading costs credits there.',
      isSecret: true,
      isRequired: true,
    },
  ],
  sources: [
    {
      kind: 'search',
      label: 'Words',
      about: 'Posts of the last seven days that hold these words; the operators of X work.',
      example: 'open source lang:en',
    },
    { kind: 'hashtag', label: 'Hashtag', about: 'Posts of the last seven days with this hashtag.', example: 'climate' },
    { kind: 'account', label: 'Account', about: 'Posts of an account, without replies and reposts.', example: 'XDevelopers' },
  ],
  firstSources: [{ kind: 'account', value: 'XDevelopers' }],
  baseAddress: 'https://api.x.com/2',
  hasOwnAddress: false,
  caveats: [
    'Trill asks at most ten times a minute. X counts every post that is read; plans differ.',
    'What X shows as views is how often a post was on a screen: it is stored as views and as impressions.',
  ],
  open: (connection) => connectorOf(x, connection, new XReader(connection)),
}
