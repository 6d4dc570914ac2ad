import { defineFeature } from '../../platform/feature.ts'
import { sessionRoutes } from './routes.ts'

export const sessions = defineFeature({
  name: 'sessions',
  about: 'Is this browser the owner’s?',
  routes: sessionRoutes,
})
