import { categorical, normal } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'

const DAY = 86_400_000
/** Long enough to compare four weeks with the four before. */
const DEMO_DAYS = 60

/** A quiz or video of the invented app, or a post on its channels. */
export interface DemoContent {
  readonly id: string
  readonly kind: 'quiz' | 'video'
  /** `app` is engaged with in the app itself; the others are channels, of which only counters are known. */
  readonly home: 'app' | 'tiktok' | 'youtube' | 'instagram'
  readonly title: string
  readonly category: string
  readonly creatorId: string
  readonly creatorName: string
  readonly tags: readonly string[]
  /** Milliseconds since 1970. */
  readonly publishedAt: number
  /** Expected views within the demo’s period. */
  readonly popularity: number
  readonly viral: boolean
}

const SUBJECTS: readonly (readonly [string, string])[] = [
  ['Music', 'song of the summer'],
  ['Music', 'drum beat'],
  ['Music', 'film score'],
  ['Sport', 'climbing route'],
  ['Sport', 'winter sport'],
  ['Sport', 'football position'],
  ['Nature', 'garden bird'],
  ['Nature', 'kind of weather'],
  ['Nature', 'deep-sea creature'],
  ['Nature', 'mountain'],
  ['Food', 'breakfast'],
  ['Food', 'street food'],
  ['Food', 'loaf of bread'],
  ['Food', 'fruit'],
  ['Science', 'planet'],
  ['Science', 'element'],
  ['Science', 'invention'],
  ['Games', 'board game'],
  ['Games', 'puzzle'],
  ['Games', 'pixel hero'],
  ['Books', 'detective'],
  ['Books', 'library corner'],
  ['Travel', 'night train'],
  ['Travel', 'small island'],
  ['Art', 'colour palette'],
  ['Art', 'brush stroke'],
  ['Animals', 'rescue dog'],
  ['Animals', 'clever crow'],
  ['Animals', 'house cat'],
  ['School', 'study rhythm'],
]
const QUIZ_FORMS = ['Which {} are you?', 'Can you guess the {} from one clue?', 'How well do you know your {}?']
const VIDEO_FORMS = [
  'The {} explained in 60 seconds',
  'We tried every {} so you do not have to',
  'Three things about a {} nobody tells you',
]
const CREATORS = [
  'Ada Lindqvist',
  'Bruno Sato',
  'Chidi Marsh',
  'Dana Okafor',
  'Elif Costa',
  'Farah Novak',
  'Goran Pires',
  'Hana Wolf',
  'Ivo Laurent',
  'Jun Keller',
  'Kaya Brandt',
  'Leo Moreau',
]
const CHANNELS = ['tiktok', 'youtube', 'instagram'] as const
const VIRAL_TITLE = 'Only 1 in 10 can name these sounds'

/** About 120 contents, two thirds of them in the app; one published six days ago goes viral. */
export function demoCatalogue(random: Random, anchor: number): DemoContent[] {
  const creator = categorical(CREATORS.map((_, index) => 1 / (index + 1)))
  const contents = SUBJECTS.flatMap(([category, subject], subjectIndex) =>
    [0, 1, 2, 3].map((slot) => {
      const index = subjectIndex * 4 + slot
      const creatorIndex = creator(random)
      const kind = slot < 2 ? ('quiz' as const) : ('video' as const)
      const forms = kind === 'quiz' ? QUIZ_FORMS : VIDEO_FORMS
      return {
        id: `${kind}-${String(index + 1).padStart(3, '0')}`,
        kind,
        home: slot === 3 ? (CHANNELS[subjectIndex % CHANNELS.length] ?? 'tiktok') : ('app' as const),
        title: (forms[(subjectIndex + slot) % forms.length] as string).replace('{}', subject),
        category,
        creatorId: `creator-${creatorIndex + 1}`,
        creatorName: CREATORS[creatorIndex] as string,
        tags: [category.toLowerCase(), subject.replaceAll(' ', ''), kind],
        publishedAt: publishTime(random, anchor, index),
        popularity: Math.exp(normal(random, 4.45, 0.9)),
        viral: false,
      }
    }),
  )
  return [...contents, viralVideo(anchor)]
}

/** A quarter is older than the period and evergreen: published on its first day. */
function publishTime(random: Random, anchor: number, index: number): number {
  const start = anchor - DEMO_DAYS * DAY
  return Math.round(index % 4 === 1 ? start + random.uniform() * 0.5 * DAY : start + random.uniform() * (DEMO_DAYS - 1) * DAY)
}

function viralVideo(anchor: number): DemoContent {
  return {
    id: 'video-viral',
    kind: 'video',
    home: 'app',
    title: VIRAL_TITLE,
    category: 'Music',
    creatorId: 'creator-4',
    creatorName: CREATORS[3] as string,
    tags: ['music', 'sounds', 'challenge'],
    publishedAt: anchor - 6 * DAY,
    popularity: 3300,
    viral: true,
  }
}
