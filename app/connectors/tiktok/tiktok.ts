import type { ConnectorKind } from '../connector.ts'
import { connectorOf } from '../pages.ts'
import { LABEL, TiktokReader } from './reader.ts'

/** One’s own videos, and videos by words, hashtag or account with research access. */
export const tiktok: ConnectorKind = {
  platform: 'tiktok',
  label: LABEL,
  about: 'Your own videos, and with research access videos by words, hashtag or account, with views, likes, comments and shares.',
  needsKey: true,
  credentials: [
    {
      name: 'accessToken',
      label: 'Access token',
      about: 'For your own videos: of your account for an app of TikTok for Developers, with video.list and user.info.stats.',
      isSecret: true,
      isRequired: false,
    },
    {
      name: 'clientKey',
      label: 'Client key',
      about: 'For everything else: of a project that TikTok granted research access.',
      isSecret: false,
      isRequired: false,
    },
    { name: 'clientSecret', label: 'Client secret', about: 'Of the same project.', isSecret: true, isRequired: false },
  ],
  oneOf: [['accessToken'], ['clientKey', 'clientSecret']],
  sources: [
    { kind: 'own', label: 'Own account', about: 'Videos of the account whose token it is.', example: '', mayBeEmpty: true },
    { kind: 'search', label: 'Words', about: 'Videos of the last 30 days whose description holds this word (research).', example: 'tide' },
    { kind: 'hashtag', label: 'Hashtag', about: 'Videos of the last 30 days with this hashtag (research).', example: 'climate' },
    { kind: 'account', label: 'Account', about: 'Videos of the last 30 days of an account (research).', example: 'tiktok' },
  ],
  firstSources: [{ kind: 'own', value: '' }],
  baseAddress: 'https://open.tiktokapis.com',
  hasOwnAddress: false,
  caveats: [
    'Research access is given to universities and non-profit researchers only; 1,000 requests a day. Its figures lag behind by up to ten days.',
  ],
  open: (connection) => connectorOf(tiktok, connection, new TiktokReader(connection)),
}
