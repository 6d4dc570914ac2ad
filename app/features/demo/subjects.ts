/** What the invented posts are about: hashtag, words for a title, category, posts a day. */
export const SUBJECTS: readonly (readonly [tag: string, words: string, category: string, perDay: number])[] = [
  ['quiztime', 'quiz night', 'Games', 4.4],
  ['doodle', 'morning doodle', 'Art', 3.6],
  ['otters', 'river otters', 'Animals', 2.9],
  ['studywithme', 'study session', 'School', 3.3],
  ['kickflip', 'kickflip practice', 'Sport', 2.1],
  ['origami', 'paper crane', 'Art', 1.9],
  ['mugcake', 'mug cake', 'Food', 2.4],
  ['nighttrain', 'night train', 'Travel', 1.6],
  ['soapscience', 'soap bubbles', 'Science', 1.5],
  ['booknook', 'reading corner', 'Books', 1.8],
  ['stopmotion', 'stop motion', 'Film', 1.3],
  ['cloudwatching', 'cloud watching', 'Nature', 1.2],
  ['ukulele', 'ukulele song', 'Music', 1.7],
  ['pansong', 'pan song', 'Music', 0.25],
  ['solareclipse', 'solar eclipse', 'Science', 0.2],
  ['dominorun', 'domino run', 'Games', 0.9],
  ['夜景', '夜景の写真', 'Travel', 0.8],
  ['senderismo', 'ruta de montaña', 'Nature', 1.1],
]

/** What comes up, and when: days before the end, how steeply it rises and falls in hours, and posts a day at its height. */
export const SURGES: Readonly<
  Record<string, { readonly daysBefore: number; readonly rise: number; readonly fall: number; readonly perDay: number }>
> = {
  pansong: { daysBefore: 5.2, rise: 10, fall: 34, perDay: 34 },
  solareclipse: { daysBefore: 0.3, rise: 16, fall: 20, perDay: 60 },
  dominorun: { daysBefore: 30, rise: 8, fall: 24, perDay: 26 },
}

/** Sentences around the words. */
export const FRAMES = [
  'My first {}',
  '{}, one more time',
  'Is this the best {}?',
  '{} in sixty seconds',
  'What nobody tells you about {}',
  'We tried {} for a week',
  'Three ideas for your {}',
  'Late at night: {}',
  '{} with a friend',
] as const

/** Platforms where invented people post, with their part. */
export const FEED_PLATFORMS: readonly (readonly [platform: string, weight: number])[] = [
  ['x', 26],
  ['tiktok', 20],
  ['instagram', 18],
  ['youtube', 12],
  ['bluesky', 10],
  ['reddit', 8],
  ['mastodon', 6],
]
