/** Where something of a person may be held; the conditions stand in `located.sql`, under the same names. */
export const PLACES = {
  events: { label: 'Own events', about: 'What the person did, one row for each event.' },
  'events of others': { label: 'Events of others', about: 'What others did to the person, or where they named the person.' },
  actor_daily: { label: 'Active days', about: 'On which days and platforms the person was active, and how much.' },
  share_edges: { label: 'Shares', about: 'What the person passed on, and from which message it came.' },
  content: { label: 'Own posts', about: 'Descriptions of what the person published.' },
  content_snapshots: { label: 'Counters of own posts', about: 'What platforms reported about the person’s posts.' },
  trends_posts: { label: 'Topics of own posts', about: 'Hashtags and topics that the person’s posts count for.' },
  youtube_trends_scores: { label: 'Scores of own videos', about: 'How the person’s videos score.' },
  youtube_trends_analyses: { label: 'Analyses of own videos', about: 'What platforms said about the subjects of the person’s videos.' },
  youtube_trends_matches: { label: 'Matches', about: 'Posts about the person’s videos, and the person’s posts about others’.' },
  creator_snapshots: { label: 'Own counters', about: 'What platforms reported about the person as a creator, such as followers.' },
  quarantine: { label: 'Refused events', about: 'Events that broke a rule and name the person.' },
  customers: { label: 'As a customer', about: 'What tables of customers say of the person, one row for each day that one stands for.' },
  person_attributes: { label: 'Attributes', about: 'What was said about the person (identify), each with its time; kept sealed.' },
} as const satisfies Record<string, { label: string; about: string }>
type Place = keyof typeof PLACES

export function isPlace(name: string): name is Place {
  return name in PLACES
}
