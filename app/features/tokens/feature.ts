import { defineFeature } from '../../platform/feature.ts'
import { tokenRoutes } from './routes.ts'

export const tokens = defineFeature({
  name: 'tokens',
  about: 'How does a service call without showing its key each time?',
  routes: tokenRoutes,
})
