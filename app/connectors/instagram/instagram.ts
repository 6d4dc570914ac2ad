import type { ConnectorKind } from '../connector.ts'
import { GRAPH_API } from '../graph-api.ts'
import { connectorOf } from '../pages.ts'
import { InstagramReader, LABEL } from './reader.ts'

/** Posts of one’s own account, of other business accounts and of hashtags, from the Instagram Graph API. */
export const instagram: ConnectorKind = {
  platform: 'instagram',
  label: LABEL,
  about: 'Posts of your own account, of other business accounts with their followers, and of hashtags, with likes and comments.',
  needsKey: true,
  credentials: [
    {
      name: 'accessToken',
      label: 'Access token',
      about:
        'Long-lived, of a Facebook page that is connected with the account, with instagram_basic; made in the app dashboard of Meta for developers.',
      isSecret: true,
      isRequired: true,
    },
    {
      name: 'userId',
      label: 'Account id',
      about: 'Of your Instagram business or creator account: the field instagram_business_account of that page.',
      isSecret: false,
      isRequired: true,
    },
  ],
  sources: [
    { kind: 'own', label: 'Own account', about: 'Posts of the account whose token it is.', example: '', mayBeEmpty: true },
    { kind: 'account', label: 'Account', about: 'Posts of another business or creator account.', example: 'instagram' },
    {
      kind: 'hashtag',
      label: 'Hashtag',
      about: 'Posts of the last 24 hours with this hashtag; thirty hashtags a week.',
      example: 'climate',
    },
  ],
  firstSources: [{ kind: 'own', value: '' }],
  baseAddress: GRAPH_API,
  hasOwnAddress: false,
  caveats: [
    'Accounts that hide likes are without them. Shares, saves and reach are in no public answer: import the file of the Meta Business Suite.',
    'For hashtags Instagram does not say who published a post.',
  ],
  open: (connection) => connectorOf(instagram, connection, new InstagramReader(connection)),
}
