import { defineFeature } from '../../platform/feature.ts'
import { providerRoutes } from './routes.ts'

export const providers = defineFeature({
  name: 'providers',
  about: 'Who else may say who a person is: Google, GitHub, any OpenID Connect provider?',
  routes: providerRoutes,
})
