import { defineFeature } from '../../platform/feature.ts'
import { engagementSection } from './report.ts'
import { customerEngagementRoutes } from './routes.ts'

export const customerEngagement = defineFeature({
  name: 'customer-engagement',
  about: 'Who takes part in what, on which kind of app, and which customers may leave?',
  routes: customerEngagementRoutes,
  reportSections: [engagementSection],
})
