import { defineFeature } from '../../platform/feature.ts'
import { youtubeTrendsRoutes } from './routes.ts'
import { runnerOf } from './trend-runner.ts'

export const youtubeTrends = defineFeature({
  name: 'youtube-trends',
  about: 'Which YouTube videos are going viral, why, and is their subject alive on other platforms too?',
  routes: youtubeTrendsRoutes,
  start: async (platform) => {
    const runner = runnerOf(platform)
    await runner.resume()
    return () => runner.close()
  },
})
