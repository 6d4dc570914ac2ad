import { defineFeature } from '../../platform/feature.ts'
import { overviewRoutes } from './routes.ts'

export const overview = defineFeature({
  name: 'overview',
  about: 'How is it going: totals against the period before, their course, and what made them?',
  routes: overviewRoutes,
})
