import { defineFeature } from '../../platform/feature.ts'
import { connectionRoutes } from './routes.ts'
import { syncRunnerOf } from './sync-runner.ts'

export const connections = defineFeature({
  name: 'connections',
  about: 'Reads public posts and their counters from the platforms that a workspace connects, on a schedule.',
  routes: connectionRoutes,
  start: async (platform) => {
    const runner = syncRunnerOf(platform)
    await runner.start()
    return () => runner.close()
  },
})
