import { defineFeature } from '../../platform/feature.ts'
import { liveRoutes } from './routes.ts'

export const live = defineFeature({
  name: 'live',
  about: 'What is happening right now: events a second, the newest events, and why events were refused?',
  routes: liveRoutes,
})
