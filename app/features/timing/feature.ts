import { defineFeature } from '../../platform/feature.ts'
import { timingRoutes } from './routes.ts'

export const timing = defineFeature({
  name: 'timing',
  about: 'At which hours and weekdays do posts of an account fare well, on its platform and where its audience lives?',
  routes: timingRoutes,
})
