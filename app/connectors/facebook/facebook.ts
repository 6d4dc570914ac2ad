import type { ConnectorKind } from '../connector.ts'
import { GRAPH_API } from '../graph-api.ts'
import { connectorOf } from '../pages.ts'
import { FacebookReader, LABEL } from './reader.ts'

/** Posts of pages, from the Facebook Graph API. */
export const facebook: ConnectorKind = {
  platform: 'facebook',
  label: LABEL,
  about: 'Posts of pages with reactions, comments and shares, and the followers of the page.',
  needsKey: true,
  credentials: [
    {
      name: 'accessToken',
      label: 'Access token',
      about:
        'Of a page of yours with pages_read_engagement, or of an app with Page Public Content Access; made in the app dashboard of Meta for developers.',
      isSecret: true,
      isRequired: true,
    },
  ],
  sources: [
    {
      kind: 'page',
      label: 'Page',
      about: 'Posts of a page, by its name or id; your own when left empty.',
      example: 'nasa',
      mayBeEmpty: true,
    },
  ],
  firstSources: [{ kind: 'page', value: '' }],
  baseAddress: GRAPH_API,
  hasOwnAddress: false,
  caveats: ['Facebook has no search of posts. Reach and clicks are in no public answer: import the file of the Meta Business Suite.'],
  open: (connection) => connectorOf(facebook, connection, new FacebookReader(connection)),
}
