import { defineFeature } from '../../platform/feature.ts'
import { personalDataRoutes } from './routes.ts'

export const personalData = defineFeature({
  name: 'personal-data',
  about: 'What becomes of e-mail addresses, telephone numbers, cards and the like that are found in events.',
  routes: personalDataRoutes,
})
