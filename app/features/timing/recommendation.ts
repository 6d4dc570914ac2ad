import { counted, exact, hourLabel, weekdayLabel } from '../../ui/format.ts'
import { times } from './chart.ts'
import type { TimingResponse } from './contract.ts'

type Estimate = Pick<TimingResponse['by_hour'][number], 'posts' | 'lift' | 'lower' | 'upper' | 'stands' | 'nearby'>

/** What stands, the surest first; at most so many. Times at which nobody ever posted are none. */
export function standing<T extends Estimate>(estimates: readonly T[], most: number): T[] {
  return estimates
    .filter(({ stands, posts }) => stands && posts > 0)
    .sort((one, other) => other.lower - one.lower)
    .slice(0, most)
}

/** When to post, in a sentence with how sure that is, or what is missing. */
export function recommendationWords(data: TimingResponse): string {
  const whose = data.creator_id === '' ? 'posts of this platform' : `posts of ${data.creator_name || data.creator_id}`
  if (data.platform === '') return 'No post says who published it and when.'
  if (data.status === 'insufficient_data')
    return `Not enough data (n = ${exact(data.posts)}, needs ${exact(data.needed)}): so many posts with known views and interactions, a day old or more, are needed.`
  const [week] = standing(data.hours, 1)
  const [hour] = standing(data.by_hour, 1)
  const [day] = standing(data.by_weekday, 1)
  const parts = [
    hour && `from ${hourLabel(hour.hour)} to ${hourLabel((hour.hour + 1) % 24)} ${whose} get ${liftWords(hour)}`,
    day && `on ${weekdayLabel(day.weekday)} ${hour ? 'they' : whose} get ${liftWords(day)}`,
    week && `on ${weekdayLabel(week.weekday)} from ${hourLabel(week.hour)} ${hour || day ? 'they' : whose} get ${liftWords(week)}`,
  ].filter((part) => typeof part === 'string')
  if (parts.length === 0)
    return `No hour and no weekday stands out: nothing in ${counted(data.posts, 'post')} is surely better than the usual, so post when it suits you.`
  const words = parts.join('; ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}. Times of ${data.time_zone}.`
}

function liftWords(estimate: Estimate): string {
  const { lift, lower, upper, nearby } = estimate
  return `${times(lift)} the usual engagement (${times(lower)} to ${times(upper)}, n = ${exact(Math.round(nearby))})`
}
