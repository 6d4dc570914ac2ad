import { defineFeature } from '../../platform/feature.ts'
import { platformsRoutes } from './routes.ts'

export const platforms = defineFeature({
  name: 'platforms',
  about: 'How do posts fare on each platform: how many, what they gather, at which rates, and how fast?',
  routes: platformsRoutes,
})
