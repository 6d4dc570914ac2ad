import { defineFeature } from '../../platform/feature.ts'
import { trackingPlanRoutes } from './routes.ts'

const FLUSH_MILLISECONDS = 10_000

export const trackingPlan = defineFeature({
  name: 'tracking-plan',
  about: 'Which properties of events are kept, by type of event; learned from what senders send.',
  routes: trackingPlanRoutes,
  start: ({ trackingPlans, logger, now }) => {
    const flush = () =>
      trackingPlans
        .flush(now())
        .catch((error: unknown) => logger.warn({ err: error }, 'What the tracking plans saw could not be written down'))
    const timer = setInterval(flush, FLUSH_MILLISECONDS)
    return async () => {
      clearInterval(timer)
      await flush()
    }
  },
})
