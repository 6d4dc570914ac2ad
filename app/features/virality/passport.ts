import type { FigurePassport } from '@trill/contract/passport'
import { passportOf } from '../../platform/passport/ground.ts'
import type { PostRow } from './virality.ts'

interface Said {
  /** Posts, shares and comments that were looked at. */
  readonly nodes: number
  /** Up to when they were, milliseconds since 1970; null where nothing was. */
  readonly until: number | null
  /** Of the model; null where several or none spoke. */
  readonly version: number | null
}

/** Where predictions of posts come from. */
export function predictionPassport(posts: readonly Pick<PostRow, 'provenance'>[], { nodes, until, version }: Said): FigurePassport {
  const provenances = posts.map(({ provenance }) => provenance)
  const observed_at = until === null ? null : new Date(until).toISOString()
  const ground = { provenances, source: 'shares and comments of posts', observed_at, n: nodes }
  return passportOf(ground, { name: 'virality', making: 'estimated', ...(version !== null && { version: `model ${version}` }) })
}
