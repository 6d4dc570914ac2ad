export { NEWS_SOURCES, newsTierOf } from './news-sources.ts'

/** A place where content lives. `label` is shown; `colour` is its fixed slot (0–7) in the colour-blind-safe palette. */
export interface Platform {
  readonly label: string
  readonly colour: number
  /** How much its public API may be asked. Absent where Trill asks nothing there. */
  readonly limits?: PlatformLimits
}

/** What Trill allows itself of a platform’s public API: what the platform documents, or less. Settings of a connection may lower it. */
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

/** Standing of a news source: 1 major international, 2 national or regional, 3 any other. */
export type NewsTier = 1 | 2 | 3

/** Names and domains of news sources whose standing is known; every other is 3. In lower case. */
export const NEWS_SOURCES: Readonly<Record<1 | 2, readonly string[]>> = {
  1: [
    ...['bbc', 'bbc news', 'bbc.com', 'bbc.co.uk', 'reuters', 'reuters.com', 'associated press', 'ap', 'ap news', 'apnews.com'],
    ...['agence france-presse', 'afp', 'cnn', 'cnn.com', 'al jazeera', 'al jazeera english', 'aljazeera.com', 'bloomberg', 'bloomberg.com'],
    ...['the new york times', 'new york times', 'nytimes.com', 'the washington post', 'washington post', 'washingtonpost.com'],
    ...['the guardian', 'guardian', 'theguardian.com', 'financial times', 'ft.com', 'the wall street journal', 'wsj.com'],
    ...['the economist', 'economist.com', 'deutsche welle', 'dw', 'dw.com', 'france 24', 'france24.com', 'npr', 'npr.org'],
  ],
  2: [
    ...[
      'sky news',
      'news.sky.com',
      'the independent',
      'independent.co.uk',
      'the telegraph',
      'telegraph.co.uk',
      'the times',
      'thetimes.com',
    ],
    ...[
      'daily mail',
      'mail online',
      'dailymail.co.uk',
      'daily express',
      'express.co.uk',
      'the sun',
      'thesun.co.uk',
      'mirror',
      'mirror.co.uk',
    ],
    ...['usa today', 'usatoday.com', 'los angeles times', 'latimes.com', 'nbc news', 'nbcnews.com', 'abc news', 'abcnews.go.com'],
    ...['cbs news', 'cbsnews.com', 'fox news', 'foxnews.com', 'politico', 'politico.com', 'forbes', 'forbes.com', 'time', 'time.com'],
    ...['le monde', 'lemonde.fr', 'le figaro', 'lefigaro.fr', 'der spiegel', 'spiegel.de', 'die zeit', 'zeit.de', 'faz', 'faz.net'],
    ...['süddeutsche zeitung', 'sueddeutsche.de', 'el país', 'elpais.com', 'el mundo', 'elmundo.es', 'corriere della sera', 'corriere.it'],
    ...['la repubblica', 'repubblica.it', 'the irish times', 'irishtimes.com', 'cbc', 'cbc news', 'cbc.ca', 'the globe and mail'],
    ...['abc news (australia)', 'abc.net.au', 'the sydney morning herald', 'smh.com.au', 'the times of india', 'indiatimes.com'],
    ...['the hindu', 'thehindu.com', 'hindustan times', 'hindustantimes.com', 'ndtv', 'ndtv.com', 'the japan times', 'japantimes.co.jp'],
    ...[
      'nhk world',
      'south china morning post',
      'scmp.com',
      'the straits times',
      'straitstimes.com',
      'folha de s.paulo',
      'folha.uol.com.br',
    ],
  ],
}

/**
 * Standing of a news source by its whole name or domain, not by a part of it: “AP” is not found in “Japan Times”.
 * @param source Name as the article gives it; capitals, white space around it and a leading `www.` do not matter.
 */
export function newsTier(source: string): NewsTier {
  const name = source
    .trim()
    .toLowerCase()
    .replace(/^www\./, '')
  if (NEWS_SOURCES[1].includes(name)) return 1
  return NEWS_SOURCES[2].includes(name) ? 2 : 3
}
