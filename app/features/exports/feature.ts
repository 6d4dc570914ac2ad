import { defineFeature } from '../../platform/feature.ts'
import { exportsRoutes } from './routes.ts'

export const exports = defineFeature({
  name: 'exports',
  about: 'How does a whole table leave Trill?',
  routes: exportsRoutes,
})
