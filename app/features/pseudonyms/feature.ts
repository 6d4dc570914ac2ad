import { defineFeature } from '../../platform/feature.ts'
import { runnerOf } from './pseudonym-runner.ts'
import { pseudonymRoutes } from './routes.ts'

export const pseudonyms = defineFeature({
  name: 'pseudonyms',
  about: 'Under which keys people are stored, how a key is changed, and when an old one is destroyed.',
  routes: pseudonymRoutes,
  start: (platform) => {
    const runner = runnerOf(platform)
    runner.wake()
    return () => runner.close()
  },
})
