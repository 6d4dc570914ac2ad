import { defineFeature } from '../../platform/feature.ts'
import { customersRoutes } from './routes.ts'
import { runnerOf } from './simulation-runner.ts'

export const customers = defineFeature({
  name: 'customers',
  about: 'Who are the customers of the apps: how they live with them, what they bring, and which groups are there?',
  routes: customersRoutes,
  start: async (platform) => {
    const runner = runnerOf(platform)
    await runner.resume()
    return () => runner.close()
  },
})
