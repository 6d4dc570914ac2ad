import { defineFeature } from '../../platform/feature.ts'
import { quarantineRoutes } from './routes.ts'

export const quarantine = defineFeature({
  name: 'quarantine',
  about: 'Which events were refused, why, and can they be taken now?',
  routes: quarantineRoutes,
})
