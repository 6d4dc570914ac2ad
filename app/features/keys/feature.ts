import { defineFeature } from '../../platform/feature.ts'
import { keyRoutes } from './routes.ts'

export const keys = defineFeature({
  name: 'keys',
  about: 'Who may send events to a workspace, read its figures or administer it?',
  routes: keyRoutes,
})
