import { Gauge } from 'prom-client'
import type { Platform } from '../../platform/platform.ts'
import { countOverdueReviews } from './reviews.ts'

const NAME = 'trill_privacy_reviews_overdue'

/** Counts, whenever the measurements are asked for, the workspaces whose monthly review is overdue. */
export function measureOverdueReviews({ measurements: { registry }, metadata, now }: Platform): void {
  registry.removeSingleMetric(NAME)
  new Gauge({
    name: NAME,
    help: 'Workspaces whose last privacy review is more than a month ago',
    registers: [registry],
    async collect() {
      this.set(await countOverdueReviews(metadata, now()))
    },
  })
}
