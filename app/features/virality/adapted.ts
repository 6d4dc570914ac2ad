import type { AdaptiveConformal } from '@trill/core/model-selection/adaptive-conformal'
import type { LiveModel } from '../../platform/models/live-models.ts'
import type { ViralityDocument } from './virality.ts'

/** How wide intervals have to be, as the posts published until then tell. */
export interface Adapted {
  /** Undefined for versions that learned before intervals were adapted, until a post tells. */
  readonly state: AdaptiveConformal | undefined
  /** Milliseconds since 1970. */
  readonly until: number
}

/** Gone with the versions; after a start it is made again from the posts. */
const ADAPTED = new WeakMap<LiveModel, Adapted>()

/**
 * What is known of a live version: what the posts told that judged it, and those since.
 * @param first Posts published before were over when it went live.
 */
export function adaptedOf(model: LiveModel, first = Number.NEGATIVE_INFINITY): Adapted {
  return ADAPTED.get(model) ?? { state: (model.document as ViralityDocument).adaptive, until: first }
}

export function keepAdapted(model: LiveModel, adapted: Adapted): void {
  ADAPTED.set(model, adapted)
}
