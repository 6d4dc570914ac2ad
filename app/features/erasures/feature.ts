import { defineFeature } from '../../platform/feature.ts'
import { eraseDue } from './due-erasures.ts'
import { runnerOf } from './erasure-runner.ts'
import { erasureRoutes } from './routes.ts'

export const erasures = defineFeature({
  name: 'erasures',
  about: 'Erases everything held of one person, proves that it is gone, and signs a receipt.',
  routes: erasureRoutes,
  start: (platform) => {
    const runner = runnerOf(platform)
    const stopServing = platform.erasureQueue.serve((due) => eraseDue(platform, due))
    runner.wake()
    return async () => {
      await stopServing()
      await runner.close()
    }
  },
})
