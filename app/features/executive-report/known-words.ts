type Figure = readonly [label: string, unit: string, value: number | null, previous: number | null]

interface Words {
  readonly definition: string
  readonly chart: string
  readonly figures: readonly Figure[]
  readonly claims: readonly string[]
}

/** What tests put on pages, as long as what features put there. */
export const customary: Readonly<Record<'social' | 'dating' | 'revenue' | 'engagement' | 'content', Words>> = {
  social: {
    definition: 'creator_earnings_usd',
    chart: 'Creators by earnings',
    figures: [
      ['Stories posted', 'stories a week', 0.812, 0.79],
      ['Reels watched', 'reels a day', 5.93, 6.2],
      ['Time in the feed', 'min a day', 30.04, 30.04],
      ['Engagement rate of posts', '%', 3.81, 3.62],
      ['Creators among customers', '%', 6.7, null],
      ['Earnings of the top tenth of creators in those of all', '%', 60.1, 58.8],
      ['Views of a post by creators', 'views', 1532, 12],
      ['Earnings of a creator', 'USD a month', null, 31.2],
    ],
    claims: [
      'Creators with more views earn more: the ranks go together by 0.71 (95 % interval 0.70 to 0.72, n = 6,700).',
      'The tenth of creators who earn most have 60.1 % of all earnings.',
      'Younger customers watch 1.4 times as many reels as those from 40 on (95 % interval 1.3 to 1.5, n = 100,000).',
    ],
  },
  dating: {
    definition: 'match_rate_of_users_pct',
    chart: 'From swipes to dates',
    figures: [
      ['Match rate, mean of users', '%', 2.94, 2.91],
      ['Matches', 'matches a month', 2_434_100, 2_300_800],
      ['Response rate', '%', 53.5, 53.1],
      ['Dates arranged', 'dates a month', 280_114, 271_002],
    ],
    claims: ['Women match 3.0 times as often as men (95 % interval 2.9 to 3.1, n = 71,000).', 'Better profiles have more matches.'],
  },
  revenue: {
    definition: 'arppu_all_revenue',
    chart: 'Revenue by source',
    figures: [
      ['Revenue', 'USD a month', 1_008_033, 991_200],
      ['ARPU', 'USD a month', 10.08, 9.91],
      ['ARPPU, revenue of all', 'USD a month', 47.57, 46.9],
      ['Lifetime value so far', 'USD', 152.65, 149.9],
      ['Paying customers', '%', 21.19, 21.3],
    ],
    claims: [
      'A paying customer brings 4.2 times what any other brings a month (95 % interval 4.1 to 4.3, n = 100,000).',
      'Users of both kinds of apps have brought 1.3 times as much so far as all others (95 % interval 1.28 to 1.32, n = 100,000).',
    ],
  },
  engagement: {
    definition: 'churn_pct',
    chart: 'Activity by platform',
    figures: [
      ['Engagement score', 'of 1', 0.37, 0.371],
      ['Churn within 30 days', '%', 49.2, 48.9],
      ['At risk', '%', 52.1, 51.8],
    ],
    claims: ['Customers in their first three months leave 1.6 times as often as others (95 % interval 1.5 to 1.7, n = 100,000).'],
  },
  content: {
    definition: 'views',
    chart: 'Views by platform',
    figures: [
      ['Views', '', 8_312_004, 7_900_112],
      ['Posts published', '', 412, 388],
      ['Engagement rate', '%', 4.2, 4.4],
    ],
    claims: ['Posts on TikTok gather 2.1 times the views of those on Instagram (95 % interval 1.6 to 2.8, n = 412).'],
  },
}
