import { normal } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import type { Rhythm } from './rhythm.ts'
import { type DemoForm, type DemoHome, HITS, TITLES } from './titles.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Long enough to compare four weeks with the four before. */
export const DEMO_DAYS = 60

/** A quiz or video of the invented app, or a post on one of its channels. */
export interface DemoContent extends Spread {
  readonly id: string
  readonly home: DemoHome
  readonly form: DemoForm
  readonly title: string
  readonly category: string
  readonly creatorId: string
  readonly creatorName: string
  readonly tags: readonly string[]
  /** Milliseconds since 1970. */
  readonly publishedAt: number
  /** Questions of a quiz, 0 for a video. */
  readonly questions: number
}

/** What draws people to a content, and how they pass it on. */
interface Spread {
  /** How often it is chosen when all are equally new; 1 is the median. */
  readonly appeal: number
  /** How readily people like, comment and keep it; about 1. */
  readonly quality: number
  /** People that its creator’s own share brings; 0 when there is none. */
  readonly announcedTo: number
  /** People that one share brings at first, on average. */
  readonly reach: number
  /** Shares after which everybody who cares has seen it: the reach falls by a factor of e. */
  readonly capacity: number
  /** Chance that a viewer who came through a share shares it too; of other viewers, a quarter as many do. */
  readonly contagion: number
}

const CREATORS = [
  'Studio Kiwi',
  'Nora Draws',
  'The Lunchbox Lab',
  'Pan & Spoon',
  'Quiz Kitchen',
  'Marble Run',
  'Otter Post',
  'Sidequest',
  'Paper Plane Club',
  'Little Big Sound',
  'Backpack Diaries',
  'Shoebox Films',
  'Corner Shelf',
  'Extra Time',
]
const SMALL_WORDS = /^(the|and|with|from|your|what|which|would|that|this|does|like|have|all|for|you|how|into|our|own|who)$/

/** About 120 contents, two thirds of them in the app, by the time of publication; a video of the last week goes viral. */
export function demoCatalogue(random: Random, anchor: number, rhythm: Rhythm): DemoContent[] {
  const categories = [...new Set(TITLES.map(([, , category]) => category))]
  const contents = TITLES.map(([home, form, category, title], index): DemoContent => {
    const creatorName = CREATORS[(categories.indexOf(category) + random.integer(3)) % CREATORS.length] as string
    const kind = home === 'app' ? (form === 'video' ? 'video' : 'quiz') : home
    const hit = HITS.find((candidate) => candidate.title === title)
    return {
      id: `${kind}-${String(index + 1).padStart(3, '0')}`,
      home,
      form,
      title,
      category,
      creatorId: creatorName.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
      creatorName,
      tags: tagsOf(category, title, form),
      publishedAt: Math.round(publishTime(random, anchor, rhythm, index, hit?.daysBefore)),
      questions: form === 'video' ? 0 : 3 + random.integer(3),
      ...drawSpread(random),
      ...hit?.spread,
    }
  })
  return contents.sort((one, other) => one.publishedAt - other.publishedAt)
}

function drawSpread(random: Random): Spread {
  return {
    appeal: Math.exp(normal(random, 0, 0.8)),
    quality: Math.exp(normal(random, 0, 0.25)),
    announcedTo: 0,
    reach: 5 * Math.exp(normal(random, 0, 0.25)),
    capacity: 60,
    contagion: 0.06 * Math.exp(normal(random, 0, 0.3)),
  }
}

/** The app opens with the first; a third come on its first day, the others since, while people are awake. */
function publishTime(random: Random, anchor: number, rhythm: Rhythm, index: number, daysBefore?: number): number {
  const start = anchor - DEMO_DAYS * DAY
  if (index === 0) return start
  if (daysBefore !== undefined) return rhythm.postpone(random, Math.max(anchor - daysBefore * DAY, start))
  const [from, days] = index % 3 === 0 ? [start, 1] : [start + DAY, DEMO_DAYS - 1.5]
  return rhythm.postpone(random, from + random.uniform() * days * DAY)
}

function tagsOf(category: string, title: string, form: DemoForm): string[] {
  const words = title.toLowerCase().match(/[a-z]{3,}/g) ?? []
  const telling = words.filter((word) => !SMALL_WORDS.test(word)).sort((one, other) => other.length - one.length)
  return [...new Set([category.toLowerCase(), form === 'video' ? 'video' : 'quiz', ...telling.slice(0, 2)])]
}
