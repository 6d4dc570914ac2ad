import { defineFeature } from '../../platform/feature.ts'
import { accountRoutes } from './routes.ts'

export const account = defineFeature({
  name: 'account',
  about: 'How does a person prove who they are: address, password, second factor?',
  routes: accountRoutes,
})
