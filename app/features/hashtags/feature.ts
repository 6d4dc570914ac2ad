import { defineFeature } from '../../platform/feature.ts'
import { hashtagsRoutes } from './routes.ts'

export const hashtags = defineFeature({
  name: 'hashtags',
  about: 'Which hashtags are used, and do posts with them fare better than others of their platform?',
  routes: hashtagsRoutes,
})
