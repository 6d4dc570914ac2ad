import type { ConnectorKind } from '../connector.ts'
import { connectorOf } from '../pages.ts'
import { YoutubeReader } from './reader.ts'
import { LABEL } from './refusals.ts'

/** Videos by chart, words or channel, and comments, from the YouTube Data API v3. */
export const youtube: ConnectorKind = {
  platform: 'youtube',
  label: LABEL,
  about: 'Videos of the charts, of channels and by words, with views, likes and comments, and the subscribers of their channels.',
  needsKey: true,
  credentials: [
    {
      name: 'apiKey',
      label: 'API key',
      about: 'Made in the Google Cloud console: a project, “YouTube Data API v3” enabled, then Credentials, Create credentials, API key.',
      isSecret: true,
      isRequired: true,
    },
  ],
  sources: [
    { kind: 'chart', label: 'Chart', about: 'Most popular videos of a country, as two letters.', example: 'US' },
    { kind: 'search', label: 'Words', about: 'Videos that hold these words, newest first; 100 units a page.', example: 'open source' },
    { kind: 'channel', label: 'Channel', about: 'Uploads of a channel, by its id or handle.', example: '@YouTube' },
    { kind: 'comments', label: 'Comments', about: 'Comments of a video, by its id, newest first.', example: 'dQw4w9WgXcQ' },
  ],
  firstSources: [{ kind: 'chart', value: 'US' }],
  baseAddress: 'https://www.googleapis.com/youtube/v3',
  hasOwnAddress: false,
  caveats: [
    'The quota is 10,000 units a day for a project: a search costs 100, everything else 1. Subscribers are rounded by YouTube.',
    'Likes, comments and subscribers that a channel hides are not stated; dislikes and shares are not public.',
  ],
  open: (connection) => connectorOf(youtube, connection, new YoutubeReader(connection)),
}
