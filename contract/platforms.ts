/** A place where content lives. `label` is shown; `colour` is its fixed slot (0–7) in the colour-blind-safe palette. */
export interface Platform {
  readonly label: string
  readonly colour: number
}

/** Platforms known by name. Any other word is accepted and shown as it is. */
export const PLATFORMS = {
  web: { label: 'Web', colour: 0 },
  youtube: { label: 'YouTube', colour: 1 },
  tiktok: { label: 'TikTok', colour: 2 },
  instagram: { label: 'Instagram', colour: 3 },
  x: { label: 'X', colour: 4 },
  ios: { label: 'iOS', colour: 5 },
  android: { label: 'Android', colour: 6 },
  reddit: { label: 'Reddit', colour: 7 },
  facebook: { label: 'Facebook', colour: 0 },
  bluesky: { label: 'Bluesky', colour: 5 },
  mastodon: { label: 'Mastodon', colour: 3 },
  news: { label: 'News', colour: 6 },
} as const satisfies Record<string, Platform>
