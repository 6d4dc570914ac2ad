import { defineFeature } from '../../platform/feature.ts'
import { datingSection } from './report.ts'
import { datingRoutes } from './routes.ts'

export const dating = defineFeature({
  name: 'dating',
  about: 'How far do swipes lead, to matches, messages and dates, and what goes along with matches?',
  routes: datingRoutes,
  reportSections: [datingSection],
})
