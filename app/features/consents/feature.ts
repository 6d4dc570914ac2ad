import { defineFeature } from '../../platform/feature.ts'
import { consentRoutes } from './routes.ts'

export const consents = defineFeature({
  name: 'consents',
  about: 'What people said about the use of data about them, in a ledger that nobody can rewrite, and what follows for their events.',
  routes: consentRoutes,
})
