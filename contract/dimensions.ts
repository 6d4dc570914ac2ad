/** What a metric may be split by. */
export const DIMENSIONS = {
  platform: { label: 'Platform', about: 'Where it happened.' },
  type: { label: 'Event type', about: 'What happened.' },
  category: { label: 'Category', about: 'The content’s category, as its platform names it.' },
  content_id: { label: 'Content', about: 'The post, video, quiz or page.' },
  creator_id: { label: 'Creator', about: 'Who published the content.' },
  campaign_id: { label: 'Campaign', about: 'The campaign that events name, `campaign_id` or else `utm_campaign`.' },
  country: { label: 'Country', about: 'Where the person was, as events say; ISO 3166-1.' },
  hour_of_week: { label: 'Hour of the week', about: 'Weekday and hour in the workspace’s time zone.' },
  day: { label: 'Day', about: 'Calendar day in the workspace’s time zone.' },
  week: { label: 'Week', about: 'Calendar week from Monday on, in the workspace’s time zone; named by its Monday.' },
  month: { label: 'Month', about: 'Calendar month in the workspace’s time zone; named by its first day.' },
} as const
export type Dimension = keyof typeof DIMENSIONS
