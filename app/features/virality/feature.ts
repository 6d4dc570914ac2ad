import { defineFeature } from '../../platform/feature.ts'
import { resolverOf } from './resolver.ts'
import { viralityRoutes } from './routes.ts'
import { trainers } from './trainer.ts'

export const virality = defineFeature({
  name: 'virality',
  about: 'Which posts in flight will end in the top tenth of their platform and category, how large will they be, and why?',
  routes: viralityRoutes,
  trainers,
  start: (platform) => {
    const resolver = resolverOf(platform)
    resolver.begin()
    return () => resolver.close()
  },
})
