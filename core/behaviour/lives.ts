import type { PopulationColumn } from '../population/columns.ts'
import { customerId, type Population } from '../population/population.ts'
import type { Random } from '../random/xoshiro256.ts'

/** What customers do, each with what it is a day from the columns of their table. */
const PER_DAY = {
  session_start: { app_opens_day: 1 },
  view_story: { stories_viewed_day: 1 },
  view_reel: { reels_watched_day: 1 },
  publish_story: { stories_posted_week: 1 / 7 },
  publish_reel: { reels_created_week: 1 / 7 },
  publish_post: { posts_last_30_days: 1 / 30 },
  like: { likes_given_day: 1 },
  comment: { comments_posted_week: 1 / 7 },
  share: { shares_last_week: 1 / 7 },
  follow: { discover_page_visits_week: 1 / 28 },
  quiz_answer: { discover_page_visits_week: 1 / 14 },
  quiz_complete: { discover_page_visits_week: 1 / 70 },
  swipe_right: { swipes_right_day: 1 },
  swipe_left: { swipes_left_day: 1 },
  match: { matches_per_day: 1 },
  message: { messages_sent_day: 1 },
  date_scheduled: { dates_scheduled_month: 1 / 30 },
  date_completed: { dates_completed_month: 1 / 30 },
  purchase: { iap_spending_month_usd: 1 / 30 / 5 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>
export type Activity = keyof typeof PER_DAY

/** Everything that customers do, in a fixed order. */
export const ACTIVITIES = Object.keys(PER_DAY) as Activity[]
/** Where the churn wave goes. */
const WAVE_LOCATION = 'Denver'
const WAVE_SHARE = 0.5

/** What the stream needs to know of each customer; about 100 bytes each. */
export interface Lives {
  readonly count: number
  id(row: number): string
  /** Events a day, one a customer. */
  readonly perDay: Readonly<Record<Activity, Float32Array>>
  /** Day on which a customer stops, from 0; 32,767 for never. */
  readonly leavesOn: Int16Array
  /** Of the churn wave: those who stop on its day, though they would have stayed longer. */
  readonly wave: readonly number[]
  /** 1 for the treatment of the experiment. */
  readonly variant: Uint8Array
  readonly creators: readonly number[]
}

/**
 * Reads a population into lives: whoever is to churn stops on a day drawn within 30, and half of one city on the day of the wave.
 * @param waveDay From 0.
 */
export function livesOf(population: Population, seed: number, waveDay: number, random: Random): Lives {
  const { count } = population
  const perDay = Object.fromEntries(ACTIVITIES.map((name) => [name, new Float32Array(count)])) as Record<Activity, Float32Array>
  const lives = {
    leavesOn: new Int16Array(count).fill(32_767),
    variant: new Uint8Array(count),
    wave: [] as number[],
    creators: [] as number[],
  }
  const chance = random.fork('lives')
  for (let index = 0; index < population.blocks; index += 1) {
    const { from, rows, columns } = population.block(index)
    for (const name of ACTIVITIES) addRates(perDay[name], from, columns, PER_DAY[name])
    const [churn, creator, location] = ['churn_30_day', 'is_creator', 'location'].map((name) => columns[name] as PopulationColumn)
    for (let row = 0; row < rows; row += 1) {
      const at = from + row
      if (valueAt(churn, row) === 1) lives.leavesOn[at] = Math.floor(30 * chance.uniform())
      lives.variant[at] = chance.uniform() < 0.5 ? 1 : 0
      if (valueAt(creator, row) === 1) lives.creators.push(at)
      if (wordAt(location, row) !== WAVE_LOCATION || chance.uniform() >= WAVE_SHARE || (lives.leavesOn[at] as number) <= waveDay) continue
      lives.leavesOn[at] = waveDay
      lives.wave.push(at)
    }
  }
  return { count, id: (row) => customerId(seed, row), perDay, ...lives }
}

function addRates(
  rates: Float32Array,
  from: number,
  columns: Readonly<Record<string, PopulationColumn>>,
  terms: Readonly<Record<string, number>>,
) {
  for (const [name, times] of Object.entries(terms)) {
    const column = columns[name] as PopulationColumn
    if (column.kind === 'word') continue
    const scale = times / 10 ** column.decimals
    for (const [row, value] of column.scaled.entries()) rates[from + row] = (rates[from + row] as number) + Math.max(value, 0) * scale
  }
}

function valueAt(column: PopulationColumn | undefined, row: number): number | undefined {
  return column?.kind === 'number' ? column.scaled[row] : undefined
}

function wordAt(column: PopulationColumn | undefined, row: number): string | undefined {
  return column?.kind === 'word' ? column.words[column.codes[row] as number] : undefined
}
