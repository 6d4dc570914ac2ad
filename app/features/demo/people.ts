import { beta, categorical, gamma } from '@trill/core/random/samplers'
import type { Random } from '@trill/core/random/xoshiro256'
import type { DemoHome } from './titles.ts'

/** Somebody invented, who uses the invented app or sees one of its channels. */
export interface DemoPerson {
  readonly id: string
  /** Members have an account, visitors came through a link, followers are known by a platform alone. */
  readonly status: 'member' | 'visitor' | 'follower'
  readonly platform: 'web' | 'ios' | 'android' | Exclude<DemoHome, 'app'>
  readonly device: string
  readonly country: string
  readonly language: string
  readonly variant: 'control' | 'progress_bar'
  /** Visits a day while a member stays. */
  readonly visitsPerDay: number
  /** Chance that a visit was the last one. */
  readonly lossPerVisit: number
}

const PLACES = [
  ['ES', 'es'],
  ['DE', 'de'],
  ['FR', 'fr'],
  ['US', 'en'],
  ['GB', 'en'],
  ['MX', 'es'],
  ['BR', 'pt'],
  ['IT', 'it'],
  ['PL', 'pl'],
  ['JP', 'ja'],
  ['IE', 'en'],
  ['SE', 'sv'],
] as const
const drawPlace = categorical([22, 15, 12, 14, 10, 8, 7, 5, 4, 2, 2, 2])
const APPS = ['web', 'ios', 'android'] as const
const drawMemberApp = categorical([27, 32, 41])
/** A shared link mostly opens in a browser. */
const drawVisitorApp = categorical([72, 12, 16])
/** Different people on one channel. */
const FOLLOWERS = 900

/** Members come again: how often, and until when, differs from one to the next (gamma and beta, as in BG/NBD). */
export function drawMember(random: Random, number: number): DemoPerson {
  return {
    ...drawTraits(random, APPS[drawMemberApp(random)] ?? 'web'),
    id: `member-${number}`,
    status: 'member',
    visitsPerDay: Math.max(gamma(random, 1.5, 0.18), 0.01),
    lossPerVisit: beta(random, 1.2, 6),
  }
}

export function drawVisitor(random: Random, number: number): DemoPerson {
  return { ...drawTraits(random, APPS[drawVisitorApp(random)] ?? 'web'), id: `visitor-${number}`, status: 'visitor', ...ONCE }
}

/** Somebody on a channel; a few write often, most seldom. */
export function drawFollower(random: Random, home: Exclude<DemoHome, 'app'>): DemoPerson {
  const number = 1 + Math.floor(FOLLOWERS * random.uniform() ** 2)
  return { ...drawTraits(random, home), id: `${home}-user-${number}`, status: 'follower', country: '', ...ONCE }
}

const ONCE = { visitsPerDay: 0, lossPerVisit: 1 } as const

function drawTraits(random: Random, platform: DemoPerson['platform']) {
  const [country, language] = PLACES[drawPlace(random)] ?? PLACES[0]
  const desktop = platform === 'web' && random.uniform() < 0.55
  return {
    platform,
    device: desktop ? 'desktop' : random.uniform() < 0.07 ? 'tablet' : 'mobile',
    country,
    language: random.uniform() < 0.9 ? language : 'en',
    variant: random.uniform() < 0.5 ? ('control' as const) : ('progress_bar' as const),
  }
}
