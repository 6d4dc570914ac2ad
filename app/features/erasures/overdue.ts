import { Gauge } from 'prom-client'
import type { Platform } from '../../platform/platform.ts'
import { countOverdue } from '../../platform/privacy/person-requests.ts'

const NAME = 'trill_privacy_requests_overdue'

/** Counts, whenever the measurements are asked for, the requests of people that are past their deadline. */
export function measureOverdue({ measurements: { registry }, metadata, now }: Platform): void {
  registry.removeSingleMetric(NAME)
  new Gauge({
    name: NAME,
    help: 'Requests of people (erasure, export, rectification) past their deadline',
    registers: [registry],
    async collect() {
      this.set(await countOverdue(metadata, now()))
    },
  })
}
