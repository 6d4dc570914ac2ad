import { defineFeature } from '../../platform/feature.ts'
import { revenueSection } from './report.ts'
import { revenueRoutes } from './routes.ts'

export const revenue = defineFeature({
  name: 'revenue',
  about: 'What do customers bring, by source, tier and customer, and over their lives so far?',
  routes: revenueRoutes,
  reportSections: [revenueSection],
})
