import { defineFeature } from '../../platform/feature.ts'
import { sharedFigureRoutes } from './routes.ts'

export const sharedFigures = defineFeature({
  name: 'shared-figures',
  about: 'Figures with noise for people without an account, from a privacy budget.',
  routes: sharedFigureRoutes,
})
