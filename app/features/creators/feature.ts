import { defineFeature } from '../../platform/feature.ts'
import { socialSection } from './report.ts'
import { creatorsRoutes } from './routes.ts'

export const creators = defineFeature({
  name: 'creators',
  about: 'What do customers post, watch and finish, and what do creators earn with it?',
  routes: creatorsRoutes,
  reportSections: [socialSection],
})
