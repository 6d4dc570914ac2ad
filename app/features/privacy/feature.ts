import { defineFeature } from '../../platform/feature.ts'
import { measureOverdueReviews } from './overdue-reviews.ts'
import { privacyRoutes } from './routes.ts'

export const privacy = defineFeature({
  name: 'privacy',
  about:
    'What a privacy officer answers for: consent, requests, deletion, the data map, monthly reviews and the draft of an impact assessment.',
  routes: privacyRoutes,
  start: async (platform) => {
    measureOverdueReviews(platform)
    return async () => undefined
  },
})
