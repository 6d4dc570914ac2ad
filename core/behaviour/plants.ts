import { exponential, poisson } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Shares that a share of the viral post leads to on average, until enough have passed it on. */
const OFFSPRING = 1.6
const DELAY_HOURS = 1.5
const VIEWS_A_SHARE = 8

/** A post that is passed on so often, beginning at a moment. */
interface Seed {
  readonly at: number
  readonly shares: number
}

/** What is planted: when, and how much of it. */
export interface Plan {
  readonly start: number
  readonly viral: Seed
  /** Posts with it on its first day, twice as many each day, up to the most a day. */
  readonly hashtag: { readonly tag: string; readonly from: number; readonly first: number; readonly most: number }
  readonly anomaly: { readonly activity: 'swipe_right'; readonly from: number; readonly to: number; readonly factor: number }
  readonly wave: { readonly day: number; readonly from: number }
  /** Of quizzes begun, the share completed without the treatment, and how many times as many are with it. */
  readonly experiment: { readonly id: string; readonly completed: number; readonly factor: number }
  /** The influencer publishes each day, and each of these posts is passed on so often. */
  readonly influencer: { readonly from: number; readonly followsPerDay: number; readonly shares: number }
  /** The first moment after the last day; what is planted ends with it. */
  readonly end: number
}

/** The plan for so many days from a moment on. Shares of the viral post: a sixth of the customers, 75 to 5,000. */
export function planOf(start: number, days: number, customers: number): Plan {
  const day = (share: number) => Math.floor(days * share)
  const end = start + days * DAY
  return {
    start,
    viral: { at: start + day(0.9) * DAY + 12 * HOUR, shares: Math.min(Math.max(Math.round(customers / 6), 75), 5000) },
    hashtag: {
      tag: 'slowmornings',
      from: start + day(0.8) * DAY,
      first: Math.max(1, Math.round(customers / 1000)),
      most: Math.max(16, Math.round(customers / 60)),
    },
    anomaly: { activity: 'swipe_right', from: start + day(0.6) * DAY + 19 * HOUR, to: start + day(0.6) * DAY + 22 * HOUR, factor: 0.1 },
    wave: { day: day(0.7), from: start + day(0.7) * DAY },
    experiment: { id: 'quiz_progress_bar', completed: 0.5, factor: 1.4 },
    influencer: {
      from: start + day(0.3) * DAY,
      followsPerDay: Math.max(5, Math.round(customers / 500)),
      shares: Math.max(6, Math.round(customers / 100)),
    },
    end,
  }
}

/** A planted share: when, and whose share they saw. */
export interface PlantedShare {
  readonly at: number
  /** Place in the list of the share that led here; −1 for the first one. */
  readonly parent: number
  /** Moments at which it was seen through this share. */
  readonly views: readonly number[]
}

/**
 * A cascade: each share leads to Poisson many others after exponential delays, in the order of time, until there are
 * enough. One that dies out early goes on from its first share. Nothing of it lies after the end.
 */
export function plantedCascade(seed: Seed, end: number, random: Random): readonly PlantedShare[] {
  const shares: PlantedShare[] = []
  const open: { at: number; parent: number }[] = [{ at: seed.at, parent: -1 }]
  while (shares.length < seed.shares) {
    open.sort((a, b) => b.at - a.at)
    const next = open.pop() ?? { at: after((shares.at(-1) as PlantedShare).at, random), parent: 0 }
    if (next.at >= end) break
    const views = Array.from({ length: poisson(random, VIEWS_A_SHARE) }, () => after(next.at, random)).filter((at) => at < end)
    shares.push({ at: next.at, parent: next.parent, views })
    for (let child = poisson(random, OFFSPRING); child > 0; child -= 1) open.push({ at: after(next.at, random), parent: shares.length - 1 })
  }
  return shares
}

/**
 * What is planted at one moment. The posts of a plan have cascades of their own, numbered from 0, which is the viral one; whoever is there
 * passes them on.
 */
export type PlantedDeed =
  | { readonly deed: 'planted_follow' | 'planted_tag'; readonly at: number }
  | { readonly deed: 'planted_post'; readonly at: number; readonly cascade: number }
  | {
      readonly deed: 'planted_share' | 'planted_view'
      readonly at: number
      readonly cascade: number
      readonly share: number
      readonly parent: number
    }

/** Everything that is planted as events of its own, in the order of time. */
export function plantedDeeds({ influencer, viral, hashtag, end }: Plan, random: Random): readonly PlantedDeed[] {
  const seeds: Seed[] = [viral]
  const deeds: PlantedDeed[] = []
  for (let day = influencer.from; day < end; day += DAY) {
    seeds.push({ at: day + 17 * HOUR, shares: influencer.shares })
    for (let left = influencer.followsPerDay; left > 0; left -= 1)
      deeds.push({ deed: 'planted_follow', at: Math.floor(day + random.uniform() * DAY) })
  }
  for (let day = hashtag.from, posts = hashtag.first; day < end; day += DAY, posts = Math.min(2 * posts, hashtag.most))
    for (let left = posts; left > 0; left -= 1)
      deeds.push({ deed: 'planted_tag', at: Math.floor(day + (7 + 16 * random.uniform()) * HOUR) })
  for (const [cascade, seed] of seeds.entries()) {
    deeds.push({ deed: 'planted_post', at: seed.at - HOUR, cascade })
    for (const [share, { at, parent, views }] of plantedCascade(seed, end, random).entries()) {
      deeds.push({ deed: 'planted_share', at, cascade, share, parent })
      for (const view of views) deeds.push({ deed: 'planted_view', at: view, cascade, share, parent: share })
    }
  }
  return deeds.sort((a, b) => a.at - b.at)
}

/** A second later at least: what follows from something comes after it. */
function after(at: number, random: Random): number {
  return Math.floor(at + 1000 + exponential(random, DELAY_HOURS) * HOUR)
}
