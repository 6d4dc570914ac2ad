export { NEWS_SOURCES, type NewsTier, newsTiers } from './news-sources.ts'

/** A place where content lives. `label` is shown; `colour` is its fixed slot (0–7) in the colour-blind-safe palette. */
export interface Platform {
  readonly label: string
  readonly colour: number
  /** How much its public API may be asked. Absent where Trill asks nothing there. */
  readonly limits?: PlatformLimits
}

/** What Trill allows itself of a platform’s public API: what the platform documents, or less. TRILL_PLATFORM_LIMITS may say otherwise. */
export interface PlatformLimits {
  /** At most so many requests within any so many seconds. */
  readonly rate: { readonly requests: number; readonly seconds: number }
  /** At most so many units within a calendar day of a time zone. A request costs one unit unless its connector says otherwise. */
  readonly quota?: { readonly units: number; readonly timeZone: string }
  /** Where the platform says so. */
  readonly source: string
}

/** Platforms known by name. Any other word is accepted and shown as it is. */
export const PLATFORMS = {
  web: { label: 'Web', colour: 0 },
  youtube: {
    label: 'YouTube',
    colour: 1,
    limits: {
      rate: { requests: 300, seconds: 60 },
      quota: { units: 10_000, timeZone: 'America/Los_Angeles' },
      source: 'https://developers.google.com/youtube/v3/determine_quota_cost',
    },
  },
  tiktok: {
    label: 'TikTok',
    colour: 2,
    limits: {
      rate: { requests: 600, seconds: 60 },
      quota: { units: 1000, timeZone: 'UTC' },
      source: 'https://developers.tiktok.com/doc/research-api-faq',
    },
  },
  instagram: {
    label: 'Instagram',
    colour: 3,
    limits: {
      rate: { requests: 200, seconds: 3600 },
      source: 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting',
    },
  },
  x: {
    label: 'X',
    colour: 4,
    limits: { rate: { requests: 10, seconds: 60 }, source: 'https://docs.x.com/x-api/fundamentals/rate-limits' },
  },
  ios: { label: 'iOS', colour: 5 },
  android: { label: 'Android', colour: 6 },
  reddit: {
    label: 'Reddit',
    colour: 7,
    limits: {
      rate: { requests: 60, seconds: 60 },
      source: 'https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki',
    },
  },
  facebook: {
    label: 'Facebook',
    colour: 0,
    limits: {
      rate: { requests: 200, seconds: 3600 },
      source: 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting',
    },
  },
  bluesky: {
    label: 'Bluesky',
    colour: 5,
    limits: { rate: { requests: 300, seconds: 60 }, source: 'https://docs.bsky.app/docs/advanced-guides/rate-limits' },
  },
  mastodon: {
    label: 'Mastodon',
    colour: 3,
    limits: { rate: { requests: 300, seconds: 300 }, source: 'https://docs.joinmastodon.org/api/rate-limits/' },
  },
  hackernews: {
    label: 'Hacker News',
    colour: 2,
    limits: { rate: { requests: 10_000, seconds: 3600 }, source: 'https://hn.algolia.com/api' },
  },
  threads: { label: 'Threads', colour: 4 },
  news: {
    label: 'News',
    colour: 6,
    limits: {
      rate: { requests: 10, seconds: 60 },
      quota: { units: 100, timeZone: 'UTC' },
      source: 'a limit of Trill’s own: Google publishes none for its RSS feeds',
    },
  },
} as const satisfies Record<string, Platform>

/** A platform known by name. */
export type PlatformWord = keyof typeof PLATFORMS

const TABLE: Readonly<Record<PlatformWord, Platform>> = PLATFORMS

/** The limits of a platform’s public API; undefined where Trill asks nothing there. */
export function limitsOf(platform: PlatformWord): PlatformLimits | undefined {
  return TABLE[platform].limits
}
