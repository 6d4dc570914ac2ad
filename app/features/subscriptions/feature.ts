import { defineFeature } from '../../platform/feature.ts'
import { deliveryRunnerOf } from './delivery-runner.ts'
import { subscriptionRoutes } from './routes.ts'

export const subscriptions = defineFeature({
  name: 'subscriptions',
  about: 'Sends reports by the calendar: by e-mail, to Slack and to webhooks.',
  routes: subscriptionRoutes,
  start: async (platform) => {
    const runner = deliveryRunnerOf(platform)
    runner.start()
    return () => runner.close()
  },
})
