import { defineFeature } from '../../platform/feature.ts'
import { runnerOf } from './erasure-runner.ts'
import { erasureRoutes } from './routes.ts'

export const erasures = defineFeature({
  name: 'erasures',
  about: 'Erases everything held of one person, proves that it is gone, and signs a receipt.',
  routes: erasureRoutes,
  start: (platform) => {
    const runner = runnerOf(platform)
    runner.wake()
    return () => runner.close()
  },
})
