import { defineFeature } from '../../platform/feature.ts'
import { queryRoutes } from './routes.ts'

export const query = defineFeature({
  name: 'query',
  about: 'What does the event store hold, in a person’s own SQL?',
  routes: queryRoutes,
})
