import { defineFeature } from '../../platform/feature.ts'
import { peopleRoutes } from './routes.ts'

export const people = defineFeature({
  name: 'people',
  about: 'Who belongs to a workspace, and as what?',
  routes: peopleRoutes,
})
