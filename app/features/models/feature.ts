import { defineFeature } from '../../platform/feature.ts'
import { keeperOf } from './model-keeper.ts'
import { modelRoutes } from './routes.ts'

export const models = defineFeature({
  name: 'models',
  about: 'Which models are live, how good each version is, and whether what they see has moved.',
  routes: modelRoutes,
  start: (platform) => {
    const keeper = keeperOf(platform)
    keeper.start()
    return () => keeper.close()
  },
})
