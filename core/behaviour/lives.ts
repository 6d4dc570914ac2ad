import type { PopulationColumn, PopulationColumns } from '../population/columns.ts'
import { createPopulation, customerId, type Population } from '../population/population.ts'
import type { Random } from '../random/xoshiro256.ts'

/** What customers do while they are there, each with what it is a day from the columns of their table; the frequent ones first. */
const PER_DAY = {
  swipe_left: { swipes_left_day: 1 },
  view_feed: { feed_time_minutes_day: 0.5 },
  swipe_right: { swipes_right_day: 1 },
  like: { likes_given_day: 1 },
  view_reel: { reels_watched_day: 1 },
  view_story: { stories_viewed_day: 1 },
  message: { messages_sent_day: 1 },
  comment: { comments_posted_week: 1 / 7 },
  quiz_start: { discover_page_visits_week: 1 / 7 },
  share: { shares_last_week: 1 / 7 },
  publish_story: { stories_posted_week: 1 / 7 },
  date_scheduled: { dates_scheduled_month: 1 / 30 },
  publish_reel: { reels_created_week: 1 / 7 },
  follow: { discover_page_visits_week: 1 / 28 },
  publish_post: { posts_last_30_days: 1 / 30 },
  purchase: { iap_spending_month_usd: 1 / 30 / 5 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>
export type Activity = keyof typeof PER_DAY

/** Everything that customers do, in a fixed order. */
export const ACTIVITIES = Object.keys(PER_DAY) as Activity[]
const APPS = [
  { platform: 'ios', device: 'mobile' },
  { platform: 'android', device: 'mobile' },
  { platform: 'web', device: 'desktop' },
] as const
/** Which part of the customers uses the first of them, and which one of the first two. */
const APP_SHARES = [0.45, 0.8] as const
/** Where the churn wave goes, and which part of it. */
const WAVE_APP = 2
const WAVE_SHARE = 0.5
/** Customers who come in 30 days, in parts of those of the table: more than leave in that time. */
const NEWCOMERS_A_MONTH = 0.8
const MONTH_DAYS = 30
const NEVER = 32_767
/** Visits a day of those whose table says none, though it says that they do something. */
const VISITS_MIN = 0.2

/** What the stream needs to know of each customer; about 100 bytes each. */
export interface Lives {
  /** Customers of the table, and those who come later. */
  readonly count: number
  readonly newcomers: number
  id(row: number): string
  app(row: number): { readonly platform: string; readonly device: string }
  /** How often an activity is done a day. */
  perDay(activity: Activity, row: number): number
  /** How often anything is done a day. */
  sumPerDay(row: number): number
  /** The activity at a place in [0, sumPerDay) on the line of all of them. */
  activityAt(row: number, place: number): Activity
  /** Visits a day, above 0. */
  readonly visits: Float32Array
  /** Mean length of a visit. */
  readonly minutes: Float32Array
  readonly matchesPerDay: Float32Array
  /** Of scheduled dates, the part that takes place, in [0, 1]. */
  readonly showUp: Float32Array
  /** First day, from 0; 0 for everybody of the table. */
  readonly comesOn: Int16Array
  /** Day on which a customer does nothing any more, from 0; 32,767 for never. */
  readonly leavesOn: Int16Array
  isThere(row: number, day: number): boolean
  /** Of the churn wave: those who stop on its day, though they would have stayed longer. */
  readonly wave: readonly number[]
  readonly waveApp: string
  /** 1 for the treatment of the experiment. */
  readonly variant: Uint8Array
  readonly isCreator: Uint8Array
  /** Two who are there from the first day to the last: creators, unless there are none. */
  readonly famous: readonly [viralCreator: number, influencer: number]
}

/** How many come in so many days beside the customers of the table. */
export function newcomersIn(days: number, customers: number): number {
  return Math.round((NEWCOMERS_A_MONTH * customers * days) / MONTH_DAYS)
}

/**
 * Reads a population into lives. Whoever is to churn stops on a day drawn within 30, the others leave in later months with their
 * probability; newcomers, a population of their own, come on days drawn evenly; half of those of one app stop on the day of the wave.
 * @param waveDay From 0.
 */
export function livesOf(
  population: Population,
  { seed, days, waveDay }: { seed: number; days: number; waveDay: number },
  random: Random,
): Lives {
  const newcomers = createPopulation(`${seed} newcomers`, newcomersIn(days, population.count))
  const columns = emptyColumns(population.count + newcomers.count)
  const chance = random.fork('lives')
  readRows(population, 0, columns)
  readRows(newcomers, population.count, columns)
  for (let row = 0; row < columns.count; row += 1) {
    columns.comesOn[row] = row < population.count ? 0 : Math.floor(days * chance.uniform())
    columns.leavesOn[row] = leavingDay(columns, row, chance)
    columns.variant[row] = chance.uniform() < 0.5 ? 1 : 0
    columns.apps[row] = appAt(chance.uniform())
  }
  const famous = chooseFamous(columns, population.count, days)
  return { ...columns, ...readersOf(columns, seed), newcomers: newcomers.count, famous, wave: sendAway(columns, famous, waveDay, chance) }
}

type Columns = ReturnType<typeof emptyColumns>

function emptyColumns(count: number) {
  return {
    count,
    /** Running sums over the activities, one row after the other. */
    sums: new Float32Array(count * ACTIVITIES.length),
    visits: new Float32Array(count),
    minutes: new Float32Array(count),
    matchesPerDay: new Float32Array(count),
    showUp: new Float32Array(count),
    churns: new Uint8Array(count),
    churnProbability: new Float32Array(count),
    comesOn: new Int16Array(count),
    leavesOn: new Int16Array(count),
    variant: new Uint8Array(count),
    apps: new Uint8Array(count),
    isCreator: new Uint8Array(count),
  }
}

function readersOf({ sums, apps, comesOn, leavesOn }: Columns, seed: number) {
  const width = ACTIVITIES.length
  return {
    id: (row: number) => customerId(seed, row),
    app: (row: number) => APPS[apps[row] as 0 | 1 | 2],
    waveApp: APPS[WAVE_APP].platform,
    isThere: (row: number, day: number) => day >= (comesOn[row] as number) && day < (leavesOn[row] as number),
    sumPerDay: (row: number) => sums[(row + 1) * width - 1] as number,
    perDay: (activity: Activity, row: number) => {
      const at = row * width + ACTIVITIES.indexOf(activity)
      return (sums[at] as number) - (at % width === 0 ? 0 : (sums[at - 1] as number))
    },
    activityAt: (row: number, place: number) => {
      let index = 0
      while (index < width - 1 && (sums[row * width + index] as number) <= place) index += 1
      return ACTIVITIES[index] as Activity
    },
  }
}

function readRows(population: Population, first: number, to: Columns): void {
  for (let index = 0; index < population.blocks; index += 1) {
    const { from, rows, columns } = population.block(index)
    const reader = (name: string) => numbersIn(columns, name)
    const terms = ACTIVITIES.map((name) => Object.entries(PER_DAY[name]).map(([column, times]) => ({ of: reader(column), times })))
    const [opens, minutes, matches, scheduled, completed] = [
      'app_opens_day',
      'session_duration_avg_min',
      'matches_per_day',
      'dates_scheduled_month',
      'dates_completed_month',
    ].map(reader) as [Reader, Reader, Reader, Reader, Reader]
    const [churn, probability, creator] = ['churn_30_day', 'churn_probability', 'is_creator'].map(reader) as [Reader, Reader, Reader]
    for (let row = 0; row < rows; row += 1) {
      const at = first + from + row
      let sum = 0
      for (const [place, parts] of terms.entries()) {
        for (const { of, times } of parts) sum += of(row) * times
        to.sums[at * ACTIVITIES.length + place] = sum
      }
      to.visits[at] = Math.max(opens(row), VISITS_MIN)
      to.minutes[at] = minutes(row)
      to.matchesPerDay[at] = matches(row)
      to.showUp[at] = scheduled(row) === 0 ? 0 : completed(row) / scheduled(row)
      to.churns[at] = churn(row)
      to.churnProbability[at] = probability(row)
      to.isCreator[at] = creator(row)
    }
  }
}

type Reader = (row: number) => number

/** Missing numbers are 0: nothing is done where there is nothing to divide by. */
function numbersIn(columns: PopulationColumns, name: string): Reader {
  const column = columns[name] as Extract<PopulationColumn, { kind: 'number' }>
  const scale = 10 ** column.decimals
  return (row) => Math.max(column.scaled[row] as number, 0) / scale
}

/** A day of the first 30 for whoever is to churn, of a later month for the others; never before a day has passed for newcomers. */
function leavingDay({ churns, churnProbability, comesOn }: Columns, row: number, chance: Random): number {
  const from = comesOn[row] as number
  let month = 0
  if (churns[row] === 0) for (month = 1; month < 120 && chance.uniform() >= (churnProbability[row] as number); ) month += 1
  const day = from + MONTH_DAYS * month + Math.floor(MONTH_DAYS * chance.uniform())
  return Math.min(from > 0 ? Math.max(day, from + 1) : day, NEVER)
}

function appAt(uniform: number): number {
  if (uniform < APP_SHARES[0]) return 0
  return uniform < APP_SHARES[1] ? 1 : 2
}

function chooseFamous({ isCreator, leavesOn }: Columns, customers: number, days: number): [number, number] {
  const stays = Array.from({ length: customers }, (_, row) => row).filter((row) => (leavesOn[row] as number) >= days)
  const creators = stays.filter((row) => isCreator[row] === 1)
  const chosen = creators.length > 1 ? creators : stays
  const famous: [number, number] = [chosen[0] ?? 0, chosen.at(-1) ?? customers - 1]
  for (const row of famous) leavesOn[row] = NEVER
  return famous
}

/** The churn wave takes half of those of its app who are there, but nobody who has another part in what is planted. */
function sendAway({ count, apps, comesOn, leavesOn }: Columns, famous: readonly number[], waveDay: number, chance: Random): number[] {
  const gone: number[] = []
  for (let row = 0; row < count; row += 1) {
    if (apps[row] !== WAVE_APP || famous.includes(row)) continue
    if ((comesOn[row] as number) >= waveDay || (leavesOn[row] as number) <= waveDay || chance.uniform() >= WAVE_SHARE) continue
    leavesOn[row] = waveDay
    gone.push(row)
  }
  return gone
}
