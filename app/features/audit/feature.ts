import { defineFeature } from '../../platform/feature.ts'
import { auditLogRoutes } from './routes.ts'

export const audit = defineFeature({
  name: 'audit',
  about: 'Who did what, when, from where, and has anybody changed the record of it?',
  routes: auditLogRoutes,
})
