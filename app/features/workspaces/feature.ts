import { defineFeature } from '../../platform/feature.ts'
import { workspaceRoutes } from './routes.ts'

export const workspaces = defineFeature({
  name: 'workspaces',
  about: 'Which products are measured here, under which name and in which time zone?',
  routes: workspaceRoutes,
})
