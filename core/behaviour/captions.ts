import type { Random } from '../random/xoshiro256.ts'

/** How often creators stay with their own subject, and how often a post has a hashtag of its subject. */
const FAITHFUL = 0.7
const TAGGED = 0.6

interface Subject {
  readonly category: string
  readonly things: readonly string[]
  readonly tags: readonly string[]
}

const SUBJECTS: readonly Subject[] = [
  {
    category: 'Fitness',
    things: ['Five kilometres before work', 'Leg day', 'Stretching at the desk', 'Climbing hall'],
    tags: ['fitness', 'running'],
  },
  { category: 'Food', things: ['Ramen at midnight', 'Tacos on the roof', 'Bread from scratch', 'Soup weather'], tags: ['food', 'cooking'] },
  {
    category: 'Travel',
    things: ['Two days by the lake', 'Night train', 'Packing light', 'A map and no plan'],
    tags: ['travel', 'weekendtrip'],
  },
  {
    category: 'Music',
    things: ['Vinyl found in a cellar', 'Rehearsal tape', 'Guitar without amp', 'Front row'],
    tags: ['music', 'livemusic'],
  },
  { category: 'Pets', things: ['Dog meets snow', 'Cat against printer', 'Puppy school', 'Parrot at breakfast'], tags: ['pets', 'dogs'] },
  {
    category: 'Dating',
    things: ['First date checklist', 'Coffee or dinner', 'What to ask on a walk', 'Texting rules'],
    tags: ['dating', 'firstdate'],
  },
  {
    category: 'Style',
    things: ['One jacket, five ways', 'Thrift haul', 'Shoes that last', 'Colours of autumn'],
    tags: ['style', 'thrift'],
  },
  { category: 'Games', things: ['Speedrun attempt', 'Board game night', 'Puzzle of the week', 'Last boss'], tags: ['games', 'boardgames'] },
  { category: 'Books', things: ['Three novels for a train', 'Shelf tour', 'A poem a day', 'Library finds'], tags: ['books', 'reading'] },
  {
    category: 'City',
    things: ['Sunset from the bridge', 'Street market', 'Hidden courtyard', 'First tram'],
    tags: ['city', 'streetphoto'],
  },
]

const TURNS = ['', ', take two', ' with friends', ' in the rain', ' for beginners', ' at sunrise', ' on a budget', ', the long version']

const REMARKS = [
  'Love this',
  'Where is that?',
  'Made my day',
  'Same here',
  'How did you do that?',
  'More of this please',
  'Too real',
  'Saved it',
]

/** What a post is called, what it is about and which hashtags it has. */
export interface Caption {
  readonly title: string
  readonly category: string
  readonly tags: readonly string[]
}

/** The caption of a post; creators have a subject that they stay with most of the time. */
export function captionOf(creator: number, random: Random): Caption {
  const place = random.uniform() < FAITHFUL ? creator % SUBJECTS.length : random.integer(SUBJECTS.length)
  const { category, things, tags } = SUBJECTS[place] as Subject
  const title = `${things[random.integer(things.length)]}${TURNS[random.integer(TURNS.length)]}`
  return { title, category, tags: tags.filter(() => random.uniform() < TAGGED) }
}

/** Something that people write below a post. */
export function remark(random: Random): string {
  return REMARKS[random.integer(REMARKS.length)] as string
}
