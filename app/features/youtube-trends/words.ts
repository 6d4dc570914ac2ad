import { brief, counted, exact, sentence } from '../../ui/format.ts'
import type { PlatformResult, TrendRow } from './contract.ts'

export type ViralClass = TrendRow['viral']['class']
type Velocity = NonNullable<TrendRow['velocity']>['class']
type Calibrated = NonNullable<TrendRow['calibrated']>

/** How a class is called, and the tone of its badge. */
export const VIRAL_CLASS = {
  viral: { label: 'Viral', tone: 'positive' },
  trending: { label: 'Trending', tone: 'info' },
  moderate: { label: 'Moderate', tone: 'warning' },
  low: { label: 'Low', tone: 'neutral' },
} as const satisfies Readonly<Record<ViralClass, { label: string; tone: string }>>

export const ENGAGEMENT: Readonly<Record<TrendRow['engagement']['category'], string>> = { high: 'high', moderate: 'moderate', low: 'low' }
export const VELOCITY: Readonly<Record<Velocity, string>> = { very_high: 'very high', high: 'high', medium: 'medium', low: 'low' }

const STATUS: Readonly<Record<string, string>> = {
  extremely_viral: 'Extremely viral across platforms',
  high: 'High cross-platform potential',
  moderate: 'Moderate activity',
  some: 'Some presence',
  limited: 'Limited presence',
  unavailable: 'no platform of the total could be asked',
}

export function statusLabel(status: string): string {
  return STATUS[status] ?? status
}

/** What a score’s notes mean, in a sentence each. */
const NOTES: Readonly<Record<string, string>> = {
  hidden_counts: 'Likes or comments are hidden or not reported; they entered as 0.',
  unknown_age: 'When it was published is not known, so it got no points for recency.',
  future_publication: 'Its publication lies after the observation; the age was taken as unknown.',
  no_views: 'It has no views; the formula divides by one view then.',
  few_views: 'Under 100 views the published score says little: read the calibrated one.',
  more_engagement_than_views: 'More likes and comments are reported than views.',
  no_matches: 'No post of the last 72 hours is about it.',
  no_valid_posts: 'Of no post 150 impressions are known, so engagement gave no points.',
  unknown_impressions: 'Impressions of some posts are not known; nothing was estimated.',
  more_engagement_than_impressions: 'More engagement than impressions is reported.',
  unknown_upvote_ratio: 'The share of upvotes is not known of some posts; it counted as one half.',
  negative_upvotes: 'Downvotes outnumber upvotes; the total counted as 0.',
  stored_posts_only: 'From posts that are stored here; the platform itself was not asked.',
}

export function noteText(note: string): string {
  return NOTES[note] ?? note
}

const REASONS: Readonly<Record<string, string>> = {
  not_connected: 'Not connected, and no post of the last 72 hours is stored.',
  no_keywords: 'The title has no word to ask for.',
  failed: 'The platform did not answer.',
}

/** Why a platform could not be asked. */
export function reasonText({ reason, detail }: PlatformResult): string {
  return detail === null ? (REASONS[reason ?? ''] ?? 'It could not be asked.') : sentence(detail)
}

const PEERS: Readonly<Record<Calibrated['peers'], string>> = {
  age: 'of the same age',
  age_category: 'of the same age and category',
  age_category_channel: 'of the same age, category and channel size',
}

/** What a calibrated score rests on. */
export function peersText({ peers, sample }: Calibrated): string {
  return `${counted(sample, 'video')} ${PEERS[peers]}`
}

/** `83 (76 – 89)`. */
export function intervalText({ score, lower, upper }: Calibrated): string {
  return `${exact(Math.round(score))} (${exact(Math.round(lower))} – ${exact(Math.round(upper))})`
}

/** Names of a score’s parts, and the most each can give where there is a most. */
export const COMPONENTS: Readonly<Record<string, { label: string; most: number }>> = {
  base: { label: 'Views', most: 70 },
  engagement: { label: 'Engagement', most: 50 },
  recency: { label: 'Under 7 days old', most: 10 },
  volume: { label: 'Number of posts', most: 30 },
  quality: { label: 'Similarity', most: 25 },
  bonus: { label: 'Bonus', most: 12 },
  'x engagement': { label: 'Engagement per impression', most: 20 },
  'reddit quality': { label: 'Posts with half of the votes', most: 10 },
  upvotes: { label: 'Upvotes', most: 15 },
  comments: { label: 'Comments', most: 8 },
  normalized: { label: 'Mean of articles', most: 35 },
  crossMediaBonus: { label: 'Number of sources', most: 20 },
  semanticBonus: { label: 'Several sources', most: 15 },
}

/** Points of a part: `12.3`. */
export function pointsText(points: number): string {
  return brief(points)
}

/** How an analysis is made. */
export interface AnalysisChoices {
  readonly matcher: string
  readonly version: string
  readonly profile: string
}

interface Choice {
  readonly name: keyof AnalysisChoices
  readonly label: string
  /** The first one is taken where nobody chose. */
  readonly values: readonly [ChoiceValue, ...ChoiceValue[]]
}

interface ChoiceValue {
  readonly value: string
  readonly label: string
  readonly about: string
}

/** What can be chosen of an analysis, in the words of the page. */
export const ANALYSIS_CHOICES: readonly Choice[] = [
  {
    name: 'matcher',
    label: 'Which posts match',
    values: [
      { value: 'stories', label: 'The same story', about: 'Names, numbers and telling words in common, over scripts too.' },
      { value: 'published', label: 'Keywords, as published', about: 'The similarity of version 2.0: words of the title found in a post.' },
    ],
  },
  {
    name: 'version',
    label: 'Version of the weights',
    values: [
      { value: '2.0', label: '2.0', about: 'X 35 %, Reddit 25 %, news 25 %; 15 % are left to platforms to come.' },
      { value: '2.1', label: '2.1, with TikTok and Instagram', about: 'As 2.0, and TikTok 10 %, Instagram 5 %.' },
    ],
  },
  {
    name: 'profile',
    label: 'Limits of single points',
    values: [
      { value: 'formula', label: 'No limits, as in the formula', about: 'The more posts and votes, the more points.' },
      { value: 'table', label: 'Limits as in the tables', about: 'Posts give at most 30 points on X and 16 on Reddit, votes 15.' },
    ],
  },
]

/** How an analysis was made: `posts matched by the same story; weights 2.0; no limits, as in the formula`. */
export function choicesText(made: AnalysisChoices): string {
  const [matcher, , profile] = ANALYSIS_CHOICES.map(({ name, values }) => {
    const label = values.find(({ value }) => value === made[name])?.label ?? made[name]
    return label.charAt(0).toLowerCase() + label.slice(1)
  })
  return `posts matched by ${matcher}; weights ${made.version}; ${profile}`
}
