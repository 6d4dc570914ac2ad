import { defineFeature } from '../../platform/feature.ts'
import { resolverOf } from './resolver.ts'
import { engagementPredictionsRoutes } from './routes.ts'
import { engagementTrainer } from './trainer.ts'

export const engagementPredictions = defineFeature({
  name: 'engagement-predictions',
  about: 'Will a person come back within a week, why, and what could be done?',
  trainers: [engagementTrainer],
  routes: engagementPredictionsRoutes,
  start: (platform) => {
    const resolver = resolverOf(platform)
    resolver.begin()
    return () => resolver.close()
  },
})
