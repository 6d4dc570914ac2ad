import { defineFeature } from '../../platform/feature.ts'
import { behaviourRoutes } from './routes.ts'

export const behaviour = defineFeature({
  name: 'behaviour',
  about: 'How does a person behave, and how does a post fare, in figures that models learn from?',
  routes: behaviourRoutes,
})
