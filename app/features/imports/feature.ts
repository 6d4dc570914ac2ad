import { defineFeature } from '../../platform/feature.ts'
import { runnerOf } from './import-runner.ts'
import { importRoutes } from './routes.ts'

export const imports = defineFeature({
  name: 'imports',
  about: 'Brings files of events and of platforms’ figures into a workspace, so that the same file again changes nothing.',
  routes: importRoutes,
  start: async (platform) => {
    const runner = runnerOf(platform)
    await runner.resume()
    return () => runner.close()
  },
})
