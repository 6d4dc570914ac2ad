import { exponential, poisson } from '../random/samplers.ts'
import type { Random } from '../random/xoshiro256.ts'
import type { Activity } from './lives.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Shares that a share of the viral post leads to on average, until enough have passed it on. */
const OFFSPRING = 1.6
const DELAY_HOURS = 1.5
const VIEWS_A_SHARE = 8

/** What is planted: when, and how much of it. */
export interface Plan {
  readonly viral: { readonly at: number; readonly shares: number }
  readonly hashtag: { readonly tag: string; readonly from: number }
  readonly anomaly: { readonly activity: Activity; readonly from: number; readonly to: number; readonly factor: number }
  readonly wave: { readonly day: number; readonly from: number }
  readonly experiment: { readonly id: string; readonly activity: Activity; readonly factor: number }
  readonly influencer: { readonly from: number; readonly until: number; readonly followsPerDay: number }
  /** The first moment after the last day; what is planted ends with it. */
  readonly end: number
}

/** The plan for so many days from a moment on. Shares of the viral post: a twentieth of the customers, 20 to 2,000. */
export function planOf(start: number, days: number, customers: number): Plan {
  const day = (share: number) => Math.floor(days * share)
  return {
    viral: { at: start + day(0.2) * DAY + 18 * HOUR, shares: Math.min(Math.max(Math.round(customers / 20), 20), 2000) },
    hashtag: { tag: 'slowmornings', from: start + day(0.4) * DAY },
    anomaly: { activity: 'swipe_right', from: start + day(0.6) * DAY + 19 * HOUR, to: start + day(0.6) * DAY + 22 * HOUR, factor: 0.1 },
    wave: { day: day(0.7), from: start + day(0.7) * DAY },
    experiment: { id: 'checkout_button', activity: 'purchase', factor: 1.3 },
    influencer: {
      from: start + day(0.3) * DAY,
      until: start + days * DAY,
      followsPerDay: Math.max(5, Math.round(customers / 500)),
    },
    end: start + days * DAY,
  }
}

/** A share of the viral post: who passes it on, when, and whose share they saw. */
export interface PlantedShare {
  readonly at: number
  readonly actor: number
  /** Place in the list of the share that led here; −1 for the first one. */
  readonly parent: number
  /** Moments at which it was seen through this share. */
  readonly views: readonly number[]
}

/**
 * The cascade of the viral post: each share leads to Poisson many others after exponential delays, in the order of time, until there are
 * enough. One that dies out early goes on from its first share. Nothing of it lies after the end.
 */
export function plantedCascade({ viral, end }: Plan, customers: number, random: Random): readonly PlantedShare[] {
  const shares: PlantedShare[] = []
  const open: { at: number; parent: number }[] = [{ at: viral.at, parent: -1 }]
  while (shares.length < viral.shares) {
    open.sort((a, b) => b.at - a.at)
    const next = open.pop() ?? { at: (shares.at(-1) as PlantedShare).at + exponential(random, DELAY_HOURS) * HOUR, parent: 0 }
    if (next.at >= end) break
    const views = Array.from({ length: poisson(random, VIEWS_A_SHARE) }, () => after(next.at, random)).filter((at) => at < end)
    shares.push({ at: next.at, parent: next.parent, actor: random.integer(customers), views })
    for (let child = poisson(random, OFFSPRING); child > 0; child -= 1) open.push({ at: after(next.at, random), parent: shares.length - 1 })
  }
  return shares
}

/** Share of new posts that carry the hashtag: none before, then 1 % and twice as many each day, a third at most. */
export function hashtagShare({ hashtag }: Plan, at: number): number {
  return at < hashtag.from ? 0 : Math.min(0.01 * 2 ** ((at - hashtag.from) / DAY), 1 / 3)
}

function after(at: number, random: Random): number {
  return Math.floor(at + exponential(random, DELAY_HOURS) * HOUR)
}
