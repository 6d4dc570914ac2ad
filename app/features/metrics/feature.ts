import { defineFeature } from '../../platform/feature.ts'
import { metricsRoutes } from './routes.ts'

export const metrics = defineFeature({
  name: 'metrics',
  about: 'How do platforms, posts, creators, categories, campaigns and countries compare, however few people a figure rests on?',
  routes: metricsRoutes,
})
