import type { GrowthResponse, Prediction } from './contract.ts'
import { HORIZON_SECONDS } from './horizon.ts'
import { AGES, type PostRow, type SharesRow } from './virality.ts'

const HOUR_MILLISECONDS = 3_600_000
/** Ages in hours at which growth is shown: close together where most happens. */
const HOURS = [0, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 144, 168]

/** How a post grew up to now, and where a forecast sees it end. Nothing lies between: the model tells only the end. */
export function growthOf(prediction: Prediction, post: PostRow, shares: SharesRow | undefined, now: number): GrowthResponse {
  const moments = shares?.moments ?? []
  const age = (now - post.published) / HOUR_MILLISECONDS
  const cut = (AGES.find(({ name }) => name === prediction.observed)?.seconds ?? 0) / 3600
  const { median, lower, upper, threshold } = prediction.size
  return {
    content_id: post.content_id,
    title: post.title,
    passport: prediction.passport,
    points: HOURS.map((hours) => ({
      hours,
      nodes: hours > age ? null : 1 + moments.filter((moment) => moment <= post.published + hours * HOUR_MILLISECONDS).length,
    })),
    forecast: { from_hours: cut, from_nodes: prediction.nodes, hours: HORIZON_SECONDS / 3600, median, lower, upper, threshold },
  }
}
