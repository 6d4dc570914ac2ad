import { defineFeature } from '../../platform/feature.ts'
import { contentSection } from './report.ts'
import { contentsRoutes } from './routes.ts'

export const contents = defineFeature({
  name: 'contents',
  about: 'Which posts were active, what did they gather, and how did one of them grow?',
  routes: contentsRoutes,
  reportSections: [contentSection],
})
